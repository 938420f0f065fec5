"""The pages that anybody opens, in letters as large as one likes: the form, the private page, the board, a head's link."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from app import open_store
from app.areas.models import Telephone
from app.core import db
from app.evidence import upload
from app.links import creation
from app.matters.models import Matter
from app.requests.models import ResidentRequest
from app.settings import ROOT, Settings
from tests import hands
from tests.cast import CITY, COMMUNITY, Cast
from tests.live import Server, prepare
from tests.matters import ops
from tests.requests import saying
from tests.ui.looks import letters

pytestmark = pytest.mark.browser

LONG = "望海新村四幢二单元三楼到四楼之间的平台上堆了旧柜子和纸箱，住户答应这两天搬走"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server and the paths of its public pages, with long words on them."""
    folder: Path = tmp_path_factory.mktemp("public")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    paths = _made(cast)
    db.database.close()
    server = Server(folder)
    yield server.url, paths
    server.stop()


def _made(cast: Cast) -> dict[str, str]:
    Telephone.create(area=CITY, kind="gas", name="燃气抢修", number="0577-0000 0201")
    said = saying.say(text=LONG, qr=saying.poster(), contact={"phone": "13800001234", "name": "王阿姨"})
    done = saying.say(text=LONG, qr=saying.poster())
    matter = Matter.get_by_id(ResidentRequest.get_by_id(done.id).matter)
    sha = upload.take_new(io.BytesIO(hands.picture(5, 400, 300)), cast.worker.id)
    ops.move(cast.worker, matter, "settle_on_spot", text=LONG, photos=(sha,))
    link = creation.make(None, Matter.get_by_id(matter.id), person=cast.head.id)
    return {
        "form": f"/q/{saying.poster()}", "anywhere": "/ask", "asked": f"/r/{said.token}", "new": f"/r/{said.token}?new=1",
        "done": f"/r/{done.token}", "find": "/find", "boards": "/board", "board": f"/board/{COMMUNITY}",
        "privacy": "/privacy", "complaints": "/complaints", "look": f"/m/{link}", "notyet": f"/m/{link}/not-yet",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_on_a_public_page_is_cut_at_the_side(
    opened: tuple[str, dict[str, str]], chromium: Browser, language: str
) -> None:
    """Usual and 长辈版 at 360 px, and letters twice as large at 320 px."""
    url, paths = opened
    found = []
    for size in ("normal", "large"):
        context = chromium.new_context(viewport={"width": 360, "height": letters.HIGH}, locale="zh-CN")
        context.add_cookies(
            [{"name": "lang", "value": language, "url": url}, {"name": "size", "value": size, "url": url}]
        )
        page = context.new_page()
        for name, path in paths.items():
            page.goto(url + path)
            assert page.locator("h1").count() == 1, name
            found += [f"{size} {name}: {said}" for said in letters.cut(page)]
            if size == "normal":
                letters.twice_as_large(page)
                found += [f"twice as large {name}: {said}" for said in letters.cut(page)]
                letters.usual(page)
        context.close()
    assert not found, "\n".join(found)


LINES = """(one) => { const held = document.createRange(); held.selectNodeContents(one);
  return new Set([...held.getClientRects()].map(({ top }) => Math.round(top))).size; }"""


def test_in_letters_twice_as_large_the_number_is_one_line_and_link_and_search_have_room(
    opened: tuple[str, dict[str, str]], chromium: Browser
) -> None:
    """On 320 px: the whole link is in sight, and a community's name fits into the field where it is typed."""
    url, paths = opened
    page = chromium.new_context(locale="zh-CN").new_page()
    page.goto(url + paths["new"])
    letters.twice_as_large(page)
    assert page.locator(".number").evaluate(LINES) == 1
    assert page.locator("#link").evaluate("(box) => box.scrollHeight - box.clientHeight") <= 1
    page.goto(url + paths["boards"])
    letters.twice_as_large(page)
    assert page.locator("#q").evaluate("(field) => field.clientWidth") >= 160
    page.context.close()


LENGTHS = """(drawn) => {
  const held = document.body.appendChild(document.importNode(new DOMParser().parseFromString(drawn, 'image/svg+xml').documentElement, true));
  const long = [...held.querySelectorAll('*')].reduce((sum, shape) => sum + shape.getTotalLength(), 0);
  held.remove();
  return long;
}"""


def test_the_light_icons_are_drawn_as_their_sources(chromium: Browser) -> None:
    """Their coordinates are rounded for the weight; the lines are as long as before."""
    page = chromium.new_page()
    (sprite,) = (ROOT / "static/built").glob("public-*.svg")
    symbols = ElementTree.parse(sprite).getroot()
    sources = json.loads((ROOT / "static/icons/public.json").read_text(encoding="utf-8"))
    wrong = []
    for symbol in symbols:
        name = sources[symbol.get("id")]
        own, package = ROOT / "static/icons/own", ROOT / "node_modules/lucide-static/icons"
        source = next(
            folder / f"{name}.svg" for folder in (own, package) if (folder / f"{name}.svg").exists()
        )
        drawn = (
            ElementTree.tostring(symbol, encoding="unicode")
            .replace(":ns0", "")
            .replace("ns0:", "")
            .replace("symbol", "svg")
        )
        ours, theirs = (page.evaluate(LENGTHS, text) for text in (drawn, source.read_text(encoding="utf-8")))
        if theirs == 0 or abs(ours - theirs) / theirs > 0.02:
            wrong.append((name, ours, theirs))
    page.close()
    assert wrong == []
