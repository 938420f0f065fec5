"""What many do commits together: nobody hears of what is not durable, and what one is refused takes nothing of another's."""

from __future__ import annotations

import threading

import apsw
import pytest
from peewee import OperationalError

from app.core import db
from app.core.db import Meta
from app.core.problems.problem import Problem
from app.core.web import dress
from app.core.writers.committer import MOST, Committer


@pytest.fixture
def committer(store, monkeypatch):
    """A committer of this store; on a busy machine a group may take its time."""
    monkeypatch.setattr("app.core.writers.committer.LONGEST", 60)
    made = Committer()
    yield made
    made.shutdown()


@pytest.fixture
def together(committer):
    """Submit these pieces of work so that they are one group; their futures."""

    def submit(*works):
        go = threading.Event()
        committer.submit(go.wait, 30)
        futures = [committer.submit(work) for work in works]
        go.set()
        return futures

    return submit


def write(key, then=None):
    """A piece of work that writes a row, and then does something else."""

    def work():
        Meta.write(key, "here")
        return then() if then else key

    return work


def kept(*keys):
    """Which of the rows are in the store."""
    return [key for key in keys if Meta.value_of(key)]


def fails(error):
    """A piece of work that raises."""

    def work():
        raise error

    return work


def outgrow():
    """Write more than the file may grow: SQLite itself says that the disk is full."""
    size = db.database.execute_sql("pragma page_count").fetchone()[0]
    db.database.execute_sql(f"pragma max_page_count = {size}").fetchall()
    Meta.write("large", "x" * 500_000)


def break_at_commit():
    """Leave something behind that only COMMIT finds: a session of nobody."""
    db.database.execute_sql("pragma defer_foreign_keys = 1").fetchall()
    db.database.execute_sql(
        "insert into session (id, person_id, created, seen, proved, expires) values ('x', 'nobody', 1, 1, 1, 1)"
    )


def test_what_one_is_refused_takes_nothing_of_anothers(together):
    refused, one, broken, other = together(
        write("refused", fails(Problem("stale"))), write("one"), write("broken", fails(KeyError("x"))), write("other")
    )  # fmt: skip
    assert (one.result(30), other.result(30)) == ("one", "other")
    assert refused.exception(30).name == "stale" and isinstance(broken.exception(30), KeyError)
    assert kept("refused", "one", "broken", "other") == ["one", "other"]


@pytest.mark.sqlite
def test_on_a_full_disk_all_of_the_group_hear_507_and_nothing_of_it_stays(together, committer):
    futures = together(write("before"), write("full", outgrow))
    for future in futures:
        assert isinstance(future.exception(30).orig, apsw.FullError)
        assert dress.problem_of(future.exception(), "").status == 507
    assert kept("before", "full", "large") == []
    assert committer.submit(write("after")).result(30) == "after"


@pytest.mark.sqlite
def test_where_the_commit_fails_all_of_the_group_hear_503_and_nothing_of_it_stays(together, committer):
    futures = together(write("before"), write("broken", break_at_commit), write("behind"))
    for future in futures:
        assert isinstance(future.exception(30), OperationalError)
        assert dress.problem_of(future.exception(), "").name == "busy"
    assert kept("before", "broken", "behind") == []
    assert committer.submit(write("after")).result(30) == "after"


@pytest.mark.sqlite
def test_a_refusal_is_not_heard_either_where_what_it_went_by_was_taken_back(together):
    def judge():
        raise Problem("exists" if Meta.value_of("first") else "not-found")

    heard = together(write("first"), judge, break_at_commit)
    assert {type(future.exception(30)) for future in heard} == {OperationalError}


def test_nobody_hears_anything_before_all_of_the_group_is_durable(together):
    seen = []
    futures = []

    def look():
        seen.extend(future.done() for future in futures)
        done = threading.Event()
        answers = []
        other = threading.Thread(target=lambda: (answers.append(kept("first")), done.set()))
        other.start()
        done.wait(30)
        seen.extend(answers)

    futures += together(write("first"), look)
    futures[1].result(30)
    assert seen[-1] == [] and not any(seen[:-1])
    assert futures[0].result(30) == "first" and kept("first") == ["first"]


def test_work_is_done_in_the_order_in_which_it_came_and_no_group_is_larger_than_it_may_be(together):
    done = []
    groups = []

    def work(number):
        def inner():
            done.append(number)
            notes = db.notes()
            notes["group"] = notes.get("group", 0) + 1
            groups.append(notes["group"])

        return inner

    for future in together(*(work(number) for number in range(100))):
        future.result(30)
    assert done == list(range(100))
    assert max(groups) <= MOST and groups.count(1) >= 3


def test_what_nobody_waits_for_any_more_is_not_begun(together):
    go = threading.Event()
    first, given_up, last = together(lambda: go.wait(30), write("given-up"), write("last"))
    assert given_up.cancel()
    go.set()
    assert last.result(30) == "last" and first.result(30)
    assert kept("given-up", "last") == ["last"]


@pytest.mark.sqlite
def test_whoever_is_first_of_a_group_whose_turn_does_not_come_hears_of_it(committer, monkeypatch):
    monkeypatch.setattr(db.database.obj._turns, "_patience", 0.1)
    with db.database.turn():
        assert isinstance(committer.submit(write("early")).exception(30), OperationalError)
    assert committer.submit(write("later")).result(30) == "later" and kept("early", "later") == ["later"]
