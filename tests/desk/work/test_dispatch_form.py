"""The form of 派单 says until when, by which law and with whom before anybody decides; 不在权责清单 is one button of the unit's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core import clock
from app.desk import times
from app.ledger.models import Entry
from app.links import creation
from app.matters.models import Matter, ResponsibilityRow
from app.matters.views import serialize
from tests import cast as c
from tests import place
from tests.matters import ops

UNIT = f"unit:{c.ENFORCEMENT}"
QUICK = "不在权责清单"


@pytest.fixture
def at_desk(cast) -> Matter:
    """With the community's desk; by the list the enforcement unit's, within sixteen working hours."""
    ResponsibilityRow.create(
        category="street_lamp", level_kind="community", lead=c.ENFORCEMENT, supports=[c.PROPERTY], basis="照明条例",
        code="QZ-9", hours=16, natural=False,
    )  # fmt: skip
    return ops.report(cast.worker, category="street_lamp", escalate=True, text="路灯不亮")


def quick_form(page: str) -> dict[str, str]:
    """What the one button sends; nothing where there is none."""
    forms = re.findall(r"<form[^>]*/moves/send_back\?.*?</form>", page, re.DOTALL)
    found = next((form for form in forms if 'name="reason" value="not_on_list"><button' in form), "")
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found))


def test_the_deadline_stands_beside_the_proposal_before_anybody_decides(as_, cast, at_desk):
    clock.freeze(clock.now() + 2 * clock.DAY)  # what ran until now says nothing of it
    page = as_("desk").get(f"/desk/matters/{at_desk.id}").text
    told = " ".join(place.texts(page, ".known"))
    ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    assert f"现在派就到 {times.due(at_desk.due, 'running', 'zh')}" in told
    assert "剩 2 个工作日" in told and "滨海物业" in told and "QZ-9 · 照明条例" in told


def test_without_a_row_the_form_still_says_until_when(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    told = " ".join(place.texts(as_("desk").get(f"/desk/matters/{matter.id}").text, ".known"))
    assert "现在派就到" in told and "依据" not in told
    english = as_("desk").get(f"/desk/matters/{matter.id}", headers={"Accept-Language": "en"}).text
    assert "dispatched now: until" in " ".join(place.texts(english, ".known"))


def test_nobody_whose_matter_it_is_not_has_the_button(as_, cast, at_desk):
    assert not quick_form(as_("desk").get(f"/desk/matters/{at_desk.id}").text)
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert as_("dept").get(f"/desk/matters/{at_desk.id}").status_code == 404
    for who in ("outsider", "worker2", "lead"):
        moves = [move["name"] for move in offers(at_desk, cast.people[who]) if "quick" in move]
        assert moves == []


def offers(matter: Matter, reader: Any) -> list[dict[str, Any]]:
    """The open moves as a phone is sent them."""
    found: list[dict[str, Any]] = serialize.for_person(Matter.get_by_id(matter.id), reader)["open_moves"]
    return found


@pytest.mark.both
def test_the_unit_gives_back_what_is_not_on_its_list_by_one_button(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    dept, path = as_("dept"), f"/desk/matters/{at_desk.id}"
    given = quick_form(dept.get(path).text)
    assert given["reason"] == "not_on_list"
    assert dept.post(f"{path}/moves/send_back", data=given).status_code == 303
    assert dept.post(f"{path}/moves/send_back", data=given).status_code == 303  # pressed twice
    backs = list(Entry.select().where(Entry.subject == at_desk.id, Entry.verb == "send_back"))
    assert [entry.body["reason"] for entry in backs] == ["not_on_list"]
    assert Matter.get_by_id(at_desk.id).holder_desk == c.COMMUNITY


def test_a_link_has_the_button_too_and_a_phone_is_sent_it(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    (send_back,) = [move for move in offers(at_desk, cast.dept) if move["name"] == "send_back"]
    assert send_back["quick"] == {"code": "not_on_list", "name": QUICK}
    link = f"/m/{creation.make(cast.desk, at_desk, unit=c.ENFORCEMENT)}"
    nobody = as_(None)
    assert f"{QUICK}，退回" in place.texts(nobody.get(link).text, "button")
    done = nobody.post(f"{link}/do", data={"move": "send_back", "reason": "not_on_list"})
    assert done.status_code == 303 and Matter.get_by_id(at_desk.id).state == "reported"
    entry = Entry.get(Entry.subject == at_desk.id, Entry.verb == "send_back")
    assert entry.body["reason"] == "not_on_list" and entry.body["by_unit"] == c.ENFORCEMENT


@pytest.mark.browser
def test_a_handlers_phone_sends_it_back_by_one_tap(office, phone):
    with office.acting() as cast:
        matter = ops.report(cast.worker, escalate=True)
        ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    page = phone("dept")
    page.locator("[data-part=my-tasks] article").get_by_role("button", name=QUICK).click()
    for _ in range(100):
        with office.acting():
            if Matter.get_by_id(matter.id).state == "reported":
                break
        page.wait_for_timeout(100)
    with office.acting():
        entry = Entry.get(Entry.subject == matter.id, Entry.verb == "send_back")
        assert entry.body["reason"] == "not_on_list" and entry.op is not None
