"""What is read from tallies of months with the days that they have too many taken away is what the courses of those days come to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from app.areas import tree
from app.areas.models import Area
from app.core import clock, db
from app.insight import catch_up, counting, sums
from app.insight.figures import FIGURES
from app.insight.questions import AREA, CATEGORY, CHANNEL, MONTH, Question
from app.insight.reports import often
from app.insight.reports.span import QUARTER, containing
from tests import cast as c
from tests.insight import recomputed
from tests.insight.whole import reader_of
from tests.matters import ops

STREET, OTHER_STREET = "330399002", "330399003"
AUTUMN = clock.parse("2026-09-01T09:00:00+08:00")
LITTER, LANE = "litter", "fire_lane"
# (days after the first of October, where, what)
CAME = (
    (1, c.BUILDING, LITTER), (2, c.OTHER_GRID, LITTER), (14, c.BUILDING, LANE), (30, c.BUILDING, LITTER), (31, c.OTHER_GRID, LANE), (33, c.BUILDING, LITTER),
    (34, c.BUILDING, LANE), (46, c.OTHER_GRID, LITTER), (60, c.BUILDING, LITTER), (61, c.BUILDING, LITTER), (75, c.GRID, LITTER),
)  # fmt: skip
SPANS = (
    ("2026-10-01", "2026-10-31"), ("2026-10-02", "2026-11-30"), ("2026-10-03", "2026-10-30"), ("2026-10-29", "2026-12-02"), ("2026-10-16", "2026-11-02"),
    ("2026-11-03", "2026-11-05"), ("2026-11-01", "2026-12-31"), ("2026-09-20", "2026-12-15"), ("2026-12-20", "2027-02-01"),
)  # fmt: skip


@pytest.fixture
def autumn(cast, five):
    """Two streets with a community each, of which one brings its matters to October, November and December."""
    clock.freeze(AUTUMN)
    with db.transaction():
        for code in (STREET, OTHER_STREET):
            c.make_area(code, "street", f"{code}街道", c.CITY)
        Area.update(parent=STREET).where(Area.code == c.COMMUNITY).execute()
        Area.update(parent=OTHER_STREET).where(Area.code == c.OTHER_COMMUNITY).execute()
        tree.rebuild()
    for number, (day, place, what) in enumerate(CAME):
        clock.freeze(AUTUMN + (29 + day) * clock.DAY)
        who = cast.outsider if place == c.OTHER_GRID else cast.worker
        settled = {"settled": {"text": "清了"}} if number % 3 == 0 else {}
        ops.report(who, area=place, category=what, **settled)
    catch_up.follow()
    assert catch_up.is_whole()


def asked(area: str, first: str, last: str) -> Question:
    return Question(area, dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def came(area: str, first: str, last: str, of: dict[str, str]) -> Counter[tuple[str, str]]:
    """(part, thing) → how many came in the area, from the raw rows."""
    return Counter(
        (of[one.area], one.category)
        for one in recomputed.lives(area)
        if first <= recomputed.day(one.received) <= last and one.state != "void"
    )


@pytest.mark.both
def test_parts_and_things_are_those_of_the_raw_rows(autumn):
    figure, every = FIGURES["received"], [code for (code,) in Area.select(Area.code).tuples()]
    for area in (c.CITY, STREET):
        part_of = {code: tree.part_of(area, code) for code in every}
        for span in SPANS:
            assert sums.by_part_and_thing(figure, asked(area, *span)) == came(area, *span, part_of), (
                area,
                span,
            )
    assert sums.by_part_and_thing(figure, asked(c.CITY, *SPANS[6]))[STREET, LITTER] == 4


@pytest.mark.both
def test_things_channels_and_months_are_those_of_the_courses_alone(autumn, monkeypatch):
    def everything(span: tuple[str, str]) -> list[dict[str, tuple[int, int]]]:
        question = asked(c.CITY, *span)
        return [
            {group: (each.of, each.part) for group, each in sums.by_group(figure, narrow, by).items()}
            for figure in FIGURES.values()
            if figure.is_tallied
            for narrow in (question, replace(question, category=LITTER), replace(question, channel="found"))
            for by in (None, CATEGORY, CHANNEL, MONTH, AREA)
        ]

    with_tallies = [everything(span) for span in SPANS]
    assert all(map(any, with_tallies[:-1]))
    monkeypatch.setattr(catch_up, "is_whole", lambda: False)
    assert [everything(span) for span in SPANS] == with_tallies


@pytest.mark.both
def test_figures_asked_together_are_what_each_is_alone(autumn, monkeypatch):
    def different() -> list[object]:
        return [
            (area, span)
            for area in (c.CITY, STREET, c.COMMUNITY, c.OTHER_GRID)
            for span in SPANS
            if counting.together(FIGURES.values(), asked(area, *span), reader_of(area))
            != {name: counting.counted(figure, asked(area, *span), reader_of(area)) for name, figure in FIGURES.items()}
        ]  # fmt: skip

    assert different() == []
    monkeypatch.setattr(catch_up, "is_whole", lambda: False)
    assert different() == []


def test_a_report_of_a_city_of_streets_tells_where_what_came_often(autumn):
    quarter = containing(QUARTER, dt.date(2026, 12, 31))
    hot, left = often.most_often(Area.get_by_id(c.CITY), quarter, "zh", leaves=False)
    assert [(each.place, each.thing, each.count) for each in hot] == [(f"{STREET}街道", "暴露垃圾", 6)]
    assert left == 0
