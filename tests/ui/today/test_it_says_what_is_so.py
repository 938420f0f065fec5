"""A worker's screens agree with each other: rounds, visits, positions that are refused, what waits on a phone that is nobody's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core import clock
from tests import hands
from tests.cast import BUILDING2, GRID
from tests.live import Server, newcomer
from tests.patrol import walk
from tests.ui.test_alarms import within

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def test_today_names_every_round_of_the_day(phone: Phone, server: Server) -> None:
    def walked() -> int:
        worker = newcomer("rounds", 31)
        begins = clock.start_of(clock.today())
        room = min((clock.now() - begins) // 6, clock.HOUR)
        for n in range(5):
            at = (begins + n * room - walk.NINE) / 1000
            walk.finish(worker, walk.start(worker, at=at), at=at + room / 2000)
        return 5

    rounds = within(server, walked)
    page = phone("rounds")
    spans = page.locator('[data-part=spans] [data-text="am"], [data-part=spans] [data-text="pm"]')
    expect(spans.first).to_contain_text("–", timeout=30_000)
    assert sum(text.count("–") for text in spans.all_inner_texts()) == rounds


def test_a_visit_that_was_recorded_stands_among_the_visits_and_its_building_counts_on_the_live_plan(
    phone: Phone, server: Server
) -> None:
    within(server, lambda: newcomer("visits", 35, GRID))
    page = phone("visits")
    hands.go(page, "/patrol")
    page.context.set_offline(True)
    page.locator("[data-act=start]").click()
    seen = page.locator("[data-text=seen]")
    expect(seen).to_have_text("0/2")
    hands.go(page, f"/visit?area={BUILDING2}")
    page.locator("[data-pick=purpose] [data-value=care]").click()
    page.locator("[data-act=save]").click()
    page.wait_for_url("**/patrol")
    expect(seen).to_have_text("1/2")
    hands.go(page, "/visits")
    made = page.locator("[data-part=made]")
    expect(made).to_contain_text("2幢")
    expect(made).to_contain_text("待上传")
    page.context.set_offline(False)
    expect(made).not_to_contain_text("待上传", timeout=40_000)
    expect(made.locator("li")).to_have_count(1)


def test_where_positions_are_refused_nothing_says_that_they_are_recorded(phone: Phone) -> None:
    page = phone("worker")
    page.context.clear_permissions()
    hands.go(page, "/patrol")
    page.locator("[data-act=start]").click()
    expect(page.locator("[data-hold=now]")).to_contain_text("没有允许定位", timeout=30_000)
    expect(page.get_by_text("正在记录位置")).to_be_hidden()


def test_a_phone_on_which_nobody_is_signed_in_does_not_say_that_nothing_waits(
    server: Server, chromium: Browser
) -> None:
    page = chromium.new_page(locale="zh-CN")
    page.goto(server.url + "/sign-in")
    hands.ready(page)
    page.wait_for_timeout(500)
    expect(page.locator("#chip")).to_be_hidden()
    expect(page.locator("body")).not_to_contain_text("没有待传")
    page.close()
