"""What a phone may send about patrols and visits, decoded and bounded."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import msgspec

from app.core.decode import Code, Command, Milliseconds, Text, Time, Uuid7
from app.core.patterns import ONE_LINE

FIXES_MOST = 600
FINITE = sys.float_info.max  # any number: what is out of range costs its row alone, see `sensor.py`
Degrees = (
    Annotated[
        float,
        msgspec.Meta(
            ge=-FINITE, le=FINITE, description="null or outside the earth: the row is left out and counted"
        ),
    ]
    | None
)
Accuracy = (
    Annotated[
        float,
        msgspec.Meta(
            ge=-FINITE,
            le=FINITE,
            description="null, 0 or below counts as 100; over 100,000: the row is left out and counted",
        ),
    ]
    | None
)
Speed = (
    Annotated[float, msgspec.Meta(ge=-FINITE, le=FINITE, description="below 0 or over 10,000 counts as null")]
    | None
)
Column = msgspec.Meta(max_length=FIXES_MOST)
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=ONE_LINE)]
Day = Annotated[str, msgspec.Meta(max_length=10, extra_json_schema={"format": "date"})]
Papers = Annotated[list[Short], msgspec.Meta(max_length=10)]


class StartBody(Command):
    """`patrol.start`: without `area` the patrol covers all the worker's field posts of that day."""

    patrol: Uuid7
    area: Code | None = None


class TrackBody(Command):
    """`patrol.track`: columns of equal length — epoch ms, WGS-84 degrees, metres, metres per second.

    What a sensor says oddly in one row (`sensor.py`) is no reason to refuse the others.
    """

    patrol: Uuid7
    t: Annotated[list[Milliseconds], Column]
    lat: Annotated[list[Degrees], Column]
    lon: Annotated[list[Degrees], Column]
    acc: Annotated[list[Accuracy], Column]
    speed: Annotated[list[Speed], Column] | None = None
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
    """`visit.record`: `household` is a door, never a name; `next` the day agreed for the next time, `plan` what this was."""

    visit: Uuid7
    area: Code
    household: Short | None = None
    purpose: Short
    outcome: Literal["met", "nobody", "later", "declined"]
    text: Text | None = None
    started: Time
    minutes: Annotated[int, msgspec.Meta(ge=1, le=480)]
    next: Day | None = None
    plan: Uuid7 | None = None


class PlanBody(Command, kw_only=True):
    """`visit.plan`: a visit to be made on a day; the next visit to that door closes it."""

    plan: Uuid7
    area: Code
    household: Short | None = None
    purpose: Short
    on: Day


class UnplanBody(Command):
    """`visit.unplan`: a planned visit will not be made."""

    plan: Uuid7


class TakeBody(Command, kw_only=True):
    """`errand.take`: something done for a resident; `papers` by name, never by number; `promised` a day."""

    errand: Uuid7
    area: Code
    household: Short | None = None
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    papers: Papers = []
    promised: Day | None = None


class StepBody(Command, kw_only=True):
    """`errand.step`: the next step; `papers` are those that change hands, left out: all of them."""

    errand: Uuid7
    step: Literal["papers_in", "papers_back", "done", "confirmed", "dropped", "take_over"]
    text: Text | None = None
    papers: Papers | None = None


class JudgementBody(Command):
    """A lead's yes or no to an explained gap; a no needs a sentence."""

    agrees: bool
    text: Text | None = None
