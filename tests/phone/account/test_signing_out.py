"""What stays on a phone when its person leaves it: nothing, or what their unsent work needs and only until it is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC, until

pytestmark = pytest.mark.browser

# everything a browser keeps for this origin that a script can read, as text; pictures as their digests alone
EVERYTHING = """
  const text = {};
  const db = await new Promise((resolve, reject) => {
    const asked = indexedDB.open('gridwalk');
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  for (const name of db.objectStoreNames) {
    const store = db.transaction(name).objectStore(name);
    text[name] = [await done(store.getAllKeys()), name === 'blobs' ? [] : await done(store.getAll())];
  }
  db.close();
  text.local = {...localStorage};
  text.caches = {};
  for (const name of await caches.keys())
    text.caches[name] = (await (await caches.open(name)).keys()).map((one) => one.url);
  text.files = {};
  const place = await (await navigator.storage.getDirectory()).getDirectoryHandle('ops', {create: true});
  for await (const [name, file] of place.entries()) text.files[name] = await (await file.getFile()).text();
  return text;
"""


def enter(phone: Phone, who: str) -> dict[str, Any]:
    """Sign in with a password, pull the news; who it is and the token that was given."""
    phone.do("await e.session.signIn(a)", {"login": who, "password": PASSWORD})
    assert phone.do("return e.feed.pull()") is True
    return phone.do("return e.session.current()")


def status(phone: Phone, token: str) -> int:
    """What the office answers to an op under this token."""
    return phone.do(
        """const body = {proto: 1, device: e.session.device(), epoch: '', sent_at: new Date().toISOString(), ops: [{id: 'x'}]};
           const headers = {'Content-Type': 'application/json', Authorization: `Bearer ${a}`};
           return (await fetch('/api/v1/sync', {method: 'POST', credentials: 'omit', headers, body: JSON.stringify(body)})).status""",
        token,
    )


@pytest.mark.complains("status of 401")
def test_nothing_of_a_person_stays_when_nothing_waits_and_their_token_ends(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = enter(phone, "lead")
    phone.do(
        """await e.session.startSecondCopy();
           const p = await e.photos.keepPhoto(await e.picture());
           await e.report({photos: [p.sha]}, {text: '飞线充电'});
           await (await caches.open('photos-' + a)).put('/api/v1/photos/x?size=320', new Response('x'));
           localStorage.setItem('theme', 'dark');""",
        me["id"],
    )
    assert phone.drain()["safe"] is True
    before = json.dumps(phone.do(EVERYTHING), ensure_ascii=False)
    assert me["id"] in before and me["name"] in before and me["token"] in before and "飞线充电" in before
    phone.do("await e.session.signOut()")
    after = phone.do(EVERYTHING)
    said = json.dumps(after, ensure_ascii=False)
    for mine in (me["id"], me["name"], me["token"], "飞线充电", *(post["area_name"] for post in me["posts"])):
        assert mine not in said
    for name in ("ops", "receipts", "photos", "blobs", "points", "people", "kept", "feed", "drafts"):
        assert after[name] == [[], []]
    assert after["files"] == {} and after["caches"] == {}
    assert after["local"]["theme"] == "dark"  # how this phone looks is nobody's secret
    assert status(phone, me["token"]) == 401
    assert phone.do("return (await fetch('/api/v1/me')).status") == 401


def test_with_unsent_work_only_what_sending_needs_stays_and_another_person_sees_a_name_and_a_number(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = enter(phone, "lead")
    phone.do("await e.report({}, {text: '已经收到的'})")
    assert phone.drain()["safe"] is True
    office.line.fail("cut", times=-1)
    sha = phone.do(
        """await e.session.startSecondCopy();
           const p = await e.photos.keepPhoto(await e.picture());
           await e.photos.keepPhoto(await e.picture());
           await e.report({photos: [p.sha]}, {text: '还没有发出的'});
           const draft = await e.drafts.openDraft('visit'); draft.set({text: '写了一半'}); await draft.close();
           return p.sha"""
    )
    phone.do("await e.session.signOut()")
    office.line.mend()
    left = phone.do(EVERYTHING)
    (row,) = left["people"][1]
    assert (row["token"], row["posts"]) == (me["token"], [])
    assert [one["op"]["body"]["text"] for one in left["ops"][1]] == ["还没有发出的"]
    assert left["blobs"][0] == [sha] and len(left["files"]) == 1
    assert [one["fields"] for one in left["drafts"][1]] == [{"text": "写了一半"}]
    for name in ("receipts", "kept", "feed", "points"):
        assert left[name] == [[], []]
    enter(phone, "worker2")
    assert phone.do("return e.session.othersWaiting()") == [{"name": me["name"], "waiting": 1}]
    assert phone.do("return [await e.outbox.list(), (await e.drafts.openDraft('visit')).fields]") == [[], {}]
    assert phone.drain()["safe"] is True
    said = json.dumps(phone.do(EVERYTHING)["feed"])
    assert me["id"] not in said and "已经收到的" not in said
    assert [one["op"]["body"]["text"] for one in phone.do(EVERYTHING)["ops"][1]] == ["还没有发出的"]
    enter(phone, "lead")
    assert phone.do("return (await e.drafts.openDraft('visit')).fields") == {"text": "写了一半"}
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 401")
def test_what_was_left_behind_leaves_by_its_own_token_while_nobody_is_here_and_then_nothing_stays(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = enter(phone, "worker2")
    phone.do("e.drain.start(); await e.drain.kick()")
    office.line.fail("cut", times=-1)
    phone.do(
        "const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]}); await e.session.signOut()"
    )
    office.line.mend()
    office.line.heard.clear()
    phone.do("await e.drain.kick()")
    until(lambda: phone.do("return (await e.database.all('people')).length") == 0)
    sent = [one for one in office.line.requests(SYNC) if json.loads(one.body)["ops"]]
    assert {one.headers["Authorization"] for one in sent} == {f"Bearer {me['token']}"}
    assert not any("Cookie" in one.headers for one in sent)
    assert me["id"] not in json.dumps(phone.do(EVERYTHING))
    until(lambda: status(phone, me["token"]) == 401)


@pytest.mark.complains("status of 401")
def test_a_tab_that_is_late_keeps_its_work_and_a_token_that_ended_is_never_called_revoked(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = enter(phone, "worker2")
    late = phone.tab()
    phone.do("await e.session.signOut()")
    kept = phone.do("return e.outbox.add({...a, type: 'matter.report'})", {
        "person": me["id"], "body": {"matter": "0192f0c1-0000-7000-8000-000000000001", "category": "other", "text": "迟了"},
    }, late)  # fmt: skip
    assert phone.do("return (await e.database.all('ops')).map((row) => [row.id, row.state])") == [
        [kept["id"], "waiting"]
    ]
    assert status(phone, me["token"]) == 401
    assert phone.do("return e.session.othersWaiting()") == [{"name": "", "waiting": 1}]
    enter(phone, "worker2")
    assert phone.drain()["safe"] is True


@pytest.mark.complains("status of 401")
def test_whoever_is_signed_in_over_leaves_like_whoever_signs_out(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = enter(phone, "lead")
    enter(phone, "worker2")
    said = json.dumps(phone.do(EVERYTHING), ensure_ascii=False)
    assert me["id"] not in said and me["name"] not in said
    assert status(phone, me["token"]) == 401
    # what an earlier version left lying about goes at the next start
    phone.do(
        "await e.database.put('feed', {person: a, kind: 'notice', id: '1', data: {}}); await e.database.put('people', {id: a, name: 'x', posts: [], token: ''})",
        me["id"],
    )
    phone.do("await e.session.forget()")
    assert me["id"] not in json.dumps(phone.do(EVERYTHING))
