"""A visit to a place that is half filled in survives a phone that dies without a signal, is kept once, and is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.campaigns import opening
from app.core import clock
from app.ledger.models import Entry
from app.places.models import Place
from tests import cast as c
from tests import hands
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter
from tests.sync.phone import new_id
from tests.ui.asking import READ, ops

pytestmark = pytest.mark.browser


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community with its server, a shop, and a campaign that asks for it."""
    with neighbours.quarter(play, tmp_path) as made:
        with made.books():
            Place.create(code="S1", name="阿明面馆", kind="shop", area=c.BUILDING)
            days = (clock.today().isoformat(), clock.today().isoformat())
            opening.open_campaign(
                made.cast.desk, new_id(), "燃气安全", "fire_safety", days, [c.COMMUNITY], ["shop"],
                "软管没有老化\n用什么气：管道气/瓶装气",
            )  # fmt: skip
        yield made


@pytest.fixture
def worker(quarter: Quarter) -> Page:
    """The worker's phone, which has what there is to look at, and a photograph to take."""
    page = quarter.phone("worker", "/sign-in").page
    hands.ready(page)
    hands.sign_in(page, "worker")
    hands.installed(page)
    hands.go(page, "/campaigns")
    expect(page.locator('[data-hold="lists"] a.item')).to_have_count(1)
    return page


def shoot(page: Page, folder: Path) -> None:
    """Take a photo and wait for it."""
    page.locator('.screen input[data-key="library"]').set_input_files(hands.picture_file(folder))
    expect(page.locator(".screen .shot")).to_have_count(1)


def dies(page: Page) -> None:
    """The phone is started anew where it was, without a signal."""
    page.context.set_offline(True)
    page.wait_for_timeout(600)  # a second of typing is what a dead phone may cost
    page.reload()
    hands.ready(page)


def at_the_shop(page: Page) -> None:
    """Open it from the list, once that has come."""
    hands.go(page, "/places")
    page.locator('[data-hold="due"] a.item').click()
    page.wait_for_url("**/places/S1")
    hands.ready(page)


def test_a_half_filled_visit_of_a_campaign_is_there_after_the_phone_died_and_is_kept_once(
    worker: Page, quarter: Quarter, tmp_path: Path
) -> None:
    page = worker
    page.locator('[data-hold="lists"] a.item').click()
    page.get_by_label("瓶装气").check()
    page.get_by_label("软管没有老化").uncheck()
    page.get_by_label("报给上一级").check()
    page.fill('[data-field="text"]', "老板说下周换")
    shoot(page, tmp_path)
    dies(page)
    expect(page.get_by_label("瓶装气")).to_be_checked()
    expect(page.get_by_label("软管没有老化")).not_to_be_checked()
    expect(page.get_by_label("报给上一级")).to_be_checked()
    expect(page.locator('[data-field="text"]')).to_have_value("老板说下周换")
    expect(page.locator(".screen .shot")).to_have_count(1)
    page.locator('[data-act="save"]').dblclick()
    page.wait_for_url("**/campaigns")
    (op,) = ops(page, "campaign.visit")
    assert op["body"]["chosen"] == {"q2": "瓶装气"} and op["body"]["bad"] == ["q1"] and len(op["photos"]) == 1
    assert page.evaluate(READ, "drafts") == []
    page.locator(".screen summary").click()
    page.locator('[data-hold="lists"] a.item').first.click()
    expect(page.locator(".screen .shot")).to_have_count(0)
    expect(page.locator('[data-field="text"]')).to_have_value("")
    expect(page.locator('[name="outcome"]:checked')).to_have_count(0)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    hands.until(page, "() => /已收到/.test(document.querySelector('#chip').textContent)", seconds=40)
    with quarter.books():
        assert Entry.select().where(Entry.kind == "campaign", Entry.op.is_null(False)).count() == 1
        assert Entry.get(Entry.op == op["id"]).by == quarter.cast.worker.id


@pytest.mark.complains("status of 401")
def test_what_somebody_began_at_a_place_reaches_nobody_else_on_the_same_phone(worker: Page) -> None:
    page = worker
    at_the_shop(page)
    page.locator('[name="right"]').first.uncheck()
    page.get_by_label("定个日子复查").check()
    day = page.locator('[data-field="again"]').get_attribute("max") or ""
    page.fill('[data-field="again"]', day)
    dies(page)
    expect(page.locator('[data-field="again"]')).to_have_value(day)
    expect(page.get_by_label("定个日子复查")).to_be_checked()
    assert len(page.evaluate(READ, "drafts")) == 1
    page.context.set_offline(False)
    hands.go(page, "/me")
    hands.sign_out(page)
    hands.sign_in(page, "lead")
    at_the_shop(page)
    expect(page.locator('[name="right"]').first).to_be_checked()
    expect(page.locator('[name="outcome"]:checked')).to_have_count(0)
    hands.go(page, "/me")
    hands.sign_out(page)
    hands.sign_in(page, "worker")
    at_the_shop(page)
    expect(page.locator('[name="right"]').first).not_to_be_checked()
    expect(page.locator('[data-field="again"]')).to_have_value(day)
