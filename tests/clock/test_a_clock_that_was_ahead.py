"""What a server wrote down while its clock was two years ahead holds nobody up once it is right again."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.core.problems.problem import Problem
from app.notify.models import SENDING, SENT, WAITING, Notice
from app.notify.pipeline import collect, deliver, outgoing
from app.people.models import Challenge, Session
from app.people.sign_in import passkeys, sessions, throttle
from app.requests.antispam import proof_of_work, token_bucket
from tests import cast as c
from tests.matters import ops
from tests.notify.conftest import configured, listener

__all__ = ["configured", "listener"]

NOON = clock.parse("2026-11-23T12:00:00+08:00")
YEARS = 2 * 365 * clock.DAY


@pytest.fixture(autouse=True)
def noon(store: Any) -> None:
    clock.freeze(NOON)


def ahead() -> None:
    clock.freeze(NOON + YEARS)


@pytest.mark.both
@pytest.mark.parametrize("state", [WAITING, SENDING])
def test_a_message_goes_out_though_one_was_sent_and_it_was_put_off_then(
    cast: c.Cast, configured: Any, listener: Any, state: str
) -> None:
    configured(kinds=["new"])
    collect.collect()
    matter = ops.report(cast.worker, urgency="urgent", escalate=True)
    collect.collect()
    out = Notice.select().where(Notice.channel == "apprise:post")
    assert out.count()
    later = NOON + YEARS
    Notice.update(due=later, claimed=later, state=state).where(Notice.channel == "apprise:post").execute()
    row = out.first()
    Notice.insert(
        entry=0, recipient=row.recipient, subject=matter.id, kind=row.kind, urgent=False, seq=10_000,
        channel=row.channel, state=SENT, due=later, sent=later, made=later,
    ).execute()  # fmt: skip
    assert deliver.deliver() == out.where(Notice.entry != 0).count()
    assert deliver.deliver() == 0


def test_a_head_asked_in_that_future_may_be_asked_this_week(cast: c.Cast) -> None:
    matter = ops.report(cast.worker)
    for entry in range(5):
        Notice.insert(
            entry=entry, recipient=cast.head.id, subject=matter.id, kind="look", urgent=False, seq=entry,
            channel="apprise:post", state=SENT, due=NOON, made=NOON + YEARS,
        ).execute()  # fmt: skip
    hearer: Any = type("Hearer", (), {"person": cast.head})
    assert not outgoing.Outgoing(outgoing.Ground())._is_too_often(hearer, matter, 99)


@pytest.mark.both
def test_whoever_typed_a_wrong_password_then_may_try_now(store: Any) -> None:
    key = throttle.account("wang")
    ahead()
    for _ in range(throttle.ACCOUNT.free + 1):
        with pytest.raises(ValueError, match="wrong"), throttle.guarded(key):
            raise ValueError("wrong")
    with pytest.raises(Problem), throttle.guarded(key):
        pass
    clock.freeze(NOON)
    with throttle.guarded(key):
        pass


@pytest.mark.both
def test_an_allowance_used_up_then_is_full_and_one_used_now_is_not(store: Any) -> None:
    parts = token_bucket.poster("K7")
    ahead()
    while token_bucket.take(parts):
        pass
    clock.freeze(NOON)
    assert token_bucket.has_room(parts)
    while token_bucket.take(parts):
        pass
    clock.freeze(NOON - clock.SECOND)  # a clock set a little back gives nothing away
    assert not token_bucket.has_room(parts)


def test_challenges_made_then_are_over(store: Any) -> None:
    ahead()
    made = passkeys._new_challenge("sign-in", None)
    asked = proof_of_work.challenge(None)["challenge"]
    assert not clock.due(int(asked.split("-")[1]), proof_of_work.LIFE)
    clock.freeze(NOON)
    assert not passkeys._consume(made, "sign-in", None)
    assert not proof_of_work.is_good(f"{asked}.0")
    assert passkeys.sweep() == 1 and not Challenge.select().exists()


def test_a_password_shown_then_does_not_stay_fresh_for_two_years(cast: c.Cast) -> None:
    session = Session.select().get()
    ahead()
    sessions.prove(session)
    clock.freeze(NOON)
    with pytest.raises(Problem, match="confirm-identity"):
        sessions.require_fresh(Session.get_by_id(session.id))
    sessions.prove(session)
    sessions.require_fresh(Session.get_by_id(session.id))
