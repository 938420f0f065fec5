"""A night with the clock driven by the test: whoever is on duty hears of it, whoever comes on takes over, and nobody there means the next level."""

import pytest

from app.areas.access.reach import reach_of
from app.areas.models import AreaSetting
from app.core import clock
from app.desk.duty import offices
from app.desk.forms import choices
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.duty import coverage, relief
from app.matters.models import Matter
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.matters.duty.turns import freeze, turn


@pytest.fixture
def night(cast):
    """A colleague at the community's desk; each has one's own hours. The clock has looked at the evening before."""
    c.enter(cast, "colleague", 30, "dispatcher", c.COMMUNITY)
    freeze("2026-11-30 12:00")
    relief.change()
    collect.collect()
    return cast


def minute_passes(text: str) -> None:
    """What the worker does at this moment."""
    freeze(text)
    relief.change()
    for _ in range(3):
        clock_jobs.climb()
        clock.freeze(clock.now() + 6 * clock.SECOND)
    collect.collect()


def heard(matter: Matter) -> list[str]:
    """Logins of those in whose inbox the matter's notices are, in order."""
    rows = Notice.select().where(Notice.subject == matter.id, Notice.channel == INBOX).order_by(Notice.entry)
    return [Person.get_by_id(row.recipient).login for row in rows]


def verbs(matter: Matter) -> list[str]:
    """What the clock did, with its reason."""
    rows = Entry.select().where(Entry.subject == matter.id, Entry.actor == "clock").order_by(Entry.seq)
    return [f"{row.verb} {(row.body or {}).get('why', '')}".strip() for row in rows]


@pytest.mark.both
def test_an_emergency_at_ten_to_midnight_is_taken_by_whoever_is_on_duty_from_midnight(night):
    cast = night
    turn("2026-11-30 16:00", "2026-12-01 00:00", phone="13900000004")
    turn("2026-12-01 00:00", "2026-12-01 08:00", "值夜的同事", "0577-1", staff="colleague")
    minute_passes("2026-11-30 16:00")
    freeze("2026-11-30 23:50")
    matter = ops.report(cast.worker, urgency="emergency")
    minute_passes("2026-11-30 23:51")
    assert {"desk", "colleague"} & set(heard(matter)) == {"desk"}
    AreaSetting.create(area=c.COMMUNITY, name="climb_minutes", value="30")
    Matter.update(climb_at=clock.now() + 30 * clock.MINUTE).execute()
    minute_passes("2026-12-01 00:00")
    assert verbs(matter) == ["remind relieved"]
    assert {"desk", "colleague"} & set(heard(matter)) == {"desk", "colleague"}
    minute_passes("2026-12-01 00:01")
    assert verbs(matter) == ["remind relieved"]  # once
    ops.move(cast.people["colleague"], Matter.get_by_id(matter.id), "take")
    minute_passes("2026-12-01 02:00")
    assert verbs(matter) == ["remind relieved"] and Matter.get_by_id(matter.id).level == c.COMMUNITY


@pytest.mark.both
def test_where_nobody_is_on_duty_it_goes_to_the_next_level_at_once_and_the_gap_was_red_the_day_before(
    night, as_
):
    cast = night
    turn("2026-11-29 08:00", "2026-11-30 23:00")
    turn("2026-12-01 08:00", "2026-12-01 20:00")
    freeze("2026-11-30 00:00")
    red = offices.gap_sentences(offices.own(reach_of(cast.desk)), "zh")
    assert list(red.values()) == [("23:00 到 明天 08:00 没有人值班",)]
    assert offices.gap_sentences(offices.own(reach_of(cast.city)), "zh") == {}
    freeze("2026-11-30 23:50")
    matter = ops.report(cast.worker, urgency="emergency")
    assert matter.level == c.COMMUNITY
    minute_passes("2026-11-30 23:50")
    clock.freeze(clock.now())
    fresh = Matter.get_by_id(matter.id)
    assert (fresh.level, fresh.holder_desk, verbs(matter)) == (c.CITY, c.CITY, ["escalate unmanned"])
    assert heard(matter)[-1] == "city"
    assert "这里没有人值班，自动报给 临港市" in as_("desk").get(f"/desk/matters/{matter.id}").text
    ops.move(cast.city, fresh, "take")
    assert Matter.get_by_id(matter.id).state == "in_hand"


def test_the_top_without_anybody_is_reminded_as_ever(night):
    turn("2026-11-30 08:00", "2026-11-30 20:00", area=c.CITY)
    freeze("2026-11-30 23:50")
    matter = ops.report(night.city, urgency="emergency", area=c.CITY)
    assert matter.climb_at == clock.now() + 10 * clock.MINUTE
    minute_passes("2026-11-30 23:51")
    assert verbs(matter) == []


def test_a_turn_that_ends_with_nobody_after_it_sends_what_waits_on(night):
    turn("2026-11-30 16:00", "2026-12-01 00:00", phone="13900000004")
    minute_passes("2026-11-30 16:00")
    freeze("2026-11-30 23:55")
    matter = ops.report(night.worker, urgency="emergency")
    minute_passes("2026-11-30 23:56")
    assert verbs(matter) == []
    minute_passes("2026-12-01 00:00")
    assert verbs(matter) == ["escalate unmanned"]


def test_a_desk_whose_roster_names_nobody_of_the_house_is_told_as_a_whole(night):
    turn("2026-11-30 16:00", "2026-12-01 00:00", "外聘保安", "0577-2")
    freeze("2026-11-30 20:00")
    matter = ops.report(night.worker, urgency="emergency")
    collect.collect()
    assert {"desk", "colleague"} <= set(heard(matter))


def test_a_dispatch_names_who_is_on_duty_and_reaches_them_in_quiet_hours(night):
    cast = night
    c.enter(cast, "dept2", 31, "handler", c.COMMUNITY, c.ENFORCEMENT)
    turn("2026-11-30 18:00", "2026-12-01 06:00", "赵磊", "0577-3", unit=c.ENFORCEMENT)
    freeze("2026-11-30 23:00")
    matter = ops.report(cast.worker, escalate=True)
    words = dict(choices.units_for(reach_of(cast.desk), c.COMMUNITY, language="zh"))
    assert (
        words[f"unit:{c.ENFORCEMENT}"] == "综合执法队（值班：赵磊 0577-3）"
        and words[f"unit:{c.PROPERTY}"] == "滨海物业"
    )
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    collect.collect()
    assert "dept" in heard(matter) and "dept2" not in heard(matter)
    freeze("2026-12-01 07:00")
    assert coverage.is_unmanned(offices.Office("unit", c.ENFORCEMENT))
    words = dict(choices.units_for(reach_of(cast.desk), c.COMMUNITY, language="zh"))
    assert words[f"unit:{c.ENFORCEMENT}"] == "综合执法队（现在没有人值班）"
