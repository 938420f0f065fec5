"""The digest's page and its sheet, as a dispatcher, a worker and a building head see them."""

from __future__ import annotations

import pytest

from app.core import clock
from tests import cast as c
from tests.audit import axe
from tests.matters import ops

pytestmark = pytest.mark.browser


def several(office, count):
    with office.acting() as cast:
        for _ in range(count):
            ops.report(cast.worker)


@pytest.mark.complains("404")
def test_an_outsider_opens_no_other_places_digest(office, window):
    page = window("outsider", "/daily")
    assert page.goto(f"{office.url}/daily?area={c.GRID}").status == 404
    assert page.goto(f"{office.url}/daily/sheet?area={c.GRID}").status == 404


def test_it_is_copied_and_printed_and_another_place_chosen(office, window):
    several(office, 6)
    today = clock.today().isoformat()
    page = window("desk", f"/daily?last={today}")
    text = page.locator("#words").input_value()
    assert "每日一收集、每日一反馈" in text and "收集：收到" in text
    assert page.get_by_role("button", name="复制").is_visible()
    assert axe.look(page, "/daily", "zh-CN") == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="到这天的七天").click()
    page.wait_for_url("**days=7**")
    assert page.locator("nav a[aria-current]", has_text="七天").count() == 1
    page.get_by_role("link", name="打印一张贴在门口").click()
    page.wait_for_url("**/daily/sheet**")
    assert page.locator(".qr svg").count() == 1 and "收集：收到" in page.locator(".sentences").inner_text()
    assert axe.look(page, "/daily/sheet", "zh-CN") == []
    assert page.evaluate(
        "document.querySelector('.sheet').scrollHeight <= document.querySelector('.sheet').clientHeight + 1"
    )


def test_a_head_and_a_worker_find_it_for_their_own(office, window):
    for who, name in (("head", "1幢"), ("worker", "第1网格")):
        page = window(who, "/daily")
        assert page.locator("h1").inner_text().startswith(name), who
