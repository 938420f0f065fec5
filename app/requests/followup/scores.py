"""After a yes: how it was done, in one of three taps, once."""

from __future__ import annotations

from app.core import db
from app.core.problems.problem import Problem
from app.ledger.act import by_resident
from app.ledger.record import record
from app.requests import lookup
from app.requests.commands import RatingBody
from app.requests.followup import resident_acts
from app.requests.models import ResidentRequest


def score(request: ResidentRequest, body: RatingBody) -> bool:
    """Add a score from 1 to 3 and perhaps a sentence to the round's yes; False if the same is here already.

    Problems: not-done-yet (no yes in this round), already-rated (another score).
    """
    text = (body.text or "").strip() or None
    with db.transaction():
        matter = lookup.matter_of(request)
        last = (
            resident_acts.verdict(request, matter, resident_acts.round_of(matter))
            if matter is not None
            else None
        )
        if last is None or not last.solved:
            raise Problem("not-done-yet")
        if last.score is not None:
            if (last.score, last.text) == (body.score, text or last.text):
                return False
            raise Problem("already-rated")
        last.score, last.text = body.score, text or last.text
        last.save()
        columns = {"solved": True, "score": body.score, "matter": last.matter, "added": True}
        record(
            by_resident(request.bringer), "request", request.id, "rate",
            text=text, photos=(), body=columns, area=request.area,
        )  # fmt: skip
    return True
