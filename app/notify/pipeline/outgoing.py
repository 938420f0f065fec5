"""Which rows go out beside the inbox: over which channels, from when, and which of them only stay in the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from app.areas.duty import roster
from app.core import clock
from app.matters.area_staff import Ground
from app.notify import quiet_hours
from app.notify.channels import registry
from app.notify.channels.channel import Channel, Hearer, Where
from app.notify.models import GROUP, INBOX, SKIPPED, WAITING, Notice
from app.notify.wording import KINDS

WEEK = 7 * clock.DAY


class Lies(Protocol):
    """What a notice is about, as far as channels and hours depend on it: the area where it is, and where it lies."""

    @property
    def area(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass
class Outgoing:
    """The rows of one batch; what heads were asked within it is counted with what they were asked before."""

    ground: Ground
    channels: list[Channel] = field(default_factory=registry.installed)
    _asked: dict[str, set[int]] = field(default_factory=dict)

    def to_person(
        self, hearer: Hearer, matter: Lies, entry: int, urgent: bool, not_before: int = 0
    ) -> list[dict[str, Any]]:
        """{"channel", "state", "due"} of every channel that suits the person."""
        if KINDS[hearer.kind].quiet:
            return []
        where = self._where(matter, urgent)
        ways = [channel for channel in self.channels if not channel.is_group and channel.suits(hearer, where)]
        if not ways:
            return []
        state = SKIPPED if hearer.is_head and self._is_too_often(hearer, matter, entry) else WAITING
        due = self._due(matter, urgent, not_before, is_awake=hearer.person.id in self._awake)
        return [{"channel": channel.name, "state": state, "due": due} for channel in ways]

    def to_groups(
        self, heard: list[Hearer], matter: Lies, urgent: bool, not_before: int = 0
    ) -> list[dict[str, Any]]:
        """One row for each chat that suits somebody who was told, with what that person was told."""
        where = self._where(matter, urgent)
        rows = []
        for channel in self.channels:
            loud = (h for h in heard if not KINDS[h.kind].quiet and not h.is_head)
            first = next((h for h in loud if channel.is_group and channel.suits(h, where)), None)
            if first is not None:
                due = self._due(matter, urgent, not_before)
                rows.append(
                    {
                        "recipient": GROUP,
                        "kind": first.kind,
                        "channel": channel.name,
                        "state": WAITING,
                        "due": due,
                    }
                )
        return rows

    def _where(self, matter: Lies, urgent: bool) -> Where:
        return Where(self.ground.near(matter.area, matter.level), urgent)

    @cached_property
    def _awake(self) -> frozenset[str]:
        """Those who are on duty while this batch is made."""
        return roster.everyone_on_duty()

    def _due(self, matter: Lies, urgent: bool, not_before: int, is_awake: bool = False) -> int:
        """At once what is urgent; else not while it may still be taken back, and outside of quiet hours but for who is on duty."""
        if urgent:
            return clock.now()
        if is_awake:
            return max(clock.now(), not_before)
        return quiet_hours.next_loud(matter.area, max(clock.now(), not_before))

    def _is_too_often(self, head: Hearer, matter: Lies, entry: int) -> bool:
        """Whether the head was asked as often as the place allows in the last seven days."""
        asked = self._asked.get(head.person.id)
        if asked is None:
            rows = Notice.select(Notice.entry).where(
                Notice.recipient == head.person.id,
                Notice.channel != INBOX,
                Notice.state != SKIPPED,
                Notice.made.between(clock.now() - WEEK + 1, clock.now()),
            )
            asked = self._asked[head.person.id] = {row.entry for row in rows}
        if entry in asked or len(asked) < quiet_hours.number(matter.area, "head_per_week"):
            asked.add(entry)
            return False
        return True
