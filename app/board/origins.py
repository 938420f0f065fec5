"""Who began a matter: a resident, staff on a resident's behalf, staff who found it, another system, an app by Open311, or an owners' group. Counted apart, always."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.core.words import mark
from app.ledger.models import Entry

RESIDENT, ENTERED, FOUND, FORWARDED, OPEN311, GROUP = (
    "resident",
    "entered",
    "found",
    "forwarded",
    "open311",
    "group",
)
ORIGINS = (RESIDENT, ENTERED, FOUND, FORWARDED, OPEN311, GROUP)
OF_OTHERS = (FORWARDED, OPEN311, GROUP)  # a city may know no other system, and no desk may read a group
# the report's channel where a desk entered it for somebody, and where another system handed it over → how it began
BY_CHANNEL = {"staff": ENTERED, "source": FORWARDED, "open311": OPEN311, "group": GROUP}

WORDS = {
    RESIDENT: mark("居民自己说的"),
    ENTERED: mark("工作人员代居民记的"),
    FOUND: mark("网格员巡查发现的"),
    FORWARDED: mark("别的平台转来的"),
    OPEN311: mark("经 Open311 来的"),
    GROUP: mark("从业主群里记的"),
}


class Begun(Protocol):
    """A matter, or what is known of one."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def finder(self) -> str | None:
        """Who found it; None of a resident's."""


def of_many(matters: Sequence[Begun]) -> dict[str, str]:
    """Matter id → origin, by the channel that the report's entry names; without one it is a find of staff.

    A find that a resident joined later stays a find: what counts is how it began.
    """
    asked = [matter.id for matter in matters if matter.finder is None]
    channels: dict[str, str] = {}
    for start in range(0, len(asked), 500):
        reports = Entry.select(Entry.subject, Entry.body).where(
            Entry.kind == "matter", Entry.verb == "report", Entry.subject.in_(asked[start : start + 500])
        )
        channels |= {entry.subject: (entry.body or {}).get("channel", "") for entry in reports}
    return {matter.id: by_channel(channels.get(matter.id, "")) for matter in matters}


def by_channel(channel: str) -> str:
    """The origin of what was reported by this channel; empty: of none."""
    if not channel:
        return FOUND
    return BY_CHANNEL.get(channel, RESIDENT)
