"""A phone whose clock is days off: it says so in a sentence on Today and in its check, and its day is the office's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import hands
from tests.live import Server
from tests.ui.conftest import HERE

pytestmark = pytest.mark.browser
ZONE = dt.timezone(dt.timedelta(hours=8))
Slow = Callable[[dt.timedelta], Page]


@pytest.fixture
def wrong(server: Server, chromium: Browser) -> Iterator[Slow]:
    """The worker's phone, its clock off by so much."""
    opened = []

    def signed_in(off: dt.timedelta) -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai",
            geolocation=HERE, permissions=["geolocation"],
        )  # fmt: skip
        opened.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.clock.install(time=dt.datetime.now(dt.UTC) + off)
        page.goto(server.url + "/sign-in")
        hands.ready(page)
        hands.sign_in(page, "worker")
        hands.installed(page)
        return page

    yield signed_in
    for context in opened:
        context.close()


def day_of(when: dt.datetime) -> str:
    """As Today writes it."""
    return f"{when.month}月{when.day}日"


@pytest.mark.parametrize(
    ("off", "said"), [(dt.timedelta(days=-3), "慢了 3 天"), (dt.timedelta(minutes=20), "快了 20 分钟")]
)
def test_today_and_the_check_say_so_and_the_day_is_the_offices(
    wrong: Slow, off: dt.timedelta, said: str
) -> None:
    page = wrong(off)
    sentence = page.locator("[data-hold=rests] .banner")
    expect(sentence).to_have_text(f"手机的时间{said}。请在手机设置里打开“自动设置时间”；记下的都不会丢。")
    expect(page.locator("h1[data-text=date]")).to_contain_text(day_of(dt.datetime.now(ZONE)))
    hands.go(page, "/check")
    line = page.locator("[data-hold=checks] li", has_text="手机的时间")
    expect(line).to_contain_text(f"{said}。请在手机设置里打开“自动设置时间”。")
    hands.go(page, "/report")
    page.locator("[data-category]").first.click()
    page.fill("#report-text", f"钟不准时看到的，{said}")
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    course = page.locator("[data-hold=ledger]")
    expect(course).to_contain_text("手机时间不准" if off.days else "上报", timeout=70_000)
    expect(course).not_to_contain_text("没有信号时记下")


def test_a_clock_that_is_two_minutes_off_is_not_worth_a_word(wrong: Slow) -> None:
    page = wrong(dt.timedelta(minutes=-2))
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-hold=rests] .banner")).to_have_count(0)
    hands.go(page, "/check")
    line = page.locator("[data-hold=checks] li", has_text="手机的时间")
    expect(line.locator(".tag.good")).to_be_visible()
