"""What is being written: an id is used once, a draft ends with its sending, and belongs to whoever wrote it."""

from __future__ import annotations

import pytest

from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC

pytestmark = pytest.mark.browser


def test_a_used_id_with_other_words_is_a_new_op_and_a_new_matter(phone: Phone) -> None:
    first, second, retried = phone.do(
        """const id = e.ids.newId(), matter = e.ids.newId();
           const say = (text) => e.outbox.add({id, type: 'matter.report', body: {matter, category: 'other', text}});
           return [await say('one'), await say('two'), await say('one')]"""
    )
    assert retried == first
    assert second["id"] != first["id"]
    assert second["body"]["matter"] != first["body"]["matter"]
    assert phone.drain()["safe"] is True
    again = phone.do("return e.outbox.add(a)", {**first, "body": {**first["body"], "text": "three"}})
    assert again["id"] != first["id"]  # one that was received long since is not repeated either
    phone.drain()
    assert phone.states() == ["received"] * 3


def test_what_was_taken_back_and_is_said_again_goes_out(phone: Phone) -> None:
    phone.do(
        """const wish = {id: e.ids.newId(), type: 'matter.report', body: {matter: e.ids.newId(), category: 'other', text: 'x'}};
           const op = await e.outbox.add(wish);
           await e.outbox.withdraw(op.id);
           await e.outbox.add(wish)"""
    )
    phone.drain()
    assert sorted(phone.states()) == ["received", "withdrawn"]


def test_what_somebody_made_is_theirs_whoever_is_signed_in(phone: Phone, office: Office) -> None:
    mine = phone.do("return e.session.current().id")
    phone.sign_in("worker2")
    op = phone.do("return e.report({person: a})", mine)
    assert op["person"] == mine
    phone.drain()
    assert phone.states() == []
    assert not any(op["id"].encode() in one.body for one in office.line.requests(SYNC))
    phone.sign_in("worker")
    assert phone.drain()["safe"] is True
    assert phone.states() == ["received"]
