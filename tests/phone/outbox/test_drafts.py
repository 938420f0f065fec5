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
           await e.byHand.withdraw(op.id);
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


def test_a_draft_ends_with_its_sending_and_the_next_one_has_another_id(phone: Phone) -> None:
    said = phone.do(
        """const d = await e.drafts.openDraft('report');
           d.set({text: 'one'});
           await d.flush();
           const send = (d) => d.send([{type: 'matter.report', body: {matter: d.made, category: 'other', text: d.fields.text}}]);
           const [op] = await send(d);
           const late = d.set({photos: ['x']});
           await d.flush();
           const left = await e.database.all('drafts');
           await d.close();
           const next = await e.drafts.openDraft('report');
           next.set({text: 'two'});
           const [second] = await send(next);
           return [op.id, late, left, Object.keys(next.fields), second.id, second.body.text]"""
    )
    first, late, left, _, second, text = said
    assert (late, left, text) == (False, [], "two")  # what comes too late is told, and brings nothing back
    assert first != second
    assert phone.drain()["safe"] is True
    assert phone.states() == ["received", "received"]


def test_a_send_that_fails_leaves_the_draft_as_it_was(phone: Phone) -> None:
    kept = phone.do(
        """const d = await e.drafts.openDraft('report');
           d.set({text: 'x'});
           await d.flush();
           const failed = await d.send([{type: 'matter.report', body: {matter: d.made}, photos: ['f'.repeat(64)]}]).then(() => null, (error) => error.message);
           d.set({text: 'y'});
           await d.flush();
           return [failed, (await e.database.all('drafts')).map(({id, fields}) => [id === d.id, fields.text]), (await e.database.all('ops')).length]"""
    )
    assert "not on this phone" in kept[0]
    assert kept[1:] == [[[True, "y"]], 0]


def test_what_one_began_is_sent_as_theirs_after_another_signed_in_elsewhere(phone: Phone) -> None:
    other = phone.tab()
    mine = phone.do(
        "globalThis.d = await e.drafts.openDraft('report'); d.set({text: 'mine'}); return e.session.current().id"
    )
    phone.sign_in("worker2", page=other)
    phone.page.wait_for_function("me => engine.session.current()?.id !== me", arg=mine)
    phone.do("d.set({text: 'mine, all of it'}); await d.flush()")
    assert phone.do("return (await e.drafts.openDraft('report')).fields") == {}
    phone.do(
        "await d.send([{type: 'matter.report', body: {matter: d.made, category: 'other', text: d.fields.text}}])"
    )
    assert phone.states() == []
    (row,) = phone.do("return e.database.all('ops')")
    assert (row["person"], row["op"]["person"], row["op"]["body"]["text"]) == (mine, mine, "mine, all of it")


def test_a_draft_is_written_in_one_window_at_a_time_and_taking_it_over_loses_nothing(phone: Phone) -> None:
    other = phone.tab()
    script = """globalThis.told = 0; globalThis.d = await e.drafts.openDraft('report'); d.watch(() => told++); return [d.mine, d.fields.text]"""
    assert phone.do(script) == [True, None]
    phone.do("d.set({text: 'three words here'})")  # not written yet
    phone.do("await d.flush()")
    assert phone.do(script, page=other) == [False, "three words here"]
    phone.do("d.set({text: 'three words here and more'})")
    assert phone.do("await d.take(); return [d.mine, d.fields.text]", page=other) == [
        True,
        "three words here and more",
    ]
    phone.page.wait_for_function("told > 0")
    assert phone.do("return d.mine") is False
    phone.do(
        "d.set({text: 'in the other'}); await d.close()", page=other
    )  # it closes, and the first goes on by itself
    phone.page.wait_for_function("d.mine")
    assert phone.do("return d.fields.text") == "in the other"


def test_a_draft_sent_in_another_window_is_not_brought_back_by_this_one(phone: Phone) -> None:
    other = phone.tab()
    for page in (phone.page, other):
        phone.do(
            "globalThis.d = await e.drafts.openDraft('report'); d.set({text: 'x'}); await d.flush()",
            page=page,
        )
    sent = "return (await d.send([{type: 'matter.report', body: {matter: d.made, category: 'other', text: d.fields.text}}]))[0].id"
    first = phone.do(sent)
    phone.do("await d.close()")
    other.wait_for_function("d.mine")
    phone.do("d.set({text: 'another'}); await d.flush()", page=other)
    second = phone.do(sent, page=other)
    assert first != second
    assert sorted(op["op"]["body"]["text"] for op in phone.do("return e.database.all('ops')")) == [
        "another",
        "x",
    ]
