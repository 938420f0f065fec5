"""Records a visit to a household or a place: a fact with its area, purpose, outcome and minutes."""

from __future__ import annotations

from app.areas.models import Area
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.evidence import uses
from app.ledger import record as ledger
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.patrol.commands import VisitBody
from app.patrol.models import Visit
from app.patrol.rounds import recompute
from app.patrol.rounds.recording import field_posts
from app.patrol.visits import plans


def record(act: Act, body: VisitBody) -> Outcome:
    """Record a visit, in an area within reach when it happened or now.

    Problem exists, no-post, unknown-area, bad-value. The caller's patrols of that time are told, since the visit's
    start and end are marks; plans for that door are closed, and the next time agreed on is one. Nothing of it lies after
    the op that tells of it: what was said beyond stands in the entry and as `uncounted`.
    """
    started = decode.time(body.started, "started")
    if not body.purpose.strip():
        raise Problem("bad-value", ("purpose", "missing"))
    if body.next is not None:
        decode.date(body.next, "next")
    until = min(act.at, act.latest)
    begins, ends = min(started, until), min(started + body.minutes * clock.MINUTE, until)
    with db.transaction():
        if Visit.get_or_none(Visit.id == body.visit) is not None:
            raise Problem("exists")
        reach = field_posts(act, "visit")
        if Area.get_or_none(Area.code == body.area) is None or not reach.sees_area(body.area):
            raise Problem("unknown-area", ("area", "not-here"))
        fields = {
            "started": started,
            "minutes": body.minutes,
            "outcome": body.outcome,
            "purpose": body.purpose,
        }
        if beyond := body.minutes * clock.MINUTE - (ends - begins):
            fields["uncounted"] = beyond // clock.SECOND
        entry = ledger.record(
            act, "visit", body.visit, "record", text=body.text,
            body={**fields, "area": body.area, **({"next": body.next} if body.next else {})}, area=body.area,
        )  # fmt: skip
        uses.name(act.photos, "visit", body.visit, reach.person)
        visit = Visit.create(
            id=body.visit, person=act.person, area=body.area, household=plans.door(body.household),
            purpose=body.purpose.strip(), outcome=body.outcome, text=body.text, started=begins,
            ended=ends, minutes=body.minutes, next=body.next, plan=body.plan, lat=act.place.lat if act.place else None,
            lon=act.place.lon if act.place else None, received=act.received, seq=entry.seq,
        )  # fmt: skip
        plans.close_by(act, visit)
        plans.agree(act, visit)
        recompute.after_marks(act, visit.started, visit.ended, {"visit": visit.id})
    return Outcome("visit", visit.id, entry.seq)
