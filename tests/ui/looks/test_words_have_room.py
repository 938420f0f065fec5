"""Words have room: things break between their words, a matter's acts in two lines at most beside a patrol, large English on 320 px."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.ui.looks.test_the_look import dress
from tests.ui.test_own_matters import report

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
LINES = """(one) => { const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), bottoms = new Set();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const range = document.createRange(); range.selectNodeContents(node);
    for (const { width, bottom } of range.getClientRects()) if (width > 1) bottoms.add(Math.round(bottom / 4));
  }
  return bottoms.size; }"""
TOPS = """(one) => { const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT); const tops = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) for (let i = 0; i < node.length; i++) {
    const range = document.createRange(); range.setStart(node, i); range.setEnd(node, i + 1);
    tops.push(Math.round(range.getBoundingClientRect().top)); }
  return tops; }"""
INSIDE = """(one) => { const box = one.getBoundingClientRect(); const range = document.createRange(); range.selectNodeContents(one);
  return [...range.getClientRects()].every(({ left, right, top, bottom }) => left >= box.left && right <= box.right && top >= box.top && bottom <= box.bottom); }"""


def test_an_e_bike_is_not_broken_in_two(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/report")
    tile = page.locator("[data-category=ebike_indoors]")
    expect(tile).to_have_text("电动车进楼")
    first, second = tile.evaluate(TOPS)[:3], tile.evaluate(TOPS)[3:]
    assert len(set(first)) == 1 and len(set(second)) == 1


def test_beside_a_patrol_a_matters_acts_take_two_lines_at_most(phone: Phone) -> None:
    page = phone("worker")
    report(page, "楼道灯不亮", "keep")
    address = page.url
    hands.go(page, "/")
    page.locator("[data-act=start]").click()
    page.locator("[data-part=live]:not([hidden])").wait_for()
    hands.go(page, address[address.index("/matters") :])
    acts = page.locator(".thumb.carries .acts .button")
    acts.first.wait_for()
    assert [act.evaluate(LINES) <= 2 for act in acts.all()] == [True] * acts.count()


@pytest.mark.parametrize("path", ["/", "/report", "/patrol"])
def test_large_english_words_stay_within_their_buttons_on_320_px(phone: Phone, path: str) -> None:
    page = phone("worker")
    page.set_viewport_size({"width": 320, "height": 740})
    dress(page, lang="en", size="large")
    hands.go(page, path)
    if path == "/patrol":
        page.locator("[data-act=start]").first.click()
        page.locator("[data-part=live]:not([hidden])").wait_for()
    assert page.locator("#chip").evaluate(LINES) <= 2, page.locator("#chip").inner_text()
    buttons = [one for one in page.locator(".thumb .button.big, .shoot, .slot").all() if one.is_visible()]
    assert buttons and [one.inner_text() for one in buttons if not one.evaluate(INSIDE)] == []
