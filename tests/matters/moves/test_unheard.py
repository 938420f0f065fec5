"""群众吹哨: whoever was not answered in time has the unit of the list called for them; and each call says who calls whom."""

from __future__ import annotations

import pytest

from app.areas.models import Unit
from app.core import clock
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Call, Matter, ResponsibilityRow
from app.requests.followup import status
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops
from tests.requests.saying import asked

NINE = clock.parse("2026-11-23T09:00:00+08:00")


@pytest.fixture
def waiting(cast) -> tuple[ResidentRequest, Matter]:
    """A lamp that a resident said is broken, on a Monday; by the list it is the property company's."""
    clock.freeze(NINE)
    ResponsibilityRow.create(category="street_lamp", level_kind="community", lead=c.PROPERTY, supports=[])
    return asked(category="street_lamp")[:2]


def late(matter: Matter) -> None:
    clock.freeze(Matter.get_by_id(matter.id).answer_due)


@pytest.mark.both
def test_what_nobody_answered_becomes_the_communitys_call_once(cast, waiting):
    request, matter = waiting
    clock.freeze(matter.answer_due - 1)
    assert clock_jobs.unheard() == 0
    late(matter)
    assert (clock_jobs.unheard(), clock_jobs.unheard()) == (1, 0)
    call = Call.get()
    assert (call.unit, call.kind, call.called_by) == (c.PROPERTY, "resident_service", None)
    entry = Entry.get(Entry.verb == "whistle")
    assert (entry.actor, entry.body["why"]) == ("clock", "unheard")
    fresh = Matter.get_by_id(matter.id)
    assert (fresh.state, fresh.level, fresh.holder_person) == ("reported", c.GRID, cast.worker.id)
    said = status.serialize(ResidentRequest.get_by_id(request.id))["events"]
    assert said[-1]["sentence"] == "还没有答复您，已经替您吹哨，叫人来办"
    clock.freeze(call.due + 1)
    ops.move(cast.desk, fresh, "judge_call", reason="absent")  # the desk over it speaks for the clock


def test_whoever_was_answered_needs_no_whistle(cast, waiting):
    _, matter = waiting
    ops.move(cast.worker, matter, "answer", text="明天来修")
    clock.freeze(NINE + 30 * clock.DAY)
    assert clock_jobs.unheard() == 0 and Call.select().count() == 0


@pytest.mark.parametrize("why", ["no row", "ended", "called already"])
def test_where_no_unit_is_left_to_call_the_level_above_is_told(cast, waiting, why):
    _, matter = waiting
    if why == "no row":
        ResponsibilityRow.delete().execute()
    elif why == "ended":
        Unit.update(ended=clock.now()).where(Unit.code == c.PROPERTY).execute()
    else:
        ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.PROPERTY}"], text="灯")
    late(matter)
    assert clock_jobs.unheard() == 1
    entry = Entry.select().order_by(Entry.seq.desc()).get()
    assert (entry.verb, entry.body["why"], entry.body["copy_to"]) == ("supervise", "unheard", c.COMMUNITY)
    assert Call.select().where(Call.kind == "resident_service").count() == 0


@pytest.mark.parametrize(
    ("unit_kind", "kind"),
    [
        ("department", "street_unit"),
        ("property", "community_member"),
        ("party_branch", "organisation_front"),
        ("volunteers", "organisation_front"),
        ("another", "street_unit"),
    ],
)
def test_the_kind_of_a_whistle_follows_from_whom_it_calls(cast, unit_kind, kind):
    Unit.update(kind=unit_kind).where(Unit.code == c.ENFORCEMENT).execute()
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来")
    assert Call.get().kind == kind
