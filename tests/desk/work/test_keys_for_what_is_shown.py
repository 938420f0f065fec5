"""In a browser: a key for a step is for the row that one has moved to, and none is lost while a matter is on its way."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Route, expect

from app.matters.models import Matter
from tests.desk.test_in_a_browser import reported
from tests.desk.work.test_keyboard import awake, responsible

pytestmark = pytest.mark.browser


def states(office) -> set[str]:
    with office.acting():
        return {row.state for row in Matter.select(Matter.state)}


def slow(page, matter: Matter) -> list:
    """The page of the matter is held back until what is returned is let go: `for route in held: route.continue_()`."""
    held: list = []
    page.route(f"**/desk/matters/{matter.id}?*", lambda route: held.append(route))
    return held


def asked_once(page, held: list) -> Route:
    """The one request that is held back, as soon as the browser has made it: what is said on the page may come before."""
    until = time.monotonic() + 30
    while not held and time.monotonic() < until:
        page.wait_for_timeout(20)
    assert len(held) == 1
    return held[0]


def test_a_key_on_another_row_opens_it_and_does_nothing_to_the_open_one(office, window):
    responsible(office)
    first, _, third = reported(office, 3)
    page = window("desk", f"/desk/matters/{first.id}?view=open")
    for key in ("j", "j", "d", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", third.id)
    expect(page.locator("[data-said]")).to_have_text("先打开这一件，看过再按")
    assert states(office) == {"reported"}
    awake(page)
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator("#matter [data-done]")).to_contain_text("派单给")
    with office.acting():
        found = [Matter.get_by_id(matter.id).state for matter in (first, third)]
    assert found == ["reported", "dispatched"]


def test_a_row_that_has_left_the_list_takes_no_key_to_the_open_matter(office, window):
    first, second, _ = reported(office, 3)
    page = window("desk", f"/desk/matters/{first.id}?view=open")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{second.id} a")).to_be_focused()
    page.evaluate("id => document.getElementById('row-' + id).remove()", second.id)
    page.keyboard.press("t")
    expect(page.locator("[data-said]")).to_have_text("刚才那一件已经不在列表里了")
    assert states(office) == {"reported"}


def test_a_key_pressed_while_the_matter_is_on_its_way_is_kept_until_it_stands(office, window):
    first, second = reported(office, 2)
    page = window("desk", f"/desk/matters/{first.id}?view=open")
    held = slow(page, second)
    for key in ("j", "o", "n"):
        page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_have_text("正在打开，开好就做：补充")
    asked_once(page, held).continue_()
    expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", second.id)
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("[data-said]")).to_be_empty()


def test_a_step_that_is_not_open_is_said_only_once_the_matter_stands(office, window):
    first, second = reported(office, 2)
    page = window("desk", f"/desk/matters/{first.id}?view=open")
    held = slow(page, second)
    for key in ("j", "o", "c"):
        page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_have_text("正在打开，开好就做：结案")
    asked_once(page, held).continue_()
    expect(page.locator("[data-said]")).to_have_text("这件事现在没有这一步：结案")


@pytest.mark.complains("ERR_FAILED", "Failed to fetch")
def test_a_key_for_a_matter_that_was_not_opened_is_dropped_and_that_is_said(office, window):
    first, second = reported(office, 2)
    page = window("desk", f"/desk/matters/{first.id}?view=open")
    held = slow(page, second)
    for key in ("j", "o", "t"):
        page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_contain_text("正在打开")
    asked_once(page, held).abort()
    expect(page.locator("[data-said]")).to_have_text("没有打开，请再按一次")
    assert states(office) == {"reported"}


def test_what_is_brought_back_into_a_folded_part_of_a_form_is_seen(office, window):
    one, other = reported(office, 2)
    page = window("desk", f"/desk/matters/{one.id}?view=open")
    page.locator("summary", has_text="派单").first.click()
    page.locator("details.move[open] summary", has_text="协办").click()
    page.locator("details.move[open] details[open] input[type=checkbox]").first.check()
    for matter in (other, one):
        page.locator(f"#row-{matter.id} a").click()
        expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", matter.id)
    expect(page.locator("details.move[open] details[open] input[type=checkbox]:checked")).to_be_visible()
    page.locator("[data-draft]:visible").get_by_role("button", name="不要了").click()
    page.locator(f"#row-{other.id} a").click()
    expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", other.id)
    expect(page.locator("details.move details[open]")).to_have_count(0)
