"""热线改时限: the hotline has given more time, or its sheet has set a clock anew; a desk writes it down."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.words import mark
from app.matters.models import OPEN
from app.matters.moves.record import SAME, Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import hotline


def hotline_extend(step: Step) -> None:
    """The hotline's clock for the answer, and with it the deadline, is the one that is named."""
    assert step.until is not None
    set_anew(step, {hotline.ANSWER: step.until})


def set_anew(step: Step, due: Mapping[str, int]) -> None:
    """These clocks run until then; the answer's is the deadline."""
    matter = step.matter
    hotline.move_on(matter, due)
    hotline.change(matter, asked_until=None)
    hotline.override(matter)
    matter.asked_until = None
    if hotline.CONTACT in due and matter.answer_due is not None:
        matter.answer_due = due[hotline.CONTACT]


MOVE = Move(
    "hotline_extend",
    rows=(
        Row(
            OPEN,
            SAME,
            ("desk_over",),
            ("until",),
            "a ticket's clock is the hotline's: the desk writes down what that has granted",
        ),
    ),
    label=mark("记下热线同意延期"),
    purpose="time",
    sentences={
        "": mark("{by} 记下：热线同意延期，{until} 前答复"),
        "sheet": mark("{by} 导入的表改了热线的时限"),
    },
    tells={"": (("holder", "more_time"),)},
    residents={"": Event("extended", mark("需要更多时间，{until} 前办好")), "sheet": None},
    rank=Rank(place=108),
    hint=mark("热线答应了才记。答复时限和事件的时限都改成这个时间。"),
    only_while=hotline.is_unanswered,
    is_among_staff=True,
    verb=hotline_extend,
)
