"""Old notices go: what happened stands in the ledger, and a list of what was said then helps nobody."""

from __future__ import annotations

from app.core import clock, db
from app.notify.models import Notice, Subscription
from app.people.models import Person

DAYS = 60
BATCH = 200  # in one transaction: others wait to write


def sweep() -> int:
    """Delete notices older than 60 days, and the browsers of those whose account has ended; how many."""
    old = Notice.select(Notice.id).where(Notice.made < clock.now() - DAYS * clock.DAY)
    gone = 0
    while ids := [row.id for row in old.order_by(Notice.id).limit(BATCH)]:
        with db.transaction():
            gone += Notice.delete().where(Notice.id.in_(ids)).execute()
    ended = Person.select(Person.id).where(Person.ended.is_null(False))
    with db.transaction():
        return gone + Subscription.delete().where(Subscription.person.in_(ended)).execute()
