"""A phone whose store does not open: the frame stands, says why, shows the way to what lies there, and goes on by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]

NEWER = """() => new Promise((done) => {
  const asked = indexedDB.open('gridwalk', 99);
  asked.onsuccess = () => (asked.result.close(), done());
})"""
# an old window that does not let go, and one that waits for it: whoever comes then waits behind both
HELD = """() => new Promise((done) => {
  const asked = indexedDB.open('gridwalk');
  asked.onsuccess = () => {
    globalThis.held = asked.result;
    globalThis.waits = indexedDB.open('gridwalk', 99);
    waits.onblocked = () => done();
  };
})"""
BROKEN = """const real = IDBFactory.prototype.open;
globalThis.mend = () => (IDBFactory.prototype.open = real);
IDBFactory.prototype.open = () => { throw new DOMException('Internal error', 'UnknownError') };"""


def shut(page: Page, why: str) -> None:
    """What stands there instead of a blank page."""
    expect(page.locator("h1")).to_have_text("正在打开手机里的记录")
    expect(page.locator("main a[href='/rescue.html']")).to_be_visible()
    expect(page.locator("#notices")).to_contain_text(why)
    expect(page.locator("#notices a[href='/rescue.html']")).to_be_visible()


def test_written_by_a_newer_version_it_says_so_and_shows_the_way_out(phone: Phone) -> None:
    page = phone("worker")
    url = page.url
    page.goto(url + "sw-kill")
    page.evaluate(NEWER)
    page.goto(url)
    shut(page, "更新的版本")
    page.locator("main a[href='/rescue.html']").click()
    expect(page.locator("#found")).to_contain_text("0 条记录")


def test_held_by_another_window_it_goes_on_by_itself_when_that_closes(phone: Phone) -> None:
    page = phone("worker")
    url = page.url
    page.goto(url + "sw-kill")
    other = page.context.new_page()
    other.goto(url + "sw-kill")
    other.evaluate(HELD)
    page.goto(url + "report")
    shut(page, "另一个窗口")
    other.evaluate("() => { waits.onupgradeneeded = () => waits.transaction.abort(); held.close(); }")
    expect(page.locator("#report-text")).to_be_visible()
    expect(page.locator("#notices")).not_to_contain_text("另一个窗口")
    page.fill("#report-text", "打开以后写的")
    page.locator("[data-act=pass]").click()
    expect(page.locator("h1")).to_contain_text("打开以后写的")


def test_failing_to_open_it_tries_again_and_goes_on(phone: Phone) -> None:
    page = phone("worker")
    broken = page.context.new_page()
    page.close()
    broken.add_init_script(BROKEN)
    broken.goto(page.url + "report")
    shut(broken, "打不开")
    broken.evaluate("() => void mend()")
    expect(broken.locator("#report-text")).to_be_visible()
    expect(broken.locator("#chip")).to_be_visible()
