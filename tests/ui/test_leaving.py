"""Leaving a phone, and a phone whose store is lost, as its screens show it."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.live import Server, newcomer
from tests.ui.test_alarms import within

pytestmark = pytest.mark.browser
Phone = Callable[..., Page]

SEE = """sha => new Promise((done) => { const it = new Image(); it.onload = () => done(true); it.onerror = () => done(false);
         it.src = `/api/v1/photos/${sha}?size=320`; })"""
PHOTOS = "() => caches.keys().then((names) => names.filter((name) => name.startsWith('photos-')))"
RECEIVED = """() => new Promise((done) => { indexedDB.open('gridwalk').onsuccess = ({target: {result: db}}) => {
  db.transaction('receipts').objectStore('receipts').getAll().onsuccess = ({target: {result}}) => {
    db.close(); done(result.filter((one) => !one.lacks).flatMap((one) => one.op.photos)[0]); } } })"""

NEIGHBOUR = """() => {
  document.body.classList.add("neighbour");
  document.querySelector("main").insertAdjacentHTML("beforeend", '<div data-part="answer">x</div>');
}"""


def leave(page: Page) -> None:
    """Sign out on the screen that is for it."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/me", page.url))
    page.locator("[data-ready]").wait_for()
    hands.sign_out(page)


@pytest.mark.complains("status of 401")
def test_photos_one_has_seen_are_kept_by_person_and_go_with_them(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    page.goto(page.url + "report")
    page.locator("[data-category]").first.click()
    page.set_input_files("input[type=file]", str(picture))
    page.locator("[data-hold=shots] img").first.wait_for()
    page.locator("[data-act=pass]").click()
    sha = hands.until(page, RECEIVED, seconds=30)
    assert page.evaluate(SEE, sha) is True
    assert len(page.evaluate(PHOTOS)) == 1
    page.context.set_offline(True)
    assert page.evaluate(SEE, sha) is True
    page.context.set_offline(False)
    leave(page)
    hands.until(page, "() => fetch('/api/v1/me').then((reply) => reply.status === 401)")
    hands.until(page, "() => caches.keys().then((all) => !all.some((one) => one.startsWith('photos-')))")
    hands.until(page, f"(sha) => ({SEE})(sha).then((seen) => !seen)", sha)
    hands.until(page, f"() => ({PHOTOS})().then((names) => !names.length)")


def test_a_store_that_came_back_empty_says_so_and_what_waited_is_there_again(
    phone: Phone, server: Server
) -> None:
    within(server, lambda: newcomer("wiped", 33))  # about whom nobody else's alarm is still open
    page = phone("wiped")
    page.context.set_offline(True)
    page.locator("#alarm").click()
    page.locator("dialog .steps .done").first.wait_for()
    hands.until(page, """async () => { const place = await (await navigator.storage.getDirectory()).getDirectoryHandle('ops', {create: true});
                                       for await (const name of place.keys()) return name; return null }""")  # fmt: skip
    page.evaluate("() => new Promise((done) => (indexedDB.deleteDatabase('gridwalk').onsuccess = done))")
    page.reload()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.locator("#notices")).to_contain_text("这部手机里存的内容不见了")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-hold=others]")).to_contain_text("还有 1 条没有上传")
    hands.sign_in(page, "wiped")
    hands.until(page, "() => /已收到/.test(document.querySelector('#chip').textContent)", seconds=30)
    expect(page.locator("#notices")).not_to_contain_text("不见了")


def test_another_phone_asks_whether_what_was_held_is_gone_and_a_yes_is_on_record(
    phone: Phone, server: Server
) -> None:
    page = phone("lead", by_hand=True)
    token = page.evaluate("""() => new Promise((done) => { indexedDB.open('gridwalk').onsuccess = ({target: {result: db}}) => {
      db.transaction('people').objectStore('people').getAll().onsuccess = ({target: {result}}) => { db.close(); done(result[0].token); } } })""")  # fmt: skip
    device = page.evaluate("() => JSON.parse(localStorage.getItem('phone')).device")
    body = {
        "proto": 1,
        "device": device,
        "epoch": "",
        "sent_at": "2026-11-22T08:00:00+08:00",
        "ops": [],
        "report": {"unsent": 4, "photos": 0},
    }
    page.context.close()  # the phone is gone; its last word was that four wait
    head = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{server.port}/api/v1/sync", json.dumps(body).encode(), head)
    ).read()
    page = phone("lead", by_hand=True)
    asked = page.locator("#notices .banner", has_text="还有 4 条没有传上来")
    expect(asked).to_contain_text("是这部手机吗")
    page.wait_for_load_state("networkidle")  # the screen is drawn anew as the office answers
    page.evaluate(NEIGHBOUR)  # whom something else is asked: that comes first
    expect(asked).to_be_hidden()
    page.evaluate("document.querySelector('[data-part=answer]').hidden = true")
    expect(asked).to_be_visible()
    page.reload()  # it is asked until it is answered
    asked.get_by_role("button", name="是这部手机").click()
    expect(page.locator("#notices")).to_contain_text("现在已经不在了")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#notices")).not_to_contain_text("不在了")
    page.goto(server.url + "/me")
    expect(page.locator("[data-hold=online]")).to_contain_text("还有 4 条没有传上来")
