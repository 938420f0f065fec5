"""A map file under the phone's plan: fetched once because its owner said so, in pieces, never before unsent work, gone at sign-out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app import open_store
from app.core import db, ids
from app.maps import files
from app.settings import Settings
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.live import Server, prepare
from tests.maps import archives

pytestmark = pytest.mark.browser
PATIENCE = 20_000  # ms; a busy machine
DATA = archives.of_the_community(14, 17, filler=2_300_000)  # three pieces
ON_WIFI = "Object.defineProperty(navigator, 'connection', {value: {type: 'wifi'}, configurable: true})"
ON_MOBILE = ON_WIFI.replace("wifi", "cellular")
PIECES = "async () => (await Promise.all((await caches.keys()).filter((name) => name.startsWith('ground-')).map(async (name) => (await (await caches.open(name)).keys()).filter(({ url }) => /\\/\\d+$/.test(url)).length))).reduce((a, b) => a + b, 0)"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The cast's server with a map file for the community, given by its administrator."""
    folder: Path = tmp_path_factory.mktemp("mapped")
    prepare(folder)
    open_store(Settings(data_dir=folder))
    files.give(
        None, ids.uuid7(), c.COMMUNITY, io.BytesIO(DATA), "临港.pmtiles", attribution="临港测绘 浙S(2026)1号"
    )
    db.database.close()
    made = Server(folder)
    yield made
    made.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    here = {"latitude": c.LAT + 0.0004, "longitude": c.LON + 0.0004, "accuracy": 6}
    made = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai", geolocation=here,
        permissions=["geolocation"], service_workers="block",
    )  # fmt: skip
    made.set_default_timeout(30_000)
    yield made
    made.close()


def patrolling(town: Server, context: BrowserContext, connection: str = ON_WIFI, who: str = "worker") -> Page:
    """Somebody's phone on the patrol's page."""
    context.add_init_script(connection)
    page = context.new_page()
    page.goto(town.url + "/sign-in")
    hands.sign_in(page, who)
    if who == "worker":
        hands.until(page, "() => document.querySelector('[data-hold=long] .tag')")  # the areas are here
    hands.go(page, "/patrol")
    return page


def ground(page: Page) -> Any:
    return page.locator('[data-hold="ground"]')


def test_it_is_asked_with_its_size_and_nothing_is_fetched_before(
    town: Server, context: BrowserContext
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = patrolling(town, context)
    expect(ground(page).get_by_role("button")).to_have_text("下载底图（2.3 MB）", timeout=PATIENCE)
    assert not [url for url in asked if "/api/v1/maps/" in url]
    assert page.evaluate(PIECES) == 0


def test_it_is_fetched_in_pieces_goes_on_after_a_break_and_a_reload_and_lies_under_the_plan_offline(
    town: Server, context: BrowserContext
) -> None:
    ranges: list[str] = []
    broken = {"left": 1}

    def breaking(route: Route) -> None:
        ranges.append(str(route.request.headers.get("range")))
        if len(ranges) == 2 and broken["left"]:
            broken["left"] = 0
            return route.abort()
        return route.continue_()

    context.route("**/api/v1/maps/*", breaking)
    page = patrolling(town, context)
    ground(page).get_by_role("button").click()
    expect(ground(page)).to_contain_text("有信号时接着下", timeout=PATIENCE)
    assert page.evaluate(PIECES) == 1
    page.reload()  # what was asked for goes on by itself
    expect(ground(page)).to_contain_text("临港测绘 浙S(2026)1号", timeout=PATIENCE)
    assert (
        ranges[0] == "bytes=0-1048575" and ranges.count(ranges[0]) == 1
    )  # what is here is never fetched again
    context.set_offline(True)
    page.locator("[data-part=begin] [data-act=start]").click()
    picture = page.locator("svg.plan image").first
    expect(picture).to_be_attached(timeout=PATIENCE)
    frame = page.locator("svg.plan .plan-area").first.evaluate(
        "(one) => { const b = one.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; }"
    )
    boxes = page.locator("svg.plan image").evaluate_all(
        "(all) => all.map((one) => [one.x, one.y, one.width, one.height].map((value) => value.baseVal.value))"
    )
    assert min(x for x, *_ in boxes) <= frame[0] and max(x + wide for x, _, wide, _ in boxes) >= frame[2]
    assert min(y for _, y, *_ in boxes) <= frame[1] and max(y + high for _, y, _, high in boxes) >= frame[3]
    assert page.evaluate("() => [...document.scripts].every(({ src }) => !src.includes('map-'))")
    assert [one.line() for one in axe.look(page, "/patrol", "ground")] == []


def test_over_mobile_data_it_waits_and_says_so(town: Server, context: BrowserContext) -> None:
    page = patrolling(town, context, ON_MOBILE)
    ground(page).get_by_role("button").click()
    expect(ground(page)).to_contain_text("连上 Wi-Fi 再下", timeout=PATIENCE)
    assert page.evaluate(PIECES) == 0


def test_where_little_room_is_left_it_is_kept_for_what_is_recorded(
    town: Server, context: BrowserContext
) -> None:
    context.add_init_script(
        "if (navigator.storage) navigator.storage.estimate = async () => ({ usage: 4e6, quota: 1e7 })"
    )
    page = patrolling(town, context)
    ground(page).get_by_role("button").click()
    expect(ground(page)).to_contain_text("留给记录", timeout=PATIENCE)
    assert page.evaluate(PIECES) == 0


@pytest.mark.complains("status of 401")
def test_it_goes_when_its_owner_says_so_and_when_they_sign_out(town: Server, context: BrowserContext) -> None:
    page = patrolling(town, context)
    ground(page).get_by_role("button").click()
    expect(ground(page)).to_contain_text("从手机里删掉底图", timeout=PATIENCE)
    assert page.evaluate(PIECES) == 3
    ground(page).get_by_role("button").click()
    expect(ground(page).get_by_role("button")).to_have_text("下载底图（2.3 MB）")
    assert page.evaluate(PIECES) == 0
    ground(page).get_by_role("button").click()
    expect(ground(page)).to_contain_text("从手机里删掉底图", timeout=PATIENCE)
    hands.go(page, "/me")
    hands.sign_out(page)
    hands.until(page, "async () => !(await caches.keys()).some((name) => name.startsWith('ground-'))")


def test_whoever_has_no_post_there_is_offered_nothing(town: Server, context: BrowserContext) -> None:
    page = patrolling(town, context, who="outsider")
    page.wait_for_load_state("networkidle")
    expect(ground(page)).to_be_empty()
