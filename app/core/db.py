"""The one database: SQLite through apsw, or PostgreSQL, with one way to write."""

from __future__ import annotations

import contextlib
import errno
import re
import select
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import apsw
import msgspec
from peewee import (
    DatabaseProxy,
    InterfaceError,
    Model,
    OperationalError,
    PeeweeException,
    TextField,
    __exception_wrapper__,
)
from playhouse.apsw_ext import APSWDatabase
from playhouse.db_url import parse as parse_url

from app.core.lines import Lines
from app.core.writers import postgres
from app.core.writers.savepoints import Savepoints
from app.core.writers.turns import TooLong, Turns

BUSY = 5000  # ms a writer waits for the others before it says so
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY}
# tables that change rarely: triggers note each change of one (migrations 0030, 0031, 0037, 0041), so that what was read of them can be kept
RARELY = frozenset(
    {
        "absence",
        "outdoor_pause",
        "ancestry",
        "area",
        "area_setting",
        "category",
        "duty_turn",
        "holiday",
        "lay_below",
        "moved_area",
        "person",
        "post",
        "responsibility_row",
        "successor",
        "telephone",
        "unit",
    }
)
# whose rows are for a day at most and for nobody to read: no backup has them, and no store that is set aside
NEVER_KEPT = ("sealed_fix",)
OLDEST_SQLITE = (3, 51, 3)  # earlier ones may corrupt a WAL file when two connections checkpoint at once

# how SQLite says that the system did not take what it wrote; of a full disk itself it says SQLITE_FULL
NO_WRITING = (apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_IOERR_TRUNCATE)

WRITES = ("INSERT ", "UPDATE ", "DELETE ")  # how a change begins, as peewee writes
_WRITTEN = re.compile('(?:INSERT INTO|UPDATE|DELETE FROM) "([^"]+)"')  # as peewee writes

database = DatabaseProxy()
SETTLED_MOST = (1 << 63) - 1  # SQLite shows an entry when it and all before it are there


class _Notes(threading.local):
    """What this thread found out and may go by until its outermost transaction, or its page, ends; None outside of both."""

    kept: dict[str, Any] | None = None


_notes = _Notes()


def notes() -> dict[str, Any] | None:
    """What may be kept until this thread's transaction or page ends; emptied when it writes a table of `RARELY`."""
    return _notes.kept


@lru_cache(2000)
def _is_of_rarely(sql: str) -> bool:
    """Whether this statement changes a table of `RARELY`; where its table cannot be read, it may."""
    if sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
        return False
    written = _WRITTEN.match(sql)
    return written is None or written[1] in RARELY  # what is taken back (ROLLBACK TO …) may have changed one


def _make_stale(sql: str) -> None:
    """Forget this thread's notes where the statement may have changed what they go by."""
    if _notes.kept and _is_of_rarely(sql):
        _notes.kept.clear()


class Database(APSWDatabase):
    """SQLite in WAL mode that is durable at commit and takes its write lock at once, when it is this writer's turn."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), pragmas=PRAGMAS, timeout=BUSY / 1000, lock_type="IMMEDIATE")
        self._turns = Turns(path, BUSY / 1000)
        self.savepoints = Savepoints()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else writes meanwhile. OperationalError when one's turn does not come."""
        try:
            with self._turns.turn():
                yield
        except TooLong as error:
            raise OperationalError("database is locked") from error

    def begin(self, *args: Any, **kwargs: Any) -> None:
        self.savepoints.forget()
        super().begin(*args, **kwargs)

    def settle(self) -> None:
        """Hear how it went what nobody has waited for: SQLite says everything at once."""

    def take_back(self) -> None:
        """End the innermost savepoint with nothing of what was written in it."""
        self.savepoints.take_back(self._run)

    def was_taken_back(self) -> bool:
        """Whether SQLite has taken the whole transaction back by itself, as on a full disk; it does not say so at COMMIT."""
        return bool(self.connection().getautocommit())

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if not sql.startswith("SELECT "):
            if self._state.transactions:
                self.savepoints.before_write(self._run)
            elif sql.startswith(WRITES):
                with self.turn():  # a change that stands alone waits for its turn too
                    return self._run(sql, params)
        return self._run(sql, params)

    def execute_prepared(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self.execute_sql(sql, values)  # apsw itself keeps what is compiled

    execute_later = execute_prepared

    def _run(self, sql: str, params: Any = None) -> Any:
        _make_stale(sql)
        return super().execute_sql(sql, params)

    def _execute_cursor(self, sql: str, params: Any, **options: Any) -> Any:
        """As peewee does, in one step for a query as most are."""
        if self._state.closed or options:
            return super()._execute_cursor(sql, params, **options)
        try:
            return self._state.conn.execute(sql, params or ())
        except apsw.Error:
            with __exception_wrapper__:
                raise

    def _connect(self) -> apsw.Connection:
        connection = super()._connect()
        # playhouse.migrations binds a datetime, which apsw refuses by default
        connection.convert_binding = lambda cursor, number, value: str(value)
        return connection


class Postgres(Lines):
    """PostgreSQL, by psycopg 3."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        _make_stale(sql)
        return super().execute_sql(sql, params)

    def execute_prepared(self, sql: str, values: tuple[Any, ...]) -> Any:
        _make_stale(sql)
        return super().execute_prepared(sql, values)

    def execute_later(self, sql: str, values: tuple[Any, ...]) -> None:
        _make_stale(sql)
        super().execute_later(sql, values)

    def take_back(self) -> None:
        _make_stale("ROLLBACK")
        super().take_back()


class Row(Model):
    """Base of every table."""

    class Meta:
        database = database
        legacy_table_names = False


class Json(TextField):
    """A JSON value kept as text, the same on both databases."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def python_value(self, value: str | None) -> Any:
        return None if value is None else msgspec.json.decode(value)


class Meta(Row):
    """Single facts about this store: its server id, its epoch, the version of its areas."""

    key = TextField(primary_key=True)
    value = TextField()

    @classmethod
    def value_of(cls, key: str, default: str = "") -> str:
        """The value kept under `key`."""
        row = database.execute_sql(
            f'SELECT "value" FROM "meta" WHERE "key" = {database.param}', (key,)
        ).fetchone()
        found: str = default if row is None else row[0]
        return found

    @classmethod
    def write(cls, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        cls.insert(key=key, value=value).on_conflict(
            conflict_target=[cls.key], update={cls.value: value}
        ).execute()


def use(url: str) -> None:
    """Point every table at the database at `url` (sqlite:///… or postgresql://…)."""
    if url.startswith("sqlite"):
        path = Path(urlsplit(url).path[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        database.initialize(Database(path))
    else:
        database.initialize(Postgres(**{**postgres.PATIENCE, **parse_url(url)}, prefer_psycopg3=True))


def is_sqlite() -> bool:
    """Whether the database is SQLite."""
    return isinstance(database.obj, Database)


def connect() -> None:
    """Open this thread's connection, checked to be what we promise, unless it is open and the database holds it too."""
    if not database.is_closed() and _is_dead():
        let_go()
    if database.is_closed():
        database.connect()
        if is_sqlite():
            _assert_pragmas()


def _is_dead() -> bool:
    """Whether PostgreSQL has ended this idle connection: what it says unasked, its last word included, can be read."""
    if is_sqlite() or database.in_transaction():
        return False
    connection = database.connection()
    if connection.closed:
        return True
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN)
    return bool(watched.poll(0))


def let_go() -> None:
    """Close this thread's connection in whatever state it is; the next use opens another."""
    connection = None if database.is_closed() else database.connection()
    database.dispose()
    if connection is not None:
        with contextlib.suppress(Exception):
            connection.close()


def _assert_pragmas() -> None:
    """RuntimeError unless this connection is durable and its SQLite is free of the WAL-reset fault."""
    if database.server_version < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {database.server_version} is older than {OLDEST_SQLITE}")
    for name, wanted in PRAGMAS.items():
        value = database.execute_sql(f"pragma {name}").fetchone()[0]
        if value != wanted:
            raise RuntimeError(f"pragma {name} is {value}, not {wanted}")


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """One all-or-nothing write, whose effect is as if no other ran beside it.

    The writers of one process queue, and SQLite's altogether. PostgreSQL's from several processes run side by side, and
    one of them may be given up for another's sake, which whoever began it does again (`repeated`). Inside another
    transaction it is a savepoint.
    """
    connect()
    if database.in_transaction():
        with _savepoint():
            yield
        return
    with database.turn(), database.atomic(*level()), noting():
        yield
        if _was_taken_back():
            raise postgres.TakenBack("the transaction was taken back")


def level() -> tuple[str, ...]:
    """How a write begins: SQLite knows one way, by its `lock_type`."""
    return () if is_sqlite() else (postgres.SERIALIZABLE,)


def settled() -> int:
    """The number up to which no entry can come into the ledger any more, for whoever reads it from now on."""
    return SETTLED_MOST if is_sqlite() else postgres.settled(database.obj)


@contextlib.contextmanager
def _savepoint() -> Iterator[None]:
    """What is done inside is taken back alone when it fails."""
    savepoints: Savepoints = database.savepoints
    savepoints.open()
    try:
        yield
        if savepoints.stands_alone():
            database.settle()
    except BaseException as error:
        try:
            database.take_back()
        except PeeweeException as more:
            # a full disk has taken back everything already; whoever began it has to hear of that
            if isinstance(error, PeeweeException) and not isinstance(more, postgres.TakenBack):
                raise error from None
            if postgres.is_given_up(error):
                raise error from None
            raise
        raise
    savepoints.release()


@contextlib.contextmanager
def noting() -> Iterator[None]:
    """What changes rarely is asked for once in here: a page is drawn as it stood when the page first asked.

    A transaction inside begins with nothing known, and nothing of before it is gone by afterwards.
    """
    outer = _notes.kept
    _notes.kept = {}
    try:
        yield
    finally:
        _notes.kept = None if outer is None else {}


def found_no_room(error: BaseException) -> bool:
    """Whether this error of a file or of SQLite says that the disk, or our share of it, is full or takes no more."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, apsw.IOError):
        return getattr(cause, "extendedresult", 0) in NO_WRITING
    return isinstance(cause, apsw.FullError) or (
        isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    )


def ends_transaction(error: BaseException) -> bool:
    """Whether this error took back, or has to, all that this thread's transaction did, not only what failed."""
    cause = getattr(error, "orig", None)
    return (
        isinstance(cause, apsw.FullError | apsw.IOError) or postgres.is_given_up(error) or _was_taken_back()
    )


def may_go_apart(error: BaseException) -> bool:
    """Whether what was to be one transaction may go through piece by piece, each alone; nothing of it was committed."""
    return postgres.is_given_up(error) or (not is_sqlite() and postgres.has_ended(error))


def _was_taken_back() -> bool:
    return bool(database.in_transaction() and database.was_taken_back())


def let_go_after(error: BaseException) -> None:
    """Close this thread's connection where the error says that nothing more is to be had of it."""
    if isinstance(error, OperationalError | InterfaceError) and not found_no_room(error):
        let_go()


def healthy() -> bool:
    """Whether the database answers."""
    try:
        connect()
        database.execute_sql("select 1")
    except Exception:
        let_go()
        return False
    return True
