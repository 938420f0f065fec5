"""还没有: whose turn it is has looked, and it is not done yet."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import IN_HAND, RESOLVED
from app.matters.moves.confirming import decline
from app.matters.moves.passing_on import hand_on
from app.matters.moves.record import Event, Move, Rank, Reason, Row
from app.matters.moves.step import Step
from app.matters.timing import deadlines
from app.matters.workflow import confirmers


def refuse(step: Step) -> None:
    """Back to whoever resolved it, or their successor where they left, with time to do it."""
    matter = step.matter
    resolver = matter.resolver and hand_on.heir_of(matter.id, matter.resolver)
    step.extra["turn"] = matter.confirm_turn
    matter.state = IN_HAND
    confirmers.end(matter)
    if matter.holder_unit is None and resolver is not None:
        matter.give_to(person=resolver)
    matter.taken_by, matter.resolver = resolver, None
    deadlines.start(matter, step.ground)


def meant(name: str, reason: str | None) -> str:
    """The name of the move that an answer is: whoever cannot see it has not seen that it is not done, and passes it on."""
    is_blind = name == MOVE.name and (reason or "").strip() == decline.CANNOT_SEE
    return decline.MOVE.name if is_blind else name


MOVE = Move(
    "refuse",
    rows=(Row((RESOLVED,), IN_HAND, ("turn",), ("reason_or_text",), "back to whoever resolved it"),),
    label=mark("还没有"),
    purpose="handle",
    sentences={"": mark("{by} 认为还没有解决{reason}")},
    tells={"": (("resolver", "refused"), ("holder", "refused"))},
    residents={
        "": Event("not yet", mark("核实时还没有好，继续办理")),
        "at head": Event("not yet in the building", mark("楼里的邻居看过，还没有好，继续办理")),
    },
    rank=Rank({RESOLVED: 11}),
    reasons=(
        Reason("still_there", mark("还在")),
        Reason("only_partly", mark("只弄好一部分")),
        Reason("came_back", mark("又出现了")),
        Reason("other", mark("其他"), on_form=False),  # with a word of one's own, on the sheet of a link
    ),
    turns=True,
    verb=refuse,
)
