"""Choosing a place by names, a list at a time: quarter, then building; as good for twelve grids as for six thousand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.areas import tree
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock
from app.core.remembered import remembered
from app.requests.posters.codes import Code

MOST = 200  # names in one list, as the page stays light; beyond it one more step is asked
POINTED = ("building", "checkpoint")


@dataclass(frozen=True)
class Choice:
    """Where one is in choosing: the area so far, its full name, and the names to go on with, in groups."""

    at: str | None
    name: str
    groups: list[tuple[str, list[tuple[str, str]]]]


def choice(at: str | None, code: Code | None = None) -> Choice:
    """What to choose next from `at` (None or unknown: from the top); no names where nothing smaller is known.

    The place of the poster that opened the form carries what is printed on it.
    """
    area = _standing(at)
    if area is None:
        return Choice(None, "", _names_below(location.top(), clock.today().isoformat()))
    full_name = name(area.code)
    if code is not None and code.area == area.code:
        return Choice(area.code, f"{full_name} · {code.label}" if code.label else full_name, [])
    return Choice(
        area.code,
        full_name,
        [] if area.kind in POINTED else _names_below(area.code, clock.today().isoformat()),
    )


def wider(at: str) -> str | None:
    """One step back: from a building to its community, from a community to the beginning (None)."""
    above = tree.chain(at)[1:]
    community = Area.select().where(Area.code.in_(above), Area.kind == "community").first()
    return community.code if community is not None else None


@remembered
def name(code: str) -> str:
    """The place as a neighbour says it: community and building, without the grids between."""
    chain = tree.chain(code)
    rows = {row.code: row for row in Area.select().where(Area.code.in_(chain))}
    names = [rows[ancestor].name for ancestor in chain[:-1] if rows[ancestor].kind in (*POINTED, "community")]
    return " · ".join(reversed(names)) or (rows[code].name if code in rows else "")


def _standing(code: str | None) -> Area | None:
    """The area, if it exists today and is not the top."""
    area = Area.get_or_none(Area.code == code) if code else None
    return area if area is not None and area.parent_id is not None and area.on(clock.today()) else None


@remembered
def _names_below(code: str, day: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The next names below the area on that day: every resident who opens a form is shown the same ones."""
    return _grouped(_below(code, day))


def _below(code: str, day: str) -> list[Area]:
    """The next ones below the area: all communities, or all buildings, or one level where those are too many."""
    at = Area.get_by_id(code)
    kinds = POINTED if at.kind not in ("city", "street") else ("community",)
    rows = _of(code, kinds, day)
    if not rows and kinds != POINTED:
        rows = _of(code, POINTED, day)
    if 0 < len(rows) <= MOST:
        return rows
    return list(
        Area.select().where(Area.parent == code, Area.begins <= day, Area.ends >= day).limit(2 * MOST)
    )


def _of(code: str, kinds: tuple[str, ...], day: str) -> list[Area]:
    return list(
        Area.select(Area.code, Area.name, Area.parent, Area.kind)
        .where(Area.code.in_(tree.below(code)), Area.kind.in_(kinds), Area.begins <= day, Area.ends >= day)
        .limit(MOST + 1)
    )


def _grouped(rows: list[Area]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Names in the order one counts in; under the name of what they lie in only where two are alike."""
    rows.sort(key=lambda row: _counted(row.name))
    names = [row.name for row in rows]
    if len(set(names)) == len(names):
        return [("", [(row.code, row.name) for row in rows])]
    parents = dict(
        Area.select(Area.code, Area.name).where(Area.code.in_({row.parent_id for row in rows})).tuples()
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(parents.get(row.parent_id, ""), []).append((row.code, row.name))
    return sorted(groups.items(), key=lambda group: _counted(group[0]))


def _counted(text: str) -> list[tuple[int, str]]:
    """So that 2幢 comes before 10幢."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d{1,9})", text)]
