"""The tables of campaigns: what was opened, a list of places for each grid, what was last found at each, and the matters made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)

from app.areas.models import Area
from app.core import clock
from app.core.db import Json, Row
from app.people.models import Person

OUTCOMES = ("fine", "mended", "again", "passed_on")


def _nothing() -> list[str]:
    """An empty list: `list` is the name of a column below."""
    return []


class Campaign(Row):
    """Some questions that are asked at the places of some areas, from a day to a day."""

    id = TextField(primary_key=True)  # made with the form that opened it
    name = TextField()
    category = TextField()  # of the matters that are made of what is found
    first = TextField()  # YYYY-MM-DD, both days included
    last = TextField()
    areas: Any = Json()  # codes, none below another
    kinds: Any = Json()  # of places; none: each grid is looked at once on each of the days
    questions: Any = Json()  # [{"id", "words", "choices"?}]: without choices it is so or not
    by = ForeignKeyField(Person, on_delete="RESTRICT", backref="campaigns")
    created = BigIntegerField(default=clock.now)
    ended = BigIntegerField(null=True)
    ended_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="campaigns_ended")
    begun = BigIntegerField(null=True)  # when those there were told that it begins
    near_told = BigIntegerField(null=True)  # and that it is over tomorrow

    class Meta:
        indexes = ((("ended", "last"), False),)

    @property
    def state(self) -> str:
        """`ahead` of its first day, `running`, or `over`."""
        if self.ended is not None:
            return "over"
        return "ahead" if self.first > clock.today().isoformat() else "running"

    @property
    def is_daily(self) -> bool:
        """重要时段保障: each grid is looked at on each day; what stands on a list is a day, not a place."""
        return not self.kinds

    @property
    def is_joint(self) -> bool:
        """综合查一次: each question is a unit's; what stands on a list is a unit's part at a place (`questions.part`)."""
        return any("unit" in one for one in self.questions)

    @property
    def again_until(self) -> str | None:
        """The last day of another look: a day of a grid stands nowhere once the period is over, a place stands in the register."""
        return self.last if self.is_daily else None


class CampaignList(Row):
    """The places of one grid in a campaign; phones of those who work there have it until it is closed."""

    id = TextField(primary_key=True)
    campaign = ForeignKeyField(Campaign, on_delete="RESTRICT", backref="lists")
    area = ForeignKeyField(Area, on_delete="RESTRICT")
    closed = BigIntegerField(null=True)
    seq = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        table_name = "campaign_list"
        indexes = ((("campaign", "area"), True), (("area", "closed"), False), (("seq",), False))

    def is_out(self, campaign: Campaign) -> bool:
        """Whether the whole grid was taken out of the campaign while it lasted."""
        return self.closed is not None and (campaign.ended is None or self.closed < campaign.ended)


class CampaignPlace(Row):
    """A place on a list, as it was called when it came there, and what was found there last; of people nothing."""

    list = ForeignKeyField(CampaignList, on_delete="CASCADE", backref="places")
    place = TextField()  # code of the register, from which it may have gone; or the day (YYYY-MM-DD)
    name = TextField()
    area = TextField()
    outcome = TextField(null=True)  # of `OUTCOMES`; null: nobody was there yet
    at = BigIntegerField(null=True)  # epoch ms on our own axis of time: the latest visit counts
    bad: Any = Json(default=_nothing)  # ids of questions that are not as they should be
    chosen: Any = Json(default=dict)  # id of a question → what was chosen
    again = TextField(null=True)  # the day of another look
    late = BooleanField(default=False)  # came in after the end
    taken_out = BigIntegerField(null=True)  # off the list, until somebody was there all the same

    class Meta:
        table_name = "campaign_place"
        primary_key = CompositeKey("list", "place")


def standing(lists: Sequence[str]) -> ModelSelect:
    """A query of the places on these lists, without those that were taken off."""
    return CampaignPlace.select().where(CampaignPlace.list.in_(lists), CampaignPlace.taken_out.is_null())


class CampaignMatter(Row):
    """A matter that was made of what was found in a campaign."""

    matter = TextField(primary_key=True)
    list = ForeignKeyField(CampaignList, on_delete="CASCADE", backref="matters")
    place = TextField()

    class Meta:
        table_name = "campaign_matter"


class CampaignUnit(Row):
    """A unit that has a part in a list (综合查一次); its members have the list too."""

    list = ForeignKeyField(CampaignList, on_delete="CASCADE", backref="units")
    unit = TextField()  # code

    class Meta:
        table_name = "campaign_unit"
        primary_key = CompositeKey("list", "unit")
        indexes = ((("unit",), False),)
