"""The app is on the phone whole, opens without a network, and is never taken away half-way (field rows 2, 8, 39, 40)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import hands
from tests.phone.conftest import Office, Phone
from tests.phone.line import SYNC, until

pytestmark = pytest.mark.browser
READY = "await navigator.serviceWorker.ready; return (await caches.keys()).filter(n => n.startsWith('app-'))"


@pytest.fixture
def kept(phone: Phone) -> Iterator[Phone]:
    """A phone whose service worker has kept the app."""
    phone.do("await e.update.startUpdates()")
    until(lambda: phone.do(f"{READY}"))
    until(lambda: phone.do("return Boolean(navigator.serviceWorker.controller)"))
    yield phone


def another_version(office: Office, change: Callable[[str], str]) -> None:
    """From now on the line hands out another service worker."""
    import http.client

    server = http.client.HTTPConnection("127.0.0.1", office.server.port)
    server.request("GET", "/sw.js")
    source = change(server.getresponse().read().decode())
    office.line.pages["/sw.js"] = ("text/javascript", source.encode())


@pytest.fixture(autouse=True)
def _same_version(office: Office) -> Iterator[None]:
    yield
    office.line.pages.pop("/sw.js", None)


def renamed(source: str) -> str:
    """The same app under another version."""
    return re.sub(r'"([0-9a-f]{16})-([0-9a-f]{16})"', r'"\1-0000000000000000"', source)


def test_every_field_address_opens_without_a_network_in_the_chosen_language(
    kept: Phone, office: Office
) -> None:
    page = kept.context.new_page()
    office.line.fail("cut", times=-1)
    for path in ("/", "/queue", "/matters/0192f0c1", "/me/days"):
        page.goto(kept.url + path)
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.evaluate("getComputedStyle(document.body).fontFamily !== ''")
    kept.do("await e.language.chooseLanguage('en')")
    page.goto(kept.url + "/queue")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.goto(kept.url + "/rescue.html")
    assert "Rescue" in page.title()


@pytest.mark.complains("status of 404")
def test_a_page_that_is_not_kept_says_in_a_sentence_that_there_is_no_network_and_leads_back(
    kept: Phone, office: Office
) -> None:
    page = kept.context.new_page()
    for path in ("/brief?before=1", "/figures/report?area=x", "/duty/storms", "/gone"):
        office.line.fail("cut", times=-1)
        page.goto(kept.url + path)
        assert page.locator("h1").inner_text().startswith("现在没有网络"), path
        assert page.url == kept.url + path
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    page.get_by_role("link", name="回到首页").click()
    page.wait_for_url(kept.url + "/")
    page.goto(kept.url + "/gone")
    office.line.mend()
    page.get_by_role("link", name="再试一次").click()
    expect(page.locator("body")).not_to_contain_text("现在没有网络")
    assert page.url == kept.url + "/gone"


def test_what_people_send_and_data_never_pass_through_what_is_kept(kept: Phone, office: Office) -> None:
    office.line.heard.clear()
    kept.do("for (let i = 0; i < 2; i++) await fetch('/api/v1/me')")
    assert len(office.line.requests("/api/v1/me")) == 2
    assert kept.do("return (await caches.keys()).length") <= 2
    kept.do("await e.report()")
    assert kept.drain()["safe"] is True


def test_a_version_that_does_not_come_whole_leaves_the_old_one(kept: Phone, office: Office) -> None:
    before = kept.do(READY)
    another_version(office, lambda source: renamed(source).replace("/static/icons-", "/static/lost-"))
    said = kept.do(
        """const registration = await navigator.serviceWorker.getRegistration();
           await registration.update().catch(() => null);
           while (registration.installing) await new Promise(done => setTimeout(done, 30));
           return [registration.waiting === null, Boolean(registration.active)]"""
    )
    assert said == [True, True]
    assert kept.do(READY) == before
    office.line.fail("cut", times=-1)
    page = kept.context.new_page()
    page.goto(kept.url + "/patrol")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_portal_cannot_become_the_app(kept: Phone, office: Office) -> None:
    before = kept.do(READY)
    another_version(office, renamed)
    office.line.fail("portal", "/shell/", times=-1)
    kept.do(
        """const registration = await navigator.serviceWorker.getRegistration();
           await registration.update().catch(() => null);
           while (registration.installing) await new Promise(done => setTimeout(done, 30));"""
    )
    assert kept.do(READY) == before


def test_a_newer_version_waits_for_a_tap_and_for_the_draft(kept: Phone, office: Office) -> None:
    another_version(office, renamed)
    kept.do("await (await navigator.serviceWorker.getRegistration()).update()")
    until(lambda: kept.do("return e.update.isUpdateReady()"))
    kept.do("globalThis.draft = await e.drafts.openDraft('report'); draft.set({text: 'x'})")
    assert kept.do("return e.update.takeUpdate()") is False
    assert len(kept.do(READY)) == 2
    assert kept.do("await draft.clear(); globalThis.old = true; return e.update.takeUpdate()") is True
    kept.page.wait_for_function("() => globalThis.engine && !globalThis.old")
    kept.do("await e.update.startUpdates()")
    assert (
        len(kept.do(READY)) == 2
    )  # this page says that it runs a script of neither: the former files stay for it


COUNTS = """const counts = {};
  for (const name of await caches.keys()) if (name.startsWith('app-')) counts[name] = (await (await caches.open(name)).keys()).length;
  return counts"""


def again(phone: Phone) -> None:
    """Open the app once more; its word to the worker has been heard."""
    phone.page.reload()
    phone.page.wait_for_function("() => globalThis.engine")
    phone.do("await e.update.startUpdates(); await new Promise((done) => setTimeout(done, 500))")


def opens_everywhere(phone: Phone, office: Office) -> None:
    """Every kind of address opens without a line."""
    page = phone.context.new_page()
    office.line.fail("cut", times=-1)
    for path in ("/", "/sign-in", "/queue", "/me", "/rescue.html"):
        page.goto(phone.url + path)
        assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_version_that_waits_stays_whole_however_often_the_old_one_is_opened(
    kept: Phone, office: Office
) -> None:
    another_version(office, renamed)
    page = kept.page
    page.goto(kept.url + "/sign-in")  # the app itself: the engine's page runs a script of no version
    page.evaluate("async () => void (await (await navigator.serviceWorker.getRegistration()).update())")
    fresh = page.locator("#notices").get_by_role("button", name="更新")
    fresh.wait_for()
    counts = f"async () => {{ {COUNTS} }}"
    before = page.evaluate(counts)
    assert len(before) == 2 and len(set(before.values())) == 1
    for _ in range(2):
        page.reload()
        fresh.wait_for()
        page.wait_for_timeout(500)
    assert page.evaluate(counts) == before
    fresh.click()
    hands.until(page, "() => navigator.serviceWorker.controller?.state === 'activated'")
    until(lambda: page.locator("#notices button").count() == 0)
    opens_everywhere(kept, office)


def test_a_version_whose_files_were_taken_away_is_whole_again_after_the_next_start(
    kept: Phone, office: Office
) -> None:
    before = kept.do(COUNTS)
    kept.do(
        """for (const name of await caches.keys()) {
             const cache = await caches.open(name);
             for (const key of await cache.keys()) await cache.delete(key);
           }"""
    )
    again(kept)
    until(lambda: kept.do(COUNTS) == before)
    opens_everywhere(kept, office)


def wake(phone: Phone) -> Any:
    """Make the browser say that there is a line again; gives the tools of the page it was said from."""
    tools = phone.context.new_cdp_session(phone.page)
    found: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    tools.send("ServiceWorker.enable")
    until(lambda: phone.page.evaluate("1") and found)
    tools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": phone.url,
            "registrationId": found[0]["registrationId"],
            "tag": "drain",
            "lastChance": True,
        },
    )
    return tools


def test_the_browser_wakes_the_same_code_and_nothing_goes_twice(kept: Phone, office: Office) -> None:
    ids = kept.do("const ids = []; for (let i = 0; i < 3; i++) ids.push((await e.report()).id); return ids")
    kept.page.goto("about:blank")
    wake(kept)
    until(lambda: kept.page.evaluate("1") and office.line.requests(SYNC))
    kept.page.goto(kept.url + "/engine.html")
    kept.page.wait_for_function("() => globalThis.engine")
    until(lambda: kept.do("await e.drain.kick(); return (await e.outbox.summary()).safe"))
    bodies = b"".join(one.body for one in office.line.requests(SYNC))
    assert [bodies.count(f'"id":"{one}"'.encode()) for one in ids] == [1, 1, 1]


def test_a_worker_stopped_while_sending_loses_nothing(kept: Phone, office: Office) -> None:
    kept.do("await e.report()")
    office.line.fail("hang", SYNC)
    kept.page.goto("about:blank")
    tools = wake(kept)
    until(lambda: kept.page.evaluate("1") and office.line.struck.is_set())
    tools.send("ServiceWorker.stopAllWorkers")
    office.line.mend()
    kept.page.goto(kept.url + "/engine.html")
    kept.page.wait_for_function("() => globalThis.engine")
    until(lambda: kept.do("await e.drain.kick(); return (await e.outbox.summary()).safe"))
    assert kept.states() == ["received"]


def test_the_way_out_takes_the_worker_and_leaves_the_work(kept: Phone, office: Office) -> None:
    kept.do("await e.report()")
    page = kept.context.new_page()
    page.goto(kept.url + "/sw-kill")
    page.wait_for_function("() => document.getElementById('done').textContent")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0
    assert kept.drain()["safe"] is True
