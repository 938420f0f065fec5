"""A position outside one's own grid: said before sending, with whose it is where that is known, and said of the matter afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.cast import GRID, LAT, LON, STEP_LON
from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def report_from(page: Page, lat: float, lon: float, text: str) -> str:
    """Stand there, open the form, write, and pass it up; what the form said of the place. The matter is in front then."""
    page.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 8})
    hands.go(page, "/report")
    line = page.locator("[data-hold=place] .item-body")
    hands.until(page, "() => /定位/.test(document.querySelector('[data-hold=place]')?.textContent ?? '')")
    said = line.inner_text().replace("\n", " ")
    page.locator("[data-category]").first.click()
    page.fill("#report-text", text)
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    hands.ready(page)
    return said


def test_in_a_neighbours_grid_the_form_names_it_and_so_does_the_matter(phone: Phone) -> None:
    page = phone("worker")
    said = report_from(page, LAT + 0.0003, LON + STEP_LON + 0.0006, "在邻居的网格里看到的")
    assert said == "第1网格 定位在第2网格，先记在这里；请写明地点。"
    place = page.locator("[data-hold=place]")
    expect(place).to_have_text("第1网格 （定位在第2网格，先记在这里）", timeout=70_000)
    (op,) = ops(page, "matter.report")
    assert "area" not in op["body"] and op["place"]["acc"] == 8  # where it is laid is the office's rule


def test_far_away_the_form_says_how_far_and_the_matter_does_not_say_that_there_was_no_position(
    phone: Phone,
) -> None:
    page = phone("worker")
    said = report_from(page, LAT - 0.6, LON, "七十公里外看到的")
    assert said == "第1网格 定位在网格外约 67 公里，先记在这里；请写明地点。"
    expect(page.locator("[data-hold=place]")).to_have_text(
        "第1网格 （定位在这里以外，先记在这里）", timeout=70_000
    )


def test_at_the_border_and_where_a_place_was_chosen_nothing_is_said(phone: Phone) -> None:
    page = phone("worker")
    said = report_from(
        page, LAT + 0.0003, LON + STEP_LON + 0.00005, "边上看到的"
    )  # 5 m outside, known to 8 m
    assert "先记在" not in said and "定位 ±8 米" in said
    page.context.set_geolocation(
        {"latitude": LAT + 0.0003, "longitude": LON + STEP_LON + 0.0006, "accuracy": 8}
    )
    hands.go(page, "/report")
    line = page.locator("[data-hold=place]")
    expect(line).to_contain_text("先记在这里")
    line.locator("button").click()
    page.locator(f"dialog [data-key='{GRID}01001']").or_(
        page.locator("dialog .list button").nth(1)
    ).first.click()
    expect(line).not_to_contain_text("先记在")
