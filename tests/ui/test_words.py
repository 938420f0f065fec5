"""Every word that scripts ask for stands in the page's island, and every icon in the sprite."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from app.settings import ROOT

SCRIPTS = [
    path for room in ("ui", "feed", "screens") for path in sorted((ROOT / "static/js" / room).rglob("*.js"))
]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
WORDS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates/field").glob("*.html"))
)
ROUTES = (ROOT / "static/js/app.js").read_text(encoding="utf-8")
KEYS = set(re.findall(r'^  "([^"]+)": _\(', WORDS, re.M))


def test_no_script_asks_for_a_word_that_is_not_there() -> None:
    asked = set(re.findall(r'\bw\("([^"]+)"', SOURCE))
    asked |= {key for pair in re.findall(r'\bw\([^"()]+\? "([^"]+)" : "([^"]+)"', SOURCE) for key in pair}
    assert len(asked) > 150
    assert asked - KEYS == set()


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    names = set(json.loads((ROOT / "static/icons/names.json").read_text(encoding="utf-8")))
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    asked = set(re.findall(r'\bicon\("([\w-]+)"\)', SOURCE)) | set(
        re.findall(r'ui\.icon\("([\w-]+)"\)', pages)
    )
    assert len(asked) > 20
    assert asked - names == set()


def test_every_icon_is_drawn_with_the_shapes_of_its_source() -> None:
    """Paths may be joined to one; a circle that swallowed its neighbour's path is not drawn at all."""
    for sheet, names in (("icons", "names.json"), ("public", "public.json")):
        (sprite,) = (ROOT / "static/built").glob(f"{sheet}-*.svg")
        symbols = ElementTree.parse(sprite).getroot()
        sources = json.loads((ROOT / "static/icons" / names).read_text(encoding="utf-8"))
        assert [symbol.get("id") for symbol in symbols] == list(sources)
        for symbol in symbols:
            numbers = {
                name: value
                for shape in symbol
                for name, value in shape.items()
                if name in ("r", "cx", "x", "width")
            }
            assert all(re.fullmatch(r"[\d.]+", value) for value in numbers.values()), symbol.get("id")


def test_every_screen_of_the_router_has_its_template() -> None:
    asked = set(re.findall(r'template: "(\w+)"', SOURCE))
    asked |= set(re.findall(r'onDemand\(.+?, "(\w+)"', ROUTES))
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates/field").glob("*.html"))
    assert asked == set(re.findall(r'id="screen-(\w+)"', pages))
