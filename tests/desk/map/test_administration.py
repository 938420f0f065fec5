"""The map of administration and the layer of posters in a browser: the same pieces as the desk's, by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.requests.posters import batches
from tests import cast as c
from tests.admin.map.test_map import split
from tests.audit import axe
from tests.desk.map.test_in_a_browser import DRESSES

pytestmark = pytest.mark.browser
ADMIN = f"/admin/map?area={c.COMMUNITY}"


@pytest.fixture
def drafted(office):
    """A split that is not agreed yet, and posters on two buildings."""
    with office.acting() as cast:
        batches.make(cast.desk, c.COMMUNITY)
        return split(cast.admin)


def opened(window, path=ADMIN, name="admin", **options):
    page = window(name, path, **options)
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    return page


def test_an_area_is_chosen_in_the_list_and_on_the_map_and_the_keys_lead_both_ways(window, drafted):
    page = opened(window)
    row = page.locator(f'[data-row="{c.GRID2}"] a').first
    row.focus()
    expect(page.locator("path.area.chosen")).to_have_attribute("aria-label", "第2网格")
    shape = page.locator('path.area[aria-label="第1网格"]')
    shape.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-row="{c.GRID}"] a').first).to_have_attribute("aria-current", "true")
    expect(page.locator(".leaflet-popup a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(shape).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第1网格")


def test_the_parts_of_a_draft_are_seen_on_the_map_from_the_page_where_it_is_agreed(window, drafted):
    page = window("admin", f"/admin/reorganisation/{drafted}")
    page.get_by_role("link", name="在地图上看").click()
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    expect(page.locator("path.area.draft.chosen")).to_have_count(2)
    expect(page.locator(f'[data-row="draft-{drafted}"] a')).to_have_attribute("aria-current", "true")
    page.locator('path.area[aria-label="东半边"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_contain_text("东半边")
    page.locator(".leaflet-popup a").click()
    expect(page.get_by_role("button", name="就这么定")).to_be_visible()


@pytest.mark.parametrize(("name", "path"), [("admin", ADMIN), ("desk", "/desk/map?view=open")])
def test_posters_are_a_layer_that_is_asked_for_when_it_is_wanted(window, drafted, name, path):
    page = opened(window, path, name)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#map").focus()
    for _ in range(3):
        page.keyboard.press("-")  # so far away that they lie together
    assert not [url for url in asked if "/posters" in url]
    page.get_by_label("张贴码").focus()
    page.keyboard.press("Space")
    sign = page.locator(".leaflet-marker-icon", has_text="张贴码")
    expect(sign).to_have_count(1)
    expect(sign).to_contain_text("张贴码 2")
    sign.focus()
    page.keyboard.press("Enter")  # closer: the two buildings stand apart
    expect(sign).to_have_count(2)
    sign.first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("张贴码")
    assert len([url for url in asked if "/map/posters" in url]) == 1


def test_without_a_script_the_list_has_it_all(window, drafted):
    page = window("admin", ADMIN, java_script_enabled=False)
    for text in ("第1网格", "第1网格拆成两个", "张贴码 2 张"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.locator("#map-layers")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(office, window, drafted, width):
    page = opened(window, viewport={"width": width, "height": 900})
    found = []
    for dress in DRESSES:
        page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
        page.goto(office.url + ADMIN)
        expect(page.locator("#map[data-drawn]")).to_be_visible()
        page.locator("#map-posters").check()
        page.locator("path.area.draft").first.focus()
        page.keyboard.press("Enter")
        found += axe.look(page, ADMIN, str(dress))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, dress
    assert [one.line() for one in found] == []
