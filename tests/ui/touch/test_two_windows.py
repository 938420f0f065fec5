"""A patrol in two windows of one phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.ui.asking import ops

pytestmark = pytest.mark.browser


def test_a_patrol_ended_in_one_window_is_over_in_the_other_and_takes_no_mark(
    phone: Callable[[str], Page],
) -> None:
    page = phone("worker")
    hands.go(page, "/patrol")
    page.locator("[data-act=start]").click()
    expect(page.locator("[data-part=live]")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    hands.ready(other)
    expect(other.locator("[data-part=live]")).to_be_visible()
    other.evaluate("BroadcastChannel.prototype.postMessage = () => {}")  # a window that slept hears nothing
    other.locator("[data-act=finish]").evaluate(
        "(one) => one.closest('details') && (one.closest('details').open = true)"
    )
    other.locator("[data-act=finish]").click()
    other.wait_for_url("**/patrols/*")
    page.bring_to_front()
    expect(page.locator("[data-part=live]")).to_be_hidden(timeout=8_000)
    expect(page.locator("[data-part=begin]")).to_be_visible()
    assert ops(page, "patrol.mark") == []
