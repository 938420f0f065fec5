"""A resident's page is light: 30 kB gzipped in all, 12 kB without JavaScript, however it is opened."""

import re

import pytest

from app.areas import tree
from app.areas.models import Area
from app.core import clock
from app.core.web import public_page
from app.matters.models import Category
from app.requests.models import NotOurs
from app.requests.submission import place_picker
from app.settings import ROOT
from tests import cast as c
from tests.requests import form, saying
from tests.requests.submission import weighing

PUBLIC = ("requests", "privacy", "board")  # folders of pages in the public dress
WHOLE, PLAIN = 30_000, 12_000


@pytest.fixture
def visitor(app):
    yield form.visitor(app)
    clock.freeze(None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_public_page_of_a_request_weighs_little(visitor, language):
    visitor.set_cookie("lang", language, domain="localhost")
    fields = form.filled(form.opened(visitor, f"/q/{saying.poster()}"), text="字" * 300)
    token = form.token(form.send(visitor, {**fields, "photo": [form.picture()]}))
    paths = (
        "/ask",
        f"/ask?area={c.COMMUNITY}",
        f"/q/{saying.poster()}",
        "/find",
        f"/r/{token}",
        f"/r/{token}?new=1",
    )
    for path in paths:
        weight = weighing.weigh(visitor, path)
        assert weight.whole <= WHOLE and weight.plain <= PLAIN, (path, weight)


def test_the_longest_list_of_buildings_still_weighs_little(visitor):
    estates = ("滨海花园", "海韵新村", "金桂苑", "荷花里")
    Area.insert_many(
        {
            "code": f"{c.GRID}{n // 12:02}{n:03}",
            "kind": "building",
            "name": f"{estates[n % 4]}{n // 4 + 1}幢",
            "parent": c.GRID,
        }
        for n in range(place_picker.MOST - 2)
    ).execute()
    tree.rebuild()
    assert visitor.get(f"/ask?area={c.COMMUNITY}").text.count("<option") == place_picker.MOST + 1
    weight = weighing.weigh(visitor, f"/ask?area={c.COMMUNITY}")
    assert weight.whole <= WHOLE and weight.plain <= PLAIN, weight


def test_none_of_them_loads_the_staffs_script_or_sheet(visitor):
    for path in ("/ask", "/find", "/r/nothing"):
        text = visitor.get(path).text
        assert not any(name in text for name in ("/static/app-", "/static/desk-", "/static/icons-")), path


def test_the_icons_are_those_that_are_used_and_no_others(store):
    used = {row.icon for row in Category.select() if row.resident_visible and row.parent}
    used |= {row.icon for row in NotOurs.select()} | {"circle-help"}
    for path in ROOT.glob("templates/*/*.html"):
        if path.parent.name in PUBLIC:
            used |= set(re.findall(r'(?<!ui\.)icon\("([\w-]+)"', path.read_text(encoding="utf-8")))
    for path in ROOT.glob("static/js/ask/*.js"):
        used |= set(re.findall(r'icon\("([\w-]+)"', path.read_text(encoding="utf-8")))
    used |= {"yes", "attention", "info", "wait", "place", "phone"}  # chosen by what is told
    assert public_page.icons() == used
