"""Administration in a real browser: who lands there, and that it uses the screen it has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.areas.access import posts
from tests import cast as c
from tests import hands
from tests.audit import axe

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
DRESSES = ({}, {"lang": "en", "theme": "dark"}, {"theme": "sunlight", "size": "large"})


def enter(page: Page, office, login: str) -> None:
    """Sign in by the form, as somebody who came to the address alone."""
    page.goto(office.url + "/")
    page.fill("#login", login)
    page.fill("#password", c.PASSWORD)
    page.press("#password", "Enter")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_an_administrator_lands_on_administration_and_not_on_a_phone_s_home(office, chromium, size):
    context = chromium.new_context(viewport=size, locale="zh-CN")
    page = context.new_page()
    enter(page, office, "admin")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    expect(page.locator("h1")).to_have_text("管理 · 临港市")
    expect(page.locator("#alarm, .bottom")).to_have_count(0)
    page.goto(office.url + "/")
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    page.goto(office.url + "/me")
    hands.ready(page)
    expect(page.locator(".bottom .slot:visible")).to_contain_text(["管理", "事件", "我的"])
    page.locator(".bottom .slot:visible").first.click()
    hands.until(page, "() => location.pathname.startsWith('/admin')")
    context.close()


def test_whoever_also_walks_keeps_today_with_a_way_to_administration(office, chromium):
    with office.acting() as cast:
        posts.give(cast.admin, cast.admin, "grid_worker", c.GRID2)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    enter(page, office, "admin")
    page.wait_for_selector("body:not(.signed-out) #alarm")
    expect(page.locator('[data-act="start"]')).to_be_visible()
    page.locator("main").get_by_role("link", name="管理").click()
    expect(page.locator("h1")).to_have_text("管理 · 临港市")
    context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_axe_finds_nothing_on_administration_and_nothing_is_wider_than_the_window(office, window, size):
    page = window("admin", "/admin", viewport=size)
    found = []
    for dress in DRESSES:
        page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
        page.goto(office.url + "/admin")
        found += axe.look(page, "/admin", str(dress))
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], dress
    assert [one.line() for one in found] == []
