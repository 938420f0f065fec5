"""Reports: what is refused, where they are placed, and with whom they come to lie."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.areas.models import Area, Post
from app.core import clock
from app.core.place import Place
from app.core.problems.problem import Deferred, Problem
from app.evidence.models import PhotoUse
from app.ledger.models import Entry
from app.matters.models import Category, Matter
from app.matters.views import serialize
from app.people.models import Passkey, Person, Session
from tests import cast as c
from tests.matters import ops


def refused(person: Person, **body: object) -> tuple[str, str | None]:
    """(problem, first field) of a report that must leave nothing behind."""
    before = Matter.select().count(), Entry.select().count(), PhotoUse.select().count()
    with pytest.raises(Problem) as caught:
        ops.report(person, **body)
    assert (Matter.select().count(), Entry.select().count(), PhotoUse.select().count()) == before
    return caught.value.name, caught.value.errors[0][0] if caught.value.errors else None


def post(person: Person, role: str, area: str, begins: str = "2020-01-01", ends: str = "9999-12-31") -> None:
    Post.create(id=str(uuid.uuid4()), person=person, area=area, role=role, begins=begins, ends=ends)


def newcomer(
    name: str, role: str, area: str, begins: str = "2020-01-01", password: str | None = ""
) -> Person:
    person = Person.create(id=str(uuid.uuid4()), name=name, login=name, password=password)
    post(person, role, area, begins)
    return person


@pytest.mark.parametrize("who", ["outsider", "worker2", "dept"])
def test_nobody_reports_into_an_area_out_of_reach(cast, who):
    wanted = ("no-post", None) if who == "dept" else ("unknown-area", "area")
    assert refused(cast.people[who]) == wanted


@pytest.mark.parametrize(
    ("body", "problem", "field"),
    [
        ({"text": None}, "bad-value", "text"),
        ({"text": "  \n "}, "bad-value", "text"),
        ({"text": "长" * 2001}, "bad-value", "text"),
        ({"text": "a\x00b"}, "bad-value", "text"),
        ({"category": "no_such"}, "unknown-category", "category"),
        ({"area": "999"}, "unknown-area", "area"),
        ({"urgency": "very"}, "bad-value", "urgency"),
        ({"matter": "x"}, "bad-value", "matter"),
        ({"matter": str(uuid.uuid4())}, "bad-value", "matter"),
        ({"settled": {}}, "bad-value", "settled.text"),
        ({"settled": {"photos": [ops.PHOTO]}}, "bad-value", "settled.photos"),
        ({"settled": {"text": "好了"}, "escalate": True}, "bad-value", "settled"),
        ({"settled": {"text": "好了"}, "urgency": "emergency"}, "bad-value", "settled"),
        ({"unheard": 1}, "bad-value", "unheard"),
    ],
)
def test_a_bad_report_is_refused_by_its_field_and_leaves_nothing(cast, body, problem, field):
    assert refused(cast.worker, **body) == (problem, field)


def test_a_report_that_names_what_is_not_here_waits(cast):
    with pytest.raises(Deferred):
        ops.report(cast.worker, patrol=str(uuid.uuid4()))
    with pytest.raises(Deferred):
        ops.report(cast.worker, about=str(uuid.uuid4()))
    elsewhere = ops.report(cast.outsider, area=c.OTHER_GRID)
    with pytest.raises(Deferred):
        ops.report(cast.worker, about=elsewhere.id)
    assert Matter.select().count() == 1


def test_it_may_be_about_another_matter_in_reach(cast):
    first = ops.report(cast.worker)
    assert ops.report(cast.worker, about=first.id).about == first.id


def test_a_photo_or_the_red_button_alone_is_enough(cast):
    assert ops.report(cast.worker, text=None, photos=(ops.PHOTO,)).text == ""
    assert ops.report(cast.worker, text=None, escalate=True).level == c.COMMUNITY
    assert PhotoUse.select().where(PhotoUse.sha256 == ops.PHOTO).count() == 1


def test_any_code_of_either_level_is_a_category_and_each_class_has_one_platform(cast):
    assert ops.report(cast.worker, category="fire_safety").category == "fire_safety"
    classes = {row.code: row for row in Category.select().where(Category.parent.is_null())}
    things = list(Category.select().where(Category.parent.is_null(False)))
    assert len(classes) == 12 and len(things) >= 35
    assert {thing.parent for thing in things} == set(classes) - {"other"}
    assert all(thing.platform == classes[thing.parent].platform for thing in things)


def test_numbers_count_from_one_each_day_in_the_city(cast):
    clock.freeze(clock.parse("2026-11-22T23:59:00+08:00"))
    assert [ops.report(cast.worker).number for _ in range(2)] == ["261122-0001", "261122-0002"]
    clock.freeze(clock.parse("2026-11-23T00:00:00+08:00"))
    assert ops.report(cast.worker).number == "261123-0001"


@pytest.mark.both
def test_a_position_finds_the_smallest_area_and_says_so(cast):
    inside = Place(c.LAT + 0.0003, c.LON + 0.0004)
    assert (lambda m: (m.area, m.placed, m.level))(ops.report(cast.worker, place=inside)) == (
        c.BUILDING,
        "shape",
        c.GRID,
    )
    far = Place(c.LAT + 1, c.LON)
    assert (lambda m: (m.area, m.placed))(ops.report(cast.worker, place=far)) == (c.GRID, "fallback")
    assert ops.report(cast.worker).placed == "chosen"


def test_what_no_shape_in_reach_holds_says_whose_ground_it_was_and_not_that_there_was_no_position(cast):
    def said(**body):
        return serialize.for_person(ops.report(cast.worker, area=None, **body), cast.worker)["placed_word"]

    assert said() == "没有定位，先记在这里"
    assert said(place=Place(c.LAT + 0.0003, c.LON + 1.2 * c.STEP_LON)) == "定位在第2网格，先记在这里"
    assert said(place=Place(c.LAT + 1, c.LON)) == "定位在这里以外，先记在这里"
    assert said(place=Place(c.LAT + 0.0003, c.LON + 0.0004)) == ""


def test_a_report_that_names_its_place_or_none_lies_in_the_grid(cast):
    assert ops.report(cast.worker, area=None).area == c.GRID


def test_the_finder_holds_it_only_where_a_worker_or_lead_of_the_grid(cast):
    assert ops.report(cast.lead).holder_person == cast.lead.id
    assert ops.report(cast.head).holder_person == cast.worker.id
    assert ops.report(cast.desk).holder_person == cast.worker.id


def test_without_the_finder_the_worker_longest_in_post_then_lead_guide_and_the_desk(cast):
    oldest = newcomer("oldest", "grid_worker", c.GRID, "1969-01-01")
    assert ops.report(cast.head).holder_person == oldest.id
    gone = [oldest.id, cast.worker.id]
    Post.update(ends="2020-12-31").where(Post.person.in_(gone)).execute()
    guide = newcomer("guide", "grid_guide", c.GRID, "1960-01-01")
    assert ops.report(cast.head).holder_person == cast.lead.id
    Person.update(ended=clock.now()).where(Person.id == cast.lead.id).execute()
    assert ops.report(cast.head).holder_person == guide.id
    Post.update(ends="2020-12-31").where(Post.person == guide).execute()
    left = ops.report(cast.head)
    assert (left.level, left.holder_desk) == (c.COMMUNITY, c.COMMUNITY)


def test_whoever_was_never_able_to_sign_in_is_passed_over_while_somebody_who_can_is_there(cast):
    never = newcomer("never", "grid_worker", c.GRID, "1960-01-01", password=None)
    assert ops.report(cast.head).holder_person == cast.worker.id
    Session.update(ended=clock.now()).where(Session.person == cast.worker).execute()
    assert ops.report(cast.head).holder_person == cast.worker.id  # signed out is not never here
    Person.update(ended=clock.now()).where(Person.id == cast.worker.id).execute()
    assert ops.report(cast.head).holder_person == cast.lead.id
    Passkey.create(id="k", person=never, public_key=b"")
    assert ops.report(cast.head).holder_person == never.id


def test_where_nobody_was_ever_able_to_sign_in_the_longest_in_post_holds_it_as_before(cast):
    first = newcomer("first", "grid_worker", c.GRID, "1960-01-01", password=None)
    newcomer("second", "grid_worker", c.GRID, "1961-01-01", password=None)
    Post.update(ends="2020-12-31").where(Post.person.in_([cast.worker, cast.lead])).execute()
    assert ops.report(cast.head).holder_person == first.id


def test_what_lies_at_the_community_lies_with_its_desk(cast):
    matter = ops.report(cast.desk, area=c.COMMUNITY)
    assert (matter.level, matter.holder_desk) == (c.COMMUNITY, c.COMMUNITY)
    with pytest.raises(Problem) as caught:
        ops.report(cast.desk, area=c.COMMUNITY, settled={"text": "好了"})
    assert caught.value.name == "not-open"


def test_a_dedicated_grid_has_its_own_people_or_goes_to_the_desk(cast):
    matter = ops.report(cast.desk, area=c.DEDICATED)
    assert (matter.level, matter.holder_desk) == (c.COMMUNITY, c.COMMUNITY)
    special = newcomer("special", "grid_worker", c.DEDICATED)
    matter = ops.report(cast.desk, area=c.DEDICATED)
    assert (matter.level, matter.holder_person) == (c.DEDICATED, special.id)


def test_escalating_skips_levels_without_a_desk_whatever_their_codes_say(cast):
    Area.update(parent=c.OTHER_COMMUNITY).where(Area.code == c.OTHER_GRID).execute()
    matter = ops.report(cast.outsider, area=c.OTHER_GRID, escalate=True)
    assert (matter.level, matter.holder_desk) == (c.CITY, c.CITY)


def test_facts_count_for_the_post_held_when_it_happened_moves_need_it_now(cast):
    matter = ops.report(cast.worker)
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    Post.update(ends=yesterday).where(Post.person == cast.worker).execute()
    then = clock.now() - 2 * clock.DAY
    assert ops.report(cast.worker, at=then).finder == cast.worker.id
    ops.move(cast.worker, matter, "note", at=then, text="当时看到的")
    with pytest.raises(Problem) as caught:
        ops.move(cast.worker, matter, "take", at=then)
    assert caught.value.name == "no-post"
    assert refused(cast.worker)[0] == "no-post"


def test_a_moved_worker_may_not_move_what_the_old_post_reached(cast):
    matter = ops.report(cast.worker)
    Matter.update(finder=None, holder_person=cast.lead.id).where(Matter.id == matter.id).execute()
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    Post.update(ends=yesterday).where(Post.person == cast.worker).execute()
    post(cast.worker, "grid_worker", c.GRID2)
    with pytest.raises(Problem) as caught:
        ops.move(cast.worker, matter, "take", at=clock.now() - 2 * clock.DAY)
    assert caught.value.name == "no-post"
    with pytest.raises(Deferred):
        ops.move(cast.worker, matter, "take")


def test_the_sample_is_drawn_by_the_id_alone_and_is_about_its_share(cast):
    from app.matters.moves.handling import settle_on_spot

    ids = [f"{number:08x}-0000-7000-8000-000000000000" for number in range(2000)]
    drawn = [settle_on_spot.is_sampled(Matter(id=made, area=c.GRID)) for made in ids]
    assert drawn == [settle_on_spot.is_sampled(Matter(id=made, area=c.GRID)) for made in ids]
    assert 60 <= sum(drawn) <= 140
    sampled = ids[drawn.index(True)]
    matter = ops.report(cast.worker, matter=sampled, settled={"text": "搬走了"})
    assert (matter.state, matter.confirm_turn) == ("resolved", "head")
