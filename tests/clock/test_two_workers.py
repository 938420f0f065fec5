"""Two workers over one PostgreSQL: what one is at the other leaves alone, and takes over when that one is gone."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from app import jobs
from app.core import clock, db
from app.core.writers import claims, postgres
from app.notify.models import WAITING, Notice
from app.notify.pipeline import deliver

pytestmark = pytest.mark.postgres


class Other(threading.Thread):
    """Another worker, which holds what it has taken up until it is told to end, or its line is cut."""

    def __init__(self, hold):
        super().__init__(daemon=True)
        self.hold, self.has_it, self.may_end, self.line = hold, threading.Event(), threading.Event(), None
        self.start()
        assert self.has_it.wait(20)

    def run(self):
        db.connect()
        self.line = db.database.connection().info.backend_pid
        with self.hold():
            self.has_it.set()
            self.may_end.wait(20)
        db.let_go()

    def end(self):
        self.may_end.set()
        self.join(20)


@pytest.fixture
def counted(monkeypatch):
    """The clock's table with one job, and how often it was done."""
    done = []
    job = jobs.Job("test: counted", clock.HOUR, lambda: len(done.append(1) or done))
    monkeypatch.setattr(jobs, "TABLE", (job,))
    return done


def test_a_job_that_another_worker_is_at_is_left_to_it_and_taken_over_when_it_is_done(store, counted):
    other = Other(lambda: claims.claim("test: counted"))
    assert jobs.run_due() == {} and counted == []
    other.end()
    assert jobs.run_due() == {"test: counted": 1} and jobs.run_due() == {}


def test_a_worker_that_vanishes_holds_nothing(store, counted):
    other = Other(lambda: claims.claim("test: counted"))
    db.database.execute_sql("SELECT pg_terminate_backend(%s, 10000)", (other.line,))
    assert jobs.run_due() == {"test: counted": 1}
    other.end()


def test_a_job_that_another_has_just_done_is_not_done_again(store, counted, monkeypatch):
    seen = iter([True, False])
    monkeypatch.setattr(jobs, "_is_due", lambda job: next(seen))
    assert jobs.run_due() == {} and counted == []


def test_what_one_is_sending_nobody_else_takes_up_or_waits_for(store, cast):
    row = {
        "recipient": cast.desk.id,
        "channel": "sms",
        "subject": "m",
        "kind": "climbed",
        "urgent": True,
        "state": WAITING,
    }
    for entry in (1, 2):
        Notice.create(**row, entry=entry, seq=entry, made=clock.now(), due=clock.now())
    other = Other(lambda: taking(1))
    assert [notice.entry for notice in deliver._claim(cast.desk.id, "sms")] == [2]
    other.end()


@contextmanager
def taking(entry):
    """Hold the row of this entry, as a claim does until it is committed."""
    with db.database.atomic(postgres.SERIALIZABLE):
        list(claims.skip_taken(Notice.select().where(Notice.entry == entry)))
        yield
