"""The dates that the law sets for a petition: 《信访工作条例》 of 2022, articles 22, 23 and 34, in calendar days.

The day from which a time runs is not counted; the last day is the one by whose end it has to be done.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.core.words import mark
from app.gateways.petitions.models import Petition

# 第二十二条 (handed over) and 第二十二、二十三条 (told in writing what becomes of it): within so many days of its receipt
TELL_DAYS = 15
# 第三十四条: 自受理之日起60日内办结, done within so many days of the day it was accepted
DONE_DAYS = 60
# 第三十四条: 延长期限不得超过30日, at most so much more, agreed by the head of the authority
MORE_DAYS = 30
# 复查、复核 (第三十五、三十六条: 30 days each) are for the authority above, and are not followed here
NEAR_DAYS = 3  # before the last day it is pointed at

HAND, TELL, DONE = "hand", "tell", "done"
WORDS = {HAND: mark("交办期限"), TELL: mark("书面告知期限"), DONE: mark("办结期限")}


@dataclass(frozen=True)
class Limit:
    """One of its dates; `kept` is the day on which it was done, None while it runs."""

    name: str
    last: dt.date
    kept: dt.date | None

    def tone(self, today: dt.date) -> str:
        """ "late" and "near" while it runs, "late" too for what was done after its last day; else ""."""
        if (self.kept or today) > self.last:
            return "late"
        return "near" if self.kept is None and (self.last - today).days <= NEAR_DAYS else ""


def limits(petition: Petition) -> list[Limit]:
    """Its dates, as far as they run: to be done only once it was accepted."""
    received = dt.date.fromisoformat(petition.received)
    by_law = received + dt.timedelta(days=TELL_DAYS)
    found = [Limit(HAND, by_law, _day(petition.handed)), Limit(TELL, by_law, _day(petition.informed))]
    accepted = _day(petition.accepted)
    if accepted is not None:
        days = DONE_DAYS + (MORE_DAYS if petition.is_extended else 0)
        found.append(Limit(DONE, accepted + dt.timedelta(days=days), _day(petition.done)))
    return found


def next_of(petition: Petition) -> Limit | None:
    """The running one that ends first; None where none runs."""
    running = [limit for limit in limits(petition) if limit.kept is None] if petition.done is None else []
    return min(running, key=lambda limit: limit.last, default=None)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
