"""The worker's marks: building marks, reports, and the starts and ends of visits — wherever they were sent from."""

from __future__ import annotations

from collections.abc import Iterable

from app.areas.geometry import location
from app.matters.models import Matter
from app.patrol.minutes.minutes_rule import MarkAt
from app.patrol.models import Mark, Visit


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
    rows = Mark.select().where(
        Mark.person == person, Mark.at >= begins, Mark.at <= ends, Mark.latest.is_null()
    )
    return [MarkAt(row.at, row.area_id, "mark", row.lat, row.lon, row.how) for row in rows]


def _reported(person: str, begins: int, ends: int) -> list[MarkAt]:
    """Reports by their own place; one that only fell back to an area says nothing of where the worker was."""
    rows = Matter.select().where(
        Matter.finder == person,
        Matter.reported_at >= begins,
        Matter.reported_at <= ends,
        Matter.placed != "fallback",
    )
    return [MarkAt(row.reported_at, row.area, "report", row.lat, row.lon) for row in rows]


def _visited(person: str, begins: int, ends: int) -> list[MarkAt]:
    longest = 480 * 60_000
    rows = Visit.select().where(
        Visit.person == person, Visit.started >= begins - longest, Visit.started <= ends
    )
    both = [MarkAt(t, v.area_id, "visit", v.lat, v.lon) for v in rows for t in (v.started, v.ended)]
    return [mark for mark in both if begins <= mark.t <= ends]
