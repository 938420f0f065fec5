"""What the responsibility list means where a matter is dispatched: terms, the nearest row, what was withdrawn, units that ended."""

import datetime as dt

import pytest

from app.areas import tree
from app.areas.models import Post, Unit
from app.core import clock
from app.core.problems.problem import Problem
from app.matters import responsibility
from app.matters.models import Category, ResponsibilityRow
from app.matters.timing import deadlines
from app.matters.views import serialize
from tests import cast as c
from tests.matters import ops


@pytest.fixture
def fire(cast):
    return Unit.create(code="XF01", name="消防救援站", kind="department", area=c.CITY)


def duty(category="litter", level=c.COMMUNITY):
    things = {category: Category.get_by_id(category)}
    return responsibility.Duties(things, tree.chain(level)).duty_for(category, "community", tree.chain(level))


def proposal(cast, matter):
    offered = serialize.for_person(matter, cast.desk)["open_moves"]
    return next(move for move in offered if move["name"] == "dispatch")["proposed"]


def refusal(work):
    with pytest.raises(Problem) as refused:
        work()
    return refused.value.name, refused.value.errors[0][:2]


def test_a_dispatch_or_a_whistle_to_a_unit_that_ended_is_refused_and_it_is_not_proposed(cast, fire):
    ResponsibilityRow.create(category="litter", level_kind="community", lead="XF01", supports=[c.PROPERTY])
    matter = ops.report(cast.worker, category="litter", escalate=True)
    assert proposal(cast, matter)["to"] == ["unit:XF01", f"unit:{c.PROPERTY}"]
    Unit.update(ended=clock.now() - 1).where(Unit.code.in_(("XF01", c.PROPERTY))).execute()
    assert proposal(cast, matter) is None and duty().supports == ()
    for move in ("dispatch", "whistle"):
        answer = refusal(lambda move=move: ops.move(cast.desk, matter, move, to=["unit:XF01"], text="请来"))
        assert answer == ("unknown-unit", ("to[0]", "unit-ended"))


def test_a_delegated_power_is_led_by_whoever_takes_it_over_within_both_terms_alone(cast, fire):
    today = clock.today()
    day = [(today + dt.timedelta(days=n)).isoformat() for n in (-2, -1, 0, 1)]
    row = ResponsibilityRow.create(
        category="litter", level_kind="community", lead="XF01", power="delegated", power_begins=day[1], power_ends=day[3],
        taker=c.ENFORCEMENT, taker_begins=day[1], taker_ends=day[2],
    )  # fmt: skip
    assert [responsibility.lead_on(row, one) for one in day] == ["XF01", c.ENFORCEMENT, c.ENFORCEMENT, "XF01"]
    assert duty().lead == c.ENFORCEMENT


def test_the_nearest_row_counts_and_the_thing_before_its_class(cast, fire):
    ResponsibilityRow.create(category="cleanliness", level_kind="community", lead="XF01", hours=50)
    assert duty().lead == "XF01"
    ResponsibilityRow.create(
        category="cleanliness", level_kind="community", area=c.COMMUNITY, lead=c.PROPERTY, hours=40
    )
    assert (duty().lead, duty(level=c.OTHER_COMMUNITY).lead) == (c.PROPERTY, "XF01")
    ResponsibilityRow.create(category="litter", level_kind="community", lead=c.ENFORCEMENT, hours=30)
    assert duty().lead == c.ENFORCEMENT and duty("rubble").lead == c.PROPERTY
    above = tree.chain(c.COMMUNITY)
    assert deadlines.allowed("rubble", "community", above).hours == 40
    assert deadlines.allowed("rubble", "community", tree.chain(c.OTHER_COMMUNITY)).hours == 50


def test_what_the_level_above_took_back_is_not_proposed_and_never_sent_down(cast, fire):
    ResponsibilityRow.create(category="litter", level_kind="community", list_kind="withdrawn", lead="XF01")
    matter = ops.report(cast.worker, category="litter", escalate=True)
    assert proposal(cast, matter) is None
    down = refusal(lambda: ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"]))
    assert down == ("bad-value", ("to[0]", "withdrawn"))
    ops.move(cast.desk, matter, "escalate")
    assert matter.level == c.CITY
    for word, code in (("dispatch", f"unit:{c.ENFORCEMENT}"), ("hand_down", f"area:{c.COMMUNITY}")):
        answer = refusal(lambda word=word, code=code: ops.move(cast.city, matter, word, to=[code]))
        assert answer == ("bad-value", ("to[0]", "withdrawn"))
    ops.move(cast.city, matter, "dispatch", to=["unit:XF01"])
    assert matter.holder_unit == "XF01"


@pytest.mark.parametrize(("chosen", "turn"), [("", "head"), ("desk", "desk"), ("lead,desk", "lead")])
def test_who_is_asked_whether_it_is_done_obeys_the_category(cast, chosen, turn):
    Category.update(confirmers=chosen).where(Category.code == "litter").execute()
    matter = ops.report(cast.worker, category="litter", area=c.BUILDING, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="清走了")
    assert matter.confirm_turn == turn


def test_where_nobody_is_there_whom_the_category_names_the_usual_order_is_asked(cast):
    Category.update(confirmers="head").where(Category.code == "litter").execute()
    Post.update(ends="2026-01-01").where(Post.role == "building_head").execute()
    matter = ops.report(cast.worker, category="litter", escalate=True)
    ops.move(cast.desk, matter, "take")
    ops.move(cast.desk, matter, "resolve", text="清走了")
    assert matter.confirm_turn == "lead"
