"""What one table of administration is: its columns, what identifies a row, how a row is judged, and what a change of it affects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.admin.tables.lookup import Lookup
from app.admin.tables.values import Kind
from app.areas.kind_words import KIND_NAMES
from app.core.db import Row
from app.core.words import mark, translate

ABOUT = mark("{entry}：{sentence}")
Values = dict[str, Any]  # column → value
Key = tuple[Any, ...]  # the values of the columns that identify a row
Why = tuple[str, str, dict[str, object]]  # column, reason, parameters


@dataclass(frozen=True)
class Column:
    """One column: the model's field, what it is called (marked), and what else a table may call it."""

    name: str
    label: str
    kind: Kind
    headings: tuple[str, ...] = ()
    is_required: bool = False
    empty: Any = ""  # what an empty cell means
    hint: str = ""  # marked; beside the field of a form


@dataclass(frozen=True)
class Doubt:
    """What may be written and yet looks wrong, or is lacking; `words` is marked, `about` the entry that is meant."""

    words: str
    parameters: dict[str, object] = field(default_factory=dict)
    about: str = ""

    def sentence(self, language: str) -> str:
        """In "zh" or "en"; a level by what it is called."""
        values = dict(self.parameters)
        if "level" in values:
            values["level"] = translate(KIND_NAMES[str(values["level"])], language)
        sentence = translate(self.words, language, **values)
        return translate(ABOUT, language, entry=self.about, sentence=sentence) if self.about else sentence


@dataclass(frozen=True)
class Note:
    """What is known of an entry by its use, in marked words, and the change that it proposes: column → what to fill in."""

    words: str
    parameters: dict[str, object]
    fill: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What a change of something in use touches: how many, in marked words with {n}, and where they are listed."""

    words: str
    count: int
    href: str = ""


def _nothing(*_: Any) -> Iterator[Any]:
    return iter(())


def _names(value: Any, code: object) -> bool:
    return code in value if isinstance(value, list) else bool(value == code)


@dataclass(frozen=True)
class Record:
    """One table. `name` is that of the verbs and the address; `kind` is that of its entries in the ledger."""

    name: str
    kind: str
    model: type[Row]
    title: str  # marked
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    # what is wrong with a row as a whole: its values, the lookup, and the values of every row by key as they would stand
    judge: Callable[[Values, Lookup, Mapping[Key, Values]], Iterable[Why]]
    may: Callable[[Values, Lookup], bool]  # whether the asker may write it
    sees: Callable[[Values, Lookup], bool] = lambda values, lookup: True  # whether it is there for the asker
    told: tuple[str, ...] = ("name",)  # the columns by which a row is called
    order: Callable[[Values], Any] = lambda values: ()  # what must stand before what, when several are new
    doubts: Callable[[Mapping[Key, Values], Lookup], Iterable[Doubt]] = _nothing
    effects: Callable[[Values], Iterable[Effect]] = _nothing  # what lies with an entry, or counts on it
    touching: tuple[str, ...] = ()  # the columns whose change has those effects
    notes: Callable[[Values, Lookup], Iterable[Note]] = _nothing
    proposing: Callable[[Lookup], Iterable[Values]] = _nothing  # the rows whose notes may propose a change
    end_column: str = ""  # the column that ends an entry; without one an entry is taken out
    listed: tuple[str, ...] = ()  # the columns of the page's list, behind what a row is called
    filters: tuple[str, ...] = ()  # those of a choice by which the list is narrowed

    def touches(self, before: Values, after: Values | None) -> bool:
        """Whether the change, or taking the entry out, has effects on what lies with it."""
        return after is None or any(after[name] != before[name] for name in self.touching)

    def affected(self, before: Values, after: Values | None) -> list[Effect]:
        """What the change of something in use touches; one rule for forms, tables and taking out."""
        if not self.touches(before, after):
            return []
        return [effect for effect in self.effects(before) if effect.count]

    def judged(
        self, values: Values, lookup: Lookup, rows: Mapping[Key, Values], before: Values | None
    ) -> list[Why]:
        """What is wrong with the row. An ended unit is refused only where the entry did not name it `before`."""
        return [
            (name, reason, parameters)
            for name, reason, parameters in self.judge(values, lookup, rows)
            if reason != "unit-ended" or before is None or not _names(before[name], parameters["code"])
        ]

    def key(self, values: Mapping[str, Any]) -> Key:
        """What identifies the row."""
        return tuple(values[name] for name in self.keys)

    def subject(self, key: Key) -> str:
        """What the ledger calls the row."""
        return "/".join(str(part) for part in key)

    def key_of(self, subject: str) -> Key:
        """The key of what the ledger and an address call so."""
        parts = subject.split("/")
        return tuple(parts) if len(parts) == len(self.keys) else ("",) * len(self.keys)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def headers(self) -> dict[str, tuple[str, ...]]:
        """Column → the headings under which a table may have it, the first of them the one that is exported."""
        return {column.name: (column.label, *column.headings, column.name) for column in self.columns}

    def standing(self) -> dict[Key, Values]:
        """Every row of the store by its key."""
        names = [column.name for column in self.columns]
        rows = self.model.select().dicts()
        return {self.key(row): {name: row[name] for name in names} for row in rows}

    def find(self, key: Key) -> Values | None:
        """One row of the store, None where it is none."""
        row = self.model.select().where(self.is_row(key)).dicts().first()
        return None if row is None else {column.name: row[column.name] for column in self.columns}

    def is_row(self, key: Key) -> Any:
        """The condition for the row with this key."""
        condition: Any = None
        for name, value in zip(self.keys, key, strict=True):
            part = getattr(self.model, name) == value
            condition = part if condition is None else condition & part
        return condition

    def text(self, values: Mapping[str, Any], name: str, lookup: Lookup) -> str:
        """A value as it is written into a table."""
        column, value = self.column(name), values[name]
        return "" if value in (None, "") or value == [] else column.kind.write(value, lookup)

    def call(self, values: Mapping[str, Any], lookup: Lookup) -> str:
        """What the row is called on pages and in previews."""
        return " · ".join(part for part in (self.text(values, name, lookup) for name in self.told) if part)
