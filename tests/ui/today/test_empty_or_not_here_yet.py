"""Empty is said only where the office said so: before its first answer there are rows in outline, without a signal a sentence, on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests import hands
from tests.cast import COMMUNITY
from tests.live import Server
from tests.ui.conftest import HERE

pytestmark = pytest.mark.browser

NEVER = "还没有收到过。有信号时会自动取。"
# address → what stands there while nothing is known, and without a signal
WORKER_SCREENS = {
    "/": NEVER,
    "/matters": NEVER,
    "/visits": NEVER,
    "/errands": NEVER,
    "/inbox": NEVER,
    "/me/days": "手机里没有这一天的数据，有信号时再看。",
    "/phones": "电话表还没有下载到手机，有信号时会自动取来。",
    "/patrols/0197b5a6-5d7c-7000-8000-000000000001": "手机里没有这次巡查，有信号时再看。",
}
NEWS = re.compile(r"/api/v1/(changes|me/day|me/buildings|telephones|areas|categories|units)\b")


class Gate:
    """What the office has for a person, held back: `kind` is "hold" (no answer yet), "cut" (no signal) or "open"."""

    def __init__(self, context: BrowserContext) -> None:
        self.kind = "hold"
        self.held: list[Route] = []
        context.route(NEWS, self._asked)

    def _asked(self, route: Route) -> None:
        if self.kind == "hold":
            self.held.append(route)
        elif self.kind == "cut":
            route.abort()
        else:
            route.continue_()

    def turn(self, kind: str) -> None:
        """From now on, and for whatever waits."""
        self.kind = kind
        waiting, self.held = self.held, []
        for route in waiting:
            self._asked(route)


@pytest.fixture
def newcomer(server: Server, chromium: Browser) -> Iterator[tuple[Page, Gate]]:
    """A phone on which nobody was ever signed in, whose requests for news are held back."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
        geolocation=HERE, permissions=["geolocation"], service_workers="block",
    )  # fmt: skip
    context.set_default_timeout(30_000)
    page = context.new_page()
    gate = Gate(context)
    page.goto(server.url + "/sign-in")
    hands.ready(page)
    yield page, gate
    gate.turn("cut")
    context.close()


def _whole(page: Page) -> None:
    """Everything that the office has for this person has arrived."""
    hands.until(
        page,
        """async () => {
          const opened = indexedDB.open("gridwalk");
          const db = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
          const rows = await new Promise((done) => {
            const all = db.transaction("kept").objectStore("kept").getAll();
            all.onsuccess = () => done(all.result);
          });
          db.close();
          return rows.some(({ name, whole }) => name === "cursor" && whole) && rows.some(({ name }) => name === "buildings");
        }""",
    )


def test_before_the_first_answer_no_screen_says_that_nothing_is_there(newcomer: tuple[Page, Gate]) -> None:
    page, gate = newcomer
    hands.sign_in(page, "worker")
    for path in WORKER_SCREENS:
        hands.go(page, path)
        expect(page.locator("main .outline").first, path).to_be_visible()
        expect(page.locator("main .empty"), path).to_have_count(0)
    expect(page.locator("[data-text=total]")).to_have_count(0)
    hands.go(page, "/")
    expect(page.locator("[data-text=total]")).to_have_text("–")
    expect(page.locator("[data-part=long]")).to_be_hidden()


def test_without_a_signal_it_says_that_nothing_was_received_and_then_what_the_office_says(
    newcomer: tuple[Page, Gate],
) -> None:
    page, gate = newcomer
    hands.sign_in(page, "worker")
    gate.turn("cut")
    for path, sentence in WORKER_SCREENS.items():
        hands.go(page, path)
        expect(page.locator("main .empty").first, path).to_have_text(sentence)
        expect(page.locator("main .outline"), path).to_have_count(0)
    gate.turn("open")
    page.reload()
    _whole(page)
    hands.go(page, "/errands")
    expect(page.locator("main")).not_to_contain_text(NEVER)
    hands.go(page, "/")
    expect(page.locator("[data-text=total]")).to_have_text(re.compile(r"^\d+:\d\d$"))
    gate.turn("cut")
    page.reload()
    hands.go(page, "/errands")
    expect(page.locator("main")).not_to_contain_text(NEVER)  # it was said once, and stays so offline


def test_a_head_is_not_thanked_before_anybody_knows_whether_something_waits(
    newcomer: tuple[Page, Gate],
) -> None:
    page, gate = newcomer
    hands.sign_in(page, "head")
    expect(page.locator("main .outline")).to_be_visible()
    expect(page.get_by_role("heading", name="现在没有要看的，谢谢")).to_be_hidden()
    gate.turn("cut")
    expect(page.locator("main .empty")).to_have_text(NEVER)
    gate.turn("open")
    page.reload()
    expect(page.locator("[data-part=none]:visible, [data-part=one]:visible")).to_have_count(1)
    expect(page.locator("main .outline, main .empty")).to_have_count(0)


@pytest.mark.parametrize("who", ["dept", "lead", "desk"])
def test_whoever_handles_or_leads_gets_outlines_too(newcomer: tuple[Page, Gate], who: str) -> None:
    page, _ = newcomer
    hands.sign_in(page, who)
    hands.go(page, "/")
    expect(page.locator("[data-hold=mine] .outline")).to_be_visible()
    expect(page.locator("main .empty")).to_have_count(0)


@pytest.mark.complains("404")
def test_what_is_said_of_a_matter_that_is_not_here_hangs_on_the_offices_answer(
    newcomer: tuple[Page, Gate],
) -> None:
    page, gate = newcomer
    hands.sign_in(page, "worker")
    gate.turn("cut")
    hands.go(page, f"/matters/{COMMUNITY}")
    expect(page.locator("main .empty")).to_have_text("手机里没有这件事，有信号时再看。")
    gate.turn("open")
    page.reload()
    expect(page.locator("main .empty")).to_have_text("没有找到这件事，或者它不在您能看到的范围里。")
