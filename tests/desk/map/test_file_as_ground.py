"""A map file that was given is drawn under the desk's map, by its ranges, from this server alone."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect

from app.core import ids
from app.maps import files
from tests import cast as c
from tests.maps import archives

pytestmark = pytest.mark.browser
PIXEL = """picture => { const canvas = document.createElement("canvas"); canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d"); context.drawImage(picture, 0, 0); return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3); }"""


def test_its_pictures_lie_under_the_plan_and_each_is_asked_for_by_its_range(office, window):
    with office.acting() as cast:
        files.give(cast.admin, ids.uuid7(), c.COMMUNITY, io.BytesIO(archives.of_the_community(14, 17, filler=3_000_000)),
                   "图", attribution="临港测绘 浙S(2026)1号")  # fmt: skip
    asked = []
    page = window("desk", "/desk/map?view=open")
    page.on(
        "response",
        lambda answer: asked.append((answer.url, answer.status, answer.request.headers.get("range"))),
    )
    page.reload()
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    tile = page.locator(".leaflet-tile-pane img").first
    expect(tile).to_have_js_property("naturalWidth", 256)
    assert tile.evaluate(PIXEL) == list(archives.GREEN)
    expect(page.locator(".leaflet-control-attribution")).to_have_text("临港测绘 浙S(2026)1号")
    of_the_file = [(status, wanted) for url, status, wanted in asked if "/api/v1/maps/" in url]
    assert of_the_file and all(status == 206 and wanted for status, wanted in of_the_file)
    own = page.url.split("/desk")[0]
    assert [url for url, _, _ in asked if not url.startswith((own, "blob:" + own))] == []


def test_without_the_file_the_plan_stands_as_ever(office, window):
    with office.acting() as cast:
        row = files.give(cast.admin, ids.uuid7(), c.COMMUNITY, io.BytesIO(archives.of_the_community()), "图")
    page = window("desk", "/desk")
    page.route("**/api/v1/maps/**", lambda route: route.abort())
    page.goto(f"{office.url}/desk/map?view=open")
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    expect(page.locator("path.area").first).to_be_visible()
    assert row.id in page.locator("#map").get_attribute("data-files")
