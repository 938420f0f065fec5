"""One server with the cast and one browser for the screens' tests; every test gets a phone of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests import chrome, hands
from tests.cast import LAT, LON
from tests.live import Server, prepare
from tests.phone.account.signed_in import SignedIn

HERE = {"latitude": LAT + 0.0004, "longitude": LON + 0.0004, "accuracy": 6}


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server over the cast's community."""
    folder = tmp_path_factory.mktemp("screens")
    prepare(folder)
    made = Server(folder)
    yield made
    made.stop()


@pytest.fixture(scope="package")
def chromium(play: Playwright) -> Iterator[Browser]:
    """A browser; each phone is a context of its own."""
    made = chrome.launch(play)
    yield made
    made.close()


@pytest.fixture(scope="package")
def known() -> dict[str, SignedIn]:
    """By login, what a phone holds that has signed in and heard the office's news."""
    return {}


@pytest.fixture
def phone(server: Server, chromium: Browser, known: dict[str, SignedIn]) -> Iterator[Callable[[str], Page]]:
    """`phone("worker")` is that person's phone, signed in, its service worker in charge and the office's news pulled.

    The first of each person signs in with fingers, and whichever is to do it `by_hand`; the others hold what the first
    held, in a session of their own.
    """
    opened = []

    def another(**held: Any) -> BrowserContext:
        made = chromium.new_context(
            viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            geolocation=HERE, permissions=["geolocation"], **held,
        )  # fmt: skip
        opened.append(made)
        made.set_default_timeout(30_000)
        return made

    def signed_in(name: str, by_hand: bool = False) -> Page:
        if name in known and not by_hand:
            return known[name].open(another, server)
        page = another().new_page()
        page.goto(server.url + "/sign-in")
        hands.ready(page)
        hands.sign_in(page, name)
        if name == "admin":  # who lands on a page of the server's, not in the field app
            page.goto(server.url + "/me")
            hands.ready(page)
            hands.installed(page)
            return page
        hands.installed(page)
        hands.go(page, "/report")
        page.locator("[data-category]").first.wait_for()
        page.goto(server.url + "/")
        hands.ready(page)
        known[name] = SignedIn(name, page.context)
        return page

    yield signed_in
    for context in opened:
        context.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph to attach."""
    from PIL import Image

    to = tmp_path / "exit.jpg"
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(to)
    return to
