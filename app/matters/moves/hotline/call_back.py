"""热线回访: what the hotline heard when it called back; 未解决 opens the matter again."""

from __future__ import annotations

from app.core.words import mark
from app.matters.models import STATES, Matter
from app.matters.moves.record import SAME, Move, Rank, Row


def _is_open_to_anybody(_: Matter) -> bool:
    """The hotline's sheet alone makes it."""
    return False


MOVE = Move(
    "call_back",
    rows=(
        Row(
            STATES,
            SAME,
            ("desk_over",),
            (),
            "of one row of the hotline's 回访 sheet, once; 未解决 is a `reopen` besides",
        ),
    ),
    label=mark("热线回访"),
    purpose="residents",
    sentences={
        "": mark("热线回访"),
        "solved": mark("热线回访：已解决"),
        "unsolved": mark("热线回访：未解决"),
    },
    tells={},
    rank=Rank(),
    only_while=_is_open_to_anybody,
    is_among_staff=True,
    verb=None,
    made_by="the hotline's sheet of call-backs, read in by a desk: gateways/hotline/callbacks.py",
)
