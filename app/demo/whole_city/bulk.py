"""Many rows written at once, into SQLite or PostgreSQL, with the indexes made when all are there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from peewee import Model

from app.core import db

# of the store while it is built beside its place: a kill leaves nothing that anybody relies on
UNSAFE = ("journal_mode = off", "synchronous = off", "foreign_keys = off", "cache_size = -400000")


def load(table: type[Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows as the database keeps them, JSON as text, in the caller's transaction."""
    name = table._meta.table_name
    named = ", ".join(f'"{column}"' for column in columns)
    if db.is_sqlite():
        holes = ", ".join("?" * len(columns))
        db.database.connection().executemany(f'insert into "{name}" ({named}) values ({holes})', rows)
        return
    with (
        db.database.connection().cursor() as cursor,
        cursor.copy(f'copy "{name}" ({named}) from stdin') as copy,
    ):
        for row in rows:
            copy.write_row(row)


def load_models(table: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows given by field, what is left out as the model says."""
    fields = table._meta.sorted_fields
    load(table, tuple(field.column_name for field in fields), (_cells(table, row) for row in rows))


def _cells(table: type[Model], row: dict[str, Any]) -> tuple[Any, ...]:
    meta = table._meta
    return tuple(
        field.db_value(row.get(field.name, _default(meta.defaults.get(field))))
        for field in meta.sorted_fields
    )


def _default(value: Any) -> Any:
    return value() if callable(value) else value


@contextlib.contextmanager
def without_indexes(tables: Iterable[type[Model]]) -> Iterator[None]:
    """The tables without those indexes that no rule hangs on; they are made again at the end."""
    names = [table._meta.table_name for table in tables]
    found = _sqlite_indexes(names) if db.is_sqlite() else _postgres_indexes(names)
    for name, _ in found:
        db.database.execute_sql(f'drop index "{name}"')
    yield
    for _, definition in found:
        db.database.execute_sql(definition)
    _take_statistics()


def _take_statistics() -> None:
    """Of all tables but those behind SQLite's full-text index: of what it holds while it is empty, its own look-ups take a scan."""
    if not db.is_sqlite():
        db.database.execute_sql("analyze")
        return
    tables = db.database.execute_sql(
        "select name from pragma_table_list where type = 'table' and schema = 'main'"
    ).fetchall()
    for (name,) in tables:
        if not name.startswith("sqlite_"):
            db.database.execute_sql(f'analyze "{name}"')


def _sqlite_indexes(tables: list[str]) -> list[tuple[str, str]]:
    found = db.database.execute_sql(
        "select tbl_name, name, sql from sqlite_master where type = 'index' and sql is not null order by name"
    ).fetchall()
    return [(name, sql) for table, name, sql in found if table in tables]


def _postgres_indexes(tables: list[str]) -> list[tuple[str, str]]:
    return list(
        db.database.execute_sql(
            "select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = any(%s) and not exists "
            "(select from pg_constraint where conname = indexname) order by indexname",
            (tables,),
        ).fetchall()
    )


def count_on(table: type[Model], column: str, last: int) -> None:
    """Let the database give the numbers after `last` next; SQLite does so by itself."""
    if not db.is_sqlite():
        name = table._meta.table_name
        db.database.execute_sql("select setval(pg_get_serial_sequence(%s, %s), %s)", (name, column, last))
