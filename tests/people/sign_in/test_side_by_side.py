"""Tries side by side do not slip through together, and what ended stays ended when an old store comes back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import clock, db
from app.core.problems.problem import Problem
from app.people import tokens
from app.people.models import Enrolment, Person, Session
from app.people.sign_in import enrolment, sessions, throttle
from tests.people.sign_in.signing import PASSWORD, give_password, sign_in

START = 1_795_000_000_000


def all_at_once(work, times):
    def one(number):
        try:
            return work(number)
        finally:
            db.database.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.both
def test_guesses_side_by_side_are_counted_one_by_one(as_, cast):
    give_password(cast.worker)
    clock.freeze(START)
    clients = [as_(None) for _ in range(12)]
    seen = all_at_once(lambda n: sign_in(clients[n], "worker", "wrong wet bicycles").status_code, 12)
    assert seen.count(401) == throttle.ACCOUNT.free + 1
    assert seen.count(429) == 12 - throttle.ACCOUNT.free - 1


@pytest.mark.both
def test_one_link_used_side_by_side_sets_one_password(cast):
    secret = enrolment.make(cast.lead, cast.worker)

    def use(number):
        try:
            enrolment.finish(secret, f"{PASSWORD} {number}")
        except Problem as problem:
            return problem.name
        return number

    won = [said for said in all_at_once(use, 4) if said != "link-over"]
    assert len(won) == 1
    db.connect()
    assert Person.get_by_id(cast.worker.id).password is not None


@pytest.mark.both
def test_what_ended_since_a_backup_stays_ended_when_it_is_put_back(cast):
    secret = enrolment.make(cast.lead, cast.worker)
    mine = sessions.begin(cast.worker, cast.devices["worker"], "")
    before = {model: list(model.select().dicts()) for model in (Session, Enrolment)}
    sessions.end(Session.get_by_id(tokens.digest(mine.secret)))
    enrolment.finish(secret, PASSWORD)
    for model, rows in before.items():
        model.delete().execute()
        model.insert_many(rows).execute()
    assert enrolment.find(secret)
    tokens.reapply_revocations()
    assert not Session.get_by_id(tokens.digest(mine.secret)).is_live()
    with pytest.raises(Problem, match="link-over"):
        enrolment.find(secret)
