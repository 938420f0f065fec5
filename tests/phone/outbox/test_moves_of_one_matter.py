"""Moves of one matter keep their order, but one that is refused or taken back holds nothing up that can go without it."""

from __future__ import annotations

from typing import Any

import pytest

from app import open_store
from app.core import db
from app.matters.models import Call, Matter
from app.settings import Settings
from tests import cast as c
from tests.matters import ops
from tests.phone.conftest import Office, Phone

pytestmark = pytest.mark.browser

MOVE = "const move = (body) => e.outbox.add({type: 'matter.move', body: {matter: a, ...body}});"


@pytest.fixture
def handler(phones: Any) -> Phone:
    """The phone of somebody who acts for the unit that is called."""
    made: Phone = phones()
    made.sign_in("dept")
    return made


def called(office: Office, is_heard: bool = False) -> str:
    """The id of a matter that the unit was called to; heard by a colleague at the desk meanwhile, or not."""
    open_store(Settings(data_dir=office.folder))
    matter = ops.report(office.cast.worker, escalate=True)
    ops.move(office.cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请到现场")
    if is_heard:
        ops.move(office.cast.dept, matter, "accept")
    db.database.close()
    return str(matter.id)


def state_of(office: Office, matter: str) -> str:
    """What became of the call."""
    open_store(Settings(data_dir=office.folder))
    state = Call.get(Call.matter == matter).state
    db.database.close()
    return str(state)


def test_a_colleague_who_heard_the_call_meanwhile_holds_nobody_up(handler: Phone, office: Office) -> None:
    matter = called(office, is_heard=True)
    handler.do(MOVE + "await move({move: 'accept'}); await move({move: 'attend'})", matter)
    assert handler.drain()["safe"] is True
    assert state_of(office, matter) == "attended"


def test_a_refused_word_does_not_keep_those_who_came_from_saying_so(handler: Phone, office: Office) -> None:
    matter = called(office, is_heard=True)
    handler.do(
        MOVE
        + "await move({move: 'note'}); await move({move: 'accept', text: '来了'}); await move({move: 'attend'})",
        matter,
    )
    handler.drain()
    assert sorted(handler.states()) == ["attention", "attention", "received"]
    assert state_of(office, matter) == "attended"
    handler.do(
        MOVE + "await move({move: 'note', text: '已经拖走'})", matter
    )  # nor does what comes later wait
    handler.drain()
    assert sorted(handler.states()) == ["attention", "attention", "received", "received"]


def test_a_refused_correction_holds_back_what_follows_until_it_is_taken_back_alone(
    handler: Phone, office: Office
) -> None:
    matter = called(office)
    refused = handler.do(
        MOVE
        + "const op = await move({move: 'amend', category: 'no-such'}); await move({move: 'attend'}); return op.id",
        matter,
    )
    handler.drain()
    assert handler.states() == ["attention", "deferred"]
    assert handler.do("return e.byHand.takenAlong(a)", refused) == []
    assert handler.do("return e.byHand.withdraw(a)", refused) is True
    assert handler.drain()["safe"] is True
    assert sorted(handler.states()) == ["received", "withdrawn"]
    assert state_of(office, matter) == "attended"


def test_what_goes_with_a_report_is_named_and_goes_with_it(phone: Phone, office: Office) -> None:
    report = phone.do(
        """const matter = e.ids.newId();
           const op = await e.outbox.add({type: 'matter.report', body: {matter, category: 'no-such-thing', text: 'x'}});
           await e.outbox.add({type: 'matter.move', body: {matter, move: 'note', text: 'y'}});
           await e.outbox.add({type: 'matter.move', body: {matter, move: 'note', text: 'z'}});
           return op.id"""
    )
    phone.drain()
    assert phone.states() == ["attention", "deferred", "deferred"]
    along = phone.do("return (await e.byHand.takenAlong(a)).map(({body}) => body.text)", report)
    assert along == ["y", "z"]
    assert phone.do("return e.byHand.withdraw(a)", report) is True
    assert phone.states() == ["withdrawn"] * 3


def given(office: Office) -> tuple[str, int]:
    """A matter that the unit was given, and the version in which a phone sees it."""
    open_store(Settings(data_dir=office.folder))
    matter = ops.report(office.cast.worker, escalate=True)
    ops.move(office.cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.seconds_pass()
    found = str(matter.id), Matter.get_by_id(matter.id).version
    db.database.close()
    return found


def stands(office: Office, matter: str) -> str:
    """The matter's state."""
    open_store(Settings(data_dir=office.folder))
    state = Matter.get_by_id(matter).state
    db.database.close()
    return str(state)


SEEN = "const move = (body) => e.outbox.add({type: 'matter.move', body: {matter: a[0], base_version: a[1], ...body}});"


def test_a_colleagues_step_that_came_first_is_shown_before_ones_own_goes_on(
    handler: Phone, office: Office
) -> None:
    matter, seen = given(office)
    handler.do("await e.feed.pull()")
    open_store(Settings(data_dir=office.folder))
    ops.move(office.cast.dept, Matter.get_by_id(matter), "take")
    db.database.close()
    handler.do(SEEN + "await move({move: 'send_back', reason: 'not_ours', text: '不归我们'})", [matter, seen])
    handler.drain()
    assert handler.states() == ["attention"]
    assert stands(office, matter) == "in_hand"


def test_two_steps_without_a_signal_are_not_stale_to_each_other(handler: Phone, office: Office) -> None:
    matter, seen = given(office)
    handler.do("await e.feed.pull()")
    handler.do(
        SEEN + "await move({move: 'take'}); await move({move: 'resolve', text: '修好了'})", [matter, seen]
    )
    assert handler.drain()["safe"] is True
    assert stands(office, matter) == "resolved"


def test_a_step_made_before_the_news_of_ones_last_one_came_is_not_stale(
    handler: Phone, office: Office
) -> None:
    matter, seen = given(office)
    handler.do("await e.feed.pull()")
    handler.do(SEEN + "await move({move: 'take'})", [matter, seen])
    assert handler.drain()["safe"] is True  # the office has it, and no news was asked for since
    handler.do(SEEN + "await move({move: 'resolve', text: '修好了'})", [matter, seen])
    assert handler.drain()["safe"] is True
    assert stands(office, matter) == "resolved"
