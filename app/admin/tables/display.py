"""How a row's values are shown on a page: in the reader's language, areas and units by their names."""

from __future__ import annotations

import contextlib
import heapq
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.admin.tables import lookup as lookups
from app.admin.tables.history import Event, events_of
from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.plan import heading
from app.admin.tables.record import Doubt, Key, Note, Record, Values
from app.admin.tables.records import BY_NAME
from app.admin.tables.writing import digest_of
from app.areas import serialize
from app.core import clock
from app.core.remembered import remembered
from app.core.words import mark, translate

PAGE = 100
CHOICES_MOST = 100
YES, NO, EVERYWHERE = mark("是"), mark("否"), mark("处处")
VERBS = {
    "added": mark("新增"),
    "changed": mark("修改"),
    "removed": mark("去掉"),
    "taken-back": mark("撤回"),
}


def say(record: Record, values: Values, name: str, lookup: Lookup, language: str) -> str:
    """A value in "zh" or "en", "" where there is none."""
    kind, value = record.column(name).kind, values.get(name)
    if name == "area" and value == "":
        return translate(EVERYWHERE, language)
    if value in (None, "") or value == []:
        return ""
    if kind.control in ("choice", "several"):
        return between(language).join(
            translate(kind.words.get(code, code), language) for code in str(value).split(",")
        )
    if kind.control == "yes-no":
        return translate(YES if value else NO, language)
    rows: dict[str, Any] = {
        "area": lookup.areas,
        "unit": lookup.units,
        "units": lookup.units,
        "category": lookup.categories,
        "class": lookup.categories,
    }.get(kind.control, {})
    codes = value if isinstance(value, list) else [value]
    if not rows:
        return record.text(values, name, lookup)
    return between(language).join(_name(rows.get(code), code, language) for code in codes)


def _name(row: Any, code: str, language: str) -> str:
    if row is None:
        return code
    return str(getattr(row, "name_en", "") or row.name) if language == "en" else str(row.name)


def between(language: str) -> str:
    """What stands between the parts of a list."""
    return ", " if language == "en" else "、"


@dataclass(frozen=True)
class ListedRow:
    """One row of the page's list."""

    subject: str
    title: str
    cells: tuple[str, ...]
    is_over: bool


@dataclass(frozen=True)
class Proposal:
    """A row that proposes its own change: its subject, what it is called, what is known of it, and its digest."""

    subject: str
    title: str
    note: Note
    was: str


def proposals(record: Record, lookup: Lookup, language: str) -> list[Proposal]:
    """The changes that rows propose and the asker may make."""
    found = []
    for row in record.proposing(lookup):
        values = {column.name: row[column.name] for column in record.columns}
        note = proposed_change(record, values, lookup)
        if note is not None and record.may(values, lookup):
            title = call(record, values, lookup, language)
            found.append(Proposal(record.subject(record.key(values)), title, note, digest_of(values)))
    return found


def proposed_change(record: Record, values: Values, lookup: Lookup) -> Note | None:
    """What an entry's notes propose to change; None where they propose nothing."""
    return next((note for note in record.notes(values, lookup) if note.fill), None)


def call(record: Record, values: Values, lookup: Lookup, language: str) -> str:
    """What the row is called on a page: without codes where there are names."""
    parts = [
        say(record, values, name, lookup, language) for name in record.told if name not in ("code", "area")
    ]
    area = say(record, values, "area", lookup, language) if "area" in record.told and values["area"] else ""
    return " · ".join(part for part in (*parts, area) if part)


def listed(
    record: Record, asked: str, chosen: dict[str, str], lookup: Lookup, language: str, begin: int = 0
) -> tuple[int, list[ListedRow]]:
    """How many rows hold all the words asked for and the values chosen, and a page of them: those that go on first."""
    words = asked.casefold().split()
    found = [
        (has_ended(record, values, lookup), record.order(values), tuple(map(str, key)), values)
        for key, values in record.standing().items()
        if all(values[name] == value for name, value in chosen.items() if value)
        and record.sees(values, lookup)
        and (not words or _holds(record, values, words, lookup))
    ]
    found.sort(key=lambda item: item[:3])
    return len(found), [
        ListedRow(
            record.subject(key),
            call(record, values, lookup, language),
            tuple(say(record, values, name, lookup, language) for name in record.listed),
            is_over,
        )
        for is_over, _, key, values in found[begin : begin + PAGE]
    ]


def _holds(record: Record, values: Values, words: list[str], lookup: Lookup) -> bool:
    """Whether every word stands in the row, as code or as name."""
    text = " ".join(record.text(values, column.name, lookup) for column in record.columns).casefold()
    return all(word in text for word in words)


def doubts(record: Record, language: str) -> list[str]:
    """What the table lacks or has twice, in sentences."""
    found = _doubts(record.name, clock.today().isoformat(), serialize.last_unit_end())
    return [doubt.sentence(language) for doubt in found]


@remembered
def _doubts(name: str, _: str, __: int) -> tuple[Doubt, ...]:
    record = BY_NAME[name]
    return tuple(record.doubts(record.standing(), lookups.load(None)))


def has_ended(record: Record, values: Values, lookup: Lookup) -> bool:
    """Whether its last day is over."""
    end = values[record.end_column] if record.end_column else None
    if not end:
        return False
    return bool(end <= lookup.now) if isinstance(end, int) else bool(str(end) < lookup.day)


@dataclass(frozen=True)
class Story:
    """One change as the page tells it: who, when, which columns from what to what."""

    event: Event
    verb: str
    by: str
    changes: tuple[tuple[str, str, str], ...]


def stories(record: Record, key: Key, people: dict[str, str], lookup: Lookup, language: str) -> list[Story]:
    """The latest changes of a row first; `people` are names by id."""
    return [
        Story(
            event,
            translate(VERBS.get(event.verb, event.verb), language),
            people.get(event.by or "", ""),
            tuple(_changes(record, event, lookup, language)),
        )
        for event in events_of(record, key)
    ]


def _changes(record: Record, event: Event, lookup: Lookup, language: str) -> Iterator[tuple[str, str, str]]:
    before, after = event.before or {}, event.after or {}
    for column in record.columns:
        if column.name in before or column.name in after:
            old = say(record, before, column.name, lookup, language)
            new = say(record, after, column.name, lookup, language)
            if old != new:
                yield heading(record, column.name, language), old, new


def choices(
    record: Record, name: str, lookup: Lookup, cells: Mapping[str, str], words: str = ""
) -> list[str]:
    """What can be taken for a column of areas, units or categories, as it is typed (code and name): those that hold all the words.

    Nothing is offered that the row would be refused with: ended ones, units that the asker does not see, and the units
    that other columns of the form (`cells`) name already. Where there are many, the first; the others by typing.
    """
    control = record.column(name).kind.control
    if control == "area":
        areas = (
            row for row in lookup.areas.values() if row.kind not in ("building", "checkpoint", "micro_grid")
        )
        found = [f"{row.code} {row.name}" for row in areas if lookup.may(row.code)]
    elif control in ("unit", "units"):
        taken = _units_named(record, name, lookup, cells)
        units = (row for row in lookup.units.values() if row.stands(lookup.now) and row.code not in taken)
        found = [f"{row.code} {row.name}" for row in units if lookup.sees(row.area_id)]
    elif control == "category":
        found = [f"{row.code} {row.name}" for row in lookup.categories.values() if row.on(lookup.day)]
    else:
        return []
    terms = words.casefold().split()
    fitting = (word for word in found if all(term in word.casefold() for term in terms))
    return heapq.nsmallest(CHOICES_MOST, fitting)


def completions(record: Record, name: str, lookup: Lookup, cells: Mapping[str, str]) -> list[str]:
    """What the field may hold once it is completed; of several only the last part, the others stay before it."""
    typed, before = cells.get(name, ""), ""
    if record.column(name).kind.control == "units":
        before, typed = re.match(r"(?s)(.*[、，,;；\n])?(.*)", typed).groups("")  # type: ignore[union-attr]
        cells = {**cells, name: before}
    return [before + word for word in choices(record, name, lookup, cells, typed)]


def _units_named(record: Record, name: str, lookup: Lookup, cells: Mapping[str, str]) -> set[str]:
    """The codes of units that the form has in other columns, and before the last comma of this one."""
    codes: set[str] = set()
    for column in record.columns:
        if column.kind.control not in ("unit", "units") or not cells.get(column.name):
            continue
        if column.name == name and column.kind.control == "unit":
            continue
        with contextlib.suppress(Unfit):
            value = column.kind.parse(cells[column.name], lookup)
            codes.update([value] if isinstance(value, str) else value)
    return codes


def classes(lookup: Lookup, code: str, chosen: str) -> list[tuple[str, str]]:
    """The classes that a category may lie below, as (code, name): none for one that is a class with things below it."""
    rows = lookup.categories.values()
    if any(row.parent == code for row in rows):
        return []
    return [
        (row.code, row.name)
        for row in rows
        if row.parent is None and row.code != code and (row.on(lookup.day) or row.code == chosen)
    ]
