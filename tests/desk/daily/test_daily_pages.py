"""The digest's page and its sheet, as a dispatcher, a worker and a building head see them."""

from __future__ import annotations

import re

import pytest

from app.core import clock
from tests import cast as c
from tests.audit import axe
from tests.board import done
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


def test_with_the_longest_of_examples_the_sheet_is_one_page_with_nothing_cut(office, window):
    with office.acting() as cast:
        for _ in range(6):
            matter = done.through(cast, done.asked("qr"))
            done.show(cast, matter, said="东门口总堵车，" * 12, done="画了线，立了牌，" * 12)
    for days in (1, 30):
        page = window("desk", f"/daily/sheet?last={clock.today().isoformat()}&days={days}")
        assert page.locator(".pairs li").count() >= 3
        page.emulate_media(media="print")
        boxes = {
            name: page.locator(name).bounding_box() for name in (".sheet", ".pairs", ".apart", ".qr", ".foot")
        }
        ends = {name: box["y"] + box["height"] for name, box in boxes.items()}
        assert ends[".pairs"] <= boxes[".apart"]["y"] and ends[".apart"] <= boxes[".qr"]["y"]
        assert ends[".qr"] <= boxes[".foot"]["y"] and ends[".foot"] <= ends[".sheet"]
        assert boxes[".qr"]["height"] > 140  # px: it is read from a step away
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1


def test_a_head_and_a_worker_find_it_for_their_own(office, window):
    for who, name in (("head", "1幢"), ("worker", "第1网格")):
        page = window(who, "/daily")
        assert page.locator("h1").inner_text().startswith(name), who
