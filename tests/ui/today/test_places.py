"""A place that is due stands on Today, is looked over by its checklist without a signal, and then is due no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app import open_store
from app.core import db
from app.ledger.models import Entry
from app.people.models import Person
from app.places.checks import AGAIN_MOST
from app.places.models import Place
from app.settings import Settings
from tests import hands
from tests.audit import axe
from tests.cast import GRID2
from tests.live import Server, newcomer
from tests.ui.asking import ops

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(server: Server) -> Iterator[None]:
    """A worker of the second grid, and a shop there that nobody has looked at."""
    open_store(Settings(data_dir=server.folder))
    if not Person.select().where(Person.login == "inspector").exists():
        newcomer("inspector", 57)
    Place.create(code="S57", name="阿明面馆", kind="shop", area=GRID2)
    db.database.close()
    yield
    open_store(Settings(data_dir=server.folder))
    Place.delete().where(Place.code == "S57").execute()
    db.database.close()


def test_a_place_that_is_due_is_looked_over_without_a_signal(
    shop: None, server: Server, phone: Callable[..., Page]
) -> None:
    page = phone("inspector")
    due = page.locator('[data-hold="places"] a.item')
    expect(due).to_contain_text("阿明面馆")
    for path in ("/", "/places", "/places/S57"):
        assert axe.look(page, path, "light") == [], path
    hands.go(page, "/")
    page.context.set_offline(True)
    due.click()
    act = page.locator('[data-act="save"]')
    expect(act).to_contain_text("都好")
    page.get_by_label("疏散通道和出口畅通").uncheck()
    act.click()
    expect(page.locator('[role="alert"]:visible')).to_contain_text("请选怎么办")
    page.get_by_label("定个日子复查").check()
    page.fill("#place-again", "2020-01-01")
    act.click()
    expect(page.locator('[role="alert"]:visible')).to_contain_text("已经过去")
    page.fill("#place-again", page.locator("#place-again").get_attribute("min") or "")
    act.dblclick(no_wait_after=True)
    page.wait_for_url("**/places")
    expect(page.locator('[data-hold="due"]')).to_contain_text("现在没有到日子的")
    page.locator("summary").click()
    expect(page.locator('[data-hold="others"]')).to_contain_text("待上传")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    hands.until(page, "() => /已收到/.test(document.querySelector('#chip').textContent)")
    open_store(Settings(data_dir=server.folder))
    entries = [
        (row.verb, row.body["bad"])
        for row in Entry.select().where(Entry.kind == "place", Entry.subject == "S57")
    ]
    assert entries == [("again", ["exit"])] and Place.get(Place.code == "S57").bad == ["exit"]
    db.database.close()
    hands.go(page, "/places")
    expect(page.locator('[data-hold="due"]')).to_contain_text(
        "阿明面馆", timeout=30_000
    )  # again today, as the desk has it
    hands.go(page, "/")
    expect(due).to_contain_text("复查")


def test_of_two_windows_the_one_that_is_asked_goes_on_with_a_form_that_reads_before_it_opens_its_draft(
    shop: None, phone: Callable[..., Page]
) -> None:
    page = phone("inspector")
    hands.go(page, "/places/S57")
    page.get_by_label("疏散通道和出口畅通").uncheck()
    page.get_by_label("定个日子复查").check()
    other = page.context.new_page()
    other.goto(page.url)
    elsewhere = "正在另一个窗口里写"
    expect(other.locator(".banner", has_text=elsewhere)).to_be_visible()
    other.locator("[data-act=write-here]").click()
    expect(page.locator(".banner", has_text=elsewhere)).to_be_visible()
    assert page.locator(".thumb").evaluate("one => one.inert")
    expect(other.locator(".banner", has_text=elsewhere)).to_have_count(0)
    expect(other.get_by_label("疏散通道和出口畅通")).not_to_be_checked()
    other.wait_for_timeout(1_000)
    expect(other.locator(".banner", has_text=elsewhere)).to_have_count(0)
    other.locator('[data-act="save"]').click()
    other.wait_for_url("**/places")


def test_a_photo_that_is_being_made_ready_is_waited_for(
    shop: None, server: Server, phone: Callable[..., Page], tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(large, quality=92)
    page = phone("inspector")
    hands.go(page, "/places/S57")
    page.locator('[data-act="save"]').wait_for()
    page.context.set_offline(True)
    page.locator("input[type=file][multiple]").set_input_files(large)
    page.locator('[data-act="save"]').click()
    page.wait_for_url("**/places")
    assert [len(op["photos"]) for op in ops(page, "place.check")] == [1]
    hands.go(page, "/queue")
    expect(page.locator('[data-hold="list"]')).to_contain_text("场所查看 · 阿明面馆")


def test_a_day_that_the_office_would_refuse_is_not_kept(shop: None, phone: Callable[..., Page]) -> None:
    page = phone("inspector")
    hands.go(page, "/places/S57")
    page.get_by_label("疏散通道和出口畅通").uncheck()
    page.get_by_label("定个日子复查").check()
    for value, sentence in (("2099-01-01", f"{AGAIN_MOST} 天以内"), ("", "请选")):
        page.fill("#place-again", value)
        page.locator('[data-act="save"]').click()
        expect(page.locator('[role="alert"]:visible')).to_contain_text(sentence)
        expect(page).to_have_url(re.compile("/places/S57$"))
    assert ops(page, "place.check") == []
