"""PostgreSQL over one line a thread, which says in one message what need not be waited for."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from peewee import PostgresqlDatabase, __exception_wrapper__
from psycopg.pq import TransactionStatus

from app.core.statements import Statements, forgets
from app.core.writers import postgres
from app.core.writers.savepoints import Savepoints

PATIENCE = 5.0  # seconds a writer waits for the others of its process before it writes beside them


class Lines(PostgresqlDatabase):
    """The database, as each thread talks to it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._turn = threading.Lock()
        self.savepoints, self._statements = Savepoints(), Statements()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else of this process writes meanwhile, for whom it does not take longer than anybody waits.

        Two writers of one process, which share one interpreter anyway, would mostly mean that one is given up: they meet
        at the newest end of every index.
        """
        is_ours = self._turn.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if is_ours:
                self._turn.release()

    def begin(self, isolation_level: str | None = None) -> None:
        """Begin a transaction; of a writer, where it is SERIALIZABLE, with the writer's note in the same message."""
        self.savepoints.forget()
        if isolation_level == postgres.SERIALIZABLE:
            self._say(f"begin isolation level serializable; {postgres.NOTE}")
        else:
            super().begin(isolation_level)

    def commit(self) -> None:
        """Send what waits, and make all of it durable. TakenBack where PostgreSQL ends it without."""
        if self._say("COMMIT") != "COMMIT":
            raise postgres.TakenBack("the transaction was taken back")

    def rollback(self) -> None:
        """Nothing of the transaction stays. Said without psycopg, which would have the line forget what is prepared there."""
        self._at_hand().drop()
        self._say("ROLLBACK")

    def take_back(self) -> None:
        """End the innermost savepoint with nothing of what was written in it.

        TakenBack where a question was refused before anything was written inside a savepoint: PostgreSQL answers nothing
        more, and there is none to go back to.
        """
        with contextlib.suppress(Exception):
            self.settle()
        if not self.savepoints.take_back(self._say) and self._status() == TransactionStatus.INERROR:
            raise postgres.TakenBack("the transaction was taken back")

    def was_taken_back(self) -> bool:
        """Whether an error has ended the transaction; PostgreSQL does not say so at COMMIT."""
        return self._status() != TransactionStatus.INTRANS

    def settle(self) -> None:
        """Hear how it went what nobody has waited for."""
        with __exception_wrapper__:
            self._at_hand().settle()

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """The cursor of any statement at all."""
        self._before(sql)
        self.settle()
        if forgets(sql):
            self._statements.forget()
        return super().execute_sql(sql, params)

    def execute_prepared(self, sql: str, values: tuple[Any, ...]) -> Any:
        """The same of a query that is run again and again; all its rows are here."""
        self._before(sql)
        try:
            with __exception_wrapper__:
                return self._at_hand().run(sql, values)
        except TypeError:
            return self.execute_sql(sql, values)

    def execute_later(self, sql: str, values: tuple[Any, ...]) -> None:
        """The same of a change of which nobody needs to hear more than its error, which whatever comes next may raise.

        Outside of a transaction nothing may come next: it is done at once.
        """
        if not self._state.transactions:
            self.execute_prepared(sql, values)
            return
        self._before(sql)
        try:
            with __exception_wrapper__:
                self._at_hand().later(sql, values)
        except TypeError:
            self.execute_sql(sql, values)

    def _before(self, sql: str) -> None:
        if self._state.transactions and not sql.startswith("SELECT "):
            self.savepoints.before_write(self._at_hand().later)

    def _at_hand(self) -> Statements:
        """What is prepared on this thread's line, and waits to be said on it."""
        if self._state.closed:
            self.connect()
        self._statements.use(self._state.conn)
        return self._statements

    def _say(self, words: str) -> str:
        self.settle()
        with __exception_wrapper__:
            return self._at_hand().say(words)

    def _status(self) -> TransactionStatus:
        self.settle()
        return TransactionStatus(self.connection().pgconn.transaction_status)
