"""Covering with a hand in a real browser, and posters as the printer gets them."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from app import create_app, open_store
from app.board.models import ClearedPhoto
from app.core import db
from app.requests.posters import batches
from app.settings import Settings
from tests import cast as c
from tests import hands
from tests.board import done
from tests.chrome import Phone
from tests.live import Server, prepare

pytestmark = pytest.mark.browser
FACE = (200, 150, 400, 300)


@pytest.fixture
def scene(tmp_path):
    """A done matter with a face on it, posters for its buildings, and a server over both."""
    cast = prepare(tmp_path)
    settings = Settings(data_dir=tmp_path, demo=True)
    open_store(settings)
    db.connect()
    app = create_app(settings)
    matter = done.settled(lambda name: c.client(app, cast, name), cast, before=done.planted(FACE))
    batches.make(cast.desk, c.COMMUNITY)
    batches.make_listed(
        cast.desk, c.COMMUNITY, "lamp", "滨海花园二期人才公寓地下车库出口东侧，1幢\n路灯 12 号\n小店"
    )
    db.database.close()
    server = Server(tmp_path)
    yield cast, matter, server
    server.stop()


def desk(play, tmp_path, cast, server, width=1440):
    made = Phone(
        play, tmp_path / "desk", server.url, viewport={"width": width, "height": 900}, is_mobile=False
    )
    made.context.add_cookies([{"name": "gridwalk", "value": cast.sessions["desk"], "url": server.url}])
    return made


def test_what_a_hand_covers_is_gone_and_what_is_shown_is_what_was_looked_at(play, scene, tmp_path):
    cast, matter, server = scene
    one = desk(play, tmp_path, cast, server)
    page, heard = one.page, []
    page.on("console", lambda said: heard.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{server.url}/board/clear/{matter.id}")
    canvas = page.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    hands.until(page, "() => document.querySelector('canvas').width > 300")
    box = canvas.bounding_box()

    def at(x, y):
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.locator("[data-tool=box]").first.click()
    page.mouse.move(*at(0.24, 0.24))
    page.mouse.down()
    page.mouse.move(*at(0.51, 0.38), steps=4)
    page.mouse.up()
    page.locator("[data-tool=brush]").first.click()
    page.locator("[data-breadth]").first.fill("20")
    page.mouse.move(*at(0.25, 0.44))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.44), steps=6)
    page.mouse.up()
    page.mouse.move(*at(0.8, 0.8))
    page.mouse.down()
    page.mouse.up()
    page.locator("[data-undo]").first.click()
    expect(page.locator("#photo-0")).to_be_checked()
    page.get_by_role("button", name="保存，看看效果").click()
    expect(page.locator("#look article img")).to_have_count(1)
    assert "已清空" not in page.request.get(f"{server.url}/board/{c.COMMUNITY}").text()
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.locator("#look")).to_contain_text("正在公示墙上")
    assert heard == [] and one.faults == []
    open_store(Settings(data_dir=server.folder, demo=True))
    db.connect()
    row = ClearedPhoto.get()
    assert len(row.marks["boxes"]) == 1 and len(row.marks["strokes"]) == 1
    served = page.request.get(f"{server.url}/board/photos/{row.digest}").body()
    image = Image.open(io.BytesIO(served)).convert("RGB")
    assert not [p for p in image.get_flattened_data() if p[0] > 160 and p[2] > 160 and p[1] < 100]
    assert image.getpixel((640, 480))[0] > 90  # the dab that was undone
    db.database.close()
    one.close()


def test_a_batch_prints_one_a_sheet_or_four_and_nothing_overlaps(play, scene, tmp_path):
    cast, _, server = scene
    one = desk(play, tmp_path, cast, server)
    for more, sheets in (("", 5), ("&small=1", 2)):
        one.page.goto(f"{server.url}/posters/print?area={c.COMMUNITY}{more}")
        one.page.emulate_media(media="print")
        pdf = one.page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == sheets
        boxes = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf))
        assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}  # A4
        assert one.page.evaluate(OVERLAPS) == []
        one.page.emulate_media(media="screen")
    one.page.set_viewport_size({"width": 360, "height": 740})
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.faults == []
    one.close()


OVERLAPS = """() => [...document.querySelectorAll(".sheet")].flatMap((sheet) => {
  const parts = [...sheet.querySelectorAll("header, .call, .qr, .code > p, dl, .danger, .foot")].map((part) => part.getBoundingClientRect());
  const page = sheet.getBoundingClientRect();
  return parts.flatMap((part, at) => [
    ...(at && part.top < parts[at - 1].bottom - 1 ? [[at, part.top, parts[at - 1].bottom]] : []),
    ...(part.bottom > page.bottom + 1 || part.left < page.left || part.right > page.right + 1 ? [["out", at]] : []),
  ]);
})"""
