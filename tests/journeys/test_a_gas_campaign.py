"""A gas campaign over a community: opened at its desk, two workers' phones, one without a signal, an end, and a report whose numbers open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.campaigns import opening
from app.campaigns.models import Campaign, CampaignPlace
from app.campaigns.pages import USUAL
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from app.places.models import Place
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.campaigns.test_campaigns import crowd
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter
from tests.sync.phone import new_id

pytestmark = pytest.mark.browser
PLACES = (
    ("S1", "阿明面馆", c.BUILDING), ("S2", "东门小炒", c.BUILDING2), ("S3", "巷口早餐", c.GRID), ("S4", "老街饭店", c.GRID),
    ("S5", "二网格烧烤", c.GRID2),
)  # fmt: skip


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community with its server and its shops."""
    with neighbours.quarter(play, tmp_path) as made:
        with made.books():
            for code, name, area in PLACES:
                Place.create(code=code, name=name, kind="shop", area=area)
        yield made


def signed_in(quarter: Quarter, who: str) -> Page:
    """Somebody's browser, signed in."""
    page = quarter.phone(who, "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, who)
    return page


def visit(page: Page, name: str, gas: str, wrong: str = "", outcome: str = "", **fields: str) -> None:
    """One place of the list, from the list and back to it."""
    page.locator('[data-hold="lists"] a.item').filter(has_text=name).click()
    expect(page.locator(".screen h1")).to_contain_text(name)
    page.get_by_label(gas, exact=True).check()
    if wrong:
        page.get_by_label(wrong).uncheck()
        page.get_by_label(outcome).check()
    for field, value in fields.items():
        page.fill(f'[data-field="{field}"]', value)
    page.locator('[data-act="save"]').click()
    page.wait_for_url("**/campaigns")


def is_all_received(page: Page) -> None:
    """The chip says that nothing waits."""
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    hands.until(page, "() => /已收到/.test(document.querySelector('#chip').textContent)", seconds=40)


def test_a_gas_campaign_from_its_opening_to_its_report(quarter: Quarter) -> None:
    desk = signed_in(quarter, "desk")
    desk.goto(f"{quarter.server.url}/duty/campaigns")
    desk.fill("#f-name", "燃气安全")
    desk.fill("#f-questions", "软管没有老化\n报警器是好的\n用什么气：管道气/瓶装气")
    desk.get_by_label("小商铺").check()
    desk.locator(f'[name="areas"][value="{c.COMMUNITY}"]').check()
    desk.get_by_role("button", name="开始", exact=True).click()
    expect(desk.locator("#progress")).to_contain_text("应看 5 处，看了 0 处，还有 5 处没去")

    worker, other = signed_in(quarter, "worker"), signed_in(quarter, "worker2")
    hands.go(worker, "/")
    card = worker.locator('[data-hold="campaigns"] a')
    expect(card).to_contain_text("专项整治：燃气安全")
    expect(card).to_contain_text("还有 4 处没去，共 4 处")
    card.click()
    worker.context.set_offline(True)
    worker.locator('[data-hold="lists"] a.item').first.click()
    worker.locator('[data-act="save"]').click()
    expect(worker.locator('[role="alert"]:visible')).to_contain_text("请选：用什么气")
    worker.locator('.screen a[href="/campaigns"]').click()
    visit(worker, "阿明面馆", "瓶装气", "软管没有老化", "当场改好了")
    worker.reload()  # a phone that died at the first door
    visit(worker, "东门小炒", "管道气", "报警器是好的", "定个日子复查")
    expect(worker.locator('[data-hold="lists"]')).to_contain_text("还有 2 处没去，共 4 处")
    is_all_received(worker)
    expect(desk.locator("#progress")).to_contain_text("看了 2 处，还有 3 处没去", timeout=40_000)

    hands.go(other, "/campaigns")
    visit(other, "二网格烧烤", "瓶装气", "软管没有老化", "报给上一级", text="老板说下周换")
    is_all_received(other)
    expect(desk.locator("#progress")).to_contain_text("看了 3 处，还有 2 处没去", timeout=40_000)

    worker.context.set_offline(True)
    visit(worker, "巷口早餐", "管道气")
    desk.locator("summary", has_text="结束专项整治").click()
    desk.get_by_role("button", name="确定结束").click()
    expect(desk.locator("main")).to_contain_text("已经结束")
    is_all_received(worker)
    hands.go(worker, "/campaigns")
    expect(worker.locator(".screen")).to_contain_text("现在没有专项整治")
    hands.go(worker, "/")
    expect(worker.locator('[data-hold="campaigns"]')).to_be_hidden()

    with quarter.books():
        made = {row.place: (row.outcome, bool(row.late)) for row in CampaignPlace.select()}
        assert made == {"S1": ("mended", False), "S2": ("again", False), "S3": ("fine", True), "S4": (None, False), "S5": ("passed_on", False)}  # fmt: skip
        assert Place.get_by_id("S2").again == CampaignPlace.get(CampaignPlace.place == "S2").again
        assert Matter.get().area == c.GRID2 and Entry.select().where(Entry.verb == "visit").count() == 4
        campaign = Campaign.get().id
    desk.goto(f"{quarter.server.url}/duty/campaigns/{campaign}/report")
    said = desk.locator("#words").input_value().split("\n")
    assert "应看 5 处，看了 4 处，还有 1 处没去" in said[0]
    assert said[1:] == [
        "没有问题的 1 处，当场改好的 1 处，定了日子复查的 1 处，报给上一级的 1 处，转成事件 1 件。",
        "有 1 处是结束以后才传上来的，照样算。",
    ]
    links = [
        (one.get_attribute("href"), one.inner_text().split()[0]) for one in desk.locator("main td a").all()
    ]
    assert len(links) > 15
    for address, number in links:
        desk.goto(f"{quarter.server.url}{address}")
        assert desk.locator("#count").inner_text() == number
        assert desk.locator("#listed tbody tr, #listed > li").count() == int(number), address
    with quarter.books():
        crowd(c.GRID2)  # of fewer than five workers there is no file
    with desk.expect_download() as file:
        desk.goto(f"{quarter.server.url}/duty/campaigns/{campaign}/report")
        desk.locator('a[href$="report.docx"]').click()
    assert file.value.path().read_bytes()[:2] == b"PK"


def test_in_an_important_period_the_day_stands_on_today_and_the_desk_sees_it_done(quarter: Quarter) -> None:
    desk = signed_in(quarter, "desk")
    desk.goto(f"{quarter.server.url}/duty/campaigns")
    desk.fill("#f-name", "高考")
    desk.fill("#f-questions", "校门口没有摊点")
    desk.get_by_label("每个网格每天看一次").check()
    desk.locator(f'[name="areas"][value="{c.GRID}"]').check()
    desk.get_by_role("button", name="开始", exact=True).click()
    expect(desk.locator("#progress")).to_contain_text("应看 1 次，看了 0 次")
    worker = signed_in(quarter, "worker")
    hands.go(worker, "/")
    card = worker.locator('[data-hold="campaigns"] a')
    expect(card).to_contain_text("重要时段保障：高考")
    expect(card).to_contain_text("还有 1 次没看")
    card.click()
    worker.locator('[data-hold="lists"] a.item').first.click()
    worker.get_by_label("校门口没有摊点").uncheck()
    worker.get_by_label("定个日子复查").check()
    after = (clock.today() + dt.timedelta(days=USUAL + 1)).isoformat()
    worker.fill("#campaign-again", after)  # the period is over then
    worker.locator('[data-act="save"]').click()
    expect(worker.locator('[role="alert"]:visible')).to_contain_text("复查的日子不能再晚")
    worker.get_by_label("校门口没有摊点").check()
    worker.locator('[data-act="save"]').click()
    expect(worker.locator('[data-hold="lists"]')).to_contain_text("都看过了")
    is_all_received(worker)
    expect(desk.locator("#progress")).to_contain_text("应看 1 次，都看过了", timeout=40_000)


def test_a_unit_s_member_answers_its_part_of_a_joint_inspection(quarter: Quarter) -> None:
    desk = signed_in(quarter, "desk")
    desk.goto(f"{quarter.server.url}/duty/campaigns/joint")
    desk.fill("#f-questions", "综合执法队：灭火器没有过期\n滨海物业：楼道没有堆物")
    desk.fill("#f-name", "节前安全")
    desk.fill("#f-place", "阿明面馆")
    desk.get_by_role("button", name="安排好", exact=True).click()
    expect(desk.locator("#progress")).to_contain_text("要查 2 份")
    handler = signed_in(quarter, "dept")
    hands.go(handler, "/")
    card = handler.locator('[data-hold="campaigns"] a')
    expect(card).to_contain_text("综合查一次：节前安全")
    expect(card).to_contain_text("还有 1 份没查，共 1 份")
    card.click()
    handler.context.set_offline(True)
    handler.locator('[data-hold="lists"] a.item').filter(has_text="综合执法队").click()
    expect(handler.locator(".screen h1")).to_contain_text("阿明面馆 · 综合执法队")
    handler.get_by_label("灭火器没有过期").uncheck()
    handler.get_by_label("当场改好了").check()
    handler.locator('[data-act="save"]').click()
    is_all_received(handler)
    expect(desk.locator("#progress")).to_contain_text("查了 1 份，还有 1 份", timeout=40_000)
    for path in ("/duty/campaigns/joint", "/duty/campaigns"):
        assert axe.look(desk, path, "light") == [], path


def test_its_pages_are_clean_and_fit_the_thumb(quarter: Quarter) -> None:
    with quarter.books():
        today = clock.today().isoformat()
        made = opening.open_campaign(
            quarter.cast.desk, new_id(), "燃气安全", "fire_safety", (today, today), [c.COMMUNITY], ["shop"], "软管没有老化\n用什么气：管道气/瓶装气"
        ).id  # fmt: skip
        which = CampaignPlace.get(CampaignPlace.place == "S1").list_id
    page = signed_in(quarter, "worker")
    hands.go(page, "/")
    expect(page.locator('[data-hold="campaigns"] a')).to_be_visible()
    for path in ("/", "/campaigns", f"/campaigns/{which}~S1"):
        assert axe.look(page, path, "light") == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth <= 360"), path
    desk = signed_in(quarter, "desk")
    for path in ("", f"/{made}", f"/{made}/report", f"/{made}/places?of=left"):
        assert axe.look(desk, f"/duty/campaigns{path}", "light") == [], path
