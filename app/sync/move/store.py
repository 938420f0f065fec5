"""Moves a store: every row to an empty database, every photo to its new place, both proved, and taken up again where it was interrupted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from playhouse.migrations import Runner

from app.core import db, migrate
from app.settings import Settings
from app.sync.backup import verification
from app.sync.backup.destination import Refused
from app.sync.move import photos, side
from app.sync.move.side import Side, Table

Say = Callable[[str], None]
AT_ONCE = 2_000  # rows in one transaction: what is copied again at most after an interruption
DONE = "done"
_NAME = "select key, value from meta where key in ('server', 'epoch') order by key"
LAST = "meta"  # with the store's name and epoch in it: copied when all else is there


def move(settings: Settings, target: Settings, say: Say) -> dict[str, int]:
    """Copy the store of `settings`, which nobody may serve meanwhile, to where `target` says; how much of what.

    Refused where the target's database has anything in it that is not the begun copy of this very store, and where the
    copy is not the same in the end. The store itself is only read.
    """
    if settings.database_url == target.database_url:
        raise Refused("this is where the store is already; nothing was done")
    with closing(side.opened(settings.database_url)) as source:
        _prepare(settings, target, _fingerprint(source), _name(source))
        with closing(side.opened(target.database_url)) as goal:
            rows = _copy(source, goal, say)
            say("comparing every row")
            _compare(source, goal)
            say("moving the photos")
            found = photos.move(settings, target, source)
            goal.ask("update matter set indexed = null, indexed_at = null")  # its own index is written anew
            _note_numbers(goal)
            goal.ask(f"drop table {migrate.MOVING}")
            goal.commit()
    return {"rows": rows, **found}


def _fingerprint(source: Side) -> str:
    """What names the store and its content as far as it is quickly seen: a copy that was begun of another is not gone on with."""
    counts = [
        [table.name, *source.ask(f'select count(*) from "{table.name}"')[0]] for table in source.tables()
    ]
    return hashlib.sha256(json.dumps([sorted(counts), _name(source)]).encode()).hexdigest()


def _name(source: Side) -> list[side.Row]:
    """What a store is called, wherever it is."""
    return source.ask(_NAME)


def _prepare(settings: Settings, target: Settings, mark: str, name: list[side.Row]) -> None:
    """Make the target's empty tables, marked as the copy of this store before anything else is in it."""
    file = target.database_file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    db.database.close()
    db.use(target.database_url)
    try:
        db.connect()
        _require_ours(mark, name)
        Runner(db.database.obj, str(migrate.FOLDER)).up()
    finally:
        db.database.close()
        db.use(settings.database_url)


def _require_ours(mark: str, name: list[side.Row]) -> None:
    database = db.database
    tables = database.get_tables()
    if migrate.MOVING in tables:
        begun = database.execute_sql(f"select place from {migrate.MOVING} where name = 'of'").fetchone()
        if begun == (mark,):
            return
        raise Refused(
            "the target holds the begun copy of another store, or of this one as it was before it went on being used: "
            "nothing was done. Empty it, then move again"
        )
    if "meta" in tables and database.execute_sql(_NAME).fetchall() == name:
        raise Refused(
            "this store was moved there before, and what is there may have been used since; nothing was done. "
            "Set DATABASE_URL to it, or empty it to move anew"
        )
    if tables:
        raise Refused(
            f"the target is not empty (it has a table {sorted(tables)[0]}); nothing was done. Name another"
        )
    with database.atomic():
        database.execute_sql(f"create table {migrate.MOVING} (name text primary key, place text not null)")
        database.execute_sql(f"insert into {migrate.MOVING} values ('of', {database.param})", (mark,))


def _copy(source: Side, goal: Side, say: Say) -> int:
    tables = _agreed(source, goal)
    places: dict[str, str] = dict(goal.ask(f"select name, place from {migrate.MOVING}"))
    if "empty" not in places:  # what the steps of migration put there by themselves
        for table in reversed(tables):
            goal.ask(f'delete from "{table.name}"')
        _note(goal, "empty", DONE)
    for table in tables:
        say(table.name)
        if places.get(table.name) != DONE:
            _copy_table(source, goal, table, json.loads(places.get(table.name, "null")))
    for table_name, last in source.counters().items():
        goal.set_counter(table_name, last)
    goal.commit()
    return sum(int(source.ask(f'select count(*) from "{table.name}"')[0][0]) for table in tables)


def _copy_table(source: Side, goal: Side, table: Table, after: list[Any] | None) -> None:
    if table.name == LAST and after is None:
        goal.ask(f'delete from "{LAST}"')  # what triggers have written while the others came in
    while rows := side.batch(source, table, after, AT_ONCE):
        goal.insert(table, rows)
        after = side.key_of(table, rows[-1])
        _note(goal, table.name, json.dumps(after))
    _note(goal, table.name, DONE)


def _note_numbers(goal: Side) -> None:
    """How many entries came and up to which number: PostgreSQL leaves numbers out, which in SQLite would be missing ones."""
    last, count = goal.ask("select coalesce(max(seq), 0), count(*) from entry")[0]
    goal.ask(f"delete from meta where key = {goal.mark}", (verification.MOVED,))
    goal.ask(
        f"insert into meta (key, value) values ({goal.mark}, {goal.mark})",
        (verification.MOVED, f"{last} {count}"),
    )


def _note(goal: Side, name: str, place: str) -> None:
    """How far it has come, in the transaction of the rows that have come so far."""
    goal.ask(f"delete from {migrate.MOVING} where name = {goal.mark}", (name,))
    goal.ask(f"insert into {migrate.MOVING} values ({goal.mark}, {goal.mark})", (name, place))
    goal.commit()


def _agreed(source: Side, goal: Side) -> list[Table]:
    """The tables in the order of copying. Refused where the two databases do not have the same ones."""
    copied = {table.name: set(table.columns) for table in goal.tables()}
    wanted = {table.name: set(table.columns) for table in source.tables()}
    if copied != wanted:
        strange = sorted(name for name in {*wanted, *copied} if wanted.get(name) != copied.get(name))
        raise Refused(f"the two databases do not have the same tables ({strange[0]}); nothing more was done")
    return sorted(source.tables(), key=lambda table: table.name == LAST)


def _compare(source: Side, goal: Side) -> None:
    """Refused with the first row that is not the same on both sides."""
    for table in _agreed(source, goal):
        count = 0
        for rows in _batches(source, table):
            count += len(rows)
            copied = side.same_rows(goal, table, rows)
            for row in rows:
                key = side.plain(tuple(side.key_of(table, row)))
                if copied.get(key) != side.plain(row):
                    raise Refused(
                        f"{table.name} {key}: its copy is not the same. Empty the target, then move again"
                    )
        if (there := goal.ask(f'select count(*) from "{table.name}"')[0][0]) != count:
            raise Refused(
                f"{table.name} has {there} rows in the copy, not {count}. Empty the target, then move again"
            )
    if lost := next(goal.orphans(), None):
        raise Refused(f"{lost}. Empty the target, then move again")


def _batches(source: Side, table: Table) -> Iterator[list[side.Row]]:
    after = None
    while rows := side.batch(source, table, after, AT_ONCE):
        yield rows
        after = side.key_of(table, rows[-1])
