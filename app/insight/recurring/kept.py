"""Which matters come again, kept beside their courses: a report reads what is so, and does not look for it among all there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.core import clock
from app.core.prepared import Prepared, given
from app.insight.models import Course, Recurrence
from app.insight.recurring import rule
from app.matters.models import Matter

# of what the matters that come after it to the same place are told: nothing else of a course makes another one come again
_BEARS = tuple(
    column.name
    for column in (
        Course.area,
        Course.category,
        Course.void,
        Course.received_at,
        Course.closed_at,
        Course.origin,
    )
)
_ASKED = 500  # matters of one query
_IN_ORDER = [
    Recurrence.matter,
    Recurrence.kind,
    Recurrence.area,
    Recurrence.category,
    Recurrence.received_day,
]

_LATER = Prepared(
    lambda: Course.select(Course.matter).where(
        Course.area == given("area"), Course.received_day >= given("first"), Course.received_day <= given("last"),
        Course.category == given("category"),
    )
)  # fmt: skip


def follow(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> None:
    """Keep whether these matters come again, and those that came to their places after them, as courses tell it now."""
    was = {one["matter"]: one for one in before}
    touched = {one["matter"] for one in after}
    for one in after:
        earlier = was.get(one["matter"])
        if earlier is None or any(one[name] != earlier[name] for name in _BEARS):
            touched |= _later(one) | (_later(earlier) if earlier is not None else set())
    every = sorted(touched)
    for at in range(0, len(every), _ASKED):
        _keep(every[at : at + _ASKED])


def _later(course: Mapping[str, Any]) -> set[str]:
    """What came to its place after it, of the same thing, while it counted; itself among them."""
    ends = max(course["received_at"], course["closed_at"] or 0) + rule.BACK_DAYS * clock.DAY
    rows = _LATER.rows(
        area=course["area"], category=course["category"], first=course["received_day"], last=clock.date_of(ends).isoformat(),
    )  # fmt: skip
    return {matter for (matter,) in rows}


def _keep(ids: list[str]) -> None:
    """Keep of these matters what is so now."""
    kept = set(Recurrence.select(*_IN_ORDER).where(Recurrence.matter.in_(ids)).tuples())
    now = {(matter, kind, *rest) for kind in rule.KINDS for matter, *rest in _so(kind, ids)}
    for matter, kind, *_ in kept - now:
        Recurrence.delete().where(Recurrence.matter == matter, Recurrence.kind == kind).execute()
    if new := sorted(now - kept):
        Recurrence.insert_many(new, fields=_IN_ORDER).execute()


def _so(kind: str, ids: list[str]) -> Any:
    """(matter, area, thing, day) of those of them that come again."""
    columns = (Course.matter, Course.area, Course.category, Course.received_day)
    rows = Course.select(*columns).join(Matter, on=(Matter.id == Course.matter))
    return rows.where(Course.matter.in_(ids), is_told(), rule.WHAT[kind].is_so()).tuples()


def is_told() -> Any:
    """The condition of what is told by its place, of a course with its `Matter`: it stands, and nobody asked that it be kept quiet."""
    return (Course.void == False) & (Matter.confidential == False)  # noqa: E712
