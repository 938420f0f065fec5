"""The empty form is drawn once for many, and yet each has its own: id, nonce, place, language, size."""

from __future__ import annotations

import re

import pytest

from app.areas.models import Area
from app.core.web import drawn_once
from app.requests.submission.form import OWN
from app.requests.submission.pages import FORM
from tests import cast as c
from tests.requests import form, saying


@pytest.fixture
def visitor(app):
    """A neighbour's browser without a script."""
    return form.visitor(app)


def own(page):
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in OWN}


def alike(page):
    for value in own(page).values():
        page = page.replace(value, "")
    return page


def test_nobody_gets_anothers_form_nor_a_mark_in_the_place_of_an_id(visitor):
    first, second = visitor.get("/ask").text, visitor.get("/ask").text
    assert own(first)["id"] != own(second)["id"] and own(first)["nonce"] != own(second)["nonce"]
    assert alike(first) == alike(second)
    assert not any(mark in first + second for mark in drawn_once.marks(OWN).values())


def test_what_somebody_wrote_stands_in_no_other_form(visitor):
    fields = form.opened(visitor, "/ask")
    answer = visitor.post("/ask", data={**form.filled(fields, category=""), "text": "只有我写的话"})
    assert "只有我写的话" in answer.text
    assert "只有我写的话" not in visitor.get("/ask").text
    kept = visitor.application.extensions[FORM]
    assert kept and not any("只有我写的话" in page for page in kept.values())


def test_a_poster_a_place_a_language_and_a_size_have_forms_of_their_own(visitor):
    pages = [
        visitor.get(path).text
        for path in ("/ask", f"/ask?area={c.BUILDING}", f"/q/{saying.poster()}", "/q/abc")
    ]
    visitor.set_cookie("size", "large", domain="localhost")
    pages.append(visitor.get("/ask").text)
    visitor.set_cookie("lang", "en", domain="localhost")
    pages.append(visitor.get("/ask").text)
    assert len({alike(page) for page in pages}) == len(pages)
    assert 'data-size="large"' in pages[-1] and 'lang="en"' in pages[-1]


def test_a_name_that_changes_stands_in_the_next_form(visitor):
    path = f"/ask?area={c.BUILDING}"
    assert "新名字小区" not in visitor.get(path).text
    Area.update(name="新名字小区").where(Area.code == c.COMMUNITY).execute()
    assert "新名字小区" in visitor.get(path).text


def test_the_forms_of_many_places_do_not_pile_up(visitor, monkeypatch):
    monkeypatch.setattr(drawn_once, "PAGES_MOST", 2)
    for area in (c.BUILDING, c.BUILDING2, c.COMMUNITY, ""):
        assert visitor.get(f"/ask?area={area}").status_code == 200
    assert len(visitor.application.extensions[FORM]) <= 2
