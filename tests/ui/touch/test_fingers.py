"""What lies under a sheet that has just closed takes no finger for a moment, so that a double tap raises no alarm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.matters.models import Matter
from app.people.models import Person
from tests import hands
from tests.live import Server
from tests.matters import ops as office
from tests.ui.asking import ops
from tests.ui.test_alarms import raised, within
from tests.ui.test_own_matters import open_act, report

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
SECOND = 0.12  # seconds after which the second half of a double tap comes down
# how often a finger came down, and at which moment of the world's clock the sheet in front was gone
WATCH = """() => {
  globalThis.taps = 0;
  globalThis.gone = 0;
  addEventListener("pointerdown", () => (globalThis.taps += 1), true);
  const open = () => document.querySelectorAll("dialog[open]").length;
  const before = open();
  new MutationObserver((_, seen) => {
    if (open() >= before) return;
    globalThis.gone = performance.timeOrigin + performance.now();
    seen.disconnect();
  }).observe(document.body, { attributes: true, childList: true, subtree: true });
}"""


def centre(spot: Locator) -> tuple[float, float]:
    """The middle of what is in sight of it."""
    box = spot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def tap_as_of(page: Page, spot: tuple[float, float], moment: float) -> None:
    """A tap that came down at this moment, in seconds, however late the machine gets to it: its events say so."""
    hand = page.context.new_cdp_session(page)
    for kind, touching, at in (("touchStart", [spot], moment), ("touchEnd", [], moment + 0.05)):
        points = [{"x": x, "y": y} for x, y in touching]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": at})


def tap_twice(page: Page, first: Locator, second: str = "#alarm") -> None:
    """A tap on a sheet's button; and as soon as the sheet is gone, the finger's second one on the bar below."""
    under = centre(page.locator(second))
    expect(first).to_be_visible()
    page.evaluate(WATCH)
    page.wait_for_timeout(700)  # a sheet that has just come up is deaf itself
    page.touchscreen.tap(*centre(first))
    gone = hands.until(page, "() => globalThis.taps && globalThis.gone")
    tap_as_of(page, under, gone / 1000 + SECOND)


def nothing_raised(page: Page) -> None:
    """The second tap has come down, and no alarm came of it."""
    assert page.evaluate("globalThis.taps") >= 2
    page.wait_for_timeout(300)
    expect(page.locator("dialog.red")).to_have_count(0)
    assert raised(page) == []
    assert [op for op in ops(page, "matter.move") if op["body"].get("urgency") == "emergency"] == []


def test_the_second_tap_on_a_moves_button_raises_no_alarm_and_changes_no_screen(phone: Phone) -> None:
    page = phone("worker")
    report(page, "单元门坏了", "keep")
    where = page.url
    for bar in ("#alarm", ".bottom a.raised", '.bottom a[href="/"]'):
        open_act(page, "补充")
        page.fill("#move-text", "物业说今天来")
        tap_twice(page, page.locator("dialog button[type=submit]"), bar)
        nothing_raised(page)
        assert page.url == where


def test_nor_does_the_second_tap_on_settling_on_the_spot(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/report")
    page.fill("#report-text", "地上有玻璃")
    page.locator("[data-category]").first.tap()
    page.locator("[data-act=settle]").tap()
    page.fill("#settle-text", "扫掉了")
    tap_twice(page, page.locator("dialog button[type=submit]"))
    nothing_raised(page)
    assert "/matters/" in page.url


def test_nor_does_the_second_tap_on_a_building_or_on_close(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/report")
    for _ in range(2):
        page.locator("[data-hold=place] button").last.tap()
        row = page.locator("dialog button.item", has_text="2幢")
        expect(row).to_be_visible()
        row.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        tap_twice(page, row)
        nothing_raised(page)
    page.locator("[data-hold=place] button").last.tap()
    tap_twice(page, page.get_by_role("button", name="关闭"))
    nothing_raised(page)
    assert page.url.endswith("/report")


def test_nor_does_a_heads_second_tap_answer_the_next_thing_or_change_the_screen(
    phone: Phone, server: Server
) -> None:
    def two_to_look_at() -> None:
        worker = Person.get(Person.login == "worker")
        for text in ("一楼灯坏", "二楼灯坏"):
            matter = office.report(worker, text=text)
            office.move(worker, matter, "take")
            office.move(worker, Matter.get_by_id(matter.id), "resolve", text="换好了")

    within(server, two_to_look_at)
    page = phone("head")
    page.goto(server.url + "/look")
    hands.ready(page)
    page.wait_for_timeout(1300)
    page.get_by_role("button", name="还没有").tap()
    page.get_by_text("其他").tap()
    say = page.get_by_role("button", name="告诉他们还没有好")
    page.evaluate("() => addEventListener('click', ({ target }) => (globalThis.hit = target.tagName), true)")
    tap_twice(page, say, "[data-answer=confirm]")
    expect(page.locator("[data-hold=last]")).to_contain_text("还没有好")
    assert [op["body"]["move"] for op in ops(page, "matter.move")] == ["refuse"]
    assert page.url.endswith("/look")


def test_keys_and_telephones_work_at_once_and_fingers_a_moment_later(phone: Phone) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    hands.go(page, "/report")
    page.locator("[data-category]").first.tap()
    page.locator("[data-act=settle]").tap()
    page.wait_for_timeout(700)
    page.evaluate(
        """() => { const call = document.createElement('a'); call.href = 'tel:119'; call.id = 'call';
        call.style.cssText = 'position:fixed;inset:0 auto auto 0;width:60px;height:60px;z-index:9';
        call.addEventListener('click', (event) => { globalThis.called = true; event.preventDefault(); }); document.body.append(call); }"""
    )
    page.get_by_role("button", name="关闭").tap()
    page.touchscreen.tap(30, 30)
    assert page.evaluate("globalThis.called")
    page.locator("[data-act=settle]").tap()  # the hand waits by itself until it can be hit
    page.wait_for_timeout(700)
    page.get_by_role("button", name="关闭").tap()
    page.locator("#alarm").press("Enter")
    expect(page.locator("dialog.red")).to_be_visible()
    page.locator("[data-act=undo]").click()
    expect(page.locator("dialog.red")).to_have_count(0)
    page.wait_for_timeout(500)
    page.touchscreen.tap(*centre(page.locator("#alarm")))
    expect(page.locator("dialog.red")).to_be_visible()
    page.locator("[data-act=undo]").click()
    expect(page.locator("dialog.red")).to_have_count(0)
