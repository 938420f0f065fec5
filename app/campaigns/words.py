"""What pages say of a campaign in the same words: where it is, what is looked at, its questions, and the heads of its numbers."""

from __future__ import annotations

from typing import Any

from app.areas.models import Area
from app.campaigns import serialize
from app.campaigns.models import Campaign
from app.campaigns.report import content
from app.core import clock
from app.core.words import mark, translate
from app.matters import categories
from app.places import kinds

DAILY = mark("每个网格每天看一次（重要时段保障）")
STATES = {"ahead": mark("未开始"), "running": mark("进行中"), "over": mark("已经结束")}
TAGS = {"ahead": "", "running": "wait", "over": "good"}  # in which colour each is said
COLON = mark("：")


def classes(language: str) -> list[tuple[str, str]]:
    """The classes of things, as (code, name)."""
    day = clock.today().isoformat()
    every = categories.serialize_all(language)
    return [
        (row["code"], row["name"])
        for row in every
        if not row["parent"] and (row["ends"] is None or row["ends"] >= day)
    ]


def question(asked: dict[str, Any], language: str) -> str:
    """A question in the way in which it was written."""
    colon = translate(COLON, language)
    unit = f"{asked['unit_name']}{colon}" if "unit" in asked else ""
    return unit + asked["words"] + (f"{colon}{'/'.join(asked['choices'])}" if asked.get("choices") else "")


def looked_at(campaign: Campaign, language: str) -> str:
    """Which kinds of places, or each grid on each day."""
    if campaign.is_daily:
        return translate(DAILY, language)
    return translate(content.COMMA, language).join(
        translate(kinds.WORDS[kind], language) for kind in campaign.kinds
    )


def state(campaign: Campaign, language: str) -> tuple[str, str]:
    """How it stands, and the colour of it."""
    return translate(STATES[campaign.state], language), TAGS[campaign.state]


def days(campaign: Campaign, language: str) -> str:
    """From which day to which; of one that has not begun that it begins then."""
    if campaign.first == campaign.last:
        return campaign.first
    between = content.AHEAD_DAYS if campaign.state == "ahead" else content.DAYS
    return translate(between, language, first=campaign.first, last=campaign.last)


def day(ms: int | None) -> str:
    """The day of a moment (epoch ms); "" where it has not come."""
    return clock.date_of(ms).isoformat() if ms is not None else ""


def where(campaigns: list[Campaign], language: str) -> dict[str, str]:
    """What the areas of each are called; a grid that was taken out, of which an answer counts all the same, is said to be."""
    out = serialize.taken_out(campaigns)
    codes = {code for one in campaigns for code in (*one.areas, *out.get(one.id, ()))}
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes)).tuples())
    return {
        one.id: translate(content.COMMA, language).join(
            (
                *(names.get(code, code) for code in one.areas),
                *(
                    translate(content.OUT, language, name=names.get(code, code))
                    for code in out.get(one.id, ())
                ),
            )
        )
        for one in campaigns
    }
