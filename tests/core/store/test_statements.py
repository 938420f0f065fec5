"""What is prepared on a line to PostgreSQL answers as a cursor would, and what nobody waits for is never lost unheard."""

from __future__ import annotations

import contextlib

import pytest
from peewee import DataError, IntegrityError, OperationalError, ProgrammingError, fn

from app.core import db
from app.core.db import Meta
from app.core.prepared import Prepared, given, insertion
from app.core.writers import postgres
from app.patrol.models import Chunk, Patrol

pytestmark = pytest.mark.postgres

WRITE = Prepared(lambda: insertion(Meta))
READ = Prepared(lambda: Meta.select(Meta.value).where(Meta.key == given("key")))
ALL = Prepared(lambda: Meta.select(Meta.value).where(Meta.key.in_(("a", "b"))).order_by(Meta.key))
SOME = "SELECT count(*) FROM meta WHERE key = any(%s)"


def prepared_here():
    """How many statements of ours the server keeps for this thread's line."""
    count = "select count(*) from pg_prepared_statements where left(name, 8) = 'gridwalk'"
    return db.database.execute_sql(count).fetchone()[0]


def test_what_no_text_may_hold_is_refused_and_nothing_is_cut_off(store):
    with pytest.raises(DataError, match="NUL"):
        WRITE.change(key="a", value="b\0c")
    with pytest.raises(DataError, match="NUL"), db.transaction():
        WRITE.send(key="a", value="b\0c")
    assert READ.row(key="a") is None


def test_whatever_kind_a_value_is_it_comes_back_as_it_was(store, cast):
    patrol = Patrol.create(id="p", person=cast.worker, areas=["x"], started=1, until=1, received=1, seq=1)
    values = {"source": "浏览器 '\"\\ %s", "first": -1, "last": 2**62, "n": 3, "packed": bytes(range(256)), "latest": None, "received": 5}  # fmt: skip
    insert = Prepared(lambda: insertion(Chunk))
    insert.change(id="c", patrol=patrol.id, **values)
    found = Prepared(
        lambda: Chunk.select(*(getattr(Chunk, name) for name in values)).where(Chunk.id == given("id"))
    )
    assert found.row(id="c") == tuple(values.values())
    kinds = Prepared(lambda: Patrol.select(Patrol.areas, (Patrol.started == given("one")).alias("so")))
    assert kinds.row(one=1) == (["x"], True) and kinds.row(one=2**40) == (["x"], False)


def test_what_kind_a_value_is_is_known_where_nothing_else_tells(store):
    kinds = Prepared(
        lambda: Meta.select(given("n").is_null(), fn.substr(Meta.value, given("from")), given("n") * 2).where(
            Meta.key == given("key")
        )
    )
    Meta.write("a", "abc")
    for number in (1, 40_000, 2**40, 1.5, 7, -(2**40)):
        assert kinds.row(**{"n": number, "from": 2, "key": "a"}) == (False, "bc", number * 2)
    assert kinds.row(**{"n": None, "from": 3, "key": "a"}) == (True, "c", None)


def test_what_is_sent_goes_before_the_next_question_and_with_the_commit(store):
    with db.transaction():
        WRITE.send(key="a", value="1")
        assert READ.value(key="a") == "1"
        WRITE.send(key="b", value="2")
    assert ALL.rows() == [("1",), ("2",)]


def test_outside_of_a_transaction_it_is_done_at_once(store):
    WRITE.send(key="a", value="1")
    db.let_go()
    db.connect()
    assert READ.value(key="a") == "1"
    with pytest.raises(IntegrityError):
        WRITE.send(key="a", value="2")


def test_what_postgres_ends_without_keeping_it_is_never_taken_for_committed(store):
    with pytest.raises(postgres.TakenBack), db.database.atomic():
        WRITE.change(key="a", value="1")
        with contextlib.suppress(ProgrammingError):
            db.database.execute_sql("SELECT nothing")
    assert READ.row(key="a") is None


def test_what_it_fails_with_is_raised_by_the_next_question_the_end_of_a_savepoint_or_the_commit(store):
    Meta.write("a", "0")
    with pytest.raises(IntegrityError), db.transaction():
        WRITE.send(key="b", value="1")
        WRITE.send(key="a", value="1")
        READ.value(key="a")
    with pytest.raises(IntegrityError), db.transaction():
        WRITE.send(key="b", value="1")
        WRITE.send(key="a", value="1")
    assert ALL.rows() == [("0",)]
    with db.transaction():
        WRITE.send(key="b", value="1")
        with pytest.raises(IntegrityError), db.transaction():
            WRITE.send(key="a", value="1")
        WRITE.send(key="c", value="1")
    assert ALL.rows() == [("0",), ("1",)] and READ.value(key="c") == "1"


def test_what_was_sent_in_a_savepoint_that_is_taken_back_is_not_there(store):
    with db.transaction():
        WRITE.send(key="a", value="1")
        with contextlib.suppress(ZeroDivisionError), db.transaction():
            WRITE.send(key="b", value="2")
            raise ZeroDivisionError
    with contextlib.suppress(ZeroDivisionError), db.transaction():
        WRITE.send(key="c", value="3")
        raise ZeroDivisionError
    assert ALL.rows() == [("1",)] and READ.row(key="c") is None


def test_an_answer_of_many_rows_that_waits_for_much_that_was_sent_comes_whole(store):
    with db.transaction():
        for number in range(300):
            WRITE.send(key=f"k{number}", value="x" * 10_000)
        many = Prepared(lambda: Meta.select(Meta.value).where(Meta.key.startswith("k")))
        assert [len(value) for (value,) in many.rows()] == [10_000] * 300


def test_a_value_that_only_a_cursor_can_write_goes_by_one(store):
    Meta.write("a", "1")
    assert db.database.execute_prepared(SOME, (["a", "b"],)).fetchone() == (1,)
    db.database.execute_later("UPDATE meta SET value = '2' WHERE key = any(%s)", (["a"],))
    assert READ.value(key="a") == "2"


def test_statements_stay_prepared_when_a_transaction_is_taken_back_and_are_prepared_anew_after_a_change_of_tables(
    store,
):
    with contextlib.suppress(ZeroDivisionError), db.transaction():
        READ.row(key="a")
        with contextlib.suppress(KeyError), db.transaction():
            WRITE.change(key="a", value="1")
            raise KeyError
        raise ZeroDivisionError
    before = prepared_here()
    READ.row(key="a")
    assert prepared_here() == before
    for _ in range(7):
        db.database.execute_sql(
            "SELECT 1"
        )  # psycopg prepares this, and forgets all on the line after what comes
    db.database.execute_sql("alter table meta add column more text")
    assert READ.row(key="a") is None
    with pytest.raises(ProgrammingError):
        db.database.execute_prepared("SELECT nothing", ())
    assert READ.row(key="a") is None


def test_a_line_that_was_cut_is_said_to_be_and_the_next_one_serves(store):
    with pytest.raises(OperationalError), db.transaction():
        WRITE.change(key="a", value="1")
        cut()
        WRITE.send(key="b", value="2")
        READ.value(key="b")
    db.connect()
    assert ALL.rows() == []
    with pytest.raises(OperationalError), db.transaction():
        cut()
        READ.value(key="b")
    db.connect()
    assert ALL.rows() == []


def cut():
    """End this thread's line, from another."""
    import psycopg

    ours = db.database.connection().info
    with psycopg.connect(ours.dsn, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", (ours.backend_pid,))
