"""A management form half filled in outlives whatever the line answers in the server's place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.cast import GRID
from tests.live import Server

pytestmark = pytest.mark.browser

Phone = Callable[[str], Page]
REASON = "夜里的巡查要记得久一点"
PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Please sign in</h1>"


@pytest.mark.parametrize("status", [200, 404, 500, 502])
@pytest.mark.complains("status of (404|500|502)")
def test_a_page_that_is_not_ours_does_not_replace_a_form_half_filled(
    phone: Phone, server: Server, status: int
) -> None:
    page, field = _half_filled(phone, server)
    page.locator("[name=track_days]").fill(str(status))  # another value each time: the store is the same
    page.route("**/settings", lambda route: _instead(route, status))
    with page.expect_response("**/settings"):
        page.locator("form").first.locator("button[type=submit]").click()
    expect(field).to_have_value(REASON)
    expect(page.locator("main")).not_to_contain_text("Please sign in")
    page.unroute("**/settings")
    page.locator("form").first.locator("button[type=submit]").click()
    expect(page.locator(".savebar")).to_contain_text(f"→ {status} 天")


@pytest.mark.complains("status of 422")
def test_our_own_refusal_is_said_beside_the_form_and_keeps_it(phone: Phone, server: Server) -> None:
    page, field = _half_filled(phone, server)
    page.locator("[name=track_days]").fill("-5000000")
    page.locator("form").first.locator("button[type=submit]").click()
    expect(page.locator("#e-track_days")).to_have_text("数值超出范围（0 到 3650）")
    expect(page.locator("[name=track_days]")).to_have_value("-5000000")
    expect(field).to_have_value(REASON)


def _half_filled(phone: Phone, server: Server):  # type: ignore[no-untyped-def]
    """The settings of a grid, opened by the administrator, with a value and a reason typed."""
    page = phone("admin")
    page.goto(f"{server.url}/areas/{GRID}/settings")
    page.locator("[name=track_days]").fill("30")
    field = page.locator("form").first.locator("[name=reason]")
    field.fill(REASON)
    return page, field


def _instead(route: Route, status: int) -> None:
    if route.request.method == "POST":
        route.fulfill(status=status, content_type="text/html", body=PORTAL)
    else:
        route.fallback()
