"""The red button after the tap: time to take it back, a sheet that may be closed, a bar that stays until somebody comes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from app import open_store
from app.core import db
from app.matters.models import Matter
from app.people.models import Person
from app.settings import Settings
from tests import hands
from tests.live import Server
from tests.matters import ops as office
from tests.ui.asking import ops
from tests.ui.conftest import HERE

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
SECOND = """() => new Promise((done) => { indexedDB.open("gridwalk").onsuccess = ({ target: { result: db } }) => {
  const tx = db.transaction(["ops", "receipts"]); const both = ["ops", "receipts"].map((name) => tx.objectStore(name).getAll());
  tx.oncomplete = () => (db.close(), done(new Set(both.flatMap(({ result }) => result).filter(({ op }) => op.body.urgency === "emergency").map(({ id }) => id)).size === 2)); } })"""
FOUND = """(id) => new Promise((done) => { indexedDB.open("gridwalk").onsuccess = ({ target: { result: db } }) => {
  db.transaction("ops").objectStore("ops").get(id).onsuccess = ({ target: { result } }) => { db.close(); done(Boolean(result?.op.place)); } } })"""


def within(server: Server, work: Callable[[], Any]) -> Any:
    """What `work` finds or does in the server's own store."""
    open_store(Settings(data_dir=server.folder, demo=True))
    db.connect()
    try:
        return work()
    finally:
        db.database.close()


def by_desk(server: Server, matter: str, move: str) -> None:
    """The community's desk makes a move."""
    within(
        server,
        lambda: office.move(Person.get(Person.login == "desk"), Matter.get_by_id(matter), move),
    )


def send_now(sheet: Locator) -> None:
    """Tap 立即发出; on a machine that is slow for five seconds it has gone by itself meanwhile."""
    with contextlib.suppress(TimeoutError):
        sheet.get_by_role("button", name="立即发出").click(timeout=6_000)
    expect(sheet.locator("[data-part=counting]")).to_be_hidden()


def raised(page: Page) -> list[str]:
    """The ids of the matters that this phone's red button made."""
    return [
        op["body"]["matter"] for op in ops(page, "matter.report") if op["body"].get("urgency") == "emergency"
    ]


def test_closing_the_sheet_hides_it_and_the_bar_stays_until_somebody_has_taken_it(
    phone: Phone, server: Server
) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    page.locator("#alarm").dblclick()  # a frightened thumb
    sheet, bar = page.locator("dialog.red"), page.locator("#redbar")
    expect(sheet.locator("[data-text=count]")).to_contain_text("秒后发出")
    for name in ("撤销", "立即发出"):
        expect(sheet.get_by_role("button", name=name, exact=True)).to_be_visible()
    tops = [page.locator(f"dialog a[href='tel:{number}']").bounding_box() for number in (119, 110, 120)]
    counted = sheet.locator("[data-text=count]").bounding_box()
    assert counted and all(box and box["y"] + box["height"] <= counted["y"] for box in tops)
    sheet.get_by_role("button", name="关闭").click()
    expect(bar).to_contain_text("秒后发出")
    hands.go(page, "/matters")
    expect(bar).to_contain_text("还没传到指挥室，急的先打电话", timeout=30_000)
    page.reload()
    expect(bar).to_contain_text("还没传到指挥室")
    page.locator("#alarm").click()
    expect(sheet.get_by_text("已存在手机里")).to_be_visible()
    expect(sheet.locator(".steps")).to_contain_text("指挥室还没有人看到")  # a lead who looks is not meant
    sheet.get_by_role("button", name="关闭").click()
    assert len(raised(page)) == 1, "a second press shows the same alarm"

    page.context.set_offline(False)
    expect(bar).to_contain_text("指挥室已收到", timeout=30_000)
    (matter,) = raised(page)
    by_desk(server, matter, "acknowledge")
    expect(bar).to_contain_text("已看到", timeout=30_000)
    expect(bar.locator("a[href^='tel:']")).to_be_visible()
    bar.get_by_role("button").click()
    expect(sheet.get_by_text("已看到")).to_be_visible()
    by_desk(server, matter, "take")
    expect(sheet.locator(".steps .done")).to_have_count(4, timeout=30_000)
    sheet.get_by_role("button", name="关闭").click()
    expect(bar).to_be_hidden()
    assert len(raised(page)) == 1


def test_sent_at_once_it_is_taken_back_as_a_mistake_and_nobody_is_alarmed_any_more(
    phone: Phone, server: Server
) -> None:
    page = phone("worker")
    before = set(raised(page))
    page.locator("#alarm").click()
    sheet, bar = page.locator("dialog.red"), page.locator("#redbar")
    send_now(sheet)
    (matter,) = set(raised(page)) - before
    expect(sheet.get_by_text("指挥室已收到")).to_be_visible(timeout=30_000)
    sheet.get_by_role("button", name="误触，撤回").click()
    expect(sheet).to_have_count(0)
    expect(bar).to_be_hidden()
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=30_000)
    assert within(server, lambda: Matter.get_by_id(matter).state) == "void"
    page.locator("#alarm").click()  # the next one is another
    sheet.get_by_role("button", name="撤销").click()
    expect(bar).to_be_hidden()
    assert len(raised(page)) == len(before) + 2


def test_a_second_place_on_fire_is_another_alarm_when_one_says_so(phone: Phone, server: Server) -> None:
    page = phone("worker2")
    page.locator("#alarm").click()
    sheet = page.locator("dialog.red")
    send_now(sheet)
    sheet.get_by_role("button", name="另有一处紧急，再报一次").click()
    hands.until(page, SECOND)
    send_now(sheet)
    expect(sheet.get_by_text("指挥室已收到")).to_be_visible(timeout=30_000)
    made = raised(page)
    assert len(set(made)) == 2
    hands.until(page, "() => document.querySelector('#chip').textContent.includes('已收到')")
    for matter in made:
        by_desk(server, matter, "take")


def test_a_position_found_after_the_tap_goes_along(phone: Phone, server: Server) -> None:
    page = phone("worker")
    page.context.set_geolocation(None)
    page.reload()
    hands.ready(page)
    page.context.set_offline(True)
    page.locator("#alarm").click()
    page.locator("dialog.red").wait_for()
    [op] = [op for op in ops(page, "matter.report") if op["body"].get("urgency") == "emergency"][-1:]
    assert "place" not in op
    page.context.set_geolocation(HERE)
    hands.until(page, FOUND, op["id"])
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)
    place = within(server, lambda: Matter.get_by_id(op["body"]["matter"]).place)
    assert (place["lat"], place["lon"]) == (HERE["latitude"], HERE["longitude"])
    by_desk(server, op["body"]["matter"], "take")
