"""Queries that are asked thousands of times a minute: written once in peewee's language, compiled once, run with tuples.

Building the text of a query costs peewee more than SQLite needs to answer it (four fifths of a report's time, measured),
and the text is the same each time. So a hot query is a constant of its module, with holes for what differs:

    APPLIED = Prepared(lambda: Receipt.select(Receipt.seq).where(Receipt.op == given("op")))
    row = APPLIED.row(op=op)

Rows are tuples in the order selected, JSON columns and truths read. Models remain where a person edits something:
`one_of` makes one of a whole row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from peewee import BooleanField, ColumnBase, Context, Database, Model, ModelInsert, ModelUpdate, Query

from app.core import db

Rows = list[tuple[Any, ...]]
M = TypeVar("M", bound=Model)


class given(ColumnBase):
    """A hole of a prepared query, filled by the keyword of this name; `convert` makes of it what the column keeps."""

    def __init__(self, name: str, convert: Callable[[Any], Any] | None = None) -> None:
        self.name = name
        self.convert = convert

    def __sql__(self, ctx: Context) -> Context:  # peewee's protocol
        converter = self.convert or ctx.state.converter
        filled: Context = ctx.value(_Hole(self.name, converter), False)
        return filled

    def __hash__(self) -> int:
        return hash(("given", self.name))


class _Hole:
    """Where a value goes, among the values of a compiled query."""

    def __init__(self, name: str, convert: Callable[[Any], Any] | None) -> None:
        self.name = name
        self.convert = convert


class Prepared:
    """One query, compiled at its first use for the kind of database in use; its methods take a keyword for each hole.

    KeyError for a hole that was not filled.
    """

    def __init__(self, make: Callable[[], Query]) -> None:
        self._make = make
        self._compiled: dict[type[Database], _Compiled] = {}

    def row(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row; None where there is none."""
        compiled, cursor = self._run(values)
        found = cursor.fetchone()
        return None if found is None else compiled.as_values(found)

    def rows(self, **values: Any) -> Rows:
        """Every row."""
        compiled, cursor = self._run(values)
        return [compiled.as_values(row) for row in cursor.fetchall()]

    def value(self, **values: Any) -> Any:
        """The first column of the first row; None where there is none."""
        found = self.row(**values)
        return None if found is None else found[0]

    def one_of(self, model: type[M], **values: Any) -> M | None:
        """The first row as one of its model, all of whose columns were selected; None where there is none."""
        found = self.row(**values)
        return None if found is None else as_model(model, found)

    def all_of(self, model: type[M], **values: Any) -> list[M]:
        """Every row as one of its model, all of whose columns were selected."""
        return [as_model(model, row) for row in self.rows(**values)]

    def holds(self, **values: Any) -> bool:
        """Whether there is a row."""
        return self.row(**values) is not None

    def change(self, **values: Any) -> int:
        """Run a query that writes, and return how many rows it changed."""
        _, cursor = self._run(values)
        changed: int = db.database.rows_affected(cursor)
        return changed

    def send(self, **values: Any) -> None:
        """Run a query that writes and whose outcome nobody needs: PostgreSQL hears of it with the next question.

        What it fails with is raised by that, or by the end of the transaction.
        """
        compiled = self._here()
        db.database.execute_later(compiled.sql, compiled.filled(values))

    def _run(self, values: dict[str, Any]) -> tuple[_Compiled, Any]:
        compiled = self._here()
        return compiled, db.database.execute_prepared(compiled.sql, compiled.filled(values))

    def _here(self) -> _Compiled:
        """As it is written for the kind of database in use."""
        database = db.database.obj
        compiled = self._compiled.get(type(database))
        if compiled is None:
            compiled = self._compiled[type(database)] = _Compiled(self._make(), database)
        return compiled


def as_model(model: type[M], row: tuple[Any, ...]) -> M:
    """The row as one of its model, all of whose columns stand first in it."""
    return model(**dict(zip(model._meta.sorted_field_names, row, strict=False)))


class PreparedFor:
    """Queries that are written alike for whoever asks alike: one for each key, the latest `most` of them kept.

    The key names all that goes into the text of the query; what else differs goes into its holes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Prepared] = {}

    def of_key(self, key: Hashable, make: Callable[[], Query]) -> Prepared:
        """The query that `make` wrote for this key when it was first asked for."""
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            known = self._kept[key] = Prepared(make)
        return known


SIZES = (1, 4, 16, 64, 128, 512)  # of `Among`; what is between two of them repeats its last value


class Among:
    """A query about some values, written by `make`, which is given the holes for them.

    More than the largest of `SIZES` are asked for in pieces, one after another; without any there are no rows.
    """

    def __init__(self, make: Callable[[Sequence[given]], Query]) -> None:
        self._queries = {size: Prepared(lambda size=size: make(holes(size))) for size in SIZES}  # type: ignore[misc]

    def rows(self, values: Iterable[str], **others: Any) -> Rows:
        """Every row."""
        return [row for size, piece in _pieces(values) for row in self._queries[size].rows(**piece, **others)]

    def all_of(self, model: type[M], values: Iterable[str], **others: Any) -> list[M]:
        """Every row as one of its model, all of whose columns were selected."""
        return [
            row
            for size, piece in _pieces(values)
            for row in self._queries[size].all_of(model, **piece, **others)
        ]


def holes(size: int) -> list[given]:
    """As many holes, for `filling`."""
    return [given(f"v{at}") for at in range(size)]


def filling(values: Sequence[str], sizes: Sequence[int] = SIZES) -> tuple[int, dict[str, str]]:
    """(the smallest of the sizes that holds the values, what fills as many `holes`). StopIteration for more than the largest."""
    size = next(size for size in sizes if size >= len(values))
    filled = [*values, *[values[-1]] * (size - len(values))]
    return size, {f"v{at}": value for at, value in enumerate(filled)}


def _pieces(values: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each piece of the values with the size of the query that asks for it."""
    wanted = list(values)
    for start in range(0, len(wanted), SIZES[-1]):
        yield filling(wanted[start : start + SIZES[-1]])


class _Compiled:
    """The text of a query for one kind of database, its values with their holes, and which columns have to be read."""

    def __init__(self, query: Query, database: Database) -> None:
        self.sql, values = database.get_sql_context().sql(query).query()
        # each value as (hole, what makes of it what the column keeps, a constant where it is no hole)
        self._values = [
            (value.name, value.convert, None) if isinstance(value, _Hole) else (None, None, value)
            for value in values
        ]
        columns = getattr(query, "_returning", None) or ()
        self._readers = [
            (at, _READERS[type(column)]) for at, column in enumerate(columns) if type(column) in _READERS
        ]

    def filled(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The values with every hole filled. KeyError for one that is missing."""
        return tuple(
            [
                constant if hole is None else values[hole] if convert is None else convert(values[hole])
                for hole, convert, constant in self._values
            ]
        )

    def as_values(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row, its JSON and truths as values."""
        if not self._readers:
            return row
        values = list(row)
        for at, read in self._readers:
            values[at] = None if values[at] is None else read(values[at])
        return tuple(values)


_READERS: dict[type, Callable[[Any], Any]] = {db.Json: msgspec.json.decode, BooleanField: bool}


def replacement(model: type[Model]) -> ModelUpdate:
    """The writing of one whole row in the place of the one with its key, with a hole for each column."""
    key = model._meta.primary_key
    fields = [field for field in model._meta.sorted_fields if field is not key]
    fresh = {field: given(field.name, field.db_value) for field in fields}
    return model.update(fresh).where(key == given(key.name))


def insertion(model: type[Model], *left_out: str) -> ModelInsert:
    """The insertion of one whole row, with a hole for each column but those `left_out`, which the database fills."""
    fields: Iterable[Any] = model._meta.sorted_fields
    return model.insert(
        {field: given(field.name, field.db_value) for field in fields if field.name not in left_out}
    )
