"""A database as one side of a move: its tables in order, rows in the order of their keys, and rows put in, whichever engine it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import apsw
import psycopg
from psycopg import sql

from app.core import db, migrate
from app.sync.backup import postgres_store

Row = tuple[Any, ...]
# of which each database keeps its own: how its tables came to be, and the search's index, which is another kind of thing on each;
# and what is to be in no copy
OWN = ("schema_migration", migrate.MOVING, "matter_words", *db.NEVER_KEPT)


@dataclass(frozen=True)
class Table:
    """A table as both sides know it; where rows refer to others of the same table, they go in together."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    refers_to_itself: bool


class Side(Protocol):
    """One database. Values are the driver's; `plain` makes those of both engines comparable."""

    mark: str

    def tables(self) -> list[Table]:
        """Every table with rows of ours, those that others refer to first."""

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a question."""

    def insert(self, table: Table, rows: list[Row]) -> None:
        """Put whole rows in."""

    def counters(self) -> dict[str, int]:
        """Table → the last number that its key was given."""

    def set_counter(self, table: str, last: int) -> None:
        """Go on counting after `last`."""

    def commit(self) -> None:
        """Make what was put in durable."""

    def orphans(self) -> Iterator[str]:
        """Rows that name one that is not there."""

    def close(self) -> None:
        """Give up what was not committed."""


def opened(url: str) -> Side:
    """The database at this address."""
    return SqliteSide(Path(urlsplit(url).path[1:])) if url.startswith("sqlite") else PostgresSide(url)


def plain(row: Row) -> Row:
    """A row as it is compared: bytes as bytes; truths are 0 and 1 on one side and compare so."""
    return tuple(bytes(value) if isinstance(value, memoryview | bytearray) else value for value in row)


def batch(side: Side, table: Table, after: Sequence[Any] | None, most: int) -> list[Row]:
    """At most `most` rows behind the key `after` (None: from the first), in the order of their keys; all of one that refers to itself."""
    listed, keyed = _names(table.columns), _names(table.key)
    question = f'select {listed} from "{table.name}"'
    if table.refers_to_itself:
        return [] if after is not None else side.ask(question)
    if after is not None:
        question += f" where ({keyed}) > ({', '.join([side.mark] * len(table.key))})"
    return side.ask(f"{question} order by {keyed} limit {most}", after or ())


def key_of(table: Table, row: Row) -> list[Any]:
    """The key of a whole row."""
    return [row[table.columns.index(name)] for name in table.key]


def same_rows(side: Side, table: Table, rows: list[Row]) -> dict[Row, Row]:
    """Key → row of those that `side` has of these rows' keys."""
    listed, keyed = _names(table.columns), _names(table.key)
    found: dict[Row, Row] = {}
    for start in range(0, len(rows), 200):
        keys = [key_of(table, row) for row in rows[start : start + 200]]
        each = "(" + ", ".join([side.mark] * len(table.key)) + ")"
        question = (
            f'select {listed} from "{table.name}" where ({keyed}) in (values {", ".join([each] * len(keys))})'
        )
        if len(table.key) == 1:  # a list is found by its index on both engines
            question = (
                f'select {listed} from "{table.name}" where {keyed} in ({", ".join([side.mark] * len(keys))})'
            )
        for row in side.ask(question, [value for key in keys for value in key]):
            found[plain(tuple(key_of(table, row)))] = plain(row)
    return found


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


class SqliteSide:
    """A SQLite file, by apsw alone."""

    mark = "?"

    def __init__(self, file: Path) -> None:
        self._connection = apsw.Connection(str(file))
        self._connection.set_busy_timeout(5000)
        self._connection.execute("pragma synchronous=full")
        self._connection.execute("pragma foreign_keys=off")  # proved as a whole at the end
        self._connection.convert_binding = lambda cursor, number, value: bytes(value)  # memoryviews

    def tables(self) -> list[Table]:
        """Every table with rows of ours, those that others refer to first."""
        listed = self.ask("select name from pragma_table_list where schema = 'main' and type = 'table'")
        names = {str(name) for (name,) in listed} - set(OWN)
        names = {name for name in names if not name.startswith("sqlite_")}
        order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(sorted(names), ()))
        itself = set()
        for name in names:
            for (other,) in self.ask('select distinct "table" from pragma_foreign_key_list(?)', (name,)):
                itself |= {name} if other == name else set()
                if other != name:
                    order.add(name, str(other))
        return [self._table(name, name in itself) for name in order.static_order()]

    def _table(self, name: str, refers_to_itself: bool) -> Table:
        # hidden: 2 and 3 are computed
        rows = self.ask("select name, pk from pragma_table_xinfo(?) where hidden = 0 order by cid", (name,))
        key = [column for column, place in sorted(rows, key=lambda row: row[1]) if place]
        return Table(name, tuple(column for column, _ in rows), tuple(key), refers_to_itself)

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a question."""
        return list(self._connection.execute(question, tuple(values)))

    def insert(self, table: Table, rows: list[Row]) -> None:
        """Put whole rows in."""
        if not self._connection.in_transaction:
            self._connection.execute("begin immediate")
        marks = ", ".join("?" * len(table.columns))
        statement = f'insert into "{table.name}" ({_names(table.columns)}) values ({marks})'
        self._connection.executemany(statement, rows)

    def counters(self) -> dict[str, int]:
        """Table → the last number that its key was given: SQLite goes on counting after the largest that is there."""
        found = {}
        for table in self.tables():
            (last,) = self.ask(f'select max("{table.key[0]}") from "{table.name}"')[0]
            if len(table.key) == 1 and isinstance(last, int):
                found[table.name] = last
        return found

    def set_counter(self, table: str, last: int) -> None:
        """Nothing to do: it goes on by itself."""

    def commit(self) -> None:
        """Make what was put in durable."""
        if self._connection.in_transaction:
            self._connection.execute("commit")

    def close(self) -> None:
        """Give up what was not committed."""
        self._connection.close()

    def orphans(self) -> Iterator[str]:
        """Rows that name one that is not there."""
        for table, parent in self.ask('select distinct "table", parent from pragma_foreign_key_check'):
            yield f"{table} names a {parent} that is not there"


class PostgresSide:
    """A PostgreSQL database, by the driver alone."""

    mark = "%s"

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def tables(self) -> list[Table]:
        """Every table with rows of ours, those that others refer to first."""
        itself = {
            str(table).strip('"') for table, other in self.ask(postgres_store.REFERENCES) if table == other
        }
        return [
            self._table(name, name in itself)
            for name in postgres_store.in_order(self._connection)
            if name not in OWN
        ]

    def _table(self, name: str, refers_to_itself: bool) -> Table:
        key = self.ask(
            "select a.attname from pg_index i cross join unnest(i.indkey) with ordinality as k(attnum, place)"
            " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum"
            " where i.indisprimary and i.indrelid = to_regclass(quote_ident(%s)) order by k.place",
            (name,),
        )
        columns = self.ask(postgres_store.COLUMNS, (name,))
        return Table(name, tuple(str(c) for (c,) in columns), tuple(str(c) for (c,) in key), refers_to_itself)

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a question."""
        cursor = self._connection.execute(question.encode(), tuple(values))
        return list(cursor) if cursor.description else []

    def insert(self, table: Table, rows: list[Row]) -> None:
        """Put whole rows in."""
        listed = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table.name), listed)
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def counters(self) -> dict[str, int]:
        """Table → the last number that its key was given."""
        rows = self.ask(
            "select t.relname, pg_sequence_last_value(s.oid) from pg_class s"
            " join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') join pg_class t on t.oid = d.refobjid"
            " where s.relkind = 'S' and s.relnamespace = current_schema()::regnamespace"
        )
        return {str(name): int(last or 0) for name, last in rows}

    def set_counter(self, table: str, last: int) -> None:
        """Go on counting after `last`."""
        if last:
            self.ask("select setval(pg_get_serial_sequence(quote_ident(%s), a.attname), %s) from pg_attribute a"
                     " where a.attrelid = to_regclass(quote_ident(%s)) and a.attnum > 0"
                     " and pg_get_serial_sequence(quote_ident(%s), a.attname) is not null", (table, last, table, table))  # fmt: skip

    def commit(self) -> None:
        """Make what was put in durable."""
        self._connection.commit()

    def close(self) -> None:
        """Give up what was not committed."""
        self._connection.close()

    def orphans(self) -> Iterator[str]:
        """Rows that name one that is not there: PostgreSQL takes none."""
        return iter(())
