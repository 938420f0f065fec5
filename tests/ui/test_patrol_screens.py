"""The screens of a patrol: the plan is the grid, the nearest wall comes first, checkpoints are places, a visit has just ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app import open_store
from app.areas import tree
from app.areas.models import Area
from app.core import clock, db
from app.settings import Settings
from tests import hands
from tests.cast import GRID, LAT, LON, box
from tests.live import Server, prepare
from tests.ui.asking import ops

pytestmark = pytest.mark.browser

METRE_LAT, METRE_LON = 1 / 111_195, 1 / 98_560
SLAB, FAR, CHECKPOINT = GRID + "01031", GRID + "01032", GRID + "00901"
PATIENCE = 20_000  # ms; a busy machine
SIZE = {"width": 360, "height": 740}


def at(north: float, east: float, acc: float = 6) -> dict[str, float]:
    """A position so many metres from the grid's south-western corner."""
    return {"latitude": LAT + north * METRE_LAT, "longitude": LON + east * METRE_LON, "accuracy": acc}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The cast's server with a slab of 90 m, a house whose middle is nearer than the slab's, and a checkpoint."""
    folder: Path = tmp_path_factory.mktemp("town")
    prepare(folder)
    open_store(Settings(data_dir=folder))
    with db.transaction():
        slab = box(LAT + 150 * METRE_LAT, LON + 90 * METRE_LON, 6 * METRE_LAT, 90 * METRE_LON)
        Area.create(
            code=SLAB,
            kind="building",
            name="31幢",
            parent=GRID,
            shape=slab,
            m2=540.0,
            lat=LAT + 153 * METRE_LAT,
            lon=LON + 135 * METRE_LON,
        )
        Area.create(
            code=FAR,
            kind="building",
            name="32幢",
            parent=GRID,
            shape=None,
            lat=LAT + 150 * METRE_LAT,
            lon=LON + 50 * METRE_LON,
        )
        Area.create(
            code=CHECKPOINT,
            kind="checkpoint",
            name="变电房",
            parent=GRID,
            shape=None,
            lat=LAT + 20 * METRE_LAT,
            lon=LON + 180 * METRE_LON,
        )
        tree.rebuild()
    db.database.close()
    made = Server(folder)
    yield made
    made.stop()


@pytest.fixture
def page(town: Server, chromium: Browser) -> Iterator[Page]:
    """The worker's phone at the western end of the slab, a patrol just begun."""
    context = chromium.new_context(
        viewport=SIZE, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai", geolocation=at(153, 84), permissions=["geolocation"],
    )  # fmt: skip
    context.set_default_timeout(30_000)
    opened = context.new_page()
    opened.goto(town.url + "/sign-in")
    hands.sign_in(opened, "worker")
    hands.until(opened, "() => document.querySelector('[data-hold=long] .tag')")  # the areas are here
    hands.go(opened, "/patrol")
    opened.locator("[data-part=begin] [data-act=start]").click()
    opened.locator("svg.plan").wait_for()
    yield opened
    context.close()


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Where shapes lie in the drawing's own units."""
    said: list[dict[str, float]] = page.evaluate(
        "(s) => [...document.querySelectorAll(s)].map((one) => { const b = one.getBBox(); return {left: b.x, top: b.y, right: b.x + b.width, bottom: b.y + b.height}; })",
        selector,
    )
    return said


def said_of(page: Page, kind: str) -> list[dict[str, Any]]:
    """The phone's ops of a kind, in the order of making."""
    return sorted(ops(page, kind), key=lambda op: str(op["id"]))


def moved(page: Page, to: dict[str, float], sign: str) -> None:
    """Go somewhere and wait for what shows it."""
    page.context.set_geolocation(to)  # type: ignore[arg-type]
    hands.until(page, "(s) => document.querySelector(s)", sign)


def mark_both_from_the_list(page: Page) -> None:
    """Say that one stands at the checkpoint, then at the slab, by the patrol's list of buildings."""
    summary = page.locator("[data-part=list] summary")
    summary.click()
    page.locator(f"[data-hold=buildings] [data-key='{CHECKPOINT}']").click()
    page.locator(f"[data-hold=buildings] [data-key='{SLAB}']").click()
    hands.until(page, "() => document.querySelectorAll('[data-hold=buildings] .good').length === 2")
    summary.click()


def test_one_bad_position_does_not_shrink_the_grid_and_an_arrow_says_outside(page: Page) -> None:
    before = boxes(page, "main .plan-area")
    moved(page, at(9_000, 9_000, 900), ".now.weak")
    page.wait_for_timeout(3_100)  # the plan is drawn anew every three seconds
    assert boxes(page, "main .plan-area") == before
    assert before[0]["right"] - before[0]["left"] > 60 or before[0]["bottom"] - before[0]["top"] > 60
    assert page.locator("main .plan-me").count() == 0
    moved(page, at(3_000, 3_000, 8), "main .plan-me.away")
    expect(page.locator(".now")).to_have_class("now outside", timeout=PATIENCE)
    assert boxes(page, "main .plan-area") == before
    moved(page, at(153, 84), "main .plan-me:not(.away)")
    expect(page.locator(".now")).to_have_class("now good", timeout=PATIENCE)


def test_words_fit_their_block_or_stand_beside_every_block(page: Page) -> None:
    words, blocks = boxes(page, "main .plan-word"), boxes(page, "main .plan-block")
    assert len(words) == len(blocks) == 5

    def meets(a: dict[str, float], b: dict[str, float]) -> bool:
        wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
        return (
            wide > 0.3 and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 1.2
        )  # a line is higher than its letters

    def holds(a: dict[str, float], b: dict[str, float]) -> bool:
        return a["left"] <= b["left"] and a["right"] >= b["right"]

    for word, own in zip(words, blocks, strict=True):
        others = [block for block in blocks if meets(word, block)]
        assert others in ([], [own]) and all(holds(block, word) for block in others)


def test_the_nearest_wall_comes_first_and_a_checkpoint_is_marked_from_list_and_plan(page: Page) -> None:
    page.locator("[data-act=mark]").click()
    rows = page.locator("dialog .list button")
    expect(rows.first).to_contain_text("31幢")  # its middle is 51 m away, its wall 6
    expect(rows.first).to_contain_text("6 米")
    expect(rows.nth(1)).to_contain_text("32幢")
    page.locator("dialog .plan-block[aria-label=变电房]").click()
    hands.until(page, "() => !document.querySelector('dialog')")
    mark_both_from_the_list(page)
    marks = [(op["body"]["area"], op["body"]["how"]) for op in said_of(page, "patrol.mark")]
    assert marks == [(CHECKPOINT, "chosen"), (CHECKPOINT, "chosen"), (SLAB, "near")]


def test_a_visit_has_just_ended_unless_the_worker_says_otherwise_and_never_lies_ahead(page: Page) -> None:
    hands.go(page, f"/visit?area={SLAB}")
    said = page.locator("#visit-when")
    first = said.text_content()
    page.fill("#minutes", "40")
    assert said.text_content() != first  # changing the minutes moves the start
    page.locator("[data-pick=purpose] [data-value=care]").click()
    page.locator("[data-act=save]").click()
    page.wait_for_url("**/patrol")
    (left_alone,) = ops(page, "visit.record")
    assert _ends(left_alone) == clock.parse(left_alone["at"])
    assert left_alone["body"]["minutes"] == 40

    hands.go(page, f"/visit?area={SLAB}")
    page.locator("[data-pick=purpose] [data-value=care]").click()
    page.fill("#started", _local(page, 3_600_000))
    page.locator("[data-act=save]").click()
    expect(page.locator("#visit-error")).to_contain_text("开始时间还没到")
    page.fill("#started", _local(page, -600_000))
    page.fill("#minutes", "45")
    expect(said).to_contain_text("算到现在为止")
    page.locator("[data-act=save]").click()
    page.wait_for_url("**/patrol")
    by_hand = said_of(page, "visit.record")[-1]
    assert by_hand["body"]["minutes"] in (10, 11) and _ends(by_hand) <= clock.parse(by_hand["at"])


def summed_up(page: Page) -> None:
    """The two buildings, once each, and all the time in one row, as it is seconds."""
    marked = page.locator("[data-hold=marks] li .item-body")
    expect(marked).to_have_count(2)
    assert len({row.split(" ")[0] for row in marked.all_text_contents()}) == 2
    expect(page.locator("[data-hold=causes] li")).to_have_count(1)
    expect(page.locator("[data-hold=causes] li")).to_contain_text("不到一分钟的")


def test_the_summary_names_a_building_once_and_puts_seconds_in_one_row(page: Page) -> None:
    """Before the office has heard of the end, and when it has: what it last heard of the beginning says less."""
    (begun,) = ops(page, "patrol.start")
    hands.go(page, "/me/days")
    page.locator(f"a[href='/patrols/{begun['body']['patrol']}']").wait_for()
    page.context.set_offline(True)
    hands.go(page, "/patrol")
    page.locator("main .plan-me").wait_for()
    mark_both_from_the_list(page)
    page.wait_for_timeout(1_100)  # time is shown from a second on
    page.locator("summary", has_text="结束巡查").click()
    page.locator("[data-act=finish]").click()
    summed_up(page)
    expect(page.locator("[data-hold=state]")).not_to_be_empty()
    page.context.set_offline(False)
    expect(page.locator("[data-hold=state]")).to_be_empty(timeout=PATIENCE)
    summed_up(page)


def test_what_was_drawn_before_the_areas_came_is_drawn_again(town: Server, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai", geolocation=at(153, 84), permissions=["geolocation"],
        service_workers="block",
    )  # fmt: skip
    held: list[Route] = []
    context.route("**/api/v1/areas", lambda route: held.append(route))  # a line that lets the areas wait
    page = context.new_page()
    page.goto(town.url + "/sign-in")
    hands.sign_in(page, "worker")
    hands.go(page, "/patrol")
    page.locator("[data-part=begin] [data-act=start]").click()
    expect(page.locator(".now")).to_contain_text("网格的图还没到", timeout=PATIENCE)
    assert page.locator("[data-text=inside]").first.text_content() == "—"
    assert page.locator("svg.plan").count() == 0
    for route in held:
        route.continue_()
    page.locator("svg.plan").wait_for()
    expect(page.locator(".now")).to_have_class("now good", timeout=PATIENCE)
    context.close()


@pytest.mark.complains("status of 401")
def test_a_patrol_whose_walker_signed_out_is_named_as_paused_and_asks_when_they_are_back(
    town: Server, chromium: Browser
) -> None:
    context = chromium.new_context(
        viewport=SIZE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        geolocation=at(153, 84),
        permissions=["geolocation"],
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(town.url + "/sign-in")
    hands.sign_in(page, "lead")
    hands.go(page, "/patrol")
    page.locator("[data-part=begin] [data-act=start]").click()
    expect(page.locator(".now")).to_have_class("now good", timeout=PATIENCE)
    began = page.locator("[data-text=since]").text_content()
    hands.go(page, "/me")
    hands.sign_out(page, "正在进行的巡查会暂停")
    expect(page.locator("[data-hold=others]")).to_contain_text("陈建国的巡查已暂停", timeout=PATIENCE)
    hands.sign_in(page, "worker2")
    hands.go(page, "/patrol")
    expect(page.locator("[data-hold=rests]")).to_contain_text("陈建国的巡查已暂停", timeout=PATIENCE)
    expect(page.locator("[data-part=begin] [data-act=start]")).to_be_visible()
    hands.go(page, "/me")
    hands.sign_out(page)
    hands.sign_in(page, "lead")
    hands.go(page, "/patrol")
    expect(page.locator("[data-hold=forgotten]")).to_contain_text("您退出了登录", timeout=PATIENCE)
    page.locator("[data-key=go-on]").click()
    expect(page.locator("[data-hold=forgotten]")).to_be_empty(timeout=PATIENCE)
    assert page.locator("[data-text=since]").text_content() == began
    context.close()


def _ends(op: dict[str, Any]) -> int:
    return clock.parse(op["body"]["started"]) + int(op["body"]["minutes"]) * 60_000


def _local(page: Page, ahead: int) -> str:
    """What a datetime-local field wants, so many ms from now."""
    said: str = page.evaluate(
        "(ms) => new Date(Date.now() + ms + 8 * 3600_000).toISOString().slice(0, 16)", ahead
    )
    return said
