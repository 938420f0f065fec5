"""Deadlines in working time over holidays and make-up workdays, in natural time where there is danger."""

from __future__ import annotations

import pytest

from app.areas.models import AreaSetting
from app.core import clock
from app.desk import times
from app.matters import clock_jobs
from app.matters.models import Matter, ResponsibilityRow
from app.matters.timing import deadlines, workdays
from tests import cast as c
from tests.matters import ops


def ends(start: str, hours: float, setting: str = workdays.HOURS) -> tuple[str, int | None]:
    due, guessed = workdays.add(clock.parse(f"{start}:00+08:00"), hours * 60, setting)
    return clock.rfc3339(due)[:16], guessed


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T08:30", 7, "2026-11-23T17:30"),  # a Monday, whole
        ("2026-11-23T11:00", 2, "2026-11-23T15:00"),  # over the midday rest
        ("2026-11-23T03:00", 1, "2026-11-23T09:30"),  # before the office opens
        ("2026-11-23T17:30", 1, "2026-11-24T09:30"),  # after it closed
        ("2026-11-20T17:00", 1, "2026-11-23T09:00"),  # Friday evening to Monday
        ("2026-09-30T16:30", 2, "2026-10-08T09:30"),  # National Day, 1–7 October 2026
        ("2026-02-14T08:30", 7, "2026-02-14T17:30"),  # a Saturday worked for Spring Festival
        ("2026-02-14T16:30", 2, "2026-02-24T09:30"),  # and the holiday after it, 15–23 February
        ("2026-02-27T16:30", 2, "2026-02-28T09:30"),  # the Saturday worked after Spring Festival
        ("2026-02-28T16:30", 2, "2026-03-02T09:30"),  # and the Sunday that is free again
        ("2026-10-09T16:30", 2, "2026-10-10T09:30"),  # the Saturday worked after National Day
    ],
)
def test_working_time_knows_holidays_and_make_up_workdays(store, start, hours, due):
    assert ends(start, hours) == (due, None)


def test_a_year_without_published_holidays_counts_monday_to_friday_and_says_so(store):
    due, guessed = ends("2026-12-31T16:30", 2)
    assert guessed == 2027 and due == "2027-01-01T09:30"
    due, guessed = ends("2035-05-04T16:30", 2)
    assert guessed == 2035 and due == "2035-05-07T09:30"


@pytest.mark.parametrize("setting", ["", "nonsense", "25:00-26:00", "12:00-09:00", "09:00-12:00,11:00-15:00"])
def test_working_hours_that_make_no_sense_are_the_default(store, setting):
    assert ends("2026-11-23T11:00", 2, setting) == ("2026-11-23T15:00", None)


def test_nine_to_five_can_be_set(store):
    assert ends("2026-11-23T16:00", 2, "09:00-17:00") == ("2026-11-24T10:00", None)


def test_a_deadline_over_new_year_is_shown_with_its_note(cast, as_):
    clock.freeze(clock.parse("2026-12-31T17:00:00+08:00"))
    matter = ops.report(cast.worker, category="street_lamp")
    assert matter.due_note == "no-calendar:2027"
    shown = as_("worker").get(f"/api/v1/matters/{matter.id}").json
    assert "2027" in shown["due_note"] and shown["due"].startswith("2027-01-05T17:00")
    english = as_("worker").get(f"/api/v1/matters/{matter.id}", headers={"Accept-Language": "en"}).json
    assert "Monday to Friday" in english["due_note"]


def test_danger_counts_day_and_night(cast):
    clock.freeze(clock.parse("2026-11-21T22:00:00+08:00"))  # a Saturday night
    assert clock.rfc3339(ops.report(cast.worker, category="manhole").due)[:16] == "2026-11-22T02:00"
    litter = ops.report(cast.worker, category="litter")
    assert clock.rfc3339(litter.due)[:16] == "2026-11-23T14:30"
    raised = ops.report(cast.worker, category="litter", urgency="emergency")
    assert clock.rfc3339(raised.due)[:16] == "2026-11-22T00:00"
    AreaSetting.create(area=c.CITY, name="emergency_hours", value="0.5")
    assert (
        clock.rfc3339(ops.report(cast.worker, category="litter", urgency="emergency").due)[:16]
        == "2026-11-21T22:30"
    )


def test_a_responsibility_row_sets_the_time_of_its_level_and_of_a_whole_class(cast):
    clock.freeze(clock.parse("2026-11-23T08:30:00+08:00"))
    ResponsibilityRow.create(category="cleanliness", level_kind="grid", hours=1)
    assert clock.rfc3339(ops.report(cast.worker, category="litter").due)[11:16] == "09:30"
    ResponsibilityRow.create(category="litter", level_kind="grid", hours=2, natural=True)
    assert clock.rfc3339(ops.report(cast.worker, category="litter").due)[11:16] == "10:30"
    assert deadlines.allowed("litter", "city").hours == 12


def test_an_area_sets_its_own_working_hours(cast):
    clock.freeze(clock.parse("2026-11-23T07:00:00+08:00"))
    AreaSetting.create(area=c.COMMUNITY, name="work_hours", value="07:00-11:00")
    assert clock.rfc3339(ops.report(cast.worker, category="litter").due)[11:16] == "11:00"


def test_what_is_left_counts_working_time_over_national_day_and_is_amber_in_its_last_fifth(cast):
    clock.freeze(clock.parse("2026-09-30T09:30:00+08:00"))
    matter = ops.report(cast.worker, category="street_lamp")
    hours = deadlines.allowed("street_lamp", "grid").hours
    assert workdays.between(clock.now(), matter.due) == hours * 60
    clock.freeze(clock.parse("2026-10-04T12:00:00+08:00"))  # in the middle of the holiday nothing runs
    left = deadlines.time_left(matter, "grid", clock.now())
    assert left is not None and not left.is_natural and left.day == 420
    assert left.minutes == hours * 60 - 360  # the Wednesday's six hours are over
    assert deadlines.state_of(matter, clock.now()) == "running"
    soon = deadlines.soon_at(matter)
    assert workdays.between(soon, matter.due) == pytest.approx(hours * 60 / 5)
    assert deadlines.state_of(matter, soon - 1) == "running" and deadlines.state_of(matter, soon) == "near"
    assert (
        deadlines.state_of(matter, matter.due) == "near"
        and deadlines.state_of(matter, matter.due + 1) == "late"
    )
    assert deadlines.time_left(matter, "grid", matter.due + 1) is None


def test_what_was_reminded_stays_amber_until_it_is_late_and_what_is_done_is_neither(cast):
    clock.freeze(clock.parse("2026-11-20T09:00:00+08:00"))
    matter = ops.report(cast.worker, category="street_lamp")
    clock.freeze(matter.near_at)
    clock_jobs.near_due()
    matter = Matter.get_by_id(matter.id)
    assert matter.near_at is None and deadlines.state_of(matter, clock.now()) == "near"
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="修好了")
    assert matter.due is not None
    for moment in (clock.now(), matter.due + clock.DAY):
        assert (
            deadlines.state_of(matter, moment) is None and deadlines.time_left(matter, "grid", moment) is None
        )
        assert deadlines.late_at(matter) is None and deadlines.soon_at(matter) is None


@pytest.mark.parametrize(
    ("minutes", "natural", "zh", "en"),
    [
        (0, False, "", ""),
        (25, False, "剩 25 分钟", "25 min left"),
        (60, False, "剩 1 小时", "1 h left"),
        (419, False, "剩 6 小时", "6 h left"),
        (420, False, "剩 1 个工作日", "1 working day left"),
        (1000, False, "剩 2 个工作日", "2 working days left"),
        (1000, True, "剩 16 小时", "16 h left"),
        (3000, True, "剩 2 天", "2 days left"),
    ],
)
def test_what_is_left_is_said_in_the_time_that_it_is_counted_in(store, minutes, natural, zh, en):
    left = deadlines.TimeLeft(minutes, natural, 1440 if natural else 420)
    assert (times.time_left(left, "zh"), times.time_left(left, "en")) == (zh, en)
