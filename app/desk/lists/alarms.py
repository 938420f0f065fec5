"""The red bar: what rings for the desk of whoever reads a page, on every page but the list, which has its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.areas.access.reach import Reach
from app.desk.lists import listing, rows
from app.desk.lists.rows import Line


@dataclass(frozen=True)
class Bar:
    """What rings; `mark` is another one as soon as something else is to be said."""

    pressing: list[Line]
    ringing: frozenset[str]
    unheard: dict[str, Any]
    calls: list[dict[str, Any]]
    mark: str


def bar(reach: Reach, language: str, rung: Callable[[], Iterable[Any]], calls: list[dict[str, Any]]) -> Bar:
    """What rings for the desks and units of the reach, `calls` for help that were refused among it.

    `rung` tells, where anything does, whom nobody reached (`.matter`).
    """
    pressing = listing.pressing(reach)
    ringing = listing.ringing(reach, pressing)
    lines = rows.lines([matter for matter in pressing if matter.id in ringing], reach, language)
    unheard = {one.matter: one for one in rung()} if lines else {}
    words = repr([(line, unheard.get(line.id)) for line in lines]) if lines else ""
    words += "".join(f" {call['id']}" for call in calls)
    return Bar(
        lines, ringing, unheard, calls, hashlib.sha256(f"{language} {words}".encode()).hexdigest()[:16]
    )
