"""Figures across a split, a merge and a corrected place equal what is worked out of the raw ledger, day by day of how areas lay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.admin.reorganisation import plans
from app.areas.models import Area
from app.core import clock
from app.insight import catch_up, sums
from app.insight.figures import FIGURES, SHARE
from app.insight.questions import Question
from tests import cast as c
from tests.admin.reorganisation.days import agreed, morning
from tests.board import done
from tests.insight import recomputed
from tests.insight.asked import MONDAY
from tests.matters import ops
from tests.patrol import walk

pytestmark = pytest.mark.both
FIRST = "2026-11-01"
NORTH, SOUTH, ONE = "330399001887", "330399001888", "330399001001777"


def counted(area: str, first: str, last: str) -> dict[str, Any]:
    """Name → what the application counts, nothing withheld."""
    catch_up.follow()
    asked = Question(area, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    found = {name: sums.by_group(figure, asked, None).get("", sums.Sum()) for name, figure in FIGURES.items()}
    return {
        name: (one.middle(), one.of) if FIGURES[name].parts.is_middle
        else (one.part, one.of) if FIGURES[name].unit == SHARE else one.of
        for name, one in found.items()
    }  # fmt: skip


def expected(area: str, first: str, last: str) -> dict[str, Any]:
    """The same out of the raw tables, as the tree stands now."""
    return {
        name: (value, number) if FIGURES[name].parts.is_middle
        else (number, whole) if FIGURES[name].unit == SHARE else number
        for name, (value, number, whole) in recomputed.figures(area, first, last).items()
    }  # fmt: skip


def lived(cast: c.Cast, person: Any, area: str) -> None:
    """A resident's matter that is over, one that a unit was called for, one found and settled, and a visit."""
    done.through(cast, done.asked(area=area)) if area == c.BUILDING else None
    matter = ops.report(person, area=area)
    ops.move(person, matter, "take")
    ops.report(person, area=area, settled={"text": "清了"})
    if area == c.BUILDING:
        ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请到现场")
        clock.freeze(clock.now() + 7 * clock.MINUTE)
        ops.move(cast.dept, matter, "attend")
        walk.visit(person, area, (clock.now() - walk.NINE) / 1000 - 600, 5)


@pytest.fixture
def before(cast, store) -> dict[str, Any]:
    """What Monday came to, in the community and in each grid, as the tree stood."""
    clock.freeze(MONDAY)
    lived(cast, cast.worker, c.BUILDING)
    lived(cast, cast.worker2, c.GRID2)
    day = clock.today().isoformat()
    found = {code: expected(code, FIRST, day) for code in (c.COMMUNITY, c.GRID, c.GRID2, c.CITY)}
    assert found[c.COMMUNITY]["closed"] == 3 and found[c.GRID]["attended"] == (1, 1)
    assert found[c.COMMUNITY]["buildings_visited"] == (1, 2)
    return found


def test_after_a_split_each_community_has_its_own_days_and_the_old_one_keeps_those_before(cast, before):
    until = clock.today().isoformat()
    places = dict.fromkeys((c.GRID, c.DEDICATED), 0) | {c.GRID2: 1}
    morning(agreed(cast.admin, plans.split(Area.get_by_id(c.COMMUNITY), [(NORTH, "临港一社区"), (SOUTH, "临港二社区")], places)))  # fmt: skip
    since = clock.today().isoformat()
    lived(cast, cast.worker, c.BUILDING)
    lived(cast, cast.worker2, c.GRID2)
    assert counted(c.COMMUNITY, FIRST, until) == before[c.COMMUNITY]
    assert {name: value for name, value in counted(c.COMMUNITY, FIRST, since).items() if name == "received"} == {"received": before[c.COMMUNITY]["received"]}  # fmt: skip
    for code in (NORTH, SOUTH):
        assert counted(code, since, since) == expected(code, since, since), code
        own = counted(code, FIRST, since)
        assert own["received"] == expected(code, since, since)["received"], code
    for first, last in ((FIRST, since), (FIRST, until), (since, since)):
        assert counted(c.CITY, first, last) == expected(c.CITY, first, last), (first, last)


def test_after_a_merge_the_new_grid_has_its_own_days_and_the_old_ones_keep_those_before(cast, before):
    until = clock.today().isoformat()
    grids = [Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)]
    morning(agreed(cast.admin, plans.merge(grids, ONE, "并网格")))
    since = clock.today().isoformat()
    ops.report(cast.worker, area=c.BUILDING, settled={"text": "清了"})
    ops.report(cast.worker2, area=ONE)
    # what was open at a whole grid is told of the first of those that were merged, for the days before
    both = [counted(code, FIRST, until) for code in (c.GRID, c.GRID2)]
    for name in ("received", "closed", "asked_by_residents"):
        assert sum(one[name] for one in both) == sum(before[code][name] for code in (c.GRID, c.GRID2)), name
    assert (
        both[0]["attended"] == before[c.GRID]["attended"]
        and both[0]["satisfied"] == before[c.GRID]["satisfied"]
    )
    assert both[1]["closed"] == before[c.GRID2]["closed"]
    assert [counted(code, since, since)["received"] for code in (c.GRID, c.GRID2)] == [0, 0]
    assert counted(ONE, since, since) == expected(ONE, since, since)
    for code in (c.COMMUNITY, c.CITY):
        assert counted(code, FIRST, until) == expected(code, FIRST, until), code
        assert counted(code, FIRST, since) == expected(code, FIRST, since), code


def test_a_matter_corrected_to_another_place_counts_there_alone(cast, before):
    matter = ops.report(cast.worker, area=c.BUILDING, escalate=True)
    day = clock.today().isoformat()
    catch_up.follow()
    ops.move(cast.desk, matter, "amend", area=c.GRID2)
    for code in (c.GRID, c.GRID2, c.COMMUNITY, c.CITY):
        assert counted(code, FIRST, day) == expected(code, FIRST, day), code
    assert counted(c.GRID2, FIRST, day)["received"] == before[c.GRID2]["received"] + 1
    assert counted(c.GRID, FIRST, day)["received"] == before[c.GRID]["received"]


def test_what_closes_a_second_after_new_year_s_midnight_is_of_the_new_year(cast, store):
    clock.freeze(clock.parse("2026-12-31T23:59:59+08:00"))
    matter = ops.report(cast.worker)
    clock.freeze(clock.now() + 2 * clock.SECOND)
    ops.move(cast.worker, matter, "settle_on_spot", text="清了")
    for first, last, numbers in (("2026-12-01", "2026-12-31", (1, 0)), ("2027-01-01", "2027-01-31", (0, 1))):
        for code in (c.COMMUNITY, c.CITY):
            found = counted(code, first, last)
            assert found == expected(code, first, last) and (found["received"], found["closed"]) == numbers
