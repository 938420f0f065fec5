"""What a report compares and rounds, and what is withheld because another of its numbers tells it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from app.insight.counting import Counted
from app.insight.figures import FIGURES
from app.insight.questions import Question
from app.insight.reports import content
from tests import cast as c
from tests.board import done
from tests.insight.reports.test_reports import asked, page
from tests.matters import ops

DAY = dt.date(2026, 11, 16)


def share(part: int, of: int) -> Counted:
    return Counted(FIGURES["in_time"], Question(c.COMMUNITY, DAY, DAY), None, of, part, part / of)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ((33, 40), (133, 200), "+16"),
        ((29, 40), (56, 200), "+45"),
        ((5, 100), (377, 1000), "−33"),
        ((5, 10), (9, 18), "±0"),
    ],
)
def test_a_change_is_what_one_takes_from_the_other_and_a_half_goes_up(now, before, change):
    after, then = share(*now), share(*before)
    written = [int(content.written(one, "zh").removesuffix("%")) for one in (after, then)]
    assert content._change(after, then, "zh") == f"{change} 个百分点"
    assert abs(written[0] - written[1]) == int(change[1:])
    assert content.written(share(29, 40), "zh") == "73%"


def test_a_few_reopened_and_a_few_beside_those_settled_at_once_are_told_by_nobody(as_, cast, monday, five):
    for _ in range(8):
        ops.report(cast.worker, settled={"text": "清了"})
    again = done.through(cast, done.asked("qr"))
    desk = as_("desk")
    ops.move(cast.desk, again, "reopen", text="又来了")
    done.through(cast, done.asked("qr"))
    of_page = page(desk)
    for name in ("重办", "自己发现、当场处理"):
        assert (
            'data-head="这段时间"><span class="num">—<' in of_page.split(f"{name}</th>")[1].split("</tr>")[0]
        ), name
    cells = {
        row[0].value: row[1].value
        for row in load_workbook(io.BytesIO(asked(desk, "/report.xlsx").data)).worksheets[0].iter_rows()
    }
    assert cells["重办"] in ("—", None) and cells["自己发现、当场处理"] in ("—", None) and cells["收到"] == 10
