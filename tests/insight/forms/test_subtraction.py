"""No number below five follows from what a filled form holds: not by taking others from the whole, from a share, or from the year."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.board import few
from app.core import clock
from app.insight.forms import blanks
from tests import cast as c
from tests.board import done
from tests.insight.forms.test_forms import brought, click, filled, happened, workbook
from tests.matters import ops

ROWS = (("社区", None), ("一格", None), ("二格", None))


def values(reader, asked, **query):
    """What the cells under each other hold; `asked`: (figure, span, area) of each."""
    form = brought(reader, workbook(tuple((f"第{at}行", None) for at in range(len(asked)))))
    for at, (figure, span, area) in enumerate(asked):
        assert click(reader, form, f"0.{at + 1}.1", figure, span, area).status_code == 303
    sheet = load_workbook(io.BytesIO(filled(reader, form, **query))).active
    cells = [sheet.cell(at + 2, 2) for at in range(len(asked))]
    for cell in cells:
        assert (cell.value is None) == bool(cell.comment and "请自己填" in cell.comment.text)
        assert (cell.value is None) == cell.fill.fgColor.rgb.endswith(blanks.NOT_KNOWN)
    return [cell.value for cell in cells]


@pytest.mark.both
def test_where_one_grid_is_withheld_another_is_too_for_the_whole_tells_it(as_, cast, monday):
    for _ in range(9):
        ops.report(cast.worker)
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
    asked = [("received", "now", area) for area in (c.COMMUNITY, c.GRID, c.GRID2)]
    assert values(as_("desk"), asked) == [11, None, None]
    for _ in range(3):
        ops.report(cast.worker2, area=c.GRID2)
    assert values(as_("desk"), asked) == [14, 9, 5]


@pytest.mark.parametrize(("again", "share"), [(0, 0), (1, None), (4, None), (5, 0.42), (8, None), (12, 1)])
def test_a_share_of_few_or_of_all_but_few_is_withheld_and_others_are_whole_per_cents(
    as_, cast, monday, again, share
):
    for at in range(12):
        matter = done.through(cast, done.asked("qr"), solved=at >= again)
        assert matter.id
    assert values(as_("desk"), [("received", "now", c.COMMUNITY), ("reopened", "now", c.COMMUNITY)]) == [
        12,
        share,
    ]


def test_the_year_is_withheld_where_a_month_would_follow_from_it(as_, cast, monday):
    for _ in range(7):
        ops.report(cast.worker)
    clock.freeze(clock.parse("2026-12-20T09:00:00+08:00"))
    for _ in range(3):
        ops.report(cast.worker)
    asked = [("received", span, c.COMMUNITY) for span in ("now", "before", "year")]
    assert values(as_("desk"), asked, of="2026-12-20") == [None, 7, None]
    for _ in range(2):
        ops.report(cast.worker)
    assert values(as_("desk"), asked, of="2026-12-20") == [5, 7, 12]


@pytest.mark.parametrize(("again", "count"), [(0, 0), (1, None), (4, None), (5, 5), (8, None), (12, 12)])
def test_a_count_is_withheld_where_its_share_is(as_, cast, monday, again, count):
    for at in range(12):
        done.through(cast, done.asked("qr"), solved=at >= again)
    asked = [(name, "now", c.COMMUNITY) for name in ("reopened_count", "reopened")]
    told = values(as_("desk"), asked)
    assert told == [count, None if count is None else round(count / 12, 2)]


def test_a_count_is_withheld_where_another_of_the_form_has_few_more(as_, cast, monday, five):
    for _ in range(10):
        done.through(cast, done.asked("qr"))
    for _ in range(2):
        done.settled(as_, cast)
    desk = as_("desk")
    closed, spot, street = (
        (name, "now", c.COMMUNITY) for name in ("closed", "on_the_spot_count", "kept_in_the_street_count")
    )
    assert values(desk, [spot, street]) == [10, 10]
    assert values(desk, [closed, spot, street]) == [12, None, None]
    assert values(desk, [spot, ("closed", "before", c.COMMUNITY)])[0] == 10
    for _ in range(3):
        done.settled(as_, cast)
    assert values(desk, [closed, spot, street]) == [15, 10, 10]


@pytest.mark.both
def test_the_count_of_a_part_is_withheld_with_the_one_that_the_whole_would_tell(as_, cast, monday):
    for at in range(20):
        matter = done.through(cast, done.asked("qr"), solved=at >= 9)
        assert matter.id
    for _ in range(3):
        ops.report(cast.worker2, area=c.GRID2)
    asked = [("reopened_count", "now", area) for area in (c.COMMUNITY, c.GRID, c.GRID2)]
    assert values(as_("desk"), asked) == [9, None, None]
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
    assert values(as_("desk"), asked) == [9, 9, 0]


def test_counts_of_how_people_work_are_told_of_five_alone(as_, cast, monday):
    for _ in range(10):
        done.through(cast, done.asked("qr"))
    asked = [(name, "now", c.COMMUNITY) for name in ("on_the_spot_count", "in_time_count", "closed")]
    assert values(as_("desk"), asked) == [None, None, 10]


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), min_size=1),
    st.sets(st.sampled_from("abcdefgh")),
)
def test_what_is_withheld_is_never_few_nor_one_part_alone_unless_there_is_no_other(counts, besides):
    hidden = few.withheld(counts, list("abcdefgh"), besides & set(counts))
    rest = [counts[part] for part in hidden if counts[part]]
    assert hidden == set(counts) or not few.is_few(sum(rest))
    assert hidden == set(counts) or not besides & set(counts) or len(rest) != 1


def test_a_plain_number_is_withheld_too_where_the_one_that_it_lies_in_has_few_more(as_, cast, monday):
    happened(cast)  # five by residents, two by a worker
    desk, received, asked = (
        as_("desk"),
        *((name, "now", c.COMMUNITY) for name in ("received", "asked_by_residents")),
    )
    assert values(desk, [asked]) == [5]
    assert values(desk, [received, asked]) == [7, None]
    for _ in range(3):
        ops.report(cast.worker)
    assert values(desk, [received, asked]) == [10, 5]
