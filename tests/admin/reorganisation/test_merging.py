"""Grids are merged, a community is split, an area is put elsewhere; a merge is taken back; figures of both sides stay true."""

from __future__ import annotations

import datetime as dt

import pytest

from app.admin.reorganisation import plans, taking_back
from app.admin.reorganisation.models import UNDONE, Reorganisation
from app.areas import history, tree
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.models import FOREVER, Area, Post
from app.board import figures
from app.core import clock
from app.core.problems.problem import Problem
from app.matters.models import Matter
from app.matters.queries import lists
from tests import cast as c
from tests.admin.reorganisation.days import agreed, morning
from tests.matters import ops

pytestmark = pytest.mark.both
ONE = "330399001001777"
SECOND = "330399001888"


def merged(cast: c.Cast) -> Reorganisation:
    """The first two grids become one tomorrow."""
    return agreed(cast.admin, plans.merge([Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)], ONE, "并网格"))


def test_other_kinds_one_alone_and_what_lies_in_itself_are_refused(cast: c.Cast) -> None:
    grid, building, community = (Area.get_by_id(code) for code in (c.GRID, c.BUILDING, c.COMMUNITY))
    for areas, reason in (([grid], "needs-two"), ([grid, building], "other-kinds")):
        with pytest.raises(Problem) as refused:
            plans.merge(areas, ONE, "并")
        assert refused.value.errors[0][1] == reason
    for areas, parent, reason in (
        ([community], grid, "below-itself"),
        ([grid], community, "lies-there"),
        ([], community, "missing"),
    ):
        with pytest.raises(Problem) as refused:
            plans.put_below(areas, parent)
        assert refused.value.errors[0][1] == reason
    with pytest.raises(Problem) as refused:
        plans.end(community, grid)
    assert refused.value.errors[0] == ("heir", "below-itself", {})


def test_what_was_open_in_either_goes_on_with_whoever_found_it(cast: c.Cast) -> None:
    first, second = ops.report(cast.worker, area=c.BUILDING), ops.report(cast.worker2, area=c.GRID2)
    morning(merged(cast))
    fresh = Matter.get_by_id(first.id), Matter.get_by_id(second.id)
    assert [(one.level, one.holder_person) for one in fresh] == [
        (ONE, cast.worker.id),
        (ONE, cast.worker2.id),
    ]
    assert fresh[1].area == ONE
    for name in ("worker", "worker2"):
        assert [post.area_id for post in reach_of(cast.people[name]).posts] == [ONE]
        assert lists.find(reach_of(cast.people[name]), first.id) is not None
    shapes = location.index().shapes
    assert shapes[ONE].symmetric_difference(shapes[c.GRID].union(shapes[c.GRID2])).area < 1e-9


def test_a_merge_taken_back_leaves_everyone_where_they_were(cast: c.Cast) -> None:
    first, second = ops.report(cast.worker, area=c.BUILDING), ops.report(cast.worker2, area=c.GRID2)
    row = merged(cast)
    morning(row)
    meanwhile = ops.report(cast.worker2, area=c.BUILDING2)
    with pytest.raises(Problem):
        taking_back.take_back(cast.desk, row)
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    morning(row, 10)
    assert Reorganisation.get_by_id(row.id).state == UNDONE
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))  # once more: as it is
    assert {Area.get_by_id(code).ends for code in (c.GRID, c.GRID2)} == {FOREVER}
    assert Area.get_by_id(ONE).ends < clock.today().isoformat()
    assert tree.chain(c.BUILDING)[1] == c.GRID
    posts = {
        name: [post.area_id for post in reach_of(cast.people[name]).posts]
        for name in ("worker", "worker2", "lead")
    }
    assert posts == {"worker": [c.GRID], "worker2": [c.GRID2], "lead": [c.GRID]}
    levels = [Matter.get_by_id(one.id).level for one in (first, second, meanwhile)]
    assert levels == [c.GRID, c.GRID2, c.GRID]
    assert (
        Matter.get_by_id(second.id).area == c.GRID2
        or tree.chain(Matter.get_by_id(second.id).area)[0] == c.GRID
    )


def test_what_was_built_upon_it_is_not_pulled_away(cast: c.Cast) -> None:
    row = merged(cast)
    morning(row)
    Area.create(code="330399001001999", kind="building", name="9幢", parent=ONE)
    tree.rebuild()
    assert not taking_back.may_be_taken_back(Reorganisation.get_by_id(row.id))
    with pytest.raises(Problem) as refused:
        taking_back.take_back(cast.admin, row)
    assert refused.value.name == "not-open"


def test_a_community_is_split_and_each_keeps_what_happened_in_its_time(cast: c.Cast) -> None:
    matter = ops.report(cast.worker2, area=c.GRID2, escalate=True)
    before = clock.today()
    area = Area.get_by_id(c.COMMUNITY)
    places = dict.fromkeys((c.GRID, c.DEDICATED), 0) | {c.GRID2: 1}
    row = agreed(
        cast.admin, plans.split(area, [("330399001887", "临港一社区"), (SECOND, "临港二社区")], places)
    )
    morning(row)
    fresh = Matter.get_by_id(matter.id)
    assert (fresh.area, fresh.level, fresh.holder_desk) == (c.GRID2, SECOND, SECOND)
    assert [post.area_id for post in reach_of(cast.desk).posts] == ["330399001887", SECOND]
    assert history.lay_below(c.GRID2, c.COMMUNITY, before) and not history.lay_below(
        c.GRID2, c.COMMUNITY, clock.today()
    )
    assert c.GRID2 in history.once_below(c.COMMUNITY, before)
    assert history.once_below(c.COMMUNITY, clock.today()) == ()
    ops.report(cast.worker2, area=c.GRID2)
    ops.report(cast.worker2, area=c.GRID2)
    span = figures.Period(clock.now() - 2 * clock.DAY, clock.now() + clock.MINUTE)
    received = {
        code: sum(figures.received(figures.Work(code, span)).values())
        for code in (c.COMMUNITY, SECOND, "330399001887")
    }
    assert received == {c.COMMUNITY: 1, SECOND: 2, "330399001887": 0}


def test_a_grid_put_below_another_community_takes_its_open_matters_along(cast: c.Cast) -> None:
    matter = ops.report(cast.worker, area=c.BUILDING, escalate=True)
    mine = ops.report(cast.worker, area=c.BUILDING)
    Post.create(id="p-far", person=cast.outsider, area=c.OTHER_COMMUNITY, role="dispatcher")
    row = agreed(cast.admin, plans.put_below([Area.get_by_id(c.GRID)], Area.get_by_id(c.OTHER_COMMUNITY)))
    morning(row)
    assert Matter.get_by_id(matter.id).holder_desk == c.OTHER_COMMUNITY
    assert (Matter.get_by_id(mine.id).level, Matter.get_by_id(mine.id).holder_person) == (
        c.GRID,
        cast.worker.id,
    )
    assert lists.find(reach_of(cast.desk), mine.id) is None
    assert history.chain_on(c.BUILDING, clock.today() - dt.timedelta(days=1))[2] == c.COMMUNITY
