"""An administrator agrees upon a platform in a browser, tries its map on ten real matters, sees what it refuses and ends it; a desk copies what has no way yet."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.gateways.systems.models import Sending
from app.gateways.systems.outgoing import sending
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.gateways.systems.conftest import MAP, Mock
from tests.journeys import neighbours
from tests.journeys.neighbours import Quarter, until
from tests.live import free_port
from tests.matters import ops

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}
ADDRESS = "#f-address"


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Mock]:
    """The platform, not yet switched on."""
    made = Mock(tmp_path / "cases.jsonl", free_port())
    yield made
    made.stop()


@pytest.fixture
def quarter(tmp_path: Path, play: Playwright, mock: Mock) -> Iterator[Quarter]:
    """A community whose operator has named the platform's host, with ten matters."""
    with neighbours.quarter(play, tmp_path, PLATFORM_HOSTS=f"127.0.0.1:{mock.port}") as made:
        with made.books():
            for number in range(10):
                ops.report(made.cast.worker, text=f"第 {number} 件", category="street_lamp")
        yield made


@pytest.mark.complains("status of 422 .*/admin/systems")
def test_from_the_agreement_to_its_end(quarter: Quarter, mock: Mock) -> None:
    page = _signed_in(quarter, "admin")
    _an_address_inside_is_refused_and_what_was_written_stands(quarter, page)
    signing, key = _agreed(page, f"http://127.0.0.1:{mock.port}/case")
    assert not page.get_by_text(signing).count() and signing not in _shown(page) and key not in _shown(page)
    mock.start(signing)
    _a_map_is_tried_on_ten_matters_before_it_holds(page, mock)
    _what_happens_now_goes_there(quarter, mock)
    _what_it_refuses_is_shown_and_sent_again(quarter, mock, page)
    _a_desk_copies_it(quarter)
    _it_is_ended(quarter, mock, page)


def _signed_in(quarter: Quarter, login: str) -> Page:
    page = quarter.phone(login, "/sign-in", **WIDE).page
    hands.ready(page)
    hands.sign_in(page, login)
    return page


def _an_address_inside_is_refused_and_what_was_written_stands(quarter: Quarter, page: Page) -> None:
    page.goto(f"{quarter.server.url}/admin/systems")
    page.locator("a[href='/admin/systems/new']").click()
    page.fill("#f-code", "city")
    page.fill("#f-name", "市基层治理平台")
    page.select_option("[name=area]", c.COMMUNITY)
    page.fill(ADDRESS, "https://10.0.0.8/case")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator(".error")).to_contain_text("PLATFORM_HOSTS")
    assert page.input_value("#f-name") == "市基层治理平台"
    _is_clean(page)


def _agreed(page: Page, address: str) -> tuple[str, str]:
    page.fill(ADDRESS, address)
    page.locator("form.card button[type=submit]").click()
    page.wait_for_selector("#signing")
    _is_clean(page)
    shown = page.input_value("#signing"), page.input_value("#key")
    page.locator("a.button.main").click()
    page.wait_for_url("**/map")
    return shown


def _shown(page: Page) -> str:
    """Everything on the platform's own page and its map, forms and all."""
    return page.content() + page.request.get(page.url.removesuffix("/map")).text()


def _a_map_is_tried_on_ten_matters_before_it_holds(page: Page, mock: Mock) -> None:
    wrong: dict[str, Any] = copy.deepcopy(MAP)
    wrong["fields"][2]["ours"] = "no_such_field"
    _upload(page, wrong)
    expect(page.get_by_role("alert")).to_contain_text("no_such_field")
    _upload(page, MAP)
    rows = page.locator("section[aria-labelledby=tried] tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.first).to_contain_text("0301")
    _is_clean(page)
    assert mock.taken == []
    page.locator("form:has([name=map]) button").click()
    page.wait_for_url("**/map?said=**")
    assert mock.taken == []  # what was before is not told


def _upload(page: Page, body: dict[str, Any]) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    page.set_input_files("#file", {"name": "map.json", "mimeType": "application/json", "buffer": data})
    page.locator("form:has(#file) button").click()
    page.wait_for_load_state()


def _what_happens_now_goes_there(quarter: Quarter, mock: Mock) -> None:
    with quarter.books():
        ops.report(quarter.cast.worker, text="路灯不亮", category="street_lamp")
    until(lambda: len(mock.taken) == 1)
    assert (mock.taken[0]["case"]["sjnr"], mock.taken[0]["case"]["sjlx"]) == ("路灯不亮", "0301")


def _what_it_refuses_is_shown_and_sent_again(quarter: Quarter, mock: Mock, page: Page) -> None:
    mock.mood("no")
    with quarter.books():
        number = ops.report(quarter.cast.worker, text="井盖响").number

    def tried(times: int) -> bool:
        with quarter.books():
            return bool(Sending.select().where(Sending.tries >= times).exists())

    until(lambda: tried(1))
    with quarter.books():  # its waits are over, but for the last
        Sending.update(tries=sending.REFUSED_AFTER - 1, due=0).where(Sending.tries == 1).execute()
    until(lambda: tried(sending.REFUSED_AFTER))
    page.goto(f"{quarter.server.url}/admin/systems/city")
    refused = page.locator("section[aria-labelledby=refused]")
    expect(refused).to_contain_text(number)
    _is_clean(page)
    mock.mood("")
    refused.locator("button").click()
    page.wait_for_url("**/city?said=**")
    until(lambda: len(mock.taken) == 2)
    page.goto(f"{quarter.server.url}/admin/systems/city")
    expect(refused).to_have_count(0)


def _a_desk_copies_it(quarter: Quarter) -> None:
    page = _signed_in(quarter, "desk")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=quarter.server.url)
    page.goto(f"{quarter.server.url}/desk?view=open&q=路灯不亮")
    page.locator("[data-open]").first.click()
    page.locator("a[href$='/as/city']").click()
    page.wait_for_selector("#whole")
    for size in (WIDE["viewport"], {"width": 360, "height": 740}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        _is_clean(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator("[data-copy=whole]").click()
    expect(page.locator("[data-copy=whole]")).to_contain_text("已复制")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "sjnr：路灯不亮" in copied and "sjlx：0301" in copied
    assert copied.index("wybh") < copied.index("sjnr") < copied.index("ly：巡格")


def _it_is_ended(quarter: Quarter, mock: Mock, page: Page) -> None:
    page.locator("summary", has_text="停用这个平台").click()
    page.locator("form[action$='/end'] button").click()
    page.wait_for_url("**/city?said=**")
    _is_clean(page)
    with quarter.books():
        ops.report(quarter.cast.worker, text="以后的事")
    page.wait_for_timeout(3_000)  # three looks of the clock
    assert len(mock.taken) == 2


def _is_clean(page: Page) -> None:
    assert [one.line() for one in axe.look(page, page.url, "zh light")] == []
