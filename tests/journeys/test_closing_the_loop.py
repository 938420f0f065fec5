"""You say, we do: a resident says it, a worker settles it, a neighbour looks whether it is so, and the resident has the last word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests import cast as cast_
from tests import hands
from tests.chrome import Phone
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter

pytestmark = pytest.mark.browser

WORDS = "单元门口的灯三天不亮了，晚上看不见台阶"
LATER = "换了灯泡，开关也修了"
WIDE = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright) -> Iterator[Quarter]:
    """A community in which somebody lives."""
    with neighbours.quarter(play, tmp_path) as made:
        yield made


def test_signal_lost_settled_refused_by_a_neighbour_done_again_confirmed_and_rated(quarter: Quarter) -> None:
    resident = _says_it_without_a_signal(quarter)
    worker = _worker_is_told(quarter)
    _settles(quarter, worker, "settle_on_spot", "换了灯泡")
    _head_says_not_yet(quarter)
    _worker_has_it_again(quarter, worker)
    _settles(quarter, worker, "resolve", LATER)
    _head_confirms(quarter)
    _resident_is_content(quarter, resident.page)
    assert [verb for verb, _ in quarter.told()] == [
        "report", "settle_on_spot", "refuse", "resolve", "confirm", "rate",
    ]  # fmt: skip
    assert all(phone.faults == [] for phone in quarter.phones)


def test_not_yet_it_climbs_and_the_duty_desk_takes_it(quarter: Quarter) -> None:
    resident = _says_it_without_a_signal(quarter)
    worker = _worker_is_told(quarter)
    _settles(quarter, worker, "settle_on_spot", "换了灯泡")
    assert quarter.matter().state == "resolved"
    _resident_says_not_yet(quarter, resident.page)
    assert quarter.matter().level == cast_.COMMUNITY
    _settled_by_the_community(quarter)
    _resident_says_not_yet(quarter, resident.page)
    assert quarter.matter().level == cast_.CITY
    _duty_desk_takes_it(quarter)
    quarter.seconds_pass()
    expect(_again(resident.page).locator("h1.state")).to_contain_text("临港市")
    assert quarter.told()[-1] == ("take", "person")


def test_the_residents_part_without_a_script(quarter: Quarter) -> None:
    resident = quarter.phone("plain", quarter.poster(), java_script_enabled=False)
    page = resident.page
    page.locator(".tiles label", has_text="灯不亮").click()
    page.fill("#text", WORDS)
    page.wait_for_timeout(2100)  # nobody writes that in less
    page.locator("button.main").click()
    expect(page.locator(".number")).to_have_text(quarter.matter().number)
    worker = _worker_is_told(quarter)
    _settles(quarter, worker, "settle_on_spot", "换了灯泡")
    _head_confirms(quarter, number=0)
    quarter.seconds_pass()
    page.goto(re.sub(r"\?.*", "", page.url))
    page.get_by_role("button", name="解决了").click()
    page.get_by_role("button", name="满意", exact=True).click()
    assert quarter.matter().state == "closed"


def _says_it_without_a_signal(quarter: Quarter) -> Phone:
    resident = quarter.phone("resident", quarter.poster())
    page = resident.page
    expect(page.locator(".here")).to_contain_text("1幢")
    resident.context.set_offline(True)
    page.locator(".tiles label", has_text="灯不亮").click()
    page.fill("#text", WORDS)
    page.click("button.main")
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    resident.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("link", name="看办到哪了").click()
    expect(page.locator(".timeline")).to_contain_text(WORDS)
    return resident


def _worker_is_told(quarter: Quarter) -> Phone:
    """In the app's own list of what happened, by the background worker."""
    worker = quarter.phone("worker")
    hands.sign_in(worker.page, "worker")
    heard = f"{quarter.server.url}/api/v1/notices"
    neighbours.until(lambda: quarter.matter().number in worker.page.request.get(heard).text())
    return worker


def _settles(quarter: Quarter, worker: Phone, move: str, words: str) -> None:
    """With a photo of it done, from the matter's screen."""
    page, matter = worker.page, quarter.matter()
    hands.go(page, f"/matters/{matter.id}")
    page.locator(f"[data-hold=moves] [data-key={move}]").click()
    page.fill("#move-text", words)
    page.locator("dialog input[type=file]").first.set_input_files(hands.picture_file(quarter.folder, 7))
    page.locator("dialog .shot img").first.wait_for()
    page.locator("dialog button[type=submit]").click()
    neighbours.until(lambda: quarter.matter().state == "resolved")


def _head_says_not_yet(quarter: Quarter) -> None:
    page = quarter.phone("head", quarter.link_of(0), java_script_enabled=False).page
    expect(page.locator(".said", has_text="换了灯泡")).to_have_count(1)
    page.get_by_role("link", name="还没有").click()
    page.locator(".reason", has_text="还").first.click()
    page.get_by_role("button", name="告诉他们还没有好").click()
    expect(page.locator("h1")).to_have_text("谢谢您")
    assert quarter.matter().state == "in_hand"


def _worker_has_it_again(quarter: Quarter, worker: Phone) -> None:
    hands.go(worker.page, "/matters")
    assert quarter.matter().holder_person is not None
    expect(worker.page.locator("[data-hold=list]")).to_contain_text("处置中")


def _head_confirms(quarter: Quarter, number: int = 1) -> None:
    page = quarter.phone(f"head-{number}-again", quarter.link_of(number), java_script_enabled=False).page
    expect(page.locator("figure")).not_to_have_count(0)
    page.get_by_role("button", name="确认解决").click()
    expect(page.locator("h1")).to_have_text("谢谢您")
    assert quarter.matter().state == "confirmed"


def _again(page: Page) -> Page:
    page.goto(re.sub(r"[?#].*", "", page.url))
    return page


def _resident_is_content(quarter: Quarter, page: Page) -> None:
    quarter.seconds_pass()
    _again(page)
    expect(page.locator("main")).not_to_contain_text(cast_.NAMES["head"])
    expect(page.locator("main")).not_to_contain_text(cast_.NAMES["worker"])
    page.get_by_role("button", name="解决了").click()
    page.get_by_role("button", name="满意", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("谢谢您的评价")
    assert quarter.matter().state == "closed"


def _resident_says_not_yet(quarter: Quarter, page: Page) -> None:
    quarter.seconds_pass()
    _again(page).locator("#solved summary", has_text="还没有").click()
    page.locator("#what").fill("味道还在")
    page.get_by_role("button", name="还没有解决").click()
    neighbours.until(lambda: quarter.matter().state == "reported")


def _desk(quarter: Quarter, login: str) -> Page:
    page = quarter.phone(login, **WIDE).page
    page.fill("#login", login)
    page.fill("#password", cast_.PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/desk*")  # on a wide screen the desk is where its people land
    page.goto(f"{quarter.server.url}/desk/matters/{quarter.matter().id}")
    return page


def _settled_by_the_community(quarter: Quarter) -> None:
    page = _desk(quarter, "desk")
    page.get_by_role("button", name="接单").click()
    neighbours.until(lambda: quarter.matter().state == "in_hand")
    page.goto(page.url)
    page.locator("summary", has_text="处置完成").click()
    form = page.locator("form[action*='/moves/resolve']")
    form.locator("textarea[name=text]").fill("请人来看过，说好了")
    form.get_by_role("button", name="处置完成").click()
    neighbours.until(lambda: quarter.matter().state == "resolved")


def _duty_desk_takes_it(quarter: Quarter) -> None:
    page = _desk(quarter, "city")
    page.get_by_role("button", name="接单").click()
    neighbours.until(lambda: quarter.matter().state == "in_hand")
    expect(page.locator(".timeline li", has_text=f"{cast_.NAMES['city']} 接单")).to_have_count(1)
