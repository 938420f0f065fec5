"""The report as a worker's thumb meets it: four taps, no doubles, by keyboard, and what was being written is not lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def test_a_report_without_anything_in_it_is_refused_in_words(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.locator("[data-act=pass]").click()
    expect(page.locator(".thumb .error")).to_be_visible()
    assert ops(page, "matter.report") == []


def test_a_plain_case_takes_four_taps(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()  # one
    with page.expect_file_chooser() as chooser:
        page.locator("label.shoot.first").click()  # two, and the camera's own shutter
    chooser.value.set_files(picture)
    page.locator(".shot img").wait_for()
    page.locator("[data-category]").first.click()  # three
    page.locator("[data-act=pass]").click()  # four
    page.wait_for_url(re.compile("/matters/"))
    expect(page.locator("#chip")).to_have_class(re.compile("good"))
    (op,) = ops(page, "matter.report")
    assert op["body"]["escalate"] is True and len(op["photos"]) == 1
    assert op["place"]["lat"] == pytest.approx(27.5804)


def test_the_way_back_and_sending_again_makes_no_second_report(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.fill("#report-text", "三单元楼道堆物，挡住半边楼梯")
    page.locator("[data-act=pass]").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile("/matters/"))
    page.go_back()
    page.go_forward()
    page.wait_for_url(re.compile("/matters/"))
    assert len(ops(page, "matter.report")) == 1
    page.locator(".bottom a.raised").click()
    expect(page.locator("#report-text")).to_have_value("")


def test_a_draft_survives_a_reload(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.fill("#report-text", "五幢北侧路灯不亮")
    page.locator("#report-text").blur()
    page.reload()
    expect(page.locator("#report-text")).to_have_value("五幢北侧路灯不亮")


def test_a_report_is_made_by_keyboard_alone(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/report"))
    expect(page.locator("h1")).to_be_focused()
    _tab_to(page, "[data-category]")
    page.keyboard.press("Space")
    expect(page.locator("[data-category][aria-pressed=true]")).to_be_focused()
    _tab_to(page, "#report-text")
    page.keyboard.type("井盖松动")
    _tab_to(page, "[data-act=pass]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/matters/"))
    expect(page.locator("h1")).to_contain_text("井盖松动")


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way by keyboard to {selector}")


def test_the_same_thing_nearby_is_shown_before_sending_even_without_a_signal(phone: Phone) -> None:
    page = phone("worker")
    for text in ("一楼消防通道被堵", ""):
        page.context.set_offline(True)
        page.locator(".bottom a.raised").click()
        page.locator("[data-category]").nth(2).click()
        page.fill("#report-text", text)
        if text:
            page.locator("[data-act=pass]").click()
            page.wait_for_url(re.compile("/matters/"))
    expect(page.locator("[data-hold=same]")).to_contain_text("一楼消防通道被堵")
    page.context.set_offline(False)


def test_ready_words_fit_the_thing(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.locator("[data-category]").first.wait_for()
    said = {}
    for tile in page.locator("[data-category]").all():
        tile.click()
        said[tile.get_attribute("data-category")] = page.locator("[data-phrase]").all_inner_texts()
        page.locator(f"[data-category={tile.get_attribute('data-category')}]").click()
    general = said.pop("other")
    assert [thing for thing, words in said.items() if words == general] == []
    assert said["gas"] == ["闻到燃气味", "软管老化", "没有报警器", "已请住户关阀开窗"]
    assert {thing for thing, words in said.items() if any("充电" in word for word in words)} == {"ebike_wire"}
