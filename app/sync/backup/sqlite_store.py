"""A SQLite store copied while it runs, checked to be whole, and put in place of another in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw
from peewee import DatabaseError

from app.core import clock, db, migrate
from app.settings import Settings
from app.sync.backup import manifest
from app.sync.backup.destination import Refused
from app.sync.backup.manifest import DATABASE, Manifest
from app.sync.backup.named_photos import Rows

KEPT = "no backup was made, and an earlier one there is as it was. Restore the last good one (docs/backup.md)"
DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError, apsw.FormatError)
IN_USE = "the store is in use: stop the server and the worker first; nothing was changed"


@contextmanager
def damage_is_said() -> Iterator[None]:
    """Refused, in a sentence, where the open database turns out to be damaged."""
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error.orig, DAMAGE) or db.found_no_room(error):
            raise
        raise Refused(f"the database is damaged ({one_line(error)}); {KEPT}") from error


def copy(place: Path) -> None:
    """Copy the open store into the folder `place`, one moment of it. Refused where it is damaged, which a copy may hide."""
    verdict = db.database.execute_sql("pragma quick_check").fetchone()
    if verdict != ("ok",):
        raise Refused(f"the database is damaged ({one_line(verdict[0])}); {KEPT}")
    db.database.execute_sql("vacuum into ?", (str(place / DATABASE),))
    without_passing(place / DATABASE)
    if faults := faults_of(place / DATABASE):
        raise Refused(f"the database is damaged ({faults[0]}); {KEPT}")


def without_passing(database: Path) -> None:
    """Wipe from a database that nobody uses what is to be in no copy (`db.NEVER_KEPT`), to the last byte."""
    connection = apsw.Connection(str(database))
    try:
        connection.pragma("secure_delete", True)
        connection.pragma("journal_mode", "memory")
        for table in db.NEVER_KEPT:
            if connection.execute("select 1 from sqlite_master where name = ?", (table,)).fetchone():
                connection.execute(f'delete from "{table}"')
        connection.pragma("journal_mode", "delete")
    finally:
        connection.close()


def rows_of(place: Path) -> Rows:
    """What answers questions about the copy in `place`."""

    def ask(question: str) -> Iterator[tuple[object, ...]]:
        connection = apsw.Connection(str(place / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            yield from connection.execute(question)
        finally:
            connection.close()

    return ask


def counts_of(place: Path) -> dict[str, int]:
    """How many rows each table of the copy has."""
    ask = rows_of(place)
    tables = [
        str(row[0])
        for row in ask(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1"
        )
    ]
    return {table: int(str(n)) for table in tables for (n,) in ask(f'select count(*) from "{table}"')}


def faults_of(database: Path) -> list[str]:
    """What is wrong with the pages, indexes and references of this database, a sentence each."""
    try:
        connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            verdicts = [one_line(row[0]) for row in connection.execute("pragma integrity_check")]
            orphans = connection.execute(
                'select "table", parent, count(*) from pragma_foreign_key_check group by 1, 2 order by 1, 2'
            ).fetchall()
        finally:
            connection.close()
    except apsw.Error as error:
        return [one_line(error)]
    return [verdict for verdict in verdicts if verdict != "ok"] + [
        f"{count} of {table} name a {parent} that is not there" for table, parent, count in orphans
    ]


def one_line(text: object) -> str:
    """A sentence of SQLite's, short enough for a terminal."""
    return " ".join(str(text).split())[:200]


def require_idle(current: Path) -> None:
    """Refused while somebody has the database open; otherwise its log is folded into the one file."""
    if not current.exists():
        return
    db.database.close()
    connection = apsw.Connection(str(current))
    try:
        connection.set_busy_timeout(1000)
        mode = connection.execute("pragma journal_mode=delete").fetchone()
    except apsw.BusyError as error:
        raise Refused(IN_USE) from error
    except (apsw.NotADBError, apsw.CorruptError, apsw.IOError):
        return  # a broken store is what one restores over
    finally:
        connection.close()
    if mode != ("delete",):
        raise Refused(IN_USE)


def prepare(settings: Settings, fresh: Path, renew: Callable[[str | None], dict[str, int]]) -> dict[str, int]:
    """Bring the copy `fresh` to this version while nobody uses it; `renew` is told what the present store is called in it."""
    current = settings.database_file
    db.database.close()
    db.use(f"sqlite:///{fresh}")
    try:
        steps = migrate.migrate(settings.data_dir)
    except migrate.Unmigrated as error:
        raise Refused(f"this backup was not put back: {error}") from error
    before = _attach(current) if current is not None and current.exists() else None
    counts = renew(before)
    if before is not None:
        db.database.execute_sql(f"detach {before}")
    db.database.execute_sql("pragma journal_mode=delete")
    db.database.close()
    return {"steps": len(steps), **counts}


def _attach(current: Path) -> str | None:
    """The name under which the present store can be asked; None where it is too broken for that."""
    db.database.execute_sql("attach ? as before", (str(current),))
    try:
        for table in ("photo", "photo_bringer"):
            db.database.execute_sql(f"select count(*) from before.{table}").fetchone()
    except DatabaseError:
        db.database.execute_sql("detach before")
        return None
    return "before"


def change_over(current: Path, fresh: Path, stamp: str) -> None:
    """Put `fresh` in the place of `current`, which stays beside it as `….before-STAMP`."""
    before = None
    if current.exists():
        before = current.with_name(f"{current.name}.before-{stamp}")
        os.link(current, before)
        for log in (
            "-wal",
            "-shm",
        ):  # of a store too broken to be folded: must not be taken for the new one's
            if (old := current.with_name(current.name + log)).exists():
                old.replace(before.with_name(before.name + log))
    manifest.fsync(fresh)
    fresh.replace(current)
    manifest.fsync(current.parent)
    if before is not None:
        with suppress(apsw.Error):  # a broken store is what one restores over
            without_passing(before)


def stamp() -> str:
    """This moment as a part of a name."""
    return clock.rfc3339(clock.now())[:19].replace(":", "").replace("-", "")


def require_known_steps(made: Manifest) -> None:
    """Refused where the backup's database has taken steps that this version does not know."""
    known = {path.stem for path in migrate.FOLDER.glob("[0-9]*.py")}
    if newer := [step for step in made.steps if step not in known]:
        raise Refused(
            f"this backup is of a newer version ({', '.join(newer)}): nothing was changed. Restore it with the version "
            f"that made it ({made.version}) or a later one"
        )
