"""Hours that nobody covers: of a desk with a roster alone, a day before, over midnight and holidays."""

import pytest

from app.areas.duty.roster import Office
from app.areas.models import AreaSetting, DutyTurn
from app.matters.duty import coverage
from tests import cast as c
from tests.matters.duty.turns import at, freeze, said, turn

DESK = Office("desk", c.COMMUNITY)
WEEK = (at("2026-11-30 00:00"), at("2026-12-14 00:00"))


def test_a_desk_without_a_roster_lacks_nobody(cast):
    turn("2026-11-30 08:00", "2026-11-30 20:00", unit=c.ENFORCEMENT)
    freeze("2026-12-01 03:00")
    assert coverage.gaps(DESK, *WEEK) == [] and not coverage.is_unmanned(DESK)
    assert coverage.is_unmanned(Office("unit", c.ENFORCEMENT))
    assert not coverage.is_unmanned(Office("unit", "gone"))


@pytest.mark.both
def test_turns_over_midnight_join_and_what_is_between_them_is_open(cast):
    turn("2026-11-30 08:00", "2026-11-30 20:00")
    turn("2026-11-30 20:00", "2026-12-01 08:00", "吴敏")
    turn("2026-12-01 09:00", "2026-12-01 20:00")
    turn("2026-12-01 10:00", "2026-12-01 12:00", "吴敏")  # two people at once
    assert said(coverage.gaps(DESK, *WEEK)) == [
        ("2026-12-01 08:00", "2026-12-01 09:00"),
        ("2026-12-01 20:00", "2026-12-08 20:00"),
    ]
    moments = {"2026-11-30 07:59": False, "2026-12-01 07:59": False, "2026-12-01 08:00": True, "2026-12-01 08:59": True,
               "2026-12-01 09:00": False, "2026-12-08 19:59": True, "2026-12-08 20:00": False}  # fmt: skip
    assert {text: coverage.is_unmanned(DESK, at(text)) for text in moments} == moments


def test_two_rosters_far_apart_leave_a_week_open_and_not_what_lies_behind_it(cast):
    turn("2026-10-01 00:00", "2026-10-08 00:00")
    turn("2026-11-30 08:00", "2026-11-30 20:00")
    freeze("2026-11-10 12:00")
    assert not coverage.is_unmanned(DESK) and coverage.is_unmanned(DESK, at("2026-10-14 12:00"))
    assert coverage.coming([DESK]) == []


def test_an_open_hour_is_said_from_a_day_before(cast):
    turn("2026-11-30 08:00", "2026-12-03 00:00")
    turn("2026-12-03 08:00", "2026-12-04 00:00")
    for text, number in (
        ("2026-12-01 23:59", 0),
        ("2026-12-02 00:00", 1),
        ("2026-12-03 07:59", 2),
        ("2026-12-03 08:00", 1),
    ):
        freeze(text)
        assert len(coverage.coming([DESK])) == number, text


@pytest.mark.both
def test_where_only_nights_and_holidays_are_planned_working_hours_lack_nobody(cast):
    AreaSetting.create(area=c.CITY, name="roster_hours", value="off_hours")
    turn("2026-12-03 17:30", "2026-12-04 08:30")
    turn("2026-12-04 17:30", "2026-12-05 08:30")  # a Friday
    turn("2026-12-06 08:30", "2026-12-07 08:30")
    assert said(coverage.gaps(DESK, at("2026-12-03 00:00"), at("2026-12-07 14:00"))) == [
        ("2026-12-04 12:00", "2026-12-04 14:00"),
        ("2026-12-05 08:30", "2026-12-06 08:30"),
        ("2026-12-07 12:00", "2026-12-07 14:00"),
    ]
    AreaSetting.update(value="never").execute()
    assert coverage.gaps(DESK, *WEEK) == []


def test_the_rule_equals_a_count_hour_by_hour(cast):
    """Every hour of two weeks looked at by itself."""
    for n in range(1, 12):
        if n % 4:
            turn(f"2026-12-{n:02} {n:02}:00", f"2026-12-{n + 1:02} {2 * n % 20:02}:00")
    hours = range(at("2026-12-01 00:00"), at("2026-12-15 00:00"), 3_600_000)
    turns = [(at(row.begins), at(row.ends)) for row in DutyTurn.select()]
    first = min(begins for begins, _ in turns)
    for hour in hours:
        covered = any(begins <= hour < ends for begins, ends in turns)
        over = all(ends <= hour - 7 * 24 * 3_600_000 for _, ends in turns)
        assert coverage.is_unmanned(DESK, hour) == (hour >= first and not covered and not over)
