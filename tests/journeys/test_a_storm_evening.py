"""A storm evening: twelve doors without a signal, a desk that sees who is left, and an end that takes the list off the phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.areas import tree
from app.areas.models import Post
from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from app.storms import declaring
from app.storms.models import Storm, StormDoor, StormList
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter
from tests.sync.phone import new_id

pytestmark = pytest.mark.browser
NAME = "台风海葵"
# everything that this phone has written down: each store of the database, and the copy beside it
HELD = """async () => {
  const db = await new Promise((done) => (indexedDB.open('gridwalk').onsuccess = ({ target }) => done(target.result)));
  const rows = {};
  for (const name of db.objectStoreNames)
    rows[name] = await new Promise((done) => (db.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => done(target.result)));
  db.close();
  const copies = await (await navigator.storage.getDirectory()).getDirectoryHandle('ops', { create: true });
  rows.copies = [];
  for await (const file of copies.values()) if (file.getFile) rows.copies.push(await (await file.getFile()).text());
  return JSON.stringify(rows, (_, value) => (value instanceof ArrayBuffer ? null : value));
}"""


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community with its server."""
    with neighbours.quarter(play, tmp_path) as made:
        yield made


def storm_over_twelve_doors(quarter: Quarter) -> str:
    """A storm in the community whose one grid has twelve buildings; its id."""
    with quarter.books():
        for n in range(3, 13):
            c.make_area(f"{c.GRID}010{n:02}", "building", f"{n}幢", c.GRID)
        tree.rebuild()
        storm = declaring.declare(quarter.cast.desk, new_id(), NAME, [c.COMMUNITY], clock.now())
        return str(storm.id)


def press(page: Page, building: str, question: str, yes: str = "是") -> None:
    """One answer at one door."""
    page.get_by_role("button", name=f"{building} {question} {yes}", exact=True).click()


def says_that_it_waits(page: Page) -> None:
    """The red bar tells of a call from a door that has not arrived, as of one by the red button."""
    bar = page.locator("#redbar")
    expect(bar).to_contain_text("还没传到指挥室，急的先打电话")
    expect(bar.locator("a[href='/phones']")).to_be_visible()


def is_all_received(page: Page) -> None:
    """The chip says that nothing waits."""
    hands.until(page, "() => /已收到/.test(document.querySelector('#chip').textContent)", seconds=40)


def test_twelve_doors_without_a_signal_and_nothing_of_the_list_stays_after_the_end(quarter: Quarter) -> None:
    storm = storm_over_twelve_doors(quarter)
    page = quarter.phone("worker", "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, "worker")
    hands.go(page, "/")
    card = page.locator('[data-hold="storms"] a')
    expect(card).to_contain_text("还有 12 处没到，共 12 处")
    desk = quarter.phone("desk", "/sign-in").page
    hands.ready(desk)
    hands.sign_in(desk, "desk")
    desk.goto(f"{quarter.server.url}/duty/storms/{storm}")
    expect(desk.locator("#progress")).to_contain_text("共 12 处，12 处还没到")
    card.click()
    expect(page.locator(".screen li.card")).to_have_count(12)

    page.context.set_offline(True)
    page.get_by_role("button", name="1幢 已通知 是", exact=True).dblclick()
    for n in range(2, 7):
        press(page, f"{n}幢", "已通知")
    press(page, "3幢", "已转移")
    press(page, "5幢", "要帮忙")
    press(page, "6幢", "已转移", "否")
    pressed = page.locator('.screen [aria-pressed="true"][data-question]')
    expect(pressed).to_have_count(9)  # an answer is shown once it is written down, and not before
    expect(page.locator(".screen li.card", has_text="5幢")).to_contain_text("还没传到指挥室。急的先打电话")
    expect(page.locator(".screen a[href='/phones']")).to_have_count(1)
    says_that_it_waits(page)
    hands.go(page, "/queue")
    lines = page.locator('[data-hold="list"] li')
    expect(lines).to_have_count(9)  # two taps are one answer
    for said in ("1幢 · 已通知 是", "6幢 · 已转移 否"):
        expect(lines.filter(has_text=said)).to_have_count(1)
    hands.go(page, "/storm")
    page.reload()  # a phone that died at the sixth door
    expect(pressed).to_have_count(9)
    page.locator('[data-show="left"]').click()
    expect(page.locator(".screen li.card")).to_have_count(6)
    press(page, "7幢", "已通知")
    expect(page.locator(".screen li.card")).to_have_count(6)  # none vanishes under the finger
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    is_all_received(page)
    expect(desk.locator("#progress")).to_contain_text("共 12 处，5 处还没到", timeout=40_000)
    expect(page.locator(".screen a[href='/phones']")).to_have_count(0)
    expect(page.locator("#redbar")).to_contain_text("指挥室已收到", timeout=40_000)
    with quarter.books():
        filed = Matter.get()
        assert (filed.urgency, filed.area, filed.level) == ("emergency", f"{c.GRID}01005", c.COMMUNITY)
        list_ = StormList.get().id

    page.context.set_offline(True)
    for n in range(8, 13):
        press(page, f"{n}幢", "已通知")
    press(page, "9幢", "要帮忙")
    says_that_it_waits(page)  # the newest call, not the one that has arrived
    desk.locator("summary", has_text="结束防汛防台").click()
    desk.get_by_role("button", name="确定结束").click()
    expect(desk.locator("main")).to_contain_text("名单不再在手机上")
    assert list_ in page.evaluate(HELD)  # the search finds what there is
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    is_all_received(page)
    hands.go(page, "/storm")
    expect(page.locator(".screen")).to_contain_text("现在没有防汛防台的名单")
    neighbours.until(lambda: not any(mark in page.evaluate(HELD) for mark in (list_, "storm.door")))
    held_rows = json.loads(page.evaluate(HELD))
    for name, rows in held_rows.items():  # the name stands in what was called help for, and nowhere else
        others = [
            row for row in rows if not (isinstance(row, dict) and row.get("kind") in ("matter", "notice"))
        ]
        assert NAME not in json.dumps(others, ensure_ascii=False), name
    hands.go(page, "/")
    expect(page.locator('[data-hold="storms"]')).to_be_hidden()

    with quarter.books():
        assert StormDoor.select().where(StormDoor.told == True).count() == 12  # noqa: E712
        assert Matter.select().count() == 2 and Storm.get().ended is not None
        given = [row.body for row in Entry.select().where(Entry.verb == "door").order_by(Entry.seq)]
        assert len(given) == 16 and sum(1 for body in given if body.get("after_end")) == 6


@pytest.mark.parametrize("theme", ["light", "sunlight"])
def test_the_doors_are_clean_and_fit_the_thumb(quarter: Quarter, theme: str) -> None:
    storm_over_twelve_doors(quarter)
    page = quarter.phone("worker", "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, "worker")
    for path in ("/", "/storm"):
        assert axe.look(page, path, theme) == []
    small = "() => [...document.querySelectorAll('.screen li.card button')].filter((one) => one.getBoundingClientRect().height < 48).length"
    assert page.evaluate(small) == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= 360")


def test_a_call_that_is_refused_says_to_telephone_in_the_bar_and_in_the_queue(quarter: Quarter) -> None:
    storm_over_twelve_doors(quarter)
    page = quarter.phone("worker", "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, "worker")
    hands.go(page, "/storm")
    expect(page.locator(".screen li.card")).to_have_count(12)
    page.context.set_offline(True)
    press(page, "5幢", "要帮忙")
    press(page, "6幢", "已通知")
    with quarter.books():
        Post.update(area=c.OTHER_GRID).where(
            Post.person == quarter.cast.worker, Post.role == "grid_worker"
        ).execute()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    hands.go(page, "/queue")
    refused = page.locator('[data-hold="list"] li', has_text="不归您")
    expect(refused).to_have_count(2, timeout=40_000)
    call = refused.filter(has_text="要帮忙")
    expect(call).to_contain_text("还没传到指挥室，急的先打电话")
    expect(call.locator("a[href='/phones']")).to_be_visible()
    expect(refused.filter(has_text="已通知")).not_to_contain_text("打电话")
    bar = page.locator("#redbar")
    expect(bar).to_contain_text("急的先打电话")
    with quarter.books():
        Post.update(area=c.GRID).where(
            Post.person == quarter.cast.worker, Post.role == "grid_worker"
        ).execute()
    call.get_by_role("button", name="再传一次").click()
    expect(bar).not_to_contain_text("急的先打电话", timeout=40_000)  # without loading anything anew


def test_of_two_calls_the_mistaken_one_is_chosen_by_its_building_and_the_other_stays(
    quarter: Quarter,
) -> None:
    storm_over_twelve_doors(quarter)
    page = quarter.phone("worker", "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, "worker")
    hands.go(page, "/storm")
    expect(page.locator(".screen li.card")).to_have_count(12)
    page.context.set_offline(True)
    press(page, "3幢", "要帮忙")
    press(page, "3幢", "要帮忙", "否")
    press(page, "4幢", "要帮忙")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    is_all_received(page)
    bar, sheet = page.locator("#redbar"), page.locator("dialog.red")
    expect(bar).to_contain_text("指挥室已收到", timeout=40_000)
    bar.get_by_role("button").click()
    calls = sheet.locator("[data-alarm-of]")
    expect(calls).to_have_count(2, timeout=40_000)
    expect(sheet.get_by_role("button", name="误触，撤回")).to_be_hidden()  # of which, nobody has said yet
    expect(sheet.get_by_role("button", name="另有一处紧急")).to_be_visible()
    calls.filter(has_text="4幢").click()
    sheet.locator("textarea").fill("老人独自在家")
    calls.filter(has_text="3幢").click()
    expect(sheet.locator("h3")).to_have_text("3幢")
    expect(sheet.locator("textarea")).to_have_value("")  # what is written is of the chosen one
    calls.filter(has_text="4幢").click()
    expect(sheet.locator("textarea")).to_have_value("老人独自在家")
    calls.filter(has_text="3幢").click()
    sheet.get_by_role("button", name="误触，撤回").click()
    expect(page.locator(".told")).to_contain_text("3幢：已记下：误触")

    def states() -> dict[str, str]:
        with quarter.books():
            return {matter.area: matter.state for matter in Matter.select()}

    neighbours.until(lambda: "void" in states().values())
    assert states() == {f"{c.GRID}01003": "void", f"{c.GRID}01004": "reported"}
    expect(bar).to_contain_text("4幢 指挥室已收到")
    bar.get_by_role("button").click()
    expect(sheet.locator("h3")).to_have_text("4幢")  # the only one is shown at once
    sheet.get_by_role("button", name="误触，撤回").click()
    expect(bar).to_be_hidden(timeout=40_000)
    hands.go(page, "/storm")
    pressed = page.get_by_role("button", name="4幢 要帮忙 否", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true", timeout=40_000)
