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


@pytest.mark.parametrize("path", ["/duty/storms", "/desk?view=open"])
def test_many_bands_on_a_phone_move_away_with_the_page_so_that_its_last_button_or_link_can_be_pressed(
    office, window, path
):
    with office.acting() as cast:
        for n in range(6):
            ops.report(cast.worker, urgency="emergency", text=f"{n}楼冒烟，有人", escalate=True)
    page = window("desk", path)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator(".alarmline")).to_have_count(6)
    assert page.locator("#alarms").bounding_box()["height"] > 740  # in one's way, did it stay
    last = page.locator("main a:visible, main button:visible").last
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    expect(last).to_be_in_viewport()
    last.click(trial=True, timeout=5000)
    assert page.locator("#alarms").bounding_box()["y"] < 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_one_band_on_a_phone_stays_in_sight_and_leaves_the_last_button_free(office, window):
    with office.acting() as cast:
        ops.report(cast.worker, urgency="emergency", text="2楼冒烟，有人", escalate=True)
    page = window("desk", "/duty/storms")
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(".alarmline")).to_be_in_viewport()
    page.locator("main").get_by_role("button").last.click(trial=True, timeout=5000)
