"""What is only a row on a phone comes whole when it is opened; what a phone was not given is found by the office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from app import open_store
from app.core import db
from app.matters.views import feed
from app.settings import Settings
from tests import hands
from tests.live import Server, prepare
from tests.matters import ops

pytestmark = pytest.mark.browser
ONLY_ROW = "手机里只有这件事的概要，经过和照片有信号时再看。"


class City(NamedTuple):
    """A server whose lead has more within reach than a phone carries; the oldest matter, and two that are over."""

    server: Server
    oldest: str
    over: list[str]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("rows")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    settled = {"text": "当场修好了"}
    with db.transaction():
        every = [
            ops.report(cast.worker, text=f"路灯第{n}号不亮", settled=settled).id
            for n in range(feed.FIRST_MOST + 1)
        ]
    db.database.close()
    server = Server(folder)
    yield City(server, every[0], every[-2:])
    server.stop()


@pytest.fixture
def lead(city: City, chromium: Browser) -> Iterator[Page]:
    """The lead's phone, everything it is given on it."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(city.server.url + "/sign-in")
    hands.ready(page)
    hands.sign_in(page, "lead")
    hands.installed(page)
    hands.go(page, "/matters?only=all")
    expect(page.locator("[data-text=count]")).to_contain_text(str(feed.FIRST_MOST))
    yield page
    context.close()


def test_a_row_is_fetched_whole_when_it_is_opened_and_stays_and_without_a_signal_it_is_said_to_be_one(
    city: City, lead: Page
) -> None:
    seen, unseen = city.over
    hands.go(lead, f"/matters/{seen}")
    expect(lead.locator("[data-hold=ledger] li")).to_have_count(2)
    hands.go(lead, "/matters?only=all")
    lead.context.set_offline(True)
    hands.go(lead, f"/matters/{unseen}")
    expect(lead.locator("[data-hold=state]")).to_contain_text(ONLY_ROW)
    expect(lead.locator("[data-hold=ledger] li")).to_have_count(0)
    hands.go(lead, f"/matters/{seen}")
    expect(lead.locator("[data-hold=ledger] li")).to_have_count(2)
    expect(lead.locator("[data-hold=state]")).not_to_contain_text(ONLY_ROW)
    lead.context.set_offline(False)


def test_what_a_phone_was_not_given_is_found_by_the_office_and_opens(city: City, lead: Page) -> None:
    lead.locator("#find").fill("路灯第0号")
    row = lead.locator(f'a[href="/matters/{city.oldest}"]')
    expect(row).to_contain_text("路灯第0号不亮")
    row.click()
    expect(lead.locator("[data-hold=ledger] li")).to_have_count(2)
