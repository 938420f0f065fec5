"""A store that comes back empty: what a second copy saves, what the office remembers, and what is said (field rows 12, 13, 42, 43)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC

pytestmark = pytest.mark.browser

FILES = """const place = await (await navigator.storage.getDirectory()).getDirectoryHandle('ops', {create: true});
           const names = []; for await (const name of place.keys()) names.push(name); return names.sort()"""
# what Chromium does with a damaged database, and a full disk now and then
LOSE = """e.database.close();
          await new Promise((done, fail) => {
            const gone = indexedDB.deleteDatabase('gridwalk'); gone.onsuccess = done; gone.onerror = gone.onblocked = fail; })"""


def sign_in(phone: Phone, who: str = "worker") -> dict[str, Any]:
    """With a password, as a person does; who is here now."""
    return phone.do("return e.session.signIn(a)", {"login": who, "password": PASSWORD})


def again(phone: Phone) -> None:
    """The app is opened anew."""
    phone.page.reload()
    phone.page.wait_for_function("() => globalThis.engine")
    phone.do("await e.session.ready")


def test_the_copy_follows_what_waits_and_failing_it_costs_nothing(phone: Phone, office: Office) -> None:
    phone.do("await e.session.startSecondCopy()")
    one = phone.do("return (await e.report()).id")
    phone.do("await e.secondCopy.updateCopies()")
    person = office.cast.worker.id
    assert phone.do(FILES) == [f"{person}_{one}"]
    assert phone.drain()["safe"] is True
    phone.do("await e.secondCopy.updateCopies()")
    assert phone.do(FILES) == []
    # no such files in this browser, or no room for them: the op is kept all the same, and later the copy catches up
    phone.do(
        "globalThis.real = navigator.storage.getDirectory; StorageManager.prototype.getDirectory = () => Promise.reject(new Error('none'))"
    )
    two = phone.do("const op = await e.report(); await e.secondCopy.updateCopies(); return op.id")
    phone.do(
        "StorageManager.prototype.getDirectory = real; FileSystemFileHandle.prototype.createWritable = () => Promise.reject(new DOMException('', 'QuotaExceededError'))"
    )
    three = phone.do("const op = await e.report(); await e.secondCopy.updateCopies(); return op.id")
    assert phone.states() == ["saved", "saved", "received"]
    again(phone)
    phone.do("await e.session.startSecondCopy()")
    assert phone.do(FILES) == sorted(f"{person}_{id}" for id in (two, three))


def test_a_lost_database_gives_back_what_waited_to_its_person_and_nothing_is_done_twice(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    me = sign_in(phone)
    device = phone.do("return e.session.device()")
    phone.do("await e.session.startSecondCopy()")
    done = phone.do("return (await e.report({}, {text: '已收到'})).id")
    assert phone.drain()["safe"] is True
    office.line.fail("lose", SYNC, times=-1)  # the server has it, the phone does not know
    seen = phone.do("return (await e.report({}, {text: '回执丢了'})).id")
    phone.drain()
    phone.do(
        "const p = await e.photos.keepPhoto(await e.picture()); await e.report({photos: [p.sha]}, {text: '有照片'})"
    )
    phone.do("await e.secondCopy.updateCopies();" + LOSE)
    office.line.mend()
    again(phone)
    assert phone.do("return [e.session.current(), e.session.isEmptied(), e.session.device()]") == [
        None,
        True,
        device,
    ]
    assert phone.do("return e.secondCopy.restoreLost()") == 2
    assert phone.do("return e.secondCopy.restoreLost()") == 0
    rows = phone.do("return e.database.all('ops')")
    assert {row["op"]["body"]["text"] for row in rows} == {"回执丢了", "有照片"}
    assert done not in {row["id"] for row in rows} and {row["person"] for row in rows} == {me["id"]}
    assert phone.do("return e.session.othersWaiting()") == [{"name": me["name"], "waiting": 2}]
    again(phone)
    assert phone.do("return e.session.isEmptied()") is True  # until somebody has signed in
    now = sign_in(phone)
    assert phone.do("return e.session.isEmptied()") is False and not now.get("gone")
    phone.drain()
    # the words are safe; the picture went with the database, and a person decides
    assert phone.do("return (await e.outbox.list()).map((one) => [one.op.body.text, one.state, one.why?.type ?? null])") == [
        ["有照片", "attention", "/local/photo-lost"], ["回执丢了", "received", None],
    ]  # fmt: skip
    results = [one for one in office.line.requests(SYNC) if seen in one.body.decode()]
    assert len(results) > 1


def test_the_rescue_page_finds_the_copy_when_the_database_is_gone(phone: Phone, office: Office) -> None:
    one = phone.do(
        "await e.session.startSecondCopy(); const op = await e.report({}, {text: '救出来'}); await e.secondCopy.updateCopies(); return op.id"
    )
    phone.do(LOSE)
    page = phone.context.new_page()
    page.goto(phone.url + "/rescue.html")
    page.locator("#save:enabled").wait_for()
    with page.expect_download() as saved:
        page.click("#save")
    with saved.value.path().open("rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    (op,) = [json.loads(line) for line in archive.read("ops.ndjson").decode().splitlines()]
    assert (op["id"], op["person"]) == (one, office.cast.worker.id)


HELD = """for (let i = 0; i < 3; i++) await e.report();
          for (const row of await e.database.all('ops')) await e.database.put('ops', {...row, state: 'attention'});
          await e.report(); await e.drain.kick()"""


def test_a_phone_whose_store_came_back_empty_knows_what_it_held_and_says_how_many_are_gone(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    sign_in(phone, "lead")
    phone.do(HELD)
    phone.do("await e.session.startSecondCopy();" + LOSE)  # the copy has all three
    again(phone)
    assert not sign_in(phone, "lead").get("gone")
    copied = phone.do(FILES)
    phone.do(LOSE)
    phone.do(
        "const place = await (await navigator.storage.getDirectory()).getDirectoryHandle('ops'); for (const name of a) await place.removeEntry(name)",
        copied[:2],
    )
    again(phone)
    (gone,) = sign_in(phone, "lead")["gone"]
    assert (
        gone["sure"] is True
        and gone["unsent"] == 2
        and gone["device"] == phone.do("return e.session.device()")
    )
    assert phone.do("return (await e.outbox.summary()).waiting") == 1


def test_after_cleared_data_the_office_remembers_and_only_the_person_can_say(
    phones: Callable[..., Phone], office: Office
) -> None:
    phone = phones()
    sign_in(phone, "outsider")
    phone.do("await e.session.startSecondCopy();" + HELD)
    device = phone.do("return e.session.device()")
    phone.page.goto("about:blank")
    chrome = phone.context.new_cdp_session(phone.page)
    chrome.send("Storage.clearDataForOrigin", {"origin": office.line.url, "storageTypes": "all"})
    phone.page.goto(phone.url + "/engine.html")
    phone.page.wait_for_function("() => globalThis.engine")
    assert phone.do(
        "await e.session.ready; return [e.session.isEmptied(), (await e.database.all('ops')).length]"
    ) == [False, 0]
    phone.do("globalThis.asked = 0; StorageManager.prototype.persist = async () => { asked++; return true }")
    (gone,) = sign_in(phone, "outsider")["gone"]
    assert (gone["device"], gone["unsent"]) == (device, 3) and "sure" not in gone
    assert phone.do("return asked") == 1  # that it be kept is asked at the first sign-in
    # not answered yet: it stays through a renewal of the session, and goes with an answer
    phone.drain()
    assert len(phone.do("return (await e.session.resume()).gone")) == 1
    phone.do("await e.session.notePerson(e.session.current().id, {gone: []})")
    assert phone.do("return (await e.session.resume()).gone ?? []") == []
