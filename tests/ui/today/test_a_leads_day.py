"""A lead's Today is the grid's day, with and without a signal; a no reaches the worker; past tracks are seen on another phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from app import open_store
from app.core import clock, db
from app.matters.models import Matter
from app.patrol.models import Patrol
from app.patrol.rounds import retention
from app.people.models import Person
from app.settings import Settings
from tests import cast as c
from tests import hands
from tests.live import Server, prepare
from tests.matters import ops
from tests.patrol import walk

pytestmark = pytest.mark.browser


@dataclass
class Grid:
    """A server over a grid with a round of some days ago, one under way now, and a matter nobody took."""

    server: Server
    walked: str
    matter: str


@pytest.fixture
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grid]:
    folder = tmp_path_factory.mktemp("lead")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    walked = walk.start(cast.worker)
    street = [(t, c.LAT + 0.0004 + t * 1e-6, c.LON + 0.0004, 5.0) for t in range(0, 600, 5)]
    walk.track(cast.worker, walked, street)
    walk.gap(cast.worker, walked, 610, 1700, "explained", "地下车库")
    walk.finish(cast.worker, walked, at=1800)
    walk.start(cast.worker, at=(clock.now() - walk.NINE) / 1000)
    matter = ops.report(cast.worker, text="楼道堆物")
    made = Grid(Server(folder), walked, matter.id)
    db.database.close()
    yield made
    made.server.stop()


@pytest.fixture
def phone(grid: Grid, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """A new phone of one of the cast."""
    opened = []

    def signed_in(who: str) -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        opened.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(grid.server.url + "/sign-in")
        hands.ready(page)
        hands.sign_in(page, who)
        hands.installed(page)
        return page

    yield signed_in
    for context in opened:
        context.close()


def test_the_grids_day_stands_on_the_leads_today_and_stays_without_a_signal(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    page = phone("lead")
    day = page.locator(f"[data-grid='{c.GRID}']")
    for part, words in (
        ("grid-walkers", c.NAMES["worker"]),
        ("grid-untaken", "楼道堆物"),
        ("grid-explanations", "地下车库"),
        ("grid-unvisited", "1幢"),
    ):
        expect(day.locator(f"[data-part={part}]")).to_contain_text(words)
    walker = day.locator("[data-part=grid-walkers] li", has_text=c.NAMES["worker"])
    expect(walker).to_contain_text("正在巡查")
    expect(page.locator(f"main a[href='/matters/{grid.matter}']")).to_have_count(1)
    grid.server.stop()
    page.reload()
    hands.ready(page)
    expect(day.locator("[data-part=grid-walkers]")).to_contain_text(c.NAMES["worker"])
    expect(day.locator("h2")).to_contain_text("截至")


def test_whoever_leads_nothing_has_no_grids_day(grid: Grid, phone: Callable[[str], Page]) -> None:
    page = phone("worker")
    expect(page.locator("[data-part=spans]")).to_be_visible()
    expect(page.locator("[data-grid]")).to_have_count(0)


def test_a_no_needs_a_sentence_and_the_worker_reads_it_on_today_until_they_have_looked(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    lead, worker = phone("lead"), phone("worker")
    row = lead.locator("[data-part=grid-explanations]")
    row.get_by_role("button", name="不认可").click()
    sheet = lead.locator("dialog")
    sheet.get_by_role("button", name="告诉本人").click()
    expect(sheet.locator(".error")).to_have_text("请写一句话。")
    sheet.locator("textarea").fill("那天车库关门")
    sheet.get_by_role("button", name="告诉本人").click()
    expect(sheet).to_have_count(0)
    expect(row).to_have_count(0)
    worker.reload()
    told = worker.locator("[data-hold=answers]")
    expect(told).to_contain_text("那天车库关门")
    mark = worker.locator("#unread")
    expect(mark).to_be_visible()  # on every screen
    counted = int(mark.inner_text().split()[0])
    hands.go(worker, "/inbox")
    expect(told).to_contain_text("那天车库关门")  # and among the messages
    told.get_by_role("link").click()
    expect(worker.locator("[data-hold=gaps]")).to_contain_text(f"{c.NAMES['lead']}：“那天车库关门”")
    hands.go(worker, "/")
    expect(worker.locator("[data-part=spans]")).to_be_visible()
    expect(told).to_be_empty()
    expect(mark).to_have_text(re.compile(rf"^{counted - 1}\D"))
    hands.go(worker, "/inbox")
    expect(told).to_be_empty()


def test_a_past_track_shows_on_another_phone_a_look_at_anothers_is_asked_for_and_told_to_its_owner(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    path = f"/patrols/{grid.walked}"
    worker, lead = phone("worker"), phone("lead")
    expect(worker.locator("[data-part=spans]")).to_be_visible()
    hands.go(worker, path)
    expect(worker.locator(".plan-track")).to_have_count(1)
    expect(lead.locator("[data-grid]")).to_be_visible()
    hands.go(lead, path)
    look = lead.get_by_role("button", name="看轨迹")
    expect(lead.locator("[data-hold=track]")).to_contain_text("本人能看到谁看过")
    expect(lead.locator(".plan-track")).to_have_count(0)
    hands.go(worker, "/me")
    expect(worker.locator("[data-hold=looked]")).to_contain_text("还没有别人看过")
    look.click()
    expect(lead.locator(".plan-track")).to_have_count(1)
    expect(lead.locator("[data-hold=track]")).to_be_empty()
    hands.go(worker, "/")
    hands.go(worker, "/me")
    expect(worker.locator("[data-hold=looked] li")).to_have_count(1)
    expect(worker.locator("[data-hold=looked]")).to_contain_text("轨迹")


def test_a_track_that_was_deleted_says_why_it_is_gone(grid: Grid, phone: Callable[[str], Page]) -> None:
    open_store(Settings(data_dir=grid.server.folder, demo=True))
    Patrol.update(last_chunk=1).where(Patrol.id == grid.walked).execute()
    assert retention.purge() == 1
    assert Matter.select().exists()
    db.database.close()
    page = phone("worker")
    expect(page.locator("[data-part=spans]")).to_be_visible()
    hands.go(page, f"/patrols/{grid.walked}")
    expect(page.locator("[data-hold=track]")).to_contain_text("轨迹已按规定在")
    expect(page.locator(".plan-track")).to_have_count(0)


def test_what_was_written_of_a_no_is_there_again_and_goes_once(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    page = phone("lead")
    no = page.locator("[data-part=grid-explanations] [data-key^=no-]")
    no.click()
    page.fill("#judge-text", "车库没有这么大")
    page.get_by_role("button", name="关闭").click()
    no.click()
    expect(page.locator("#judge-text")).to_have_value("车库没有这么大")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("[data-part=grid-explanations]")).to_have_count(0)


@pytest.mark.complains("404", "net::ERR_FAILED")  # both are caused here
def test_what_the_office_refuses_is_said_as_that_and_only_no_answer_is_no_signal(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    page = phone("lead")
    yes = page.locator("[data-part=grid-explanations] [data-key^=yes-]")
    expect(yes).to_be_visible()
    page.route("**/gaps/*", lambda route: route.continue_(url=route.request.url + "0"))  # nobody's
    yes.click()
    expect(page.locator(".told")).to_be_visible()
    assert "没有信号" not in page.locator(".told").inner_text()
    page.unroute("**/gaps/*")
    page.route("**/gaps/*", lambda route: route.abort())
    page.locator("[data-part=grid-explanations] [data-key^=no-]").click()
    page.fill("#judge-text", "再看看")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog [data-text=error]")).to_contain_text("没有信号")


def test_an_emergency_of_the_grid_is_the_first_thing_a_lead_sees_and_all_that_nobody_took_is_one_tap_away(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    open_store(Settings(data_dir=grid.server.folder, demo=True))
    worker = Person.get(Person.login == "worker")
    ops.report(worker, text="二楼着火", urgency="emergency", escalate=True)
    for n in range(6):
        ops.report(worker, text=f"第{n}件")
    db.database.close()
    page = phone("lead")
    row = page.locator("[data-part=grid-emergencies] .item", has_text="二楼着火")
    expect(row).to_be_visible()
    box = row.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 300, "above everything else"
    assert page.locator(".item", has_text="二楼着火").count() == 1
    untaken = page.locator("[data-part=grid-untaken] .item")
    expect(untaken).to_have_count(5)
    everything = page.locator("[data-part=grid-untaken] [data-key^=all-]")
    total = int(re.sub(r"\D", "", everything.inner_text()))
    everything.click()
    expect(untaken).to_have_count(total)


def test_without_a_signal_a_page_of_the_servers_is_not_opened_and_it_is_said_why(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    page = phone("lead")
    add = page.locator('a[href="/people/new"]')
    expect(add).to_be_visible()
    page.context.set_offline(True)
    add.click()
    expect(page.locator(".told")).to_contain_text("没有信号")
    expect(add).to_be_visible()


def test_after_a_no_the_worker_explains_again_and_the_gap_has_the_leads_times(
    grid: Grid, phone: Callable[[str], Page]
) -> None:
    lead = phone("lead")
    span = lead.locator("[data-part=grid-explanations] .item-title .num").inner_text()
    lead.locator("[data-part=grid-explanations] [data-key^=no-]").click()
    lead.fill("#judge-text", "请说清楚")
    lead.locator("dialog button[type=submit]").click()
    expect(lead.locator("dialog")).to_have_count(0)
    worker = phone("worker")
    hands.go(worker, f"/patrols/{grid.walked}")
    gap = worker.locator("[data-hold=gaps] li", has_text="请说清楚")
    expect(gap.locator(".item-title")).to_contain_text(span)
    gap.get_by_role("button", name="再说明").click()
    worker.fill("#gap-text", "我在")
    for _ in range(2):
        worker.locator("dialog [data-phrase]").first.click()
    expect(worker.locator("#gap-text")).to_have_value("我在，在地下车库")
    worker.locator("dialog button[type=submit]").click()
    expect(worker.locator("[data-hold=gaps]")).to_contain_text("我在，在地下车库", timeout=30_000)
    lead.reload()
    expect(lead.locator("[data-part=grid-explanations]")).to_contain_text("我在，在地下车库", timeout=30_000)
