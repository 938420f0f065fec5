"""The scenes of a worker's own tracker, in a city whose administrator has opened that."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests import hands
from tests.screens.scenes import TOP, Scene


def tracker_opened(page: Page) -> None:
    """An administrator has opened the way to record with a tracker of one's own; the worker looks."""
    url, browser = page.url.removesuffix("/companion"), page.context.browser
    assert browser is not None
    office = browser.new_context(extra_http_headers={"Origin": url}).request
    device = {"id": "0190aaaa-0000-7000-8000-0000000000ad", "label": "管理"}
    said = {"login": "admin", "password": hands.PASSWORD, "device": device}
    assert office.post(f"{url}/api/v1/session", data=said).ok
    fields: dict[str, Any] = {"companion": "1", "shown-companion": "0", "reason": "夜间巡查试行"}
    assert office.post(f"{url}/areas/{TOP}/settings", form=fields).ok
    page.reload()
    page.get_by_text("我同意，连上").wait_for()


def tracker_agreed(page: Page) -> None:
    """The worker agrees, and is shown the secret."""
    tracker_opened(page)
    page.get_by_text("我同意，连上").click()
    page.locator("svg.code").wait_for()


SCENES = (
    Scene("companion", "/companion", role="worker", act=tracker_opened, whole=True),
    Scene("companion-ready", "/companion", role="worker", act=tracker_agreed, whole=True),
)
