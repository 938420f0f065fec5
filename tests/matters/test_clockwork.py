"""What the clock does by itself, once each, from rows alone."""

from __future__ import annotations

import pytest

from app import jobs
from app.areas.access.reach import reach_of
from app.areas.models import AreaSetting, Unit
from app.core import clock
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.area_staff import Ground
from app.matters.models import Call, Matter
from app.matters.queries import lists
from app.matters.workflow import confirmers
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make, soon

NOON = clock.parse("2026-11-23T12:00:00+08:00")


@pytest.fixture(autouse=True)
def noon(store):
    clock.freeze(NOON)


def wait(minutes: float) -> None:
    clock.freeze(clock.now() + round(minutes * clock.MINUTE))


def fresh(matter: Matter) -> Matter:
    return Matter.get_by_id(matter.id)


def by_clock(matter: Matter) -> list[str]:
    rows = Entry.select().where(Entry.subject == matter.id, Entry.actor == "clock").order_by(Entry.seq)
    return [row.verb + (" " + row.body["why"] if "why" in (row.body or {}) else "") for row in rows]


@pytest.mark.both
def test_an_emergency_nobody_answers_climbs_and_at_the_top_the_duty_desk_is_reminded(cast):
    matter = ops.report(cast.worker, urgency="emergency")
    wait(9.9)
    assert clock_jobs.climb() == 0
    wait(0.1)
    assert (clock_jobs.climb(), clock_jobs.climb()) == (1, 0)
    assert (fresh(matter).level, fresh(matter).holder_desk) == (c.CITY, c.CITY)
    wait(10)
    assert (clock_jobs.climb(), clock_jobs.climb()) == (1, 0)
    wait(10)
    assert clock_jobs.climb() == 1
    assert by_clock(matter) == ["escalate", "remind climb", "remind climb"]
    ops.move(cast.city, fresh(matter), "acknowledge")
    wait(100)
    assert clock_jobs.climb() == 0


@pytest.mark.parametrize("name", ["acknowledge", "take", "note", "answer", "whistle"])
def test_any_move_by_the_desk_that_holds_it_stops_the_climb(cast, name):
    matter = ops.report(cast.worker, urgency="emergency")
    ops.move(cast.worker, matter, "note", text="还在烧")
    assert matter.climb_at is not None
    ops.move(cast.desk, matter, name, text="收到", to=[f"unit:{c.ENFORCEMENT}"])
    wait(60)
    assert clock_jobs.climb() == 0 and fresh(matter).level == c.COMMUNITY


def test_what_is_no_emergency_never_climbs(cast):
    matter = ops.report(cast.worker, escalate=True, urgency="urgent")
    wait(10_000)
    assert clock_jobs.climb() == 0
    ops.move(cast.worker, matter, "escalate", urgency="emergency")
    assert (matter.level, matter.urgency) == (c.CITY, "emergency") and matter.climb_at is not None


def test_an_area_sets_its_own_patience(cast):
    AreaSetting.create(area=c.COMMUNITY, name="climb_minutes", value="3")
    ops.report(cast.worker, urgency="emergency")
    wait(3)
    assert clock_jobs.climb() == 1


def test_near_due_reminds_once_and_past_due_supervises_once_with_a_copy_above(cast):
    matter = ops.report(cast.worker, category="manhole", escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    wait(0.8 * 240 - 1)
    assert clock_jobs.near_due() == 0
    wait(1)
    assert (clock_jobs.near_due(), clock_jobs.near_due()) == (1, 0)
    wait(48)
    assert (clock_jobs.past_due(), clock_jobs.past_due()) == (1, 0)
    assert by_clock(matter) == ["remind near", "supervise late"]
    told = Entry.select().where(Entry.verb == "supervise").get()
    assert told.body["copy_to"] == c.CITY and fresh(matter).holder_unit == c.ENFORCEMENT
    ops.move(cast.desk, matter, "extend", text="等料", until=clock.rfc3339(clock.now() + clock.HOUR))
    wait(60)
    assert clock_jobs.past_due() == 1


def test_silence_passes_the_confirmation_on_in_order_and_the_last_keeps_it(cast):
    matter = make(cast, "resolved, the head's turn")
    seen = []
    for _ in range(6):
        seen.append(fresh(matter).confirm_turn)
        wait(3 * 24 * 60)
        clock_jobs.pass_confirmation_on()
    assert seen == ["head", "lead", "finder", "desk", "desk_above", "desk_above"]
    assert by_clock(matter) == ["decline"] * 4
    ops.move(cast.city, fresh(matter), "decline")
    assert fresh(matter).confirm_turn == "desk_above"
    ops.move(cast.city, fresh(matter), "confirm")
    assert fresh(matter).state == "closed"


def test_whoever_resolved_it_is_never_asked(cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="搬走了")
    asked = []
    ground = Ground()
    while True:
        asked.append(matter.confirm_turn)
        assert cast.worker.id not in confirmers.people(matter, ground)
        if not confirmers.pass_on(matter, ground):
            break
    assert asked == ["head", "lead", "desk", "desk_above"]


def test_a_refused_matter_is_back_with_whoever_resolved_it(cast):
    matter = make(cast, "resolved, the head's turn")
    ops.move(cast.head, matter, "refuse", text="还堆着")
    assert (matter.state, matter.holder_unit, matter.taken_by) == ("in_hand", c.ENFORCEMENT, cast.dept.id)
    assert matter.resolver is None and matter.confirm_turn is None


def test_a_confirmed_matter_closes_after_fourteen_days(cast):
    matter = make(cast, "confirmed")
    wait(14 * 24 * 60 - 1)
    assert clock_jobs.close_confirmed() == 0
    wait(1)
    assert (clock_jobs.close_confirmed(), clock_jobs.close_confirmed()) == (1, 0)
    assert fresh(matter).state == "closed"


def test_a_shelved_matter_goes_on_when_its_day_has_come(cast):
    matter = make(cast, "in the unit's hands")
    ops.move(cast.desk, matter, "shelve", text="等改造", until=soon())
    assert clock_jobs.resume_shelved() == 0
    wait(24 * 60)
    assert (clock_jobs.resume_shelved(), clock_jobs.resume_shelved()) == (1, 0)
    assert (fresh(matter).state, fresh(matter).holder_unit) == ("in_hand", c.ENFORCEMENT)


def test_an_unanswered_call_reminds_then_stands_on_the_list_of_the_desk_above(cast):
    matter = make(cast, "called")
    wait(30)
    assert (clock_jobs.unanswered_calls(), clock_jobs.unanswered_calls()) == (1, 0)
    assert waiting(cast.city) == []
    wait(30)
    assert (clock_jobs.unanswered_calls(), clock_jobs.unanswered_calls()) == (1, 0)
    assert waiting(cast.city) == [matter.id] and Call.get().listed == c.CITY
    assert by_clock(matter) == ["remind call", "supervise call"]
    assert (fresh(matter).state, fresh(matter).holder_desk) == ("reported", c.COMMUNITY)
    ops.move(cast.dept, fresh(matter), "attend")
    wait(600)
    assert clock_jobs.unanswered_calls() == 0 and waiting(cast.city) == []


def waiting(person) -> list[str]:
    page, _ = lists.page(person, lists.parse_query({"mine": "1"}))
    return [matter.id for matter in page]


def test_all_of_it_is_in_the_clock_table_and_one_failing_does_not_hold_up_the_rest(cast, monkeypatch):
    ops.report(cast.worker, urgency="emergency")
    wait(10)
    done = jobs.run_due(force=True)
    assert done["matters: climb"] == 1
    assert sum(name.startswith("matters: ") for name in done) == 15


@pytest.mark.both
@pytest.mark.parametrize("is_taken", [False, True])
def test_on_the_day_after_a_unit_s_last_what_it_has_goes_back_to_the_desk_that_gave_it(cast, is_taken):
    matter, other = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    for row, unit in ((matter, c.ENFORCEMENT), (other, c.PROPERTY)):
        ops.move(cast.desk, row, "dispatch", to=[f"unit:{unit}"])
    if is_taken:
        ops.move(cast.dept, fresh(matter), "take")
    Unit.update(ended=clock.now() + clock.HOUR).where(Unit.code == c.ENFORCEMENT).execute()
    assert clock_jobs.of_ended_units() == 0
    wait(60)
    assert (clock_jobs.of_ended_units(), clock_jobs.of_ended_units()) == (1, 0)
    now = fresh(matter)
    assert (now.state, now.holder_desk, now.holder_unit, now.send_backs) == ("reported", c.COMMUNITY, None, 0)
    assert now.due is not None and by_clock(matter) == ["send_back ended"] and now.joint_since is None
    assert fresh(other).holder_unit == c.PROPERTY
    assert [
        row.id for row in lists.visible(reach_of(cast.desk)).where(Matter.holder_desk == c.COMMUNITY)
    ] == [matter.id]
    ops.move(cast.desk, now, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert fresh(matter).holder_unit == c.PROPERTY


def test_what_was_refused_or_resumed_to_a_unit_that_has_ended_meanwhile_goes_back_too(cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, fresh(matter), "take")
    ops.move(cast.desk, fresh(matter), "shelve", text="等材料", until=clock.rfc3339(clock.now() + clock.DAY))
    Unit.update(ended=clock.now()).where(Unit.code == c.ENFORCEMENT).execute()
    assert clock_jobs.of_ended_units() == 0 and fresh(matter).state == "shelved"
    wait(24 * 60)
    assert clock_jobs.resume_shelved() == 1 and clock_jobs.of_ended_units() == 1
    assert fresh(matter).holder_desk == c.COMMUNITY
