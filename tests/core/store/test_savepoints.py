"""What is done in a transaction within a transaction is taken back alone, however they lie in one another."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import DatabaseError

from app.core import db
from app.core.db import Meta
from app.core.writers import postgres
from app.core.writers.savepoints import Savepoints

pytestmark = pytest.mark.both


class Undone(Exception):
    """Ends a piece of work that is to be taken back."""


# a piece of work: a key to write, or pieces in a transaction of their own that is kept or taken back
WORK = st.recursive(
    st.integers(0, 9), lambda inner: st.tuples(st.booleans(), st.lists(inner, max_size=4)), max_leaves=12
)


def do(work, kept):
    """Do it, and note in `kept` what has to be there if it stays."""
    if isinstance(work, int):
        Meta.write(f"key{work}", str(len(kept)))
        kept.append((work, str(len(kept))))
        return
    is_kept, pieces = work
    inner = list(kept)
    try:
        with db.transaction():
            for piece in pieces:
                do(piece, inner)
            if not is_kept:
                raise Undone
        kept[:] = inner
    except Undone:
        pass


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(WORK, max_size=5))
def check(pieces):
    Meta.delete().where(Meta.key.startswith("key")).execute()
    kept = []
    with db.transaction():
        for piece in pieces:
            do(piece, kept)
    rows = {row.key: row.value for row in Meta.select().where(Meta.key.startswith("key"))}
    assert rows == {f"key{key}": value for key, value in kept}


def test_however_they_lie_in_one_another_what_was_kept_stays_and_what_was_not_is_gone(store):
    check()


NO_TABLE = "(?i)no such table|does not exist"


def ask_what_is_not_there():
    db.database.execute_sql("SELECT * from nothing_of_that_name")


def test_after_a_refusal_of_the_database_inside_the_transaction_around_it_goes_on(store):
    with db.transaction():
        Meta.write("before", "x")
        with pytest.raises(Exception, match=NO_TABLE), db.transaction():
            Meta.write("inside", "x")
            ask_what_is_not_there()
        Meta.write("after", "x")
    assert Meta.value_of("before") == Meta.value_of("after") == "x" and not Meta.value_of("inside")


def test_a_refused_question_where_nothing_was_written_may_end_all_of_it_and_then_says_so(store):
    with contextlib.suppress(DatabaseError), db.transaction():
        Meta.write("before", "x")
        with contextlib.suppress(DatabaseError), db.transaction():
            ask_what_is_not_there()
        Meta.write("after", "x")
    kept = "x" if db.is_sqlite() else ""  # PostgreSQL answers nothing more, and what says COMMIT hears of it
    assert Meta.value_of("before") == Meta.value_of("after") == kept


def test_what_is_committed_after_an_error_that_nobody_told_is_not_taken_for_done(store):
    if db.is_sqlite():
        return
    with pytest.raises(postgres.TakenBack), db.transaction():
        Meta.write("before", "x")
        with contextlib.suppress(DatabaseError):
            ask_what_is_not_there()
    assert not Meta.value_of("before")


def test_a_row_of_them_that_begin_together_is_made_once_and_only_when_something_is_written():
    run = []
    savepoints = Savepoints()
    for _ in range(3):
        savepoints.open()
    savepoints.before_write(run.append)
    for _ in range(3):
        savepoints.release()
    savepoints.open()
    savepoints.release()
    assert run == ['SAVEPOINT "inner0"']


def test_one_that_ended_well_is_released_with_the_making_of_the_next():
    run = []
    savepoints = Savepoints()
    for _ in range(2):
        savepoints.open()
        savepoints.before_write(run.append)
        savepoints.open()
        savepoints.before_write(run.append)
        savepoints.release()
        savepoints.release()
    first, second = ('SAVEPOINT "inner0"', 'SAVEPOINT "inner1"')
    assert run == [first, second, 'RELEASE "inner0"', first, second]
