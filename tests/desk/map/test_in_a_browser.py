"""The map as a dispatcher has it: groups by state that open closer or as a list, by keys alone, and nothing from anywhere else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import cast as c
from tests.audit import axe
from tests.matters import ops

pytestmark = pytest.mark.browser
DRESSES = ({}, {"lang": "en", "theme": "dark"}, {"theme": "sunlight", "size": "large"})


@pytest.fixture
def lying(office):
    """Two in a building, of which one was whistled for, and one in the grid."""
    with office.acting() as cast:
        found = [
            ops.report(cast.worker, area=area, escalate=True) for area in (c.BUILDING, c.BUILDING, c.GRID)
        ]
        ops.move(cast.desk, found[0], "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来")
        ops.move(cast.desk, found[2], "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    return found


def drawn(window, path="/desk/map?view=open", **options):
    page = window("desk", path, **options)
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    return page


def without_row(route, id):
    """The page as it is where the list goes on and this one stands further down."""
    answer = route.fetch()
    route.fulfill(
        response=answer, body=re.sub(rf'<li data-row="{id}">.*?</li>', "", answer.text(), flags=re.S)
    )


def test_groups_say_their_states_and_open_by_keys_as_links_to_what_the_list_has(window, lying):
    asked = []
    page = drawn(window)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    building = page.locator(".leaflet-marker-icon", has_text="待受理 2")
    expect(building).to_contain_text("有哨没人应")
    expect(page.locator(".leaflet-marker-icon", has_text="已派单")).to_have_count(1)
    building.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup li")).to_have_count(2)
    expect(page.locator(".leaflet-popup a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(building).to_be_focused()
    page.get_by_role("button", name=f"在图上看 {lying[2].number}").click()
    expect(page.locator(".leaflet-popup a")).to_contain_text(lying[2].number)
    page.locator(".leaflet-popup a").click()
    expect(page.locator(f'[data-matter="{lying[2].id}"]')).to_be_visible()
    own = page.url.split("/desk")[0]
    assert [url for url in asked if not url.startswith(own)] == []


def test_what_is_chosen_in_the_list_is_chosen_on_the_map_and_the_other_way(window, lying):
    page = drawn(window)
    rows, said = page.locator(".map-list li"), page.locator("#map-chosen")
    row = page.locator(f'[data-row="{lying[2].id}"] a')
    row.focus()
    marked = page.locator(".leaflet-marker-icon.chosen")
    expect(marked).to_contain_text("已派单")
    expect(marked).to_have_attribute("aria-current", "true")
    expect(row).to_have_attribute("aria-current", "true")
    expect(said).to_contain_text("选中")
    rows.first.locator("a").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(rows.nth(2).locator("a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(rows.nth(1).locator("a")).to_have_attribute("aria-current", "true")
    expect(page.locator(".map-list [aria-current]")).to_have_count(1)
    page.locator(".leaflet-marker-icon", has_text="待受理 2").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # from the first one to its way to the list
    page.keyboard.press("Tab")  # and to the second one
    second = page.locator(".leaflet-popup a").nth(1)
    expect(second).to_be_focused()
    chosen = second.get_attribute("data-of")
    expect(page.locator(f'[data-row="{chosen}"] a')).to_have_attribute("aria-current", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-row="{chosen}"] a')).to_be_focused()
    assert page.url.endswith(f"#{chosen}")
    page.get_by_role("link", name="列表").click()
    expect(page.locator(f'[data-matter="{chosen}"]')).to_be_visible()
    page.locator("[data-map]").click()
    expect(page.locator(f'[data-row="{chosen}"] a')).to_have_attribute("aria-current", "true")
    expect(page.locator(".leaflet-marker-icon.chosen")).to_contain_text("待受理 2")


def test_what_stands_further_down_in_the_list_gets_a_row_when_it_is_chosen_on_the_map(window, lying):
    page = window("desk", "/desk/map?view=open")
    page.route("**/desk/map?view=open", lambda route: without_row(route, lying[2].id))
    page.reload()
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    row = page.locator(f'.map-list [data-row="{lying[2].id}"]')
    expect(row).to_have_count(0)
    page.locator(".leaflet-marker-icon", has_text="已派单").focus()
    page.keyboard.press("Enter")
    expect(row.locator("a")).to_have_attribute("aria-current", "true")
    expect(row).to_contain_text("已派单")


def test_a_facet_narrows_the_map_and_the_list_alike_and_the_way_back_keeps_it(window, lying):
    page = drawn(window)
    if not page.locator("#facets details").first.evaluate("one => one.open"):
        page.locator("#facets summary").first.click()
    page.locator("#facets a", has_text="已派单").click()
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    expect(page.locator(".leaflet-marker-icon")).to_have_count(1)
    expect(page.locator(".map-list li")).to_have_count(1)
    page.get_by_role("link", name="列表").click()
    expect(page.locator("#rows li")).to_have_count(1)
    assert "in_state=dispatched" in page.url


def test_without_a_script_the_list_has_it_all(window, lying):
    page = window("desk", "/desk/map?view=open", java_script_enabled=False)
    for matter in lying:
        expect(page.locator(f'.map-list a[href^="/desk/matters/{matter.id}"]').first).to_be_visible()
    expect(page.locator("[data-show]").first).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_the_map_and_nothing_is_wider_than_the_window(office, window, lying, width):
    page = drawn(window, viewport={"width": width, "height": 900})
    found = []
    for dress in DRESSES:
        page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
        page.goto(office.url + "/desk/map?view=open")
        expect(page.locator("#map[data-drawn]")).to_be_visible()
        page.locator(".leaflet-marker-icon", has_text="有哨没人应").or_(
            page.locator(".leaflet-marker-icon", has_text="whistle")
        ).focus()
        page.keyboard.press("Enter")
        if not page.locator(".leaflet-popup").count():  # all three lay together on so narrow a map
            page.keyboard.press("Enter")
        expect(page.locator(".leaflet-popup a").first).to_be_focused()
        found += axe.look(page, "/desk/map", str(dress))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, dress
    assert [one.line() for one in found] == []
