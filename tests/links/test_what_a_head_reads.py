"""No sentence over 18 characters for a building head, on any screen they come to: half of them read without glasses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from jinja2.ext import babel_extract

from app.core.problems.catalogue import CATALOGUE
from app.links import creation
from app.links.heads import pages
from app.matters.moves import table
from app.notify.wording import KINDS
from app.settings import ROOT

MOST = 18
TEMPLATES = (
    "field/app", "field/look", "field/report", "field/me", "field/inbox", "field/emergency", "notify/_inbox",
    "links/look", "links/notyet", "links/_pictures", "links/done", "people/settle", "people/settled",
)  # fmt: skip
SCREENS = ROOT / "static" / "js" / "screens"
MODULES = (
    "building_head", "inbox", "emergency", "alarm_sheet", "account/me", "matters/report", "parts/photo_strip", "parts/keep_form",
    "parts/nothing_here", "parts/place_line", "parts/choose_building", "frame/status_chip", "frame/notices",
    "../ui/sheet", "../feed/names",
)  # fmt: skip
ANSWERS = ("confirm", "refuse", "decline")
ENDS = re.compile(r"[。？！；\n|]")
VALUE = re.compile(r"\{\w+\}|%\(\w+\)s")


def in_template(name: str) -> Iterator[str]:
    """The sentences of a template."""
    with (ROOT / "templates" / f"{name}.html").open("rb") as source:
        for _, _, said, _ in babel_extract(source, ("_",), (), {}):
            yield said if isinstance(said, str) else str(said[0])


def words() -> dict[str, str]:
    """The sentences that scripts show, by their keys."""
    found = {}
    for file in (ROOT / "templates" / "field").glob("*.html"):
        found.update(re.findall(r'"([\w-]+)": _\("([^"]*)"\)', file.read_text(encoding="utf-8")))
    return found


def in_module(name: str) -> Iterator[str]:
    """The sentences that a script may show."""
    known = words()
    source = (SCREENS / f"{name}.js").read_text(encoding="utf-8")
    for key in re.findall(r'["`]([a-z][\w-]*)["`$]', source):
        if key in known:
            yield known[key]


def too_long(sentences: Iterator[str]) -> list[str]:
    """What has more than 18 characters from one full stop to the next; a value counts as a short name."""
    parts = (part.strip() for said in sentences for part in ENDS.split(VALUE.sub("某某", said)))
    return sorted({part for part in parts if len(part) > MOST})


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_page_that_a_head_sees_says_it_in_short_sentences(name: str) -> None:
    sentences = list(in_template(name))
    assert sentences
    assert too_long(iter(sentences)) == []


@pytest.mark.parametrize("name", MODULES)
def test_a_script_that_a_head_meets_says_it_in_short_sentences(name: str) -> None:
    assert too_long(in_module(name)) == []


def test_a_heads_moves_reasons_notices_and_refusals_are_short() -> None:
    moves = [move for move in table.MOVES if move.name in ANSWERS]
    assert len(moves) == len(ANSWERS)
    said = [move.label for move in moves] + [reason.words for move in moves for reason in move.reasons]
    said += [KINDS["look"].words] + [kind.title for kind in CATALOGUE.values()]
    assert too_long(iter(said)) == []


def test_what_brings_a_head_here_and_what_a_link_that_is_over_says_is_short() -> None:
    over = [kind.detail for name, kind in CATALOGUE.items() if name.startswith("link-")]
    assert len(over) > 2
    assert too_long(iter([*over, creation.LOOK_WORDS, pages.TEXTS])) == []


def test_a_long_sentence_would_be_found() -> None:
    assert too_long(iter(["您的名字只有社区的人知道，处理的单位和居民看不到。好。"])) == [
        "您的名字只有社区的人知道，处理的单位和居民看不到"
    ]
    assert json.dumps(words()).count("look-") > 5
    assert "刚才那件：确实好了" in set(in_module("building_head")) | set(words().values())
