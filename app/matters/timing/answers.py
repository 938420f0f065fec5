"""Until when a resident who said something should have read an answer: working days from the first words not yet answered."""

from __future__ import annotations

from app.areas import tree
from app.core import clock
from app.matters.models import Matter
from app.matters.timing import thresholds, workdays


def wait(matter: Matter) -> None:
    """A resident has said something (not saved): whoever waits already goes on waiting from then."""
    if matter.answer_due is not None:
        return
    hours = tree.setting(matter.area, "work_hours", workdays.HOURS)
    days = thresholds.number(matter.area, "answer_days")
    matter.answer_due, _ = workdays.add(clock.now(), days * workdays.day_minutes(hours), hours)


def end(matter: Matter) -> None:
    """What the office wrote can be read by whoever waits (not saved)."""
    matter.answer_due = None
