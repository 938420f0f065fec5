"""One server with the cast, and one browser for the desk's tests; every test gets windows of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from app import open_store
from app.core import db
from app.settings import Settings
from tests import chrome, hands
from tests.cast import LAT, LON, PASSWORD, Cast
from tests.live import Server, prepare

HERE = {"latitude": LAT + 0.0004, "longitude": LON + 0.0004, "accuracy": 6}
DEVICE = {"id": "0190a000-0000-7000-8000-000000000001", "label": "电脑"}


class Office:
    """A server over the cast's community, and what has happened there before."""

    def __init__(self, folder: Any) -> None:
        self.folder = folder
        self.cast: Cast = prepare(folder)
        self.server = Server(folder)
        self.url = self.server.url

    @contextmanager
    def acting(self) -> Iterator[Cast]:
        """The store opened here too, so that a colleague can act while the pages stand."""
        settings = Settings(data_dir=self.folder, demo=True)
        open_store(settings)
        db.connect()
        yield self.cast
        db.database.close()


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A community's server of one test."""
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.server.stop()


@pytest.fixture(scope="package")
def chromium(play: Playwright) -> Iterator[Browser]:
    """A browser; each window is a context of its own."""
    made = chrome.launch(play)
    yield made
    made.close()


Window = Callable[..., Page]


@pytest.fixture
def window(office: Office, chromium: Browser) -> Iterator[Window]:
    """`window("desk", "/desk")` is that person's screen on a desktop."""
    opened = []

    def made(name: str, path: str = "/desk", **options: Any) -> Page:
        wanted = {
            "viewport": {"width": 1440, "height": 900},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
        }
        context = chromium.new_context(**{**wanted, **options})
        opened.append(context)
        context.set_default_timeout(30_000)
        given = {"login": name, "password": PASSWORD, "device": DEVICE}
        answer = context.request.post(
            f"{office.url}/api/v1/session", data=given, headers={"Origin": office.url}
        )
        assert answer.status == 200
        page = context.new_page()
        page.goto(office.url + path)
        return page

    yield made
    for context in opened:
        context.close()


@pytest.fixture
def phone(office: Office, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """`phone("worker")` is that person's phone with the field app, signed in."""
    opened = []

    def signed_in(name: str) -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            geolocation=HERE, permissions=["geolocation"],
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(office.url + "/sign-in")
        hands.ready(page)
        hands.sign_in(page, name)
        return page

    yield signed_in
    for context in opened:
        context.close()
