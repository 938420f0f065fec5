"""Each Monday and on the first of each month: word to those who look after an area that its report is ready."""

from __future__ import annotations

from app.areas.patrons import naming
from app.core import clock, db
from app.insight.reports.span import MONTH, WEEK, containing
from app.ledger import record as ledger
from app.ledger.act import by_clock

SPANS = (WEEK, MONTH)
TOLD = "report-told:"  # and the kind: the first day of the last span that was told


def tell() -> int:
    """Write an entry for each area that is looked after where a span is over that was not told yet; how many."""
    count = 0
    for kind in SPANS:
        first = containing(kind, clock.today()).before.first.isoformat()
        if db.Meta.value_of(TOLD + kind) >= first:
            continue
        with db.transaction():
            if db.Meta.value_of(TOLD + kind) >= first:  # another worker was quicker
                continue
            db.Meta.write(TOLD + kind, first)
            for area in naming.looked_after():
                ledger.record(
                    by_clock(), "report", area, "ready", body={"kind": kind, "first": first}, area=area
                )
                count += 1
    return count
