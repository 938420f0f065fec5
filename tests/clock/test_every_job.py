"""Every piece of clock work: it runs whatever the clock was, and tells nobody the same thing twice."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app import jobs
from app.core import clock, db
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Matter
from app.notify.models import SENT, Notice
from app.notify.pipeline import deliver
from tests import cast as c
from tests.clock.lives import LIVES, QUIET, wait
from tests.matters import ops
from tests.matters.workflow.test_every_move import make

NOON = clock.parse("2026-11-23T12:00:00+08:00")
JOBS = {job.name: job for job in jobs.TABLE}
YEARS = 2 * 365 * clock.DAY


@pytest.fixture(autouse=True)
def noon(store: Any) -> None:
    clock.freeze(NOON)


class Killed(BaseException):
    """The process ends here."""


def told() -> Counter[tuple[Any, ...]]:
    """Everything that anybody has been told: entries of the ledger, notices, messages that went out or were tried."""
    entries = Entry.select().where(Entry.actor == "clock")
    notices = Notice.select()
    return Counter(
        [(row.kind, row.subject, row.verb, str(row.body)) for row in entries]
        + [("notice", row.entry, row.recipient, row.channel) for row in notices]
        + [
            ("message", row.entry, row.recipient, row.tries, row.state == SENT)
            for row in notices
            if row.tries
        ]
    )


@contextlib.contextmanager
def just_before(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> Iterator[None]:
    """`change` happens between the selection and the act: before the first transaction of the work."""
    real, before = db.transaction, [change]

    @contextlib.contextmanager
    def transaction() -> Iterator[None]:
        if before:
            before.pop()()
        with real():
            yield

    with monkeypatch.context() as patched:
        patched.setattr(db, "transaction", transaction)
        yield
    assert not before, "the work opened no transaction"


def test_every_job_has_its_case_or_tells_nobody() -> None:
    """A new job comes with a life in tests/clock/lives.py, or is named there as quiet."""
    assert set(JOBS) == set(LIVES) | QUIET and not set(LIVES) & QUIET


@pytest.mark.both
@pytest.mark.parametrize("name", LIVES)
def test_run_again_at_once_it_tells_nothing_again(cast: c.Cast, name: str) -> None:
    """Killed after its work and before its mark, a job runs again at once."""
    LIVES[name].due(cast)
    before = told()
    JOBS[name].work()
    first = told()
    assert first - before and max((first - before).values()) == 1
    JOBS[name].work()
    JOBS[name].work()
    assert told() == first


@pytest.mark.parametrize("name", LIVES)
def test_it_tells_it_while_the_clock_goes_on(
    cast: c.Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """What is put off from a later moment than the one it was found due at is not due again by that."""
    LIVES[name].due(cast)
    before, later = told(), itertools.count(clock.now())
    monkeypatch.setattr(clock, "now", lambda: next(later))
    JOBS[name].work()
    new = told() - before
    assert new and max(new.values()) == 1
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.both
@pytest.mark.parametrize("name", LIVES)
def test_two_at_once_tell_it_once(cast: c.Cast, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    LIVES[name].due(cast)
    before = told()
    with just_before(monkeypatch, JOBS[name].work):
        JOBS[name].work()
    new = told() - before
    assert new and max(new.values()) == 1


@pytest.mark.parametrize("name", LIVES)
def test_what_is_no_longer_so_when_it_acts_is_not_told(
    cast: c.Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    LIVES[name].due(cast)
    after: list[Counter[tuple[Any, ...]]] = []

    def over() -> None:
        LIVES[name].over(cast)
        after.append(told())

    with just_before(monkeypatch, over):
        JOBS[name].work()
    assert told() == after[0]


@pytest.mark.parametrize("committed", [False, True], ids=["before its commit", "after its commit"])
@pytest.mark.parametrize("name", LIVES)
def test_killed_around_its_first_commit_it_tells_it_once_all_the_same(
    cast: c.Cast, monkeypatch: pytest.MonkeyPatch, name: str, committed: bool
) -> None:
    LIVES[name].due(cast)
    before, real = told(), db.transaction

    @contextlib.contextmanager
    def transaction() -> Iterator[None]:
        outermost = not db.database.in_transaction()
        with real():
            yield
            if outermost and not committed:
                raise Killed
        if outermost:
            raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(db, "transaction", transaction)
        JOBS[name].work()
    assert committed or told() == before
    clock.freeze(clock.now() + deliver.LEASE)  # a worker that died holds what it took up no longer than this
    JOBS[name].work()
    new = told() - before
    assert new and max(new.values()) == 1


def test_the_quiet_ones_tell_nothing(cast: c.Cast) -> None:
    LIVES["notices: collect"].due(cast)
    before = told()
    for name in QUIET:
        JOBS[name].work()
    assert told() == before


@pytest.mark.both
def test_every_job_runs_though_its_mark_lies_two_years_ahead(cast: c.Cast) -> None:
    timed = {job.name for job in jobs.TABLE if job.every}
    for name in timed:
        db.Meta.write(f"tick:{name}", str(clock.now() + YEARS))
    assert timed <= set(jobs.run_due())
    assert not timed & set(jobs.run_due())  # and its mark is right again
    for name in timed:
        db.Meta.write(f"tick:{name}", str(clock.now() + 1))
    assert timed <= set(jobs.run_due())  # a second is enough


@pytest.mark.both
def test_an_emergency_amended_to_normal_climbs_no_further_and_reminds_nobody(cast: c.Cast) -> None:
    matter = ops.report(cast.worker, urgency="emergency")
    wait(10 * clock.MINUTE)
    assert clock_jobs.climb() == 1
    ops.move(cast.worker, matter, "amend", urgency="normal")
    assert (matter.level, matter.climb_at) == (c.CITY, None)
    Matter.update(climb_at=clock.now()).execute()  # as a former version left it
    before = told()
    for _ in range(4 * 60):
        wait(15 * clock.SECOND)
        clock_jobs.climb()
    assert told() == before
    ops.move(cast.worker, matter, "amend", urgency="emergency")
    wait(10 * clock.MINUTE)
    assert clock_jobs.climb() == 1


def test_at_the_top_the_duty_desk_is_reminded_every_ten_minutes_and_no_oftener(cast: c.Cast) -> None:
    ops.report(cast.worker, urgency="emergency")
    wait(10 * clock.MINUTE)
    assert clock_jobs.climb() == 1
    at = []
    for look in range(1, 4 * 31):  # every quarter of a minute, as the table has it
        wait(15 * clock.SECOND)
        if clock_jobs.climb():
            at.append(look / 4)
    assert at == [10, 20, 30]


def test_work_that_leaves_its_matter_due_is_undone_and_holds_up_no_other(
    cast: c.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (ops.report(cast.worker, urgency="emergency") for _ in range(2))
    wait(10 * clock.MINUTE)
    real = clock_jobs._climb

    def forgetful(matter: Matter) -> None:
        real(matter)
        if matter.id == first.id:
            Matter.update(climb_at=clock.now()).where(Matter.id == first.id).execute()

    monkeypatch.setattr(clock_jobs, "_climb", forgetful)
    before = told()
    assert clock_jobs.climb() == 1
    assert [subject for _, subject, *_ in told() - before] == [second.id]


@pytest.mark.both
def test_what_waits_since_a_clock_was_ahead_waits_no_longer_than_it_can_mean(cast: c.Cast) -> None:
    ops.report(cast.worker, urgency="emergency")
    call = make(cast, "called")
    Matter.update(climb_at=clock.now() + YEARS).where(Matter.urgency == "emergency").execute()
    clock_jobs.Call.update(due=clock.now() + YEARS, next_at=clock.now() + YEARS).execute()
    assert (clock_jobs.climb(), clock_jobs.climb()) == (1, 0)
    assert (clock_jobs.unanswered_calls(), clock_jobs.unanswered_calls()) == (1, 0)
    assert call.id in {row.subject for row in Entry.select().where(Entry.verb == "remind")}


@pytest.mark.both
def test_what_waits_for_people_waits_anew_and_is_not_ended_early(cast: c.Cast) -> None:
    confirmed, resolved = make(cast, "confirmed"), make(cast, "resolved, the head's turn")
    Matter.update(close_at=clock.now() + YEARS).where(Matter.id == confirmed.id).execute()
    Matter.update(confirm_until=clock.now() + YEARS).where(Matter.id == resolved.id).execute()
    assert (clock_jobs.close_confirmed(), clock_jobs.pass_confirmation_on()) == (0, 0)
    wait(3 * clock.DAY)
    assert clock_jobs.pass_confirmation_on() == 1
    wait(11 * clock.DAY)
    assert clock_jobs.close_confirmed() == 1
