"""Whoever has a list of a campaign hears once that it begins, and the day before its end where places are left; nobody else does."""

from __future__ import annotations

import datetime as dt

import pytest

from app.campaigns import opening, questions
from app.campaigns.joint import inspections
from app.campaigns.models import Campaign, CampaignPlace
from app.core import clock
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect, deliver
from app.places.models import Place
from tests import cast as c
from tests.sync.phone import new_id

NOON = clock.parse("2026-11-23T12:00:00+08:00")
NIGHT = clock.parse("2026-11-23T23:30:00+08:00")
NAME = "王强家的燃气"


@pytest.fixture
def shops(cast):
    clock.freeze(NOON)
    for code, area in (("S1", c.BUILDING), ("S3", c.GRID2)):
        Place.create(code=code, name=f"店{code}", kind="shop", area=area)
    collect.collect()
    return cast


def opened(by, *areas: str, first: int = 0, last: int = 5, of: str = "shop") -> Campaign:
    days = [(clock.today() + dt.timedelta(days=days)).isoformat() for days in (first, last)]
    where = list(areas) or [c.GRID]
    return opening.open_campaign(
        by, new_id(), NAME, "fire_safety", (days[0], days[1]), where, [of], "软管好", is_another=True
    )


def told() -> list[tuple[str, str]]:
    """(who, what) of everything told in the app since, sorted."""
    collect.collect()
    rows = Notice.select().where(Notice.channel == INBOX, Notice.subject.startswith("campaign:"))
    return sorted((row.recipient, row.kind) for row in rows)


def both(cast, kind: str) -> list[tuple[str, str]]:
    return sorted((cast.people[who].id, kind) for who in ("worker", "lead"))


@pytest.mark.both
def test_one_that_begins_at_once_is_told_once_to_those_with_a_list_and_to_nobody_else(shops):
    opened(shops.desk)
    assert told() == both(shops, "campaign_begun")
    assert opening.begin_those_due() == 0 and opening.say_it_ends() == 0
    assert told() == both(shops, "campaign_begun")
    opened(shops.lead)
    assert told().count((shops.lead.id, "campaign_begun")) == 1  # not who opened it


@pytest.mark.both
def test_one_that_begins_later_is_told_on_its_first_day(shops):
    opened(shops.desk, first=1)
    assert opening.begin_those_due() == 0 and told() == []
    clock.freeze(NOON + clock.DAY)
    assert opening.begin_those_due() == 1 and opening.begin_those_due() == 0
    assert told() == both(shops, "campaign_begun")


@pytest.mark.both
def test_on_the_day_before_its_end_those_hear_of_it_who_have_places_left(shops):
    opened(shops.desk, c.GRID, c.GRID2, last=3)
    opened(shops.desk, last=3, of="daily")
    CampaignPlace.update(outcome="fine").where(CampaignPlace.place == "S1").execute()
    clock.freeze(NOON + 2 * clock.DAY)
    assert opening.say_it_ends() == 1 and opening.say_it_ends() == 0
    assert [one for one in told() if one[1] == "campaign_near"] == [(shops.worker2.id, "campaign_near")]


@pytest.mark.both
def test_of_a_joint_inspection_the_units_hear_when_it_is_planned_and_those_that_join_later(shops):
    day = (clock.today() + dt.timedelta(days=2)).isoformat()
    first = [
        {**one, "id": "q1"}
        for one in questions.parse_parts("甲：灭火器没有过期", lambda _: (c.ENFORCEMENT, "综合执法队"))
    ]
    lists = inspections.places_for(shops.desk, "S1", [], [])
    made = inspections.plan(shops.desk, new_id(), "联合", "fire_safety", day, lists, first)
    wanted = sorted((shops.people[who].id, "inspection_planned") for who in ("worker", "lead", "dept"))
    assert told() == wanted
    inspections.join(shops.desk, made, [{**first[0], "unit": c.PROPERTY, "unit_name": "滨海物业"}])
    assert told() == wanted  # nobody handles for that unit, and the others know
    clock.freeze(NOON + 2 * clock.DAY)
    assert opening.begin_those_due() == 0


def test_it_stands_in_the_inbox_in_both_languages_and_never_says_how_somebody_called_it(as_, shops):
    opened(shops.desk)
    collect.collect()
    (bundle,) = as_("worker").get("/api/v1/notices").json["notices"]
    assert "专项整治开始了" in bundle["what"] and "第1网格" in bundle["about"] and NAME not in str(bundle)
    assert bundle["page"] == "/campaigns" and bundle["matter"] == ""
    changes = as_("worker").get("/api/v1/changes").json["changes"]
    (on_phone,) = [one["data"] for one in changes if one["kind"] == "notice"]
    assert (on_phone["page"], on_phone["matter"]) == ("/campaigns", "")  # a tap leads there
    (bundle,) = as_("worker").get("/api/v1/notices", headers={"Accept-Language": "en"}).json["notices"]
    assert "campaign" in bundle["what"].lower()
    assert as_("outsider").get("/api/v1/notices").json["notices"] == []


def test_it_goes_out_by_day_and_not_once_the_campaign_is_over(shops, configured, listener):
    configured(roles=["grid_worker"])
    made = opened(shops.desk)
    collect.collect()
    assert deliver.deliver() == 1
    (text,) = listener.texts
    assert "专项整治开始了" in text and "/campaigns" in text and NAME not in text
    clock.freeze(NIGHT)
    other = opened(shops.desk)
    collect.collect()
    assert deliver.deliver() == 0  # the morning is early enough
    opening.end(shops.desk, made)
    opening.end(shops.desk, other)
    clock.freeze(NIGHT + 10 * clock.HOUR)
    assert deliver.deliver() == 0 and len(listener.texts) == 1
