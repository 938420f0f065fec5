"""How the tree was before: what an area became when it ended, and under which area one lay until it was put elsewhere.

`Area.parent` says how things lie now. What happened before keeps its place, and whoever asks about it asks here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from app.areas import tree
from app.areas.models import LayBelow, Successor
from app.core.remembered import remembered

UNHEARD = 14  # days for which a phone may not have heard that the areas were redrawn


@remembered
def _parents_before() -> dict[str, tuple[tuple[str, str], ...]]:
    """area → (until, parent), the earliest first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for area, until, parent in (
        LayBelow.select(LayBelow.area, LayBelow.until, LayBelow.parent).order_by(LayBelow.until).tuples()
    ):
        found[area].append((until, parent))
    return {area: tuple(rows) for area, rows in found.items()}


@remembered
def _successors() -> dict[str, tuple[tuple[str, str], ...]]:
    """area → (successor, from which day), the first of them first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Successor.select(Successor.area, Successor.successor, Successor.day)
    for area, successor, day in rows.order_by(Successor.area, Successor.sort, Successor.successor).tuples():
        found[area].append((successor, day))
    return {area: tuple(rows) for area, rows in found.items()}


def successors(area: str) -> tuple[str, ...]:
    """The areas that took over from it, the first of them first; none while it has no end."""
    return tuple(code for code, _ in _successors().get(area, ()))


@remembered
def _predecessors() -> dict[str, tuple[str, str]]:
    """successor → (the first area that it took over from, from which day)."""
    rows = Successor.select(Successor.successor, Successor.area, Successor.day).order_by(
        Successor.area.desc()
    )
    return {successor: (area, day) for successor, area, day in rows.tuples()}


@remembered
def has_changed_since(day: dt.date) -> bool:
    """Whether anything lies elsewhere than on that day, or has become something else."""
    latest = [rows[-1][0] for rows in _parents_before().values()]
    latest += [since for rows in _successors().values() for _, since in rows]
    return any(moment >= day.isoformat() for moment in latest)


@remembered
def chain_on(area: str, day: dt.date) -> tuple[str, ...]:
    """The area itself, the one above it on that day, and so on to the top; for one that had not begun, what it came of."""
    before, on = _parents_before(), day.isoformat()
    passed = {area}
    while (was := _predecessors().get(area)) is not None and was[1] > on and was[0] not in passed:
        area = was[0]
        passed.add(area)
    found, at = [area], area
    while True:
        parent = next((parent for until, parent in before.get(at, ()) if on <= until), None) or next(
            iter(tree.chain(at)[1:]), None
        )
        if parent is None or parent in found:
            return tuple(found)
        found.append(parent)
        at = parent


def lay_below(area: str, root: str, day: dt.date) -> bool:
    """Whether the area lay in `root` on that day."""
    return root in chain_on(area, day)


@remembered
def once_below(root: str, day: dt.date) -> tuple[str, ...]:
    """The areas that lay directly or further down in `root` on that day or later, and were put elsewhere since."""
    left = (area for area, rows in _parents_before().items() if rows[-1][0] >= day.isoformat())
    days = {area: [dt.date.fromisoformat(until) for until, _ in _parents_before()[area]] for area in left}
    return tuple(
        sorted(
            area
            for area, ends in days.items()
            if any(lay_below(area, root, end) for end in ends if end >= day)
        )
    )


@remembered
def now_of(area: str, day: dt.date) -> tuple[str, ...]:
    """Where that which lay in the area on that day lies today, besides the area itself and what is below it."""
    found: dict[str, None] = {}
    waiting = [area]
    while waiting:
        at = waiting.pop()
        later = [code for code, since in _successors().get(at, ()) if since > day.isoformat()]
        later += [code for code in once_below(at, day) if lay_below(code, at, day)]
        waiting += [code for code in later if code not in found and code != area]
        found |= dict.fromkeys(later)
    found.pop(area, None)
    return tuple(found)
