"""Statements prepared on one line to PostgreSQL, run with their values as text, without a cursor, several in one message.

psycopg's cursors find out for each run anew how values are written and whether the statement is prepared: three quarters of
what a small statement costs this process (30 µs against 8, measured), and a report has a dozen. Numbers are of the kinds
that psycopg says they are, the smallest that holds them; what kind of text is meant PostgreSQL infers from where it stands.

What nobody waits for (`later`: savepoints, rows that only have to be written) goes out with the next question, and what it
fails with is raised there (libpq's pipeline). `settle` sends what is left.
"""

from __future__ import annotations

import re
import select
import threading
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
from psycopg import errors, pq
from psycopg.adapt import Transformer

Line = psycopg.Connection[Any]
Values = Sequence[Any]
Kinds = tuple[int, ...]  # the types of values, by PostgreSQL's numbers; 0 where they are inferred

# after these psycopg has the line forget all that was prepared there
_FORGETS = re.compile(r"\b(DROP|ALTER|ROLLBACK|DISCARD|DEALLOCATE)\b", re.IGNORECASE)
_KEEPS = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
NUL = "PostgreSQL text fields cannot contain NUL (0x00) bytes"
DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)

_numbers = count(1)


def forgets(sql: str) -> bool:
    """Whether nothing is prepared on a line any more once psycopg has said this there."""
    return _KEEPS.match(sql) is None and _FORGETS.search(sql) is not None


class Answer:
    """Every row that came, as tuples, and how many rows were changed; read like a cursor."""

    def __init__(self, rows: list[tuple[Any, ...]], rowcount: int) -> None:
        self._rows, self.rowcount = rows, rowcount

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row."""
        return self._rows[0] if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._rows


class Statements(threading.local):
    """Those of this thread's line: what each text is called there, and what waits to be sent."""

    def __init__(self) -> None:
        self._line: Line | None = None
        self._names: dict[
            str, list[tuple[Kinds, bytes]]
        ] = {}  # of each text, and the kinds it was prepared for
        self._waiting: list[_Message] = []

    def use(self, line: Line) -> None:
        """What comes next is said on this line; nothing of another's is left."""
        if self._line is not line:
            self._line, self._names, self._waiting = line, {}, []

    def forget(self) -> None:
        """None is prepared any more."""
        self._names = {}

    def later(self, sql: str, values: Values = ()) -> None:
        """Run the query with its holes, `%s`, filled, before whatever is asked next. TypeError for values that only a cursor writes."""
        self._waiting.append(_Message(sql, values))

    def run(self, sql: str, values: Values) -> Answer:
        """The answer to the query. psycopg's own errors; TypeError as above."""
        line = self._known()
        message = _Message(sql, values)
        if self._waiting:
            self._waiting.append(message)
            result = self._together(line)
        else:
            result = line.pgconn.exec_prepared(self._name(line, message), message.written, message.formats)
            _check(line, result)
        if not result.nfields:
            return Answer([], result.command_tuples or 0)
        transformer = Transformer.from_context(line)
        transformer.set_pgresult(result)
        return Answer(transformer.load_rows(0, result.ntuples, tuple), result.ntuples)

    def say(self, words: str) -> str:
        """Say something without holes; what PostgreSQL calls that which it did."""
        line = self._known()
        result = line.pgconn.exec_(words.encode())
        _check(line, result)
        return (result.command_status or b"").decode()

    def settle(self) -> None:
        """Send what waits, and hear how it went."""
        if self._waiting:
            self._together(self._known())

    def drop(self) -> None:
        """What waits is not sent: its transaction is over."""
        self._waiting = []

    def _known(self) -> Line:
        if self._line is None:
            raise psycopg.InterfaceError("no line is in use")
        return self._line

    def _name(self, line: Line, message: _Message) -> bytes:
        known = self._names.setdefault(message.sql, [])
        for kinds, name in known:
            if kinds == message.kinds or all(map(_fits, message.kinds, kinds)):
                return name
        first, *others = message.sql.split("%s")
        text = first + "".join(f"${number}{part}" for number, part in enumerate(others, 1))
        name = b"gridwalk_%d" % next(_numbers)
        _check(line, line.pgconn.prepare(name, text.replace("%%", "%").encode(), message.kinds))
        known.append((message.kinds, name))
        return name

    def _together(self, line: Line) -> Any:
        """Send all that waits in one message; what the last of it was answered. The first error of any."""
        waiting, self._waiting = self._waiting, []
        names = [self._name(line, message) for message in waiting]
        server = line.pgconn
        server.enter_pipeline_mode()
        try:
            for name, message in zip(names, waiting, strict=True):
                server.send_query_prepared(name, message.written, message.formats)
            server.pipeline_sync()
            results = _answers(server)
        finally:
            if server.status != pq.ConnStatus.BAD:
                server.exit_pipeline_mode()
        for result in results:
            _check(line, result)
        return results[-1]


def _answers(server: pq.abc.PGconn) -> list[Any]:
    """What came back, up to the end of the message; while it is awaited other threads work."""
    line = select.poll()
    results: list[Any] = []
    line.register(server.socket, select.POLLIN | select.POLLOUT)
    while server.flush():
        if line.poll()[0][1] & select.POLLIN:
            server.consume_input()
    line.modify(server.socket, select.POLLIN)
    while True:
        while server.is_busy():
            line.poll()
            server.consume_input()
        result = server.get_result()
        if result is None:
            continue
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)
        if server.status == pq.ConnStatus.BAD:
            return results


def _check(line: Line, result: Any) -> None:
    if result.status in DONE:
        return
    if line.pgconn.status == pq.ConnStatus.BAD:
        raise psycopg.OperationalError(line.pgconn.get_error_message())
    raise errors.error_from_result(result, encoding="utf-8")


class _Message:
    """A statement with its values as it is sent. TypeError for a value that only a cursor writes."""

    def __init__(self, sql: str, values: Values) -> None:
        self.sql = sql
        try:
            self.written: list[Any] = [_WRITTEN[type(value)](value) for value in values]
        except KeyError as error:
            raise TypeError(f"a value that only a cursor writes: {error}") from error
        self.kinds = tuple([_kind(value) for value in values])
        self.formats = [pq.Format.BINARY if kind == BYTES else pq.Format.TEXT for kind in self.kinds]


BOOL, BYTES, INT8, INT2, INT4, FLOAT8 = 16, 17, 20, 21, 23, 701
_SIZES = {INT2: 2, INT4: 4, INT8: 8}


def _kind(value: Any) -> int:
    if type(value) is int:
        return INT2 if -(1 << 15) <= value < 1 << 15 else INT4 if -(1 << 31) <= value < 1 << 31 else INT8
    return _KINDS.get(type(value), 0)


def _fits(kind: int, prepared: int) -> bool:
    """Whether a value of this kind can be said where one of the other was prepared for."""
    return kind in (0, prepared) or prepared == 0 or _SIZES.get(kind, 9) <= _SIZES.get(prepared, 0)


def _text(value: str) -> bytes:
    written = value.encode()
    if b"\0" in written:
        raise psycopg.DataError(NUL)
    return written


_KINDS = {float: FLOAT8, bool: BOOL, bytes: BYTES}
_WRITTEN: dict[type, Any] = {
    type(None): lambda value: None,
    str: _text,
    int: lambda value: b"%d" % value,
    float: lambda value: repr(value).encode(),
    bool: lambda value: b"t" if value else b"f",
    bytes: lambda value: value,
}
