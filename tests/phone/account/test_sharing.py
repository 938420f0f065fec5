"""Several people on one phone: nobody's work is cleared, shown to another, or sent under another's name (field rows 27–30)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cast import PASSWORD
from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC, until

pytestmark = pytest.mark.browser


@pytest.mark.complains("status of 401")
def test_signing_in_asks_the_server_and_a_wrong_password_keeps_everything(
    phone: Phone, office: Office
) -> None:
    phone.do("await e.report()")
    refused = "try { await e.session.signIn(a) } catch (error) { return [error.status, error.problem?.type ?? null] }"
    assert phone.do(refused, {"login": "worker", "password": "wrong"}) == [401, "/problems/wrong-password"]
    office.line.fail("portal", "/api/v1/session")
    assert phone.do(refused, {"login": "worker", "password": PASSWORD}) == [200, None]
    office.line.fail("cut", "/api/v1/session", times=-1)
    assert phone.do(refused, {"login": "worker", "password": PASSWORD}) == [0, None]
    office.line.mend()
    assert phone.states() == ["saved"]
    phone.do("await e.session.signIn(a)", {"login": "worker", "password": PASSWORD})
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 401")
def test_a_refused_token_pauses_and_a_sign_in_goes_on(phone: Phone, office: Office) -> None:
    old = phone.do("await e.report(); return e.session.current().token")
    phone.do("await e.session.notePerson(e.session.current().id, {token: 'expired'})")
    phone.drain()
    assert phone.do("return [e.session.needsPassword(), (await e.database.all('ops')).length]") == [True, 1]
    heard = len(office.line.requests(SYNC))
    phone.drain()
    assert len(office.line.requests(SYNC)) == heard
    phone.sign_in()
    assert phone.drain()["safe"] is True
    assert phone.do("return e.session.needsPassword()") is False
    last = office.line.requests(SYNC)[-1]
    assert last.headers["Authorization"] == f"Bearer {old}"
    assert "Cookie" not in last.headers


def test_a_stored_op_carries_no_credential(phone: Phone, office: Office) -> None:
    stored = json.dumps(phone.do("await e.report(); return e.database.all('ops')"))
    for secret in (office.cast.sync_tokens["worker"], office.cast.sessions["worker"]):
        assert secret not in stored


def test_the_next_person_neither_sees_nor_sends_what_the_first_left(phone: Phone, office: Office) -> None:
    theirs = phone.do("await e.report(); return (await e.report()).id")
    phone.do("await e.session.signOut()")
    assert phone.do("return [e.session.current(), await e.outbox.list()]") == [None, []]
    phone.sign_in("worker2")
    phone.do("await e.report()")
    assert phone.drain()["safe"] is True
    assert phone.states() == ["received"]
    assert phone.do("return e.session.othersWaiting()") == [{"name": office.cast.worker.name, "waiting": 2}]
    assert not any(theirs.encode() in one.body for one in office.line.requests(SYNC))
    assert phone.do("return e.byHand.withdraw(a)", theirs) is False
    phone.sign_in("worker")
    assert phone.drain()["safe"] is True


def test_a_send_in_flight_is_dropped_when_another_person_signs_in(phone: Phone, office: Office) -> None:
    phone.do("e.drain.start(); await e.drain.kick()")
    office.line.fail("hang", SYNC)
    phone.do("await e.report()")
    assert office.line.struck.wait(60)
    phone.sign_in("worker2")
    phone.do("await e.drain.kick()")
    token = office.cast.sync_tokens["worker2"]
    for one in office.line.requests(SYNC):
        if one.headers.get("Authorization") == f"Bearer {token}":
            assert json.loads(one.body)["ops"] == []
    assert phone.do("return (await e.database.all('ops')).length") == 1
    office.line.mend()
    phone.sign_in("worker")
    until(lambda: phone.do("return (await e.outbox.summary()).safe"))


@pytest.mark.complains("status of 401")
def test_signing_out_without_a_signal_ends_the_session_later(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    phone.do("await e.session.signIn(a)", {"login": "worker2", "password": PASSWORD})
    office.line.fail("cut", "/api/v1/session", times=-1)
    phone.do("await e.session.signOut()")
    office.line.mend()
    assert phone.do("return (await fetch('/api/v1/me')).status") == 200
    phone.drain()
    assert phone.do("return (await fetch('/api/v1/me')).status") == 401


def test_news_of_one_person_is_not_kept_for_another(phone: Phone, office: Office) -> None:
    assert phone.do("return e.feed.pull()") is True
    phone.context.add_cookies([office.cookie("outsider")])
    assert phone.do("return [await e.feed.pull(), e.feed.needsSignIn()]") == [False, True]
