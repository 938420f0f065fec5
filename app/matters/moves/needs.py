"""What a move cannot do without, as data: the office refuses without it, and a phone asks for it before it keeps the move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.problems.problem import Problem
from app.matters.moves.step import Step


@dataclass(frozen=True)
class Need:
    """One of the body's `keys` has to be given, and only where `reason` is the reason given, if that names one.

    `lacks` is the phone's word for its absence (`need-<lacks>`); the office names the first key, and says `needs-<says>`.
    """

    keys: tuple[str, ...]
    lacks: str
    says: str = ""
    reason: str | None = None

    def is_met(self, step: Step) -> bool:
        """Whether the step has it, or does not need it."""
        return self.reason not in (None, step.reason) or any(_is_given(step, key) for key in self.keys)

    def describe(self) -> dict[str, Any]:
        """The same for a phone's vocabulary."""
        return {
            "keys": list(self.keys),
            "lacks": self.lacks,
            **({"reason": self.reason} if self.reason else {}),
        }


TEXT = Need(("text",), "text")
REASON = Need(("reason",), "reason")
TO = Need(("to",), "to")

# word of the table's "carries" → what it needs, in the order in which it is asked for
NEEDS: dict[str, tuple[Need, ...]] = {
    "text": (TEXT,),
    "text_or_photo": (Need(("text", "resident_text", "photos"), "text-or-photo"),),
    "until": (Need(("until",), "until"),),
    "reason": (REASON,),
    "reason_or_text": (Need(("reason", "text"), "reason-or-text", says="reason"),),
    "send_back_reason": (REASON, Need(("text",), "text", reason="other")),
    "change": (Need(("text", "category", "area", "spot", "urgency"), "change"),),
    "pause_reason": (Need(("case_number",), "case-number", reason="filed"),),
    "part_reason": (REASON,),
    "verdict": (REASON,),
    "contact_reason": (REASON,),
    "ring_reason": (REASON,),
    "basis": (Need(("basis",), "basis"),),
    "to_handlers": (TO,),
    "to_units": (TO,),
    "to_area": (TO,),
    "to_matter": (TO,),
}


def require(step: Step, word: str) -> None:
    """Problem bad-value for the first thing that the step lacks of what the word needs."""
    for need in NEEDS.get(word, ()):
        if not need.is_met(step):
            raise Problem("bad-value", (need.keys[0], f"needs-{need.says or need.lacks}"))


def _is_given(step: Step, key: str) -> bool:
    if key in ("category", "area", "spot", "urgency"):
        return key in step.changes
    if key in ("case_number", "basis"):
        return key in step.extra
    return bool(getattr(step, key))
