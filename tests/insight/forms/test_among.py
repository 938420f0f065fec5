"""Which count of a form lies in which other is what the figures' own conditions say, over every kind of matter that there can be."""

from __future__ import annotations

from functools import reduce
from itertools import product
from operator import or_

import pytest

from app.board import origins
from app.core import db
from app.insight.figures import CLOSED, MATTERS, RECEIVED
from app.insight.forms.choices import CHOICES, above
from app.insight.models import NEITHER, Course

DAY = "2026-11-16"
KINDS = {
    "origin": (origins.RESIDENT, origins.OPEN311, origins.ENTERED, origins.GROUP, origins.FOUND),
    "void": (False, True), "highest": (1, 2, 3, 4), "at_once": (False, True), "in_time": (NEITHER, 0, 1),
    "confirmed": (NEITHER, 0, 1), "reopened": (0, 1),
}  # fmt: skip


@pytest.fixture
def every_kind(store):
    """A closed matter, or a void one, of each kind."""
    rest = {
        "entry": 1,
        "area": "a",
        "category": "c",
        "channel": "web",
        "received_at": 1,
        "received_day": DAY,
        "minutes": 1,
    }
    rows = []
    for number, kind in enumerate(product(*KINDS.values())):
        course = dict(zip(KINDS, kind, strict=True))
        closed = (
            {"closed_at": None, "closed_day": None} if course["void"] else {"closed_at": 2, "closed_day": DAY}
        )
        rows.append({"matter": f"m{number}", **rest, **course, **closed})
    with db.transaction():
        for at in range(0, len(rows), 50):
            Course.insert_many(rows[at : at + 50]).execute()


def counted(choice) -> set[str]:
    """The matters that the number in the cell counts."""
    parts = choice.figure.parts
    condition = (parts.of & parts.part) if choice.is_count else parts.of
    rows = Course.select(Course.matter).where(condition, choice.figure.day == DAY)
    return {matter for (matter,) in rows.tuples()}


def test_each_count_is_told_with_all_that_it_is_counted_among_and_with_no_other(every_kind):
    counts = {
        name: choice
        for name, choice in CHOICES.items()
        if choice.figure.moment in (RECEIVED, CLOSED) and (choice.is_count or choice.figure.unit == MATTERS)
    }
    assert len(counts) > 8
    found = {name: counted(choice) for name, choice in counts.items()}
    assert all(found.values())
    at_once = found["settled_at_once"]  # that somebody was heard on one of these, too, is not in `heard`
    for name, choice in counts.items():
        within = {
            other
            for other, wider in counts.items()
            if other != name and choice.figure.moment == wider.figure.moment
            and (found[name] < found[other] or set() < found[name] - at_once < found[other] - at_once)
        }  # fmt: skip
        assert set(above(name)) == within, name


def test_every_kind_of_count_that_no_matter_has_stands_alone():
    others = {name for name, choice in CHOICES.items() if choice.figure.moment not in (RECEIVED, CLOSED)}
    assert others and reduce(or_, (set(above(name)) for name in others)) == set()
