"""Reads the clearing form: the words, which photos, and what is covered on each, drawn or typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.board.clearing import marks
from app.board.clearing.clearance import ChosenPhoto
from app.board.clearing.marks import Marks
from app.core import decode
from app.core.problems.problem import Problem

TYPED = 3  # rows of rectangles to type, a photo
OFFERED_MOST = 60  # photos of one matter on the form


@dataclass(frozen=True)
class ClearingForm:
    """What a person wrote and chose."""

    said: str
    done: str
    chosen: list[ChosenPhoto]


def parse_form(form: Mapping[str, str]) -> ClearingForm:
    """The form as typed values; Problem bad-value or bad-json naming the field."""
    words = {name: decode.line_ends(form.get(name, "")) for name in ("said", "done")}
    for name, text in words.items():
        if decode.CONTROL.search(text.replace("\r", "")):
            raise Problem("bad-value", (name, "control-character"))
    chosen = []
    for place in range(OFFERED_MOST):
        source = form.get(f"photo-{place}", "")
        if source:
            if not decode.SHA256_FORM.fullmatch(source):
                raise Problem("bad-value", ("photos", "bad-digest"))
            chosen.append(ChosenPhoto(source, _marks(form, place)))
    if len({choice.source for choice in chosen}) < len(chosen):
        raise Problem("bad-value", ("photos", "duplicate-key"))
    return ClearingForm(words["said"], words["done"], chosen)


def _marks(form: Mapping[str, str], place: int) -> Marks:
    if form.get(f"clear-{place}"):
        return Marks()
    drawn = marks.parse_marks(form.get(f"marks-{place}", ""), f"marks-{place}")
    typed = []
    for row in range(TYPED):
        name = f"box-{place}-{row}"
        left, top, wide, high = (form.get(f"{name}-{edge}", "") for edge in "xywh")
        box = marks.box(left, top, wide, high, name)
        if box is not None:
            typed.append(box)
    return Marks(boxes=[*drawn.boxes, *typed], strokes=drawn.strokes)
