"""Answers go to the hotline in its own columns, each once and only when ready; what it heard comes back, and what is unsolved is opened again."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from app.areas.access.reach import reach_of
from app.areas.imports import workbook
from app.core import clock, ids
from app.gateways.hotline.answers import rates
from app.gateways.hotline.models import Hotline, HotlineCallBack, HotlineReply
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.timing import hotline
from tests import cast as c
from tests.gateways.hotline.sheets import heard, matter_of, moment, row, sheet, take
from tests.matters import ops

pytestmark = pytest.mark.both
UNIT = f"unit:{c.ENFORCEMENT}"


@pytest.fixture
def desk(as_: Any) -> Any:
    client = as_("desk")
    until = moment(clock.now() + 5 * clock.DAY)
    take(client, sheet(*(row(f"WZ-00{n}", f"第 {n} 盏路灯不亮", 答复时限=until) for n in range(1, 7))))
    return client


def work(cast: Any, number: str, answer: str | None = "已经修好") -> Matter:
    """Dispatched, done, confirmed where need be, and answered."""
    matter = matter_of(number)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="换了灯头")
    if answer is not None:
        ops.move(cast.desk, matter, "answer", text=answer)
    return matter


def sent(desk: Any, id: str | None = None) -> str:
    """Make the sheet of answers; its address."""
    reply = desk.post("/desk/hotline/replies", data={"id": id or ids.uuid7()})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["Location"])


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_only_desks_see_answers_and_rates_and_nobody_a_sheet_of_another_desk(
    desk: Any, as_: Any, cast: Any
) -> None:
    work(cast, "WZ-001")
    where = sent(desk)
    for name in ("worker", "head", "dept", "admin", "outsider"):
        for path in ("/desk/hotline/replies", "/desk/hotline/rates", where, f"{where}.csv"):
            assert as_(name).get(path).status_code == 403, (name, path)
        assert as_(name).post("/desk/hotline/replies", data={"id": ids.uuid7()}).status_code == 403
    assert desk.get(f"/desk/hotline/replies/{ids.uuid7()}.csv").status_code == 404
    assert desk.post("/desk/hotline/replies", data={"id": "x"}).status_code == 422
    assert desk.get("/desk/hotline/rates?from=2026-13-01").status_code == 422


def test_only_what_is_ready_goes_out_and_what_is_left_out_is_named_with_a_sentence(
    desk: Any, cast: Any
) -> None:
    work(cast, "WZ-001")
    work(cast, "WZ-002", None)
    back = matter_of("WZ-003")
    ops.move(cast.desk, back, "return_to_hotline", basis="条例第一条", text="不归我们")
    text = desk.get("/desk/hotline/replies").text
    for words in ("退回热线了，不用答复", "还没有办完", "办完了，还没有写答复"):
        assert words in text, words
    table = rows(desk.get(f"{sent(desk)}.csv").data)
    assert table[0] == ["工单编号", "办理状态", "答复内容", "联系时间", "办结时间"]
    assert [line[:3] for line in table[1:]] == [["WZ-001", "待确认", "已经修好"]]
    assert hotline.running(matter_of("WZ-001")) == {} and "reply" in hotline.running(matter_of("WZ-002"))


def test_the_same_form_twice_makes_one_sheet_and_a_ticket_goes_out_once(desk: Any, cast: Any) -> None:
    matter, id = work(cast, "WZ-001"), ids.uuid7()
    where = sent(desk, id)
    assert sent(desk, id) == where
    other = sent(desk)
    assert len(rows(desk.get(f"{where}.csv").data)) == 2 and len(rows(desk.get(f"{other}.csv").data)) == 1
    assert Entry.select().where(Entry.subject == matter.id, Entry.verb == "reply_to_hotline").count() == 1


def test_merged_tickets_keep_their_numbers_and_are_answered_each(desk: Any, cast: Any) -> None:
    first, second, third = (matter_of(f"WZ-00{n}") for n in (1, 2, 3))
    for other in (second, third):
        ops.move(cast.desk, other, "merge", to=[f"matter:{first.id}"])
    ops.move(cast.desk, third, "answer", text="您那一盏明天换")
    work(cast, "WZ-001", "三盏都修好")
    table = rows(desk.get(f"{sent(desk)}.csv").data)
    assert [(line[0], line[2]) for line in table[1:]] == [
        ("WZ-001", "三盏都修好"),
        ("WZ-002", "三盏都修好"),
        ("WZ-003", "您那一盏明天换"),
    ]


def test_formulas_are_harmless_in_both_kinds_of_file_and_headers_are_the_citys(desk: Any, cast: Any) -> None:
    work(cast, "WZ-001", '=HYPERLINK("x")')
    form = {
        "field_number": "热线流水",
        "field_state": "状态",
        "field_reply": "答复",
        "field_contact": "何时联系",
        "field_done": "何时办结",
    }
    assert desk.post("/desk/hotline/replies/columns", data=form).status_code == 303
    where = sent(desk)
    table = rows(desk.get(f"{where}.csv").data)
    assert table[0][0] == "热线流水" and table[1][2].startswith("'=")
    page = load_workbook(io.BytesIO(desk.get(f"{where}.xlsx").data)).active
    assert page["C2"].data_type == "s" and page["C2"].value == '=HYPERLINK("x")'
    desk.post("/desk/hotline/replies/columns", data={**form, "field_state": "答复"})


def test_what_is_not_solved_is_opened_again_at_the_same_desk_once(desk: Any, cast: Any) -> None:
    matter = work(cast, "WZ-001")
    sent(desk)
    reply = heard(desk, ["WZ-001", "是", "未解决", "不满意", "", "2026-11-29"])
    assert reply.status_code == 200 and "重新办理" in reply.text
    again = matter_of("WZ-001")
    assert (again.state, again.level, again.holder_desk) == ("reported", c.COMMUNITY, c.COMMUNITY)
    ops.move(cast.desk, again, "take")
    token = desk.post(
        "/desk/hotline/call_backs",
        data={
            "file": (
                io.BytesIO(
                    sheet(
                        ["WZ-001", "是", "未解决", "不满意", "", "2026-11-29"],
                        headers=("工单编号", "是否联系", "是否解决", "是否满意", "是否计入", "回访时间"),
                    )
                ),
                "a.csv",
            )
        },
    ).headers["Location"]
    shown = desk.get(token).text
    assert "这一行已经记过" in shown and 'name="agreed"' not in shown
    assert Entry.select().where(Entry.subject == matter.id, Entry.verb == "reopen").count() == 1
    assert HotlineCallBack.select().count() == 1


def test_opened_again_it_is_answered_again_in_our_own_time_and_a_ticket_without_a_clock_once(
    desk: Any, cast: Any
) -> None:
    take(desk, sheet(row("WZ-010")))
    work(cast, "WZ-010")
    assert len(rows(desk.get(f"{sent(desk)}.csv").data)) == 2
    assert len(rows(desk.get(f"{sent(desk)}.csv").data)) == 1  # it went out once, though no clock ran
    heard(desk, ["WZ-010", "是", "否", "", "", "2026-11-29"])
    again = matter_of("WZ-010")
    assert hotline.is_unanswered(again) and again.due is not None and again.due > clock.now()
    assert len(rows(desk.get(f"{sent(desk)}.csv").data)) == 1  # what was said before is no answer any more
    work(cast, "WZ-010", "这回换了整盏灯")
    assert rows(desk.get(f"{sent(desk)}.csv").data)[1][2] == "这回换了整盏灯"


def test_a_row_without_a_day_counts_anew_only_after_another_answer(desk: Any, cast: Any) -> None:
    matter = work(cast, "WZ-001")
    sent(desk)
    line = ["WZ-001", "是", "否", "", "", ""]
    heard(desk, line, ["WZ-002", "是", "", "", "", ""])
    ops.move(cast.desk, matter_of("WZ-001"), "take")
    heard(desk, line, ["WZ-003", "是", "", "", "", ""])
    assert Entry.select().where(Entry.subject == matter.id, Entry.verb == "reopen").count() == 1


def test_rows_that_say_nothing_or_of_no_ticket_or_of_one_that_went_back_are_told_and_change_nothing(
    desk: Any, cast: Any
) -> None:
    ops.move(cast.desk, matter_of("WZ-003"), "return_to_hotline", basis="条例第一条", text="不归我们")
    reply = heard(
        desk, ["NO-1", "是", "", "", "", ""], ["WZ-003", "是", "否", "", "", ""], ["WZ-004", "", "", "", "", ""],
        ["WZ-005", "也许", "", "", "", ""], ["WZ-006", "是", "", "", "", ""],
    )  # fmt: skip
    for words in ("没有这个编号的工单", "退回过，不算", "没有回访结果", "也许"):
        assert words in reply.text, words
    assert matter_of("WZ-003").state == "void" and HotlineCallBack.select().count() == 1


def test_each_rate_stands_with_its_definition_and_opens_its_tickets(desk: Any, cast: Any) -> None:
    heard(
        desk, ["WZ-001", "是", "是", "满意", "", ""], ["WZ-002", "是", "否", "一般", "", ""], ["WZ-003", "否", "", "", "", ""],
        ["WZ-004", "否", "否", "不满意", "否", ""],
    )  # fmt: skip
    text = desk.get("/desk/hotline/rates").text
    assert "66.7%" in text and text.count("50.0%") == 2
    opened = desk.get("/desk/hotline/rates?rate=response").text
    assert "WZ-001" in opened and "WZ-002" in opened and "WZ-003" not in opened
    assert "WZ-003" in desk.get("/desk/hotline/rates?rate=response&part=no").text
    assert (
        "WZ-004" not in desk.get("/desk/hotline/rates?rate=response&part=no").text
    )  # the hotline does not count it
    assert re.search("居民自己评的解决率", text) and HotlineReply.select().count() == 0


def test_what_the_middling_answer_counts_as_is_the_citys_and_holds_for_what_was_read_before(
    desk: Any, as_: Any, cast: Any
) -> None:
    heard(
        desk, ["WZ-001", "是", "是", "满意", "", ""], ["WZ-002", "是", "是", "一般", "", ""], ["WZ-003", "是", "是", "不满意", "", ""],
    )  # fmt: skip
    path = "/desk/hotline/rates"
    assert as_("worker").post(path, data={"middling": "yes"}).status_code == 403
    assert desk.post(path, data={"middling": "perhaps"}).status_code == 422
    shares = {}
    for middling in ("no", "yes", "out"):
        assert desk.post(path, data={"middling": middling}).status_code == 303
        found = rates.rates_of(reach_of(cast.desk), Hotline.get(), 0, clock.now() + clock.DAY)
        rate = next(one for one in found if one.name == "satisfaction")
        shares[middling] = (len(rate.counted), len(rate.of))
        assert rate.definition in html.unescape(desk.get(path).text)
    assert shares == {"no": (1, 3), "yes": (2, 3), "out": (1, 2)}
    assert desk.post(path, data={"middling": "out"}).status_code == 303  # the same again
    changes = Entry.select().where(Entry.verb == "middling").count()
    assert changes == 2


def test_a_workbook_of_answers_is_sent_in_pieces_and_holds_every_row(desk: Any) -> None:
    rows = ([f"WZ-{n}", "=1+1", ids.uuid7()] for n in range(6_000))
    pieces = list(workbook.streamed("答复", [["编号", "公式", "答复"], *rows]))
    assert len(pieces) > 1 and max(map(len, pieces)) <= workbook.PIECE
    page = load_workbook(io.BytesIO(b"".join(pieces))).active
    assert page.max_row == 6_001 and page["B2"].value == "=1+1" and page["B2"].data_type == "s"
