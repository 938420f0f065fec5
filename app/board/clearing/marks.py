"""What a person covered on a photo: rectangles and brush strokes in parts of the picture's own width and height."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.core import decode
from app.core.decode import Command
from app.core.problems.problem import Problem

JSON_MOST = 120_000  # characters of all marks of one photo

Part = Annotated[float, msgspec.Meta(ge=0, le=1)]
Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class Box(Command):
    """A rectangle from its upper left corner."""

    x: Part
    y: Part
    w: Part
    h: Part


class Stroke(Command):
    """A line drawn with a round brush: its breadth as a part of the width, and x, y, x, y …"""

    d: Annotated[float, msgspec.Meta(ge=0.005, le=0.5)]
    p: Annotated[list[Part], msgspec.Meta(min_length=2, max_length=4000)]


class Marks(Command):
    """All that is covered on one photo."""

    boxes: Annotated[list[Box], msgspec.Meta(max_length=100)] = []
    strokes: Annotated[list[Stroke], msgspec.Meta(max_length=200)] = []

    def is_empty(self) -> bool:
        """Whether nothing is covered."""
        return not self.boxes and not self.strokes


def parse_marks(text: str, field: str) -> Marks:
    """The marks a page sent as JSON; none for an empty text. Problem bad-json or bad-value."""
    if len(text) > JSON_MOST:
        raise Problem("bad-value", (field, "too-long", {"most": JSON_MOST}))
    if not text.strip():
        return Marks()
    marks = decode.convert(decode.loads(text.encode()), Marks, field)
    if any(len(stroke.p) % 2 for stroke in marks.strokes):
        raise Problem("bad-value", (field, "unequal-columns"))
    return marks


def box(left: str, top: str, width: str, height: str, field: str) -> Box | None:
    """A rectangle typed in per cent; None if nothing was typed. Raises Problem bad-value."""
    typed = [text.strip() for text in (left, top, width, height)]
    if not any(typed):
        return None
    try:
        x, y, w, h = (float(text.replace(",", ".") or 0) for text in typed)
    except ValueError:
        raise Problem("bad-value", (field, "bad-value")) from None
    bounds = {"least": 0, "most": 100}
    if not all(0 <= number <= 100 for number in (x, y, w, h)):
        raise Problem("bad-value", (field, "out-of-range", bounds))
    return Box(x=x / 100, y=y / 100, w=w / 100, h=h / 100) if w and h else None


def serialize(marks: Marks) -> dict[str, object]:
    """The marks as they are stored and sent to the page again."""
    fields: dict[str, object] = msgspec.to_builtins(marks)
    return fields
