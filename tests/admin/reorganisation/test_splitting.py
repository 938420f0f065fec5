"""A grid is split: what is open goes on at its place, what is over stays where it was, nobody loses anything."""

from __future__ import annotations

import datetime as dt

import pytest

from app.admin.reorganisation import plans, preview, verbs
from app.admin.reorganisation.models import DONE, Reorganisation
from app.areas import history, tree
from app.areas.access.reach import reach_of
from app.areas.geometry import location
from app.areas.models import Area, AreaSetting, Post
from app.core import clock, ids
from app.core.place import Place
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters.models import IN_HAND, REPORTED, Matter
from app.matters.queries import lists
from app.people.models import Person
from app.requests.models import Poster
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning, tomorrow
from tests.matters import ops

pytestmark = pytest.mark.both


@pytest.fixture
def halves(cast: c.Cast) -> plans.Plan:
    """The first grid in two, a building in each."""
    area = Area.get_by_id(c.GRID)
    return plans.split(area, [(NEW1, "第1网格东"), (NEW2, "第1网格西")], {c.BUILDING: 0, c.BUILDING2: 1})


def refusal(work: object) -> list[tuple[str, str]]:
    """The fields that are refused, with why."""
    with pytest.raises(Problem) as caught:
        work()  # type: ignore[operator]
    return [(field, reason) for field, reason, _ in caught.value.errors] or [("", caught.value.name)]


def test_only_an_administrator_of_the_area_may(cast: c.Cast, halves: plans.Plan) -> None:
    for name in ("worker", "lead", "head", "desk", "dept", "city", "outsider"):
        person = cast.people[name]
        assert refusal(lambda p=person: verbs.draft(p, ids.uuid7(), "拆", "大", tomorrow(), halves)) == [
            ("", "forbidden")
        ]
    assert not Reorganisation.select().exists()


def test_what_cannot_be_is_refused_with_its_field(cast: c.Cast, halves: plans.Plan) -> None:
    area, today = Area.get_by_id(c.GRID), clock.today().isoformat()

    def drafted(plan: plans.Plan, day: str = tomorrow(), title: str = "拆", reason: str = "大") -> object:
        return lambda: verbs.draft(cast.admin, ids.uuid7(), title, reason, day, plan)

    assert refusal(drafted(halves, today)) == [("day", "needs-tomorrow")]
    assert refusal(drafted(halves, "2026-13-01")) == [("day", "bad-date")]
    assert refusal(drafted(halves, "2099-01-01")) == [("day", "plan-too-far")]
    assert refusal(drafted(halves, title=" ")) == [("title", "missing")]
    assert refusal(drafted(halves, reason="")) == [("reason", "needs-reason")]
    both = {c.BUILDING: 0, c.BUILDING2: 1}
    assert refusal(lambda: plans.split(area, [(NEW1, "东"), (NEW2, "西")], {c.BUILDING: 0})) == [
        (f"part-{c.BUILDING2}", "no-part")
    ]
    assert refusal(lambda: plans.split(area, [(NEW1, "东")], both)) == [("parts", "out-of-range")]
    assert refusal(lambda: plans.split(area, [("a b/c", "东"), (NEW2, "西")], both)) == [
        ("code-0", "bad-area-code")
    ]
    assert refusal(lambda: plans.split(area, [(NEW1, ""), (NEW2, "西")], both)) == [("name-0", "missing")]
    taken = plans.split(area, [(c.GRID2, "东"), (NEW2, "西")], both)
    assert refusal(drafted(taken)) == [("code-0", "code-taken")]
    twice = plans.split(area, [(NEW1, "东"), (NEW1, "西")], both)
    assert refusal(drafted(twice)) == [("code-1", "code-taken")]
    top = plans.Plan(end={c.CITY: (c.COMMUNITY,)})
    assert refusal(drafted(top))[0][1] == "is-top"
    left = plans.Plan(end={c.GRID: (c.GRID2,)})
    assert refusal(drafted(left)) == [("areas", "left-inside")]


def test_two_plans_never_take_hold_of_one_area(cast: c.Cast, halves: plans.Plan) -> None:
    row = agreed(cast.admin, halves)
    assert (
        verbs.draft(cast.admin, row.id, "又一次", "大", tomorrow(), halves).title == row.title
    )  # the same form again
    other = plans.end(Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2))
    assert refusal(lambda: agreed(cast.admin, other)) == [("areas", "in-another")]
    into = plans.end(Area.get_by_id(c.GRID2), Area.get_by_id(c.GRID))
    assert refusal(lambda: agreed(cast.admin, into)) == [("areas", "in-another")]
    verbs.drop(cast.admin, row)
    agreed(cast.admin, other)


def test_the_parts_cover_the_whole_and_none_lies_over_another(cast: c.Cast, halves: plans.Plan) -> None:
    import shapely

    whole = shapely.geometry.shape(c.box(c.LAT, c.LON))
    parts = [shapely.geometry.shape(new.shape) for new in halves.begin]
    assert shapely.union_all(parts).symmetric_difference(whole).area < whole.area * 1e-4
    assert parts[0].intersection(parts[1]).area < whole.area * 1e-4
    known = location.index().shapes
    assert parts[0].contains(known[c.BUILDING].buffer(-1e-7))
    second = Area.get_by_id(c.BUILDING2)
    assert parts[1].contains(shapely.Point(second.lon, second.lat))


def test_outlines_of_a_crooked_community_are_made_too(cast: c.Cast) -> None:
    import shapely

    area = Area.get_by_id(c.COMMUNITY)
    lon, lat = c.LON, c.LAT
    crooked = {  # four grids that meet at a point, their edges not quite alike
        c.GRID: [(0, 0), (0.0021, 0.0001), (0.002, 0.0009), (0, 0.0011)], c.GRID2: [(0.0021, 0.0001), (0.004, 0), (0.004, 0.001), (0.002, 0.0009)],
        "g3": [(0, 0.0011), (0.002, 0.0009), (0.00203, 0.0018), (0, 0.0018)], "g4": [(0.002, 0.0009), (0.004, 0.001), (0.004, 0.0018), (0.00203, 0.0018)],
    }  # fmt: skip
    for code, ring in crooked.items():
        shape = {"type": "Polygon", "coordinates": [[[lon + x, lat + y] for x, y in [*ring, ring[0]]]]}
        Area.insert(code=code, kind="grid", name=code, parent=c.COMMUNITY, shape=shape).on_conflict(
            conflict_target=[Area.code], update={Area.shape: shape}
        ).execute()
    tree.rebuild()
    for placed in ((0, 1, 0, 1), (0, 1, 1, 0), (1, 1, 1, 0)):
        places = {c.DEDICATED: 0, **dict(zip(crooked, placed, strict=True))}
        plan = plans.split(area, [("c1", "一"), ("c2", "二")], places)
        parts = [shapely.geometry.shape(new.shape) for new in plan.begin]
        whole = location.index().shapes[c.COMMUNITY]
        assert shapely.union_all(parts).symmetric_difference(whole).area < whole.area * 1e-3
        assert parts[0].intersection(parts[1]).area < whole.area * 1e-3


def test_before_its_day_nothing_changes_and_the_preview_counts(cast: c.Cast, halves: plans.Plan) -> None:
    ops.report(cast.worker, area=c.BUILDING)
    Poster.create(code="P1", kind="lamp", area=c.GRID)
    row = agreed(cast.admin, halves)
    counted = preview.preview(halves, row.day).counts()
    assert counted == {
        "people": 2, "told": 2, "heads": 1, "matters": 1, "posters": 1, "rosters": 0, "patrols": 0, "agreements": 0,
    }  # fmt: skip
    clock.freeze(clock.start_of(dt.date.fromisoformat(row.day)) - 1)
    from app.admin.reorganisation import carrying_out

    assert carrying_out.come_into_force() == 0
    assert Area.get_or_none(Area.code == NEW1) is None and tree.chain(c.BUILDING)[1] == c.GRID


def test_from_its_day_on_everything_lies_in_its_part(cast: c.Cast, halves: plans.Plan) -> None:
    AreaSetting.create(area=c.GRID, name="track_days", value="3", reason="", by="")
    Poster.create(code="P1", kind="lamp", area=c.GRID)
    over = ops.report(cast.worker, area=c.BUILDING, settled={"text": "清了"})
    east, west = ops.report(cast.worker, area=c.BUILDING), ops.report(cast.worker, area=c.BUILDING2)
    second = Area.get_by_id(c.BUILDING2)
    at = Place(second.lat, second.lon, 5.0, clock.now(), "browser")
    loose = ops.report(cast.worker, area=c.GRID, place=at)
    lost = ops.report(cast.worker, area=c.GRID)
    ops.move(cast.worker, east, "take")
    due = east.due
    row = agreed(cast.admin, halves)
    worker_post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    verbs.send_posts(cast.admin, row, {worker_post.id: (NEW1,)})
    assert morning(row) == 4
    fresh = {matter.id: Matter.get_by_id(matter.id) for matter in (over, east, west, loose, lost)}
    assert (fresh[over.id].area, fresh[over.id].level) == (c.BUILDING, c.GRID)  # over: where it was
    assert (fresh[east.id].area, fresh[east.id].level, fresh[east.id].state) == (c.BUILDING, NEW1, IN_HAND)
    assert fresh[east.id].holder_person == cast.worker.id and fresh[east.id].due == due
    # the worker went to the other part: whoever looks after this one has it now
    assert (fresh[west.id].level, fresh[west.id].state) == (NEW2, REPORTED)
    assert fresh[west.id].holder_person == cast.lead.id
    assert (fresh[loose.id].area, fresh[loose.id].level) == (NEW2, NEW2)
    assert fresh[lost.id].area == NEW1  # no place of its own: the first
    assert [post.area_id for post in reach_of(cast.worker).posts] == [NEW1]
    assert sorted(post.area_id for post in reach_of(cast.lead).posts) == [NEW1, NEW2]
    assert tree.chain(c.BUILDING)[:3] == (c.BUILDING, NEW1, c.COMMUNITY)
    assert Poster.get_by_id("P1").area == NEW1
    assert {setting.area_id for setting in AreaSetting.select().where(AreaSetting.name == "track_days")} == {
        c.GRID,
        NEW1,
        NEW2,
    }
    done = Reorganisation.get_by_id(row.id)
    assert done.state == DONE and done.counts["dealt"] == 4
    entry = (
        Entry.select().where(Entry.kind == "matter", Entry.subject == west.id, Entry.verb == "redraw").get()
    )
    assert entry.body["was"] == {"area": c.BUILDING2, "level": c.GRID}
    assert morning(row, 10) == 0  # once


def test_the_past_is_as_it_was(cast: c.Cast, halves: plans.Plan) -> None:
    before = clock.today()
    row = agreed(cast.admin, halves)
    morning(row)
    after = clock.today()
    assert (
        history.chain_on(c.BUILDING, before)[1] == c.GRID and history.chain_on(c.BUILDING, after)[1] == NEW1
    )
    assert history.now_of(c.GRID, before) and set(history.now_of(c.GRID, before)) >= {NEW1, NEW2}
    assert history.now_of(c.GRID, after) == ()
    assert location.standing(c.GRID) == NEW1


def test_facts_of_the_day_before_count_and_a_late_report_lies_at_its_place(
    cast: c.Cast, halves: plans.Plan
) -> None:
    old = ops.report(cast.worker2, area=c.GRID2)
    mine = ops.report(cast.worker, area=c.BUILDING2)
    yesterday = clock.now()
    row = agreed(cast.admin, halves)
    post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    verbs.send_posts(cast.admin, row, {post.id: (NEW1,)})
    morning(row)
    late = ops.report(cast.worker, area=c.BUILDING2, at=yesterday)
    assert (late.area, late.level, late.holder_person) == (c.BUILDING2, NEW2, cast.lead.id)
    gone = ops.report(cast.worker, area=c.GRID, at=yesterday)
    assert gone.area == NEW1 and gone.level == NEW1
    ops.move(cast.worker, mine, "note", text="钥匙在门卫", at=yesterday)
    # nor has a phone without signal heard of it the morning after
    unheard = ops.report(cast.worker, area=c.GRID)
    assert unheard.area == NEW1
    assert ops.report(cast.worker, area=c.BUILDING2).level == NEW2
    ops.move(cast.worker, Matter.get_by_id(mine.id), "note", text="还有备用的")
    clock.freeze(clock.now() + (history.UNHEARD + 1) * clock.DAY)
    with pytest.raises(Problem):
        ops.report(cast.worker, area=c.BUILDING2)
    clock.freeze(clock.now() - (history.UNHEARD + 1) * clock.DAY)
    with pytest.raises(Deferred):  # never theirs: not here
        ops.move(cast.worker, Matter.get_by_id(old.id), "note", text="别人的", at=yesterday)


def test_lists_of_the_new_people_have_it_at_once_and_those_of_the_old_no_more(
    cast: c.Cast, halves: plans.Plan
) -> None:
    matter = ops.report(cast.worker2, area=c.GRID2)
    assert matter.level == c.GRID2
    west = ops.report(cast.lead, area=c.BUILDING2)
    row = agreed(cast.admin, halves)
    post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    verbs.send_posts(cast.admin, row, {post.id: (NEW1,)})
    morning(row)
    assert lists.find(reach_of(cast.worker), west.id) is None
    assert lists.find(reach_of(cast.lead), west.id) is not None
    assert lists.find(reach_of(cast.outsider), west.id) is None
    assert Person.get_by_id(cast.worker.id).ended is None
