"""Every move of the table that a desk or handler can make is made through its form, as the page draws it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Call, Matter, Support
from app.matters.moves import table
from tests import cast as c
from tests.gateways.hotline import sheets
from tests.matters import ops

LATER = f"{clock.today().year + 1}-06-01T08:00"
# a worker's at the grid, residents' own, what stands above the matter, the hotline's own sheet, and a reorganisation's
ELSEWHERE = {"settle_on_spot", "rate", "join", "leave", "undo", "call_back", "redraw", "hand_on"}


class Reader:
    """Somebody at a desk, with one matter in front of them."""

    def __init__(self, client: Any, matter: Matter) -> None:
        self.client, self.path, self.id = client, f"/desk/matters/{matter.id}", matter.id

    def form(self, move: str) -> dict[str, Any]:
        """What the form of a move would send if it were left as it stands."""
        page = self.client.get(self.path).text
        found = re.search(rf"<form[^>]*/moves/{move}\?.*?</form>", page, re.DOTALL)
        assert found, f"no form for {move}"
        text = found.group()
        sent: dict[str, Any] = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
        for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
            chosen = re.search(r'<option value="([^"]+)" selected', inner)
            sent[name] = chosen.group(1) if chosen else ""
        until = re.search(r'name="until"[^>]*value="([^"]+)"', text)
        if until:
            sent["until"] = until.group(1)
        sent["to"] = re.findall(r'type="checkbox" name="to" value="([^"]+)" checked', text)
        self.offered = html.unescape(text)
        return sent

    def make(self, move: str, **given: Any) -> Matter:
        """Send the form with these fields filled in; the matter as it is then."""
        answer = self.client.post(f"{self.path}/moves/{move}", data={**self.form(move), **given})
        assert answer.status_code == 303, (move, re.findall(r'class="error"[^>]*>([^<]+)', answer.text))
        assert Entry.select().order_by(Entry.seq.desc()).get().verb == move
        return Matter.get_by_id(self.id)


@pytest.fixture
def at_desk(cast):
    """A matter that lies with the community's desk."""
    return ops.report(cast.worker, escalate=True)


@pytest.mark.both
def test_every_move_is_made_through_its_form(as_, cast, at_desk):
    desk, dept, city = (Reader(as_(name), at_desk) for name in ("desk", "dept", "city"))
    made: set[str] = set()

    def make(reader: Reader, move: str, **given: Any) -> Matter:
        made.add(move)
        return reader.make(move, **given)

    make(desk, "acknowledge")
    now = make(desk, "amend", category="street_lamp", urgency="urgent", text="其实是路灯")
    assert (now.category, now.urgency, now.text) == ("street_lamp", "urgent", "其实是路灯")
    make(desk, "note", text="先记一笔\r\n第二行")
    assert Entry.select().order_by(Entry.seq.desc()).get().text == "先记一笔\n第二行"
    make(desk, "answer", text="我们看到了")
    make(desk, "shelve", text="等配件")
    make(desk, "resume")
    now = make(desk, "hand_down", to=f"area:{c.GRID}")
    assert now.level == c.GRID
    ops.move(cast.worker, at_desk, "escalate")
    make(
        desk, "whistle", to=[f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"], text="请来看看", reason="sudden"
    )
    make(dept, "accept")
    make(dept, "attend")
    make(desk, "judge_call", to=f"unit:{c.ENFORCEMENT}", reason="came")
    make(desk, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="再来一次", reason="joint")
    make(dept, "return_call", reason="不属本单位")
    make(desk, "call_off", to=f"unit:{c.PROPERTY}", text="不用来了")
    assert sorted(call.state for call in Call.select()) == ["attended", "off", "returned"]
    make(desk, "dispatch", lead=f"unit:{c.PROPERTY}", to=[f"unit:{c.ENFORCEMENT}"])
    make(dept, "report_part", reason="part_done")
    now = make(
        desk, "dispatch", lead=f"unit:{c.ENFORCEMENT}", to=[f"unit:{c.PROPERTY}", f"person:{cast.worker.id}"]
    )
    assert now.holder_unit == c.ENFORCEMENT and Support.select().count() == 2
    make(desk, "remind")
    make(desk, "supervise", text="要快", until=LATER)
    now = make(dept, "pause", text="请问是哪一盏灯")
    assert now.paused_until and now.due is None
    now = make(dept, "ask_extension", text="缺人", until=LATER)
    assert now.asked_until
    assert make(desk, "extend", text="可以").due == now.asked_until  # as it was asked for
    now = Reader(as_("dept"), at_desk).client.post(
        f"{dept.path}/moves/send_back", data={"reason": "not_ours"}
    )
    made.add("send_back")
    assert now.status_code == 303 and Matter.get_by_id(at_desk.id).holder_desk == c.COMMUNITY
    make(desk, "dispatch", lead=f"unit:{c.ENFORCEMENT}")
    make(dept, "take")
    make(dept, "resolve", text="换好了")
    for turn in ("head", "lead", "finder"):
        assert Matter.get_by_id(at_desk.id).confirm_turn == turn
        ops.move({"head": cast.head, "lead": cast.lead, "finder": cast.worker}[turn], at_desk, "decline")
    now = make(desk, "refuse", reason="只处理了一部分")
    assert now.state == "in_hand"
    make(dept, "resolve", text="全换好了")
    for who in (cast.head, cast.lead, cast.worker):
        ops.move(who, at_desk, "decline")
    make(desk, "decline")
    now = make(city, "confirm")
    assert now.state == "closed"
    now = make(desk, "reopen", text="又坏了")
    assert now.state == "reported"
    now = make(desk, "escalate")
    assert now.level == c.CITY
    Matter.update(state="confirmed").where(Matter.id == at_desk.id).execute()
    now = make(city, "close")
    assert now.state == "closed"
    make(city, "reopen", text="再看看")
    other = ops.report(cast.worker, area=c.BUILDING, category="street_lamp", escalate=True)
    make(city, "void", reason="查无此事")
    make(city, "reopen", text="还是有的")
    form = city.form("merge")
    assert f'value="matter:{other.id}"' in city.offered
    assert (
        city.client.post(f"{city.path}/moves/merge", data={**form, "to": f"matter:{other.id}"}).status_code
        == 303
    )
    assert Matter.get_by_id(at_desk.id).merged_into == other.id
    assert made | {"merge"} | ELSEWHERE | OF_A_TICKET | RUNG == set(table.NAMES)


# with what is filled in, in an order in which each is open
TICKET_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sign_for", {}), ("contact_caller", {"reason": "reached"}), ("ask_hotline", {"text": "要等料", "until": LATER}),
    ("hotline_extend", {"until": LATER}), ("ask_not_counted", {"text": "恶意反映"}), ("reply_to_hotline", {"text": "换好了"}),
)  # fmt: skip
RUNG = {"ring_back", "ring_head"}


def test_residents_and_heads_are_rung_through_their_forms(as_, cast, at_desk):
    ops.put(Matter.id == at_desk.id, resident_asked=True)
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    for move in ("take", "resolve"):
        ops.move(cast.dept, at_desk, move, text="换好了")
    desk = Reader(as_("desk"), at_desk)
    assert desk.make("ring_head", reason="head_solved").state == "confirmed"
    assert desk.make("ring_back", reason="rung_solved").state == "closed"


OF_A_TICKET = {name for name, _ in TICKET_STEPS} | {"return_to_hotline"}


def test_every_move_of_a_hotlines_ticket_is_made_through_its_form(as_, cast):
    due = {
        name: sheets.moment(clock.now() + clock.DAY)
        for name in ("签收时限", "联系时限", "退单时限", "答复时限")
    }
    sheets.take(
        as_("desk"), sheets.sheet(sheets.row("WZ-001", **due), sheets.row("WZ-002", "别处的事", **due))
    )
    worked = Reader(as_("desk"), sheets.matter_of("WZ-001"))
    for name, given in TICKET_STEPS:
        worked.make(name, **given)
    gone = Reader(as_("desk"), sheets.matter_of("WZ-002"))
    assert gone.make("return_to_hotline", basis="城市绿化条例第七条", text="归园林局").state == "void"
