"""A hotline's sheet comes in: looked at row by row, each number one ticket, its clocks before ours, taken back as far as untouched."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from app.core import clock
from app.gateways.hotline.models import Hotline, HotlineSheet, HotlineTicket
from app.ledger.act import by_web
from app.ledger.models import Entry
from app.matters import transition
from app.matters.commands import MoveBody
from app.matters.models import Matter
from tests import cast as c
from tests.gateways.hotline.sheets import HEADERS, ROWS, agreed, look, matter_of, moment, row, sheet, take

pytestmark = pytest.mark.both


def test_only_desks_open_it(as_: Any) -> None:
    for name in ("worker", "lead", "head", "dept", "admin", "outsider"):
        client = as_(name)
        assert client.get("/desk/hotline").status_code == 403, name
        assert client.post(ROWS, data={"file": (io.BytesIO(sheet(row("A100"))), "a.csv")}).status_code == 403
    assert HotlineTicket.select().count() == 0


def test_looking_writes_nothing_and_another_persons_upload_is_gone(as_: Any) -> None:
    token, shown = look(as_("desk"), sheet(row("WZ-001"), row("WZ-002")))
    assert shown.status_code == 200 and "新工单" in shown.text
    assert Matter.select().count() == HotlineTicket.select().count() == HotlineSheet.select().count() == 0
    other = as_("city")
    assert other.get(f"{ROWS}/{token}").status_code == 410
    assert other.post(f"{ROWS}/{token}", data={"agreed": "0" * 64}).status_code == 410
    assert as_("desk").post(f"{ROWS}/{token}", data={"agreed": "0" * 64}).status_code == 409
    assert Matter.select().count() == 0


def test_each_row_is_a_ticket_with_its_number_its_clocks_and_its_place(as_: Any, cast: Any) -> None:
    now = clock.now()
    due = {
        "签收时限": moment(now + clock.HOUR),
        "答复时限": moment(now + 40 * clock.DAY),
        "联系时限": "2小时",
    }
    reply = take(
        as_("desk"), sheet(row("WZ-001", **due, 所属社区="临港社区"), row("WZ-002", "井盖坏了", 答复时限=""))
    )
    assert reply.status_code == 200 and "已经导入" in reply.text
    matter = matter_of("WZ-001")
    assert (matter.holder_desk, matter.level, matter.area, matter.resident_asked) == (
        c.COMMUNITY,
        c.COMMUNITY,
        c.COMMUNITY,
        True,
    )
    wanted = clock.parse(clock.rfc3339(now + 40 * clock.DAY)[:16] + ":00+08:00")
    assert matter.due == matter.ticket["due"]["reply"] == wanted  # far behind our own time for a lamp
    assert matter.answer_due == matter.ticket["due"]["contact"]
    assert matter.ticket_at == matter.ticket["due"]["sign"]
    ours = matter_of("WZ-002")
    assert ours.due is not None and ours.ticket_at is None  # nothing was set: our own time runs
    found = as_("desk").get("/desk?view=found&q=WZ-001").text
    assert matter.number in found and ours.number not in found


def test_sent_twice_it_is_written_once(as_: Any) -> None:
    desk = as_("desk")
    data = sheet(row("WZ-001"))
    token, shown = look(desk, data)
    form = {"agreed": agreed(shown.text), "name": "a.csv"}
    assert desk.post(f"{ROWS}/{token}", data=form).status_code == 200
    assert desk.post(f"{ROWS}/{token}", data=form).status_code == 200
    assert desk.get(f"{ROWS}/{token}").status_code == 303
    _, again = look(desk, data)
    assert "已经有了，没有新的" in again.text and 'name="agreed"' not in again.text
    assert Matter.select().count() == 1


def test_the_same_number_twice_is_one_ticket_and_other_words_are_a_note(as_: Any) -> None:
    reply = take(as_("desk"), sheet(row("WZ-001"), row("ＷＺ－001"), row("WZ-001", "路灯不亮，已经三天了")))
    assert "记作补充" in reply.text
    assert Matter.select().count() == 1
    matter = matter_of("WZ-001")
    entries = Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq)
    assert [(entry.verb, entry.text) for entry in entries] == [
        ("report", "路灯不亮"),
        ("note", "路灯不亮，已经三天了"),
    ]
    take(as_("desk"), sheet(row("WZ-001", "又灭了一盏"), row("WZ-009")))
    assert [entry.verb for entry in entries.clone()] == ["report", "note", "note"]


def test_a_row_that_cannot_be_taken_says_why_and_holds_up_no_other(as_: Any) -> None:
    data = sheet(
        row(""), row("2.02611E+15"), row("WZ-003", ""), row("WZ-004", 答复时限="下周三"), row("WZ-005", 联系电话="不详"),
        row("WZ-006", 答复时限="#VALUE!"), row("WZ-007", 问题类别="宇宙"),
    )  # fmt: skip
    text = take(as_("desk"), data).text
    for words in (
        "没有工单编号",
        "被表格软件改写了",
        "没有诉求内容",
        "下周三",
        "不像电话",
        "#VALUE!",
        "宇宙",
    ):
        assert words in text, words
    assert {one.number for one in HotlineTicket.select()} == {"WZ-005", "WZ-007"}
    assert "不详" in matter_of("WZ-005").text and matter_of("WZ-007").category == "other"


def test_gbk_a_workbook_with_formulas_and_a_text_that_begins_like_one_are_read_as_they_are(as_: Any) -> None:
    desk = as_("desk")
    take(desk, sheet(row("GB-1", "=cmd|' /C calc'!A0"), encoding="gb18030"))
    assert matter_of("GB-1").text == "=cmd|' /C calc'!A0"
    book = Workbook()
    page = book.active
    page.append(["12345 热线工单"])
    page.append(list(HEADERS))
    page.append([*row("XL-1")[:7], "=NOW()+1", "", "", ""])
    page.append(row("XL-2"))
    out = io.BytesIO()
    book.save(out)
    text = take(desk, out.getvalue(), "工单.xlsx").text
    assert "公式没有存下结果" in text
    assert [one.number for one in HotlineTicket.select().order_by(HotlineTicket.number)] == ["GB-1", "XL-2"]


def test_columns_are_put_right_once_and_kept_for_the_city(as_: Any) -> None:
    desk = as_("desk")
    data = sheet(["K-1", "路灯不亮", "2026-12-30 17:30"], headers=("热线流水", "市民说的", "最晚"))
    token, shown = look(desk, data)
    assert shown.status_code == 200 and "市民说的" in shown.text and 'name="agreed"' not in shown.text
    form = {"field_number": "热线流水", "field_text": "热线流水"}
    assert desk.post(f"{ROWS}/{token}/columns", data=form).status_code == 422  # one column for two things
    form = {"field_number": "热线流水", "field_text": "市民说的", "field_reply": "最晚"}
    assert desk.post(f"{ROWS}/{token}/columns", data=form).status_code == 303
    moved = sheet(["2026-12-30 17:30", "井盖坏了", "K-2"], headers=("最晚", "市民说的", "热线流水"))
    take(as_("city"), moved)
    assert matter_of("K-2").text == "井盖坏了" and matter_of("K-2").due is not None
    assert Hotline.get().columns["tickets"]["number"] == "热线流水"


def test_a_sheet_may_set_the_clock_anew_and_nothing_of_ours_does(as_: Any, cast: Any) -> None:
    desk, until = as_("desk"), clock.now() + 3 * clock.DAY
    take(desk, sheet(row("WZ-001", 答复时限=moment(until))))
    matter = matter_of("WZ-001")
    first = matter.due
    body = MoveBody(matter=matter.id, move="dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    transition.move(by_web(cast.desk), body)
    assert matter_of("WZ-001").due == first
    transition.move(by_web(cast.dept), MoveBody(matter=matter.id, move="take"))
    later = clock.rfc3339(clock.now() + clock.DAY)
    transition.move(
        by_web(cast.dept),
        MoveBody(matter=matter.id, move="pause", text="要问一问", until=later, reason="asking"),
    )
    assert matter_of("WZ-001").due == first  # it does not stand still
    text = take(desk, sheet(row("WZ-001", 答复时限=moment(until + clock.DAY)))).text
    assert "时限改成表里的" in text
    assert matter_of("WZ-001").due == first + clock.DAY


def test_the_view_is_sorted_by_the_nearest_clock_and_says_which(as_: Any) -> None:
    now = clock.now()
    take(as_("desk"), sheet(
        row("WZ-001", 答复时限=moment(now + 5 * clock.DAY)),
        row("WZ-002", "井盖坏了", 联系时限=moment(now + clock.DAY), 答复时限=moment(now + 9 * clock.DAY)),
    ))  # fmt: skip
    text = as_("desk").get("/desk?view=hotline").text
    first, second = matter_of("WZ-002"), matter_of("WZ-001")
    assert text.index(first.number) < text.index(second.number)
    assert "联系诉求人时限" in text and "答复时限" in text
    assert first.number not in as_("outsider").get("/desk?view=hotline").text


def test_a_sheet_is_taken_back_as_far_as_nothing_was_done(as_: Any, cast: Any) -> None:
    desk = as_("desk")
    take(desk, sheet(row("WZ-001"), row("WZ-002", "井盖坏了")))
    touched, other = matter_of("WZ-001"), matter_of("WZ-002")
    transition.move(by_web(cast.desk), MoveBody(matter=touched.id, move="note", text="看过了"))
    path = f"/desk/hotline/sheets/{HotlineSheet.get().id}/take-back"
    assert (
        as_("worker").post(path).status_code == 403
        and as_("desk").post("/desk/hotline/sheets/no/take-back").status_code == 404
    )
    shown = desk.get(path).text
    assert touched.number in shown and other.number in shown
    assert desk.post(path).status_code == desk.post(path).status_code == 303
    assert (Matter.get_by_id(touched.id).state, Matter.get_by_id(other.id).state) == ("reported", "void")
    take(desk, sheet(row("WZ-002", "井盖坏了")))
    assert matter_of("WZ-002").id != other.id and matter_of("WZ-002").state == "reported"
