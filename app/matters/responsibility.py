"""Who has what by the responsibility list 权责清单: the row that holds where a matter lies, and who leads by it on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.areas.models import Area, Unit
from app.core import clock
from app.core.prepared import Among
from app.core.remembered import remembered
from app.matters.models import Category, ResponsibilityRow

WITHDRAWN = "withdrawn"

_UNITS = Among(lambda codes: Unit.select().where(Unit.code.in_(codes)))


@dataclass(frozen=True)
class Duty:
    """What a row says on a day: who leads and supports, as codes of units that have not ended."""

    row: ResponsibilityRow
    lead: str | None
    supports: tuple[str, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the level above has taken it back."""
        return bool(self.row.list_kind == WITHDRAWN)


class Duties:
    """The rows for some categories in some areas and everywhere, read at once: for a page of matters."""

    def __init__(self, categories: Mapping[str, Category], areas: Iterable[str]) -> None:
        self._classes = {code: (code, row.parent or code) for code, row in categories.items()}
        codes = sorted({code for pair in self._classes.values() for code in pair})
        rows = list(
            ResponsibilityRow.select().where(
                ResponsibilityRow.category.in_(codes), ResponsibilityRow.area.in_(["", *areas])
            )
        )
        self._rows = {(row.category, row.level_kind, row.area): row for row in rows}
        named = {code for row in rows for code in (row.lead, row.taker, *(row.supports or ())) if code}
        self._units = {unit.code: unit for unit in _UNITS.all_of(Unit, sorted(named))}

    def duty_for(self, category: str, level_kind: str, above: Iterable[str]) -> Duty | None:
        """The row for a thing at a kind of level, as `row_for` finds it, with who leads and supports by it today."""
        keys = ((code, level_kind, area) for code in self._classes[category] for area in (*above, ""))
        row = next((self._rows[key] for key in keys if key in self._rows), None)
        if row is None:
            return None
        lead = lead_on(row, clock.today().isoformat())
        supports = tuple(code for code in row.supports or () if code != lead and self._stands(code))
        return Duty(row, lead if lead is not None and self._stands(lead) else None, supports)

    def _stands(self, code: str) -> bool:
        return code in self._units and self._units[code].stands(clock.now())


def row_for(category: str, level_kind: str, above: Iterable[str]) -> ResponsibilityRow | None:
    """The row for a thing at a kind of level: the thing's own before its class's, and of these the nearest one.

    `above`: the area where the matter lies, its parent, and so on to the top.
    """
    chain = (*above, "")
    for code in _with_class(category):
        rows = _rows(code, level_kind)
        found = next((rows[area] for area in chain if area in rows), None)
        if found is not None:
            return found
    return None


def lead_on(row: ResponsibilityRow, day: str) -> str | None:
    """Who leads on a day (YYYY-MM-DD): whoever takes a delegated power over, within both terms, else the lead unit."""
    is_delegated = row.power == "delegated" and _within(day, row.power_begins, row.power_ends)
    if is_delegated and row.taker and _within(day, row.taker_begins, row.taker_ends):
        return str(row.taker)
    return None if row.lead is None else str(row.lead)


def is_withdrawn_at(category: str, above: Iterable[str]) -> bool:
    """Whether the level above has taken the thing back from an area, or from one that it lies in."""
    chain = tuple(above)
    kinds = ((area, at) for at, area in enumerate(chain))
    rows = (row_for(category, _kind(area), chain[at:]) for area, at in kinds)
    return any(row is not None and row.list_kind == WITHDRAWN for row in rows)


def _within(day: str, begins: str, ends: str) -> bool:
    return (not begins or begins <= day) and (not ends or day <= ends)


@remembered
def _kind(area: str) -> str:
    found = Area.get_or_none(Area.code == area)
    return "" if found is None else str(found.kind)


@remembered
def _with_class(category: str) -> tuple[str, ...]:
    """The category and its class."""
    row = Category.get_or_none(Category.code == category)
    return (category,) if row is None or row.parent is None else (category, row.parent)


@remembered
def _rows(category: str, level_kind: str) -> dict[str, ResponsibilityRow]:
    """The rows by the area in which they hold."""
    rows = ResponsibilityRow.select().where(
        ResponsibilityRow.category == category, ResponsibilityRow.level_kind == level_kind
    )
    return {row.area: row for row in rows}
