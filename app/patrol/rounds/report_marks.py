"""What a worker finds on the way: a report is a matter, and also a mark of the patrols it falls into."""

from __future__ import annotations

from app.core import db
from app.ledger.act import Act
from app.ledger.outcome import Outcome
from app.matters import reports
from app.matters.commands import ReportBody
from app.patrol.rounds import recompute


def report(act: Act, body: ReportBody) -> Outcome:
    """Like `reports.report`; patrols whose seconds the report may change are sent to the phones again."""
    with db.transaction():
        done = reports.report(act, body)
        if done.placed != "fallback":
            recompute.after_marks(act, act.at, act.at, {"matter": done.id})
    return done
