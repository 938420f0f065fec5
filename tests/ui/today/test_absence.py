"""请假 from a worker's phone: found under 我的, entered with nothing but days and a colleague, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.audit import axe
from tests.live import Server, newcomer
from tests.ui.test_alarms import within

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", ["head", "desk", "lead"])
def test_everybody_with_a_post_finds_it_under_me(phone: Callable[..., Page], who: str) -> None:
    page = phone(who)
    hands.go(page, "/me")
    expect(page.locator("a[href='/absences']")).to_be_visible()


def test_a_worker_is_absent_and_back(server: Server, phone: Callable[..., Page]) -> None:
    within(server, lambda: newcomer("resting", 42))
    page = phone("resting")
    hands.go(page, "/me")
    page.locator("a[href='/absences']").click()
    page.get_by_role("link", name="我要请假").click()
    expect(page.locator("form textarea")).to_have_count(0)  # nowhere to write why
    option = page.locator("#f-substitute option", has_text="李强")
    page.select_option("#f-substitute", value=option.get_attribute("value"))
    assert axe.look(page, "/absences/…", "light") == []
    page.get_by_role("button", name="记下这几天").click()
    expect(page.locator("h2", has_text="李强 替")).to_be_visible()
    assert axe.look(page, "/absences", "light") == []
    page.get_by_role("button", name="回来了，今天起结束").click()
    expect(page.locator("h2", has_text="李强 替")).to_have_count(0)
