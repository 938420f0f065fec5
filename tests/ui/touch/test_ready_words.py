"""Ready words go behind what is written, once, by one rule in every form; they never replace it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def test_in_every_form_a_ready_word_stands_behind_what_was_written_and_twice_is_once(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/report")
    page.fill("#report-text", "三楼")
    for _ in range(2):
        page.locator("[data-hold=phrases] [data-phrase]").first.tap()
    expect(page.locator("#report-text")).to_have_value("三楼，需要尽快处理")
    page.locator("[data-category]").first.tap()  # what is settled at once says what it was
    page.locator("[data-act=settle]").tap()
    page.fill("#settle-text", "我先扫了。")
    for _ in range(2):
        page.locator("dialog [data-phrase]").nth(1).tap()
    page.locator("dialog [data-phrase]").nth(3).tap()
    expect(page.locator("#settle-text")).to_have_value("我先扫了。已清理干净，已修好")
    page.get_by_role("button", name="关闭").tap()
    page.locator("[data-act=settle]").tap()
    expect(page.locator("#settle-text")).to_have_value("我先扫了。已清理干净，已修好")  # it is in the draft
    page.get_by_role("button", name="关闭").tap()
    hands.go(page, "/errands/new")
    page.fill("#errand-what", "老人要")
    for _ in range(2):
        page.get_by_role("button", name="社保认证").tap()
    expect(page.locator("#errand-what")).to_have_value("老人要，社保认证")
