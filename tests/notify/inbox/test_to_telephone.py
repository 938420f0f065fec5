"""Emergencies that nobody has read in time: whom the desk is asked to telephone."""

from __future__ import annotations

import pytest

from app.areas.access.reach import reach_of
from app.areas.models import AreaSetting
from app.core import clock
from app.matters import clock_jobs
from app.notify.inbox import notices, unread
from app.notify.pipeline import collect
from tests import cast as c
from tests.matters import ops

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def matter(cast):
    """An emergency that the desk has given to the unit."""
    collect.collect()
    made = ops.report(cast.worker, urgency="emergency", text="张大爷家冒烟")
    ops.move(cast.desk, made, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    collect.collect()
    return made


def asked(person, minutes: float = 0):
    clock.freeze(clock.now() + round(minutes * clock.MINUTE))
    collect.collect()
    return unread.urgent(reach_of(person))


def test_nobody_but_a_desk_is_asked(cast, matter):
    for name in ("worker", "lead", "head", "dept", "admin", "outsider"):
        assert asked(getattr(cast, name), 10) == []


@pytest.mark.both
def test_after_three_minutes_the_desk_is_asked_to_telephone_and_by_whom_it_is_unread(cast, matter):
    assert asked(cast.desk, 2.9) == []
    (one,) = asked(cast.desk, 0.1)
    assert (one.matter, one.number) == (matter.id, matter.number) and "张大爷" not in one.sentence
    (person,) = one.people
    assert (person.person, person.name, person.phone) == (cast.dept.id, "赵磊", cast.dept.phone)
    assert person.since == clock.now() - 3 * clock.MINUTE


@pytest.mark.parametrize("how", ["read", "acknowledge", "take"])
def test_reading_or_answering_ends_it(cast, matter, how):
    if how == "read":
        notices.mark_read(cast.dept, until=10**9)
    else:
        ops.move(cast.dept, matter, how)
    assert asked(cast.desk, 10) == []


def test_ones_own_desk_is_not_rung_but_the_desk_below_is(cast):
    collect.collect()
    ops.report(cast.worker, urgency="emergency")
    assert asked(cast.desk) == asked(cast.desk, 5) == []
    ((person,),) = [one.people for one in asked(cast.city)]
    assert person.person == cast.desk.id
    clock.freeze(clock.now() + 10 * clock.MINUTE)
    clock_jobs.climb()
    assert asked(cast.city, 5) == []  # now it lies with them


def test_an_area_sets_its_own_patience(cast, matter):
    AreaSetting.create(area=c.COMMUNITY, name="telephone_minutes", value="8")
    assert asked(cast.desk, 7.9) == [] and len(asked(cast.desk, 0.1)) == 1


def test_what_is_no_emergency_is_not_telephoned_about(cast):
    collect.collect()
    made = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, made, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert asked(cast.desk, 600) == []
