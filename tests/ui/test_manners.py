"""Manners of the frame: the red button's undo, switches without a signal, who waits, and where one is led."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.live import Server
from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def test_a_stranger_is_led_to_sign_in_and_sees_nothing(server: Server, chromium) -> None:  # type: ignore[no-untyped-def]
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(server.url + "/matters")
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.locator(".bottom")).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("path", ["/sign-in", "/board"])
def test_a_date_and_a_number_go_to_the_next_line_whole(server: Server, chromium, path: str) -> None:  # type: ignore[no-untyped-def]
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(server.url + path)
    lines = page.evaluate(
        """() => ["<time>2026-11-29 10:42</time>", "<time>11月29日</time>", '<a class="num" href="tel:0577-12345678">0577-12345678</a>'].map((piece) => {
          const box = document.body.appendChild(document.createElement("p"));
          box.innerHTML = `前面的话${piece}`;
          const text = document.createRange();
          text.selectNodeContents(box.lastChild);
          const lines = [];
          for (let width = 340; width >= 160; width -= 10) {
            box.style.width = `${width}px`;
            lines.push(new Set([...text.getClientRects()].map((line) => Math.round(line.top))).size);
          }
          return Math.max(...lines);
        })"""
    )
    assert lines == [1, 1, 1]
    page.context.close()


def test_an_emergency_undone_within_five_seconds_is_never_sent(phone: Phone) -> None:
    page = phone("worker")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if "/sync" in request.url else None
    )
    page.locator("#alarm").click()
    page.locator("dialog [data-act=undo]").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.wait_for_timeout(6000)  # the five seconds themselves, and a little more
    assert not any("emergency" in body for body in sent)
    (op,) = ops(page, "matter.report")
    assert op["body"]["urgency"] == "emergency", "the record stays on the phone"


def test_an_emergency_is_received_and_says_so(phone: Phone) -> None:
    page = phone("worker2")
    page.locator("#alarm").click()
    expect(page.locator("dialog .steps .done").first).to_be_visible()
    expect(page.locator("dialog .steps .done")).to_have_count(2, timeout=30_000)


def test_the_language_switches_without_a_signal(phone: Phone) -> None:
    page = phone("worker")
    page.goto(page.url + "me")
    page.locator("[data-ready]").wait_for()
    page.context.set_offline(True)
    page.locator("[data-lang=en]").click()
    hands.until(page, "() => document.documentElement.lang === 'en'")
    page.locator("[data-ready]").wait_for()
    page.locator("[data-lang=zh]").click()
    hands.until(page, "() => document.documentElement.lang === 'zh-CN'")
    page.context.set_offline(False)


def test_large_type_reaches_what_elders_need(phone: Phone) -> None:
    page = phone("head")
    hands.go(page, "/me")
    page.locator("[data-choose=size][data-value=large]").click()
    page.reload()
    page.locator("[data-ready]").wait_for()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 22
    small = page.evaluate(
        "[...document.querySelectorAll('.button, .bottom > *')].filter((one) => one.offsetParent && one.offsetHeight < 60).length"
    )
    assert small == 0


def test_no_screen_is_wider_than_the_phone(phone: Phone) -> None:
    page = phone("worker")
    root = page.url
    for path in ("", "report", "matters", "queue", "me", "me/days", "visit", "patrol", "check", "install"):
        page.goto(root + path)
        page.locator("[data-ready]").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.complains("status of 401")
def test_a_no_of_the_office_is_not_called_a_lack_of_a_signal(phone: Phone) -> None:
    page = phone("worker")
    page.context.clear_cookies()  # the office has ended the session; the phone has a signal all the while
    hands.go(page, "/me")
    for held in ("online", "looked"):
        shown = page.locator(f"[data-hold={held}]")
        expect(shown).to_contain_text("登录")
        expect(shown).not_to_contain_text("信号")
    page.locator("[data-act=others]").click()
    page.locator(".sheet button", has_text="退出").last.click()
    said = page.locator(".sheet [role=status]")
    expect(said).to_contain_text("登录")
    expect(said).not_to_contain_text("信号")
