"""Three browsers at once: a worker in a basement, a dispatcher and a handler take a matter to the city and back; a unit is called, comes and handles it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from app.matters.models import Call
from app.people.models import Person
from tests import cast as c
from tests import hands
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter
from tests.matters import ops

pytestmark = pytest.mark.browser

WORDS = "地下车库排水泵不转，水漫到坡道了"
WIDE = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community in which somebody lives."""
    with neighbours.quarter(play, tmp_path) as made:
        yield made


def test_from_a_basement_to_the_city_and_back_and_a_unit_comes(quarter: Quarter) -> None:
    worker, handler = _phone(quarter, "worker"), _phone(quarter, "dept")
    _reports_without_a_signal(quarter, worker)
    desk = _desk(quarter)
    _goes_up_and_comes_back(quarter, desk)
    _is_called_and_comes(quarter, desk, handler)
    _is_given_the_matter_and_settles_it(quarter, desk, handler)
    verbs = [verb for verb, _ in quarter.told()]
    assert verbs == [
        "report", "escalate", "escalate", "hand_down", "whistle", "accept", "attend", "judge_call",
        "dispatch", "take", "resolve",
    ]  # fmt: skip
    hands.go(worker, f"/matters/{quarter.matter().id}")
    expect(worker.locator("[data-hold=ledger]")).to_contain_text("赵磊 处置完成")
    assert all(phone.faults == [] for phone in quarter.phones)


def _phone(quarter: Quarter, login: str) -> Page:
    page = quarter.phone(login).page
    hands.sign_in(page, login)
    hands.installed(page)
    return page


def _reports_without_a_signal(quarter: Quarter, page: Page) -> None:
    hands.go(page, "/report")
    page.locator("[data-category]").first.wait_for()
    page.context.set_offline(True)
    page.fill("#report-text", WORDS)
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    page.context.set_offline(False)
    neighbours.until(lambda: [verb for verb, _ in quarter.told()] == ["report", "escalate"])


def _desk(quarter: Quarter) -> Page:
    page = quarter.phone("desk", **WIDE).page
    page.fill("#login", "desk")
    page.fill("#password", c.PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/desk*")
    return page


def _opened(quarter: Quarter, desk: Page, move: str) -> Locator:
    """The form of a move on the desk, open."""
    desk.goto(f"{quarter.server.url}/desk/matters/{quarter.matter().id}")
    form = desk.locator(f"#matter form[action*='/moves/{move}?']")
    desk.locator(f"#matter details.move:has(form[action*='/moves/{move}?']) > summary").click()
    return form


def _goes_up_and_comes_back(quarter: Quarter, desk: Page) -> None:
    form = _opened(quarter, desk, "escalate")
    form.locator("button[type=submit]").click()
    neighbours.until(lambda: quarter.matter().level == c.CITY)
    with quarter.books():
        city = Person.get(Person.login == "city")
        ops.move(city, matter := ops.Matter.get(), "hand_down", to=[f"area:{c.COMMUNITY}"])
        assert matter.holder_desk == c.COMMUNITY


def _is_called_and_comes(quarter: Quarter, desk: Page, handler: Page) -> None:
    form = _opened(quarter, desk, "whistle")
    form.locator(f"input[value='unit:{c.ENFORCEMENT}']").check()
    form.locator("input[name=reason][value=sudden]").check()
    form.locator("textarea[name=text]").fill("请带水泵来")
    form.locator("button[type=submit]").click()
    neighbours.until(lambda: [verb for verb, _ in quarter.told()][-1] == "whistle")
    _looks(handler)
    card = handler.locator("[data-part=my-whistles] article")
    expect(card).to_contain_text("突发应急")
    handler.context.set_offline(True)
    card.get_by_role("button", name="收到").click()
    expect(card).to_contain_text("已存在手机里")
    handler.context.set_offline(False)
    neighbours.until(lambda: _call(quarter).accepted is not None)
    expect(card).to_contain_text("已收到，还没有到")
    card.get_by_role("button", name="已到场").click()
    neighbours.until(lambda: _call(quarter).state == "attended")
    expect(card).to_have_count(0)
    form = _opened(quarter, desk, "judge_call")
    expect(desk.locator("#matter .facts:not(.tight)")).to_contain_text("到场")
    form.locator("input[name=to]").check()
    form.locator("input[name=reason][value=came]").check()
    form.locator("button[type=submit]").click()
    neighbours.until(lambda: _call(quarter).verdict == "came")


def _looks(handler: Page) -> None:
    """Take the phone up: it asks for news."""
    handler.goto(re.sub(r"(//[^/]+/).*", r"\1", handler.url))
    hands.ready(handler)


def _call(quarter: Quarter) -> Call:
    with quarter.books():
        return Call.get()


def _is_given_the_matter_and_settles_it(quarter: Quarter, desk: Page, handler: Page) -> None:
    form = _opened(quarter, desk, "dispatch")
    form.locator("select[name=lead]").select_option(f"unit:{c.ENFORCEMENT}")
    form.locator("button[type=submit]").click()
    neighbours.until(lambda: quarter.matter().state == "dispatched")
    _looks(handler)
    card = handler.locator("[data-part=my-tasks] article")
    card.get_by_role("button", name="接单").click()
    neighbours.until(lambda: quarter.matter().state == "in_hand")
    card.get_by_role("button", name="处置完成").click()
    handler.fill("#move-text", "换了水泵，水排干了")
    handler.locator("dialog button[type=submit]").click()
    neighbours.until(lambda: quarter.matter().state == "resolved")
