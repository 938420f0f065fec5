"""A building head answers by a link: it is done, not yet, not today, or somebody else should look."""

from __future__ import annotations

from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import Act
from app.links import expiry, lookup
from app.links.lookup import Opened
from app.links.models import LOOK
from app.matters import transition
from app.matters.commands import MoveBody
from app.matters.moves.confirming import confirm, decline, refuse

ANSWERS = tuple(module.MOVE.name for module in (confirm, refuse, decline))
REASONS = refuse.MOVE.reasons


def answer(
    opened: Opened,
    move: str,
    reason: str | None = None,
    text: str | None = None,
    photos: tuple[str, ...] = (),
) -> None:
    """Make the move as the link's person and use the link up.

    Problems: link-used and the others of `lookup.over` when it is too late, bad-value for what a move must carry.
    """
    link, move = opened.link, refuse.meant(move, reason)
    if link.purpose != LOOK or move not in ANSWERS:
        raise Problem("not-open")
    with db.transaction():
        if not expiry.use_up(link, move):
            raise Problem("link-used")
        act = Act(opened.person, clock.now(), photos=photos)
        try:
            transition.move(act, MoveBody(matter=link.matter, move=move, reason=reason, text=text))
        except (Deferred, Problem) as refused:
            if isinstance(refused, Problem) and refused.name == "bad-value":
                raise
            raise Problem(_why(opened)) from refused
        expiry.remember(link)


def _why(opened: Opened) -> str:
    """Why it was too late, as the matter stands now."""
    fresh = type(opened.matter).get_by_id(opened.matter.id)
    return lookup.over(opened.link, fresh) or "link-settled"
