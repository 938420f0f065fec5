"""When a matter comes again: it came back to a place where such a one had been settled, or more than one has said it.

Both go by the place itself (a building, a spot, a grid) and the thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peewee import Expression, ModelSelect, Value, fn

from app.board import origins
from app.core import clock
from app.core.words import mark
from app.insight.models import Course
from app.matters.models import Matter
from app.requests.models import ResidentRequest

BACK, REPEATED = KINDS = ("back", "repeated")
BACK_DAYS = 90  # after it was settled; later it is a new one
SAID_DAYS = 30  # after it was said before
SAID = (origins.RESIDENT, origins.OPEN311, origins.ENTERED, origins.GROUP)


@dataclass(frozen=True)
class Kind:
    """What such matters are called, and by what they are known: a condition of a matter's `Course`."""

    words: str
    definition: str
    is_so: Callable[[], Expression]


def _came_back() -> Expression:
    earlier = Course.alias()
    settled = earlier.select(Value(1)).where(
        earlier.area == Course.area, earlier.closed_day <= Course.received_day,
        earlier.category == Course.category, earlier.void == False, earlier.matter != Course.matter,  # noqa: E712
        earlier.closed_at <= Course.received_at, earlier.closed_at >= Course.received_at - BACK_DAYS * clock.DAY,
    )  # fmt: skip
    return (Course.reopened > 0) | fn.EXISTS(settled)


def _said_again() -> Expression:
    earlier = Course.alias()
    before = earlier.select(Value(1)).where(
        earlier.area == Course.area, earlier.received_day <= Course.received_day,
        earlier.category == Course.category, earlier.void == False, earlier.origin.in_(SAID),  # noqa: E712
        (earlier.received_at < Course.received_at) | ((earlier.received_at == Course.received_at) & (earlier.matter < Course.matter)),
        earlier.received_at >= Course.received_at - SAID_DAYS * clock.DAY,
    )  # fmt: skip
    return (Course.origin.in_(SAID) & fn.EXISTS(before)) | (_requests() > 1)


def _requests() -> ModelSelect:
    """How many residents' requests the matter has, with those of matters that were merged into it."""
    merged = Matter.alias()
    into = merged.select(merged.id).where(merged.merged_into == Course.matter)
    return ResidentRequest.select(fn.COUNT(ResidentRequest.id)).where(
        (ResidentRequest.matter == Course.matter) | ResidentRequest.matter.in_(into),
        ResidentRequest.withdrawn.is_null(),
    )


WHAT: dict[str, Kind] = {
    BACK: Kind(
        mark("处理好以后又有的事"),
        mark("这段时间收到、同一个地方同一类事 90 天内办结过的，或者自己办结后又重办的。纠纷、治安和要求保密的不在里面。"),
        _came_back,
    ),
    REPEATED: Kind(
        mark("不止一个人说、反复说的事"),
        mark(
            "这段时间收到、不止一位居民说过的，或者同一个地方同一类事 30 天内居民说过、又有居民说的。纠纷、治安和要求保密的不在里面。"
        ),
        _said_again,
    ),
}  # fmt: skip
