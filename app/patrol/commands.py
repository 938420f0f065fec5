"""What a phone may send about patrols and visits, decoded and bounded."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command, Milliseconds, Text, Time, Uuid7

FIXES_MOST = 600
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Accuracy = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
Speed = Annotated[float, msgspec.Meta(ge=0, le=10_000)]
Column = msgspec.Meta(max_length=FIXES_MOST)
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class StartBody(Command):
    """`patrol.start`: without `area` the patrol covers all the worker's field posts of that day."""

    patrol: Uuid7
    area: Code | None = None


class TrackBody(Command):
    """`patrol.track`: columns of equal length — epoch ms, WGS-84 degrees, metres, metres per second."""

    patrol: Uuid7
    t: Annotated[list[Milliseconds], Column]
    lat: Annotated[list[Latitude], Column]
    lon: Annotated[list[Longitude], Column]
    acc: Annotated[list[Accuracy], Column]
    speed: Annotated[list[Speed | None], Column] | None = None
    source: Literal["browser", "owntracks", "traccar"] = "browser"


class GapBody(Command, kw_only=True):
    """`patrol.gap`: names the cause of a stretch without position; it moves no seconds."""

    patrol: Uuid7
    begins: Time = msgspec.field(name="from")
    ends: Time = msgspec.field(name="to")
    cause: Literal["hidden", "locked", "no_fix", "stopped", "offline", "explained"]
    text: Text | None = None


class MarkBody(Command):
    """`patrol.mark`: the worker stands at a building or checkpoint."""

    patrol: Uuid7
    area: Code
    how: Literal["qr", "near", "chosen"]


class FinishBody(Command):
    """`patrol.finish`: `ended` is an earlier time, for a forgotten patrol."""

    patrol: Uuid7
    ended: Time | None = None


class VisitBody(Command, kw_only=True):
    """`visit.record`: `household` is a door, never a name."""

    visit: Uuid7
    area: Code
    household: Short | None = None
    purpose: Short
    outcome: Literal["met", "nobody", "later", "declined"]
    text: Text | None = None
    started: Time
    minutes: Annotated[int, msgspec.Meta(ge=1, le=480)]


class JudgementBody(Command):
    """A lead's yes or no to an explained gap."""

    agrees: bool
    text: Text | None = None
