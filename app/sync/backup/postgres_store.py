"""A PostgreSQL store copied in one moment, table by table, and put in place of another in one transaction, by the driver alone."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
from playhouse.migrations import Runner
from psycopg import sql

from app.core import db, migrate
from app.settings import Settings
from app.sync.backup.destination import Refused
from app.sync.backup.manifest import Manifest
from app.sync.backup.named_photos import Rows

KEPT = "no backup was made, and an earlier one there is as it was"
PATIENCE = 3.0  # seconds until the connections of a server that was just stopped have gone
OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    " and coalesce(backend_type, 'client backend') = 'client backend'"
)
REFERENCES = (
    "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
    " where contype = 'f' and connamespace = current_schema()::regnamespace"
)
TABLES = "select tablename from pg_tables where schemaname = current_schema() order by 1"
COLUMNS = (
    "select column_name from information_schema.columns where table_schema = current_schema() and table_name = %s"
    " order by ordinal_position"
)
SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = current_schema()"


@contextmanager
def moment(settings: Settings) -> Iterator[Any]:
    """A connection of its own on which everything is as it was at its first question, whatever is written meanwhile."""
    with psycopg.connect(settings.database_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def copy(connection: Any, place: Path) -> tuple[dict[str, list[str]], dict[str, int], dict[str, int]]:
    """Write each table into a file of `place`; (columns, rows, last values of sequences), by name.

    Refused where a page cannot be read whole.
    """
    tables: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    try:
        for table in in_order(connection):
            tables[table] = [str(name) for (name,) in connection.execute(COLUMNS, (table,))]
            with (place / f"{table}.copy").open("wb") as out:
                is_kept = table not in db.NEVER_KEPT
                rows[table] = read_out(connection, table, tables[table], out.write) if is_kept else 0
        sequences = {str(name): int(last) for name, last in connection.execute(SEQUENCES) if last is not None}
    except (
        psycopg.errors.DataCorrupted,
        psycopg.errors.IndexCorrupted,
        psycopg.errors.InternalError_,
    ) as error:
        raise Refused(f"the database is damaged ({' '.join(str(error).split())[:200]}); {KEPT}") from error
    return tables, rows, sequences


def read_out(connection: Any, table: str, columns: list[str], take: Callable[[bytes], object]) -> int:
    """Hand every byte of a table, as text for COPY, to `take`; how many rows."""
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("copy {} ({}) to stdout").format(sql.Identifier(table), listed)
    with connection.cursor() as cursor:
        with cursor.copy(statement) as pieces:
            for piece in pieces:
                take(bytes(piece))
        return int(cursor.rowcount)


def in_order(connection: Any) -> list[str]:
    """Every table of the schema, those that others refer to first."""
    order: TopologicalSorter[str] = TopologicalSorter(
        {str(name): () for (name,) in connection.execute(TABLES)}
    )
    for table, other in connection.execute(REFERENCES):
        if table != other:
            order.add(str(table).strip('"'), str(other).strip('"'))
    return list(order.static_order())


def rows_of(connection: Any) -> Rows:
    """What answers questions about that moment."""

    def ask(question: str) -> Iterable[tuple[object, ...]]:
        with connection.cursor("asked") as cursor:
            yield from cursor.execute(question)

    return ask


def columns_of(connection: Any) -> Callable[[str], set[str]]:
    """What says which columns a table has at that moment."""
    return lambda table: {str(name) for (name,) in connection.execute(COLUMNS, (table,))}


def require_idle() -> None:
    """Refused while anybody else is connected to the database."""
    until = time.monotonic() + PATIENCE
    while others := db.database.execute_sql(OTHERS).fetchone()[0]:
        if time.monotonic() > until:
            raise Refused(
                f"the database is in use by {others} other connection(s): stop every server and worker, and close what "
                "else is connected to it; nothing was changed"
            )
        time.sleep(0.1)


def put_back(
    settings: Settings, place: Path, made: Manifest, stamp: str, renew: Callable[[str | None], dict[str, int]]
) -> dict[str, int]:
    """Put the tables in `place` where the present ones stand, which move to a schema `before_STAMP`.

    All in one transaction: whatever fails, or wherever it is interrupted, the present store is as it was. `renew` is
    told that schema's name, None where the database was empty.
    """
    db.connect()
    connection = db.database.connection()
    try:
        with db.database.atomic():
            before = _set_aside(connection, f"before_{stamp.lower()}")
            _make_tables(made.steps)
            _fill(connection, place, made)
            steps = migrate.migrate(settings.data_dir)
            return {"steps": len(steps), **renew(before)}
    except psycopg.errors.InsufficientPrivilege as error:
        raise Refused(
            f"the database's user may not make a schema or move tables ({' '.join(str(error).split())[:200]}); "
            "nothing was changed"
        ) from error


def _set_aside(connection: Any, schema: str) -> str | None:
    tables = [str(name) for (name,) in connection.execute(TABLES)]
    if not tables:
        return None
    for table in set(tables).intersection(db.NEVER_KEPT):
        connection.execute(sql.SQL("truncate {}").format(sql.Identifier(table)))
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    for table in tables:
        connection.execute(
            sql.SQL("alter table {} set schema {}").format(sql.Identifier(table), sql.Identifier(schema))
        )
    return schema


def _make_tables(steps: list[str]) -> None:
    """The empty tables of the version that made the backup: exactly the steps that it had taken."""
    with tempfile.TemporaryDirectory() as folder:
        for step in steps:
            shutil.copy(migrate.FOLDER / f"{step}.py", folder)
        Runner(db.database.obj, folder).up()


def _fill(connection: Any, place: Path, made: Manifest) -> None:
    there = {str(name) for (name,) in connection.execute(TABLES)}
    if strange := sorted(set(made.tables) - there):
        raise Refused(
            f"this backup has a table that its version does not know ({strange[0]}); nothing was changed"
        )
    everything = sql.SQL(", ").join(map(sql.Identifier, there))
    connection.execute(sql.SQL("truncate {}").format(everything))  # what steps put there by themselves
    for table, columns in made.tables.items():
        with connection.cursor() as cursor:
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), listed)
            with cursor.copy(statement) as pieces, (place / f"{table}.copy").open("rb") as file:
                shutil.copyfileobj(file, _Into(pieces), 1 << 20)
            if cursor.rowcount != made.rows[table]:
                raise Refused(
                    f"{table} has {cursor.rowcount} rows, not {made.rows[table]}; nothing was changed"
                )
    for name, last in made.sequences.items():
        connection.execute("select setval(quote_ident(%s)::regclass, %s)", (name, last))


class _Into:
    """COPY as a file to write into."""

    def __init__(self, pieces: Any) -> None:
        self.write: Callable[[bytes], object] = pieces.write


def faults(settings: Settings) -> Iterator[str]:
    """What is wrong with the database, a sentence each: every page is read, which checksums prove, and every reference."""
    with moment(settings) as connection:
        for table in in_order(connection):
            columns = [str(name) for (name,) in connection.execute(COLUMNS, (table,))]
            try:
                with connection.transaction():
                    read_out(connection, table, columns, len)
            except psycopg.Error as error:
                yield f"{table} cannot be read whole: {' '.join(str(error).split())[:200]}"
        yield from _orphans(connection)


def _orphans(connection: Any) -> Iterator[str]:
    keys = connection.execute(
        "select conrelid::regclass::text, a.attname, confrelid::regclass::text, b.attname from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]"
        " join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]"
        " where contype = 'f' and connamespace = current_schema()::regnamespace order by 1, 2"
    ).fetchall()
    for table, column, parent, key in keys:
        question = (
            f'select count(*) from {table} t where "{column}" is not null'
            f' and not exists (select 1 from {parent} p where p."{key}" = t."{column}")'
        )
        try:
            with connection.transaction():
                count = connection.execute(question).fetchone()[0]
        except psycopg.Error:
            continue  # that the table cannot be read was said
        if count:
            yield f"{count} of {table} name a {parent} that is not there"
