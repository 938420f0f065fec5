"""In a browser: a remark for the next shift outlives an ended session, and an emergency rings while another page is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.matters import ops

pytestmark = pytest.mark.browser


def test_a_remark_half_written_stands_there_again_after_signing_in(office, window):
    page = window("desk", "/duty/handover")
    page.locator("#f-remark").fill("钥匙在抽屉里")
    page.context.clear_cookies()
    page.locator("form[data-keep] button[type=submit]").click()
    page.wait_for_url("**/sign-in**")
    again = page
    again.context.add_cookies(window("desk", "/duty/").context.cookies())
    again.goto(office.url + "/duty/handover")
    expect(again.locator("#f-remark")).to_have_value("钥匙在抽屉里")
    again.locator("form[data-keep] button[type=submit]").click()
    again.wait_for_url("**/duty/handover/*")
    again.goto(office.url + "/duty/handover")
    expect(again.locator("#f-remark")).to_have_value("")


def test_an_emergency_comes_up_on_another_page_by_itself(office, window):
    page = window("desk", "/duty/")
    expect(page.locator("#alarms")).to_be_attached()
    with office.acting() as cast:
        matter = ops.report(cast.worker, urgency="emergency", text="2楼冒烟，有人")
    bar = page.locator(f"[data-ring='{matter.id}']")
    expect(bar).to_be_visible(timeout=25_000)
    bar.get_by_role("button", name="已看到").click()
    page.wait_for_url(f"**/desk/matters/{matter.id}**")


@pytest.mark.complains("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "htmx")
def test_its_minutes_are_counted_on_by_themselves(office, window):
    with office.acting() as cast:
        matter = ops.report(cast.worker, urgency="emergency", text="3楼冒烟，有人")
    page = window("desk", "/duty/")
    page.clock.install()
    page.goto(office.url + "/duty/")
    minutes = page.locator(f"[data-ring='{matter.id}'] [data-since]")
    expect(minutes).to_have_text("已过 0 分钟")
    with page.expect_response(lambda answer: "/desk/alarms" in answer.url):
        page.clock.fast_forward(16_000)  # the office says what time it is there
    page.context.set_offline(True)
    page.clock.fast_forward(7 * 60_000)
    expect(minutes).to_have_text("已过 7 分钟")
