"""确认解决: whose turn it is has looked, and it is done."""

from __future__ import annotations

from app.core import clock
from app.core.words import mark
from app.matters.models import CLOSED, CONFIRMED, RESOLVED
from app.matters.moves import lifecycle
from app.matters.moves.record import Event, Move, Rank, Row
from app.matters.moves.step import Step
from app.matters.timing import thresholds
from app.matters.workflow import confirmers


def confirm(step: Step) -> None:
    """Closed; or confirmed, where a resident asked and has the last word."""
    matter = step.matter
    step.extra["turn"] = matter.confirm_turn
    if not matter.resident_asked:
        lifecycle.close(matter)
        return
    matter.state = CONFIRMED
    matter.close_at = clock.now() + round(thresholds.number(matter.area, "close_days") * clock.DAY)
    confirmers.end(matter)


MOVE = Move(
    "confirm",
    rows=(Row((RESOLVED,), CLOSED, ("turn",), (), "to confirmed if a resident asked"),),
    label=mark("确认解决"),
    purpose="handle",
    sentences={"": mark("{by} 确认解决")},
    tells={"": (("resolver", "confirmed"), ("finder", "confirmed"))},
    residents={
        "": Event("confirmed", mark("核实过，确实解决了")),
        "at head": Event("confirmed in the building", mark("楼里的邻居看过，确认解决了")),
    },
    key="y",
    rank=Rank({RESOLVED: 10}, leads=True),
    hint=mark("到现场看过，真的解决了再确认。"),
    is_button=True,
    turns=True,
    verb=confirm,
)
