"""The worker's marks: building marks, reports, and the starts and ends of visits — wherever they were sent from."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.geometry import location
from app.core import clock
from app.core.prepared import Prepared, given
from app.matters.models import Matter
from app.patrol.minutes.minutes_rule import MarkAt
from app.patrol.models import Mark, Visit

LONGEST = 480 * clock.MINUTE  # a visit


def marks_between(person: str, begins: int, ends: int) -> list[MarkAt]:
    """All marks of the person between two moments (epoch ms, both included), ordered by time."""
    return sorted(
        [*_marked(person, begins, ends), *_reported(person, begins, ends), *_visited(person, begins, ends)],
        key=lambda m: (m.t, m.kind, m.area, m.lat or 0.0, m.lon or 0.0),
    )


def within(marks: Iterable[MarkAt], areas: Iterable[str]) -> list[MarkAt]:
    """Those in one of the areas or below one."""
    tree, roots = location.index(), frozenset(areas)
    return [mark for mark in marks if tree.is_below(mark.area, roots)]


def _marked(person: str, begins: int, ends: int) -> list[MarkAt]:
    rows = _MARKS.rows(person=person, begins=begins, ends=ends)
    return [MarkAt(at, area, "mark", lat, lon, how) for at, area, lat, lon, how in rows]


_MARKS = Prepared(
    lambda: Mark.select(Mark.at, Mark.area, Mark.lat, Mark.lon, Mark.how).where(
        Mark.person == given("person"),
        Mark.at >= given("begins"),
        Mark.at <= given("ends"),
        Mark.latest.is_null(),
    )
)


def _reported(person: str, begins: int, ends: int) -> list[MarkAt]:
    """Reports by their own place; one that only fell back to an area says nothing of where the worker was."""
    rows = _REPORTS.rows(person=person, begins=begins, ends=ends)
    return [MarkAt(at, area, "report", lat, lon) for at, area, lat, lon in rows]


_REPORTS = Prepared(
    lambda: Matter.select(Matter.reported_at, Matter.area, Matter.lat, Matter.lon).where(
        Matter.finder == given("person"),
        Matter.reported_at >= given("begins"),
        Matter.reported_at <= given("ends"),
        Matter.placed != "fallback",
    )
)


def _visited(person: str, begins: int, ends: int) -> list[MarkAt]:
    rows = _VISITS.rows(person=person, begins=begins - LONGEST, ends=ends)
    both = [
        MarkAt(t, area, "visit", lat, lon)
        for started, ended, area, lat, lon in rows
        for t in (started, ended)
    ]
    return [mark for mark in both if begins <= mark.t <= ends]


_VISITS = Prepared(
    lambda: Visit.select(Visit.started, Visit.ended, Visit.area, Visit.lat, Visit.lon).where(
        Visit.person == given("person"), Visit.started >= given("begins"), Visit.started <= given("ends")
    )
)
