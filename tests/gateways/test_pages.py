"""Administrators set sources up: the key is shown once, what is wrong is said at its field, nobody else gets in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core import ids
from app.gateways.models import Source
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c

FORM = {"code": "hotline", "name": "12345 热线", "kind": "people", "area": c.COMMUNITY, "daily": "50"}


@pytest.fixture
def admin(as_: Any) -> Any:
    """The city's administrator."""
    return as_("admin")


def test_nobody_but_an_administrator_sees_or_sets_a_source(as_: Any, admin: Any) -> None:
    assert admin.post("/admin/sources/new", data=FORM).status_code == 200
    for who in ("worker", "lead", "desk", "outsider"):
        assert as_(who).get("/admin/sources").status_code == 403
        assert as_(who).post("/admin/sources/hotline/end").status_code == 404
        assert as_(who).get("/admin/sources/hotline").status_code == 404
    assert Source.get().ended is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("code", "Hot Line"),
        ("code", ""),
        ("name", ""),
        ("daily", "viel"),
        ("daily", "0"),
        ("expires", "2020-01-01"),
        ("area", "no-such"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stands(admin: Any, field: str, wrong: str) -> None:
    reply = admin.post("/admin/sources/new", data={**FORM, field: wrong})
    assert reply.status_code == 422 and Source.select().count() == 0
    assert 'class="error"' in reply.text and ("12345 热线" in reply.text or field == "name")


def test_the_key_is_shown_once_and_another_ends_the_first(admin: Any, app: Any) -> None:
    first = key_in(admin.post("/admin/sources/new", data=FORM).text)
    assert first not in admin.get("/admin/sources/hotline").text
    former = re.search(r'name="former" value="(\w+)"', admin.get("/admin/sources/hotline").text)
    assert former is not None
    second = key_in(admin.post("/admin/sources/hotline/key", data={"former": former[1]}).text)
    assert (
        admin.post("/admin/sources/hotline/key", data={"former": former[1]}).status_code == 409
    )  # the page sent again
    assert [status(app, key) for key in (first, second)] == [401, 201]
    assert "taken" not in admin.post("/admin/sources/new", data=FORM).text
    assert admin.post("/admin/sources/new", data=FORM).status_code == 422  # the code is somebody's


def test_terms_are_changed_ended_and_every_step_stands_in_the_ledger(admin: Any, app: Any) -> None:
    key = key_in(admin.post("/admin/sources/new", data=FORM).text)
    changed = {**FORM, "name": "市民热线", "categories": ["fire_safety", "environment"]}
    assert admin.post("/admin/sources/hotline", data=changed).status_code == 303
    assert (Source.get().name, Source.get().categories) == ("市民热线", ["fire_safety", "environment"])
    assert admin.post("/admin/sources/hotline/end").status_code == 303
    assert status(app, key) == 401
    assert admin.post("/admin/sources/hotline", data=changed).status_code == 410
    assert "停用" in admin.post("/admin/sources/hotline/try", data={"json": "{}"}).text
    verbs = [entry.verb for entry in Entry.select().where(Entry.kind == "source").order_by(Entry.seq)]
    assert verbs == ["opened", "changed", "ended"]


def test_a_json_is_tried_out_on_the_page_and_nothing_is_written(admin: Any) -> None:
    admin.post("/admin/sources/new", data=FORM)
    good = f'{{"id":"{ids.uuid7()}","external":"A-1","category":"noise","text":"吵","area":"{c.BUILDING}"}}'
    assert "会是一件新的事" in admin.post("/admin/sources/hotline/try", data={"json": good}).text
    for bad in ("{", "[]", good.replace("noise", "no-such"), good.replace(c.BUILDING, "no-such")):
        reply = admin.post("/admin/sources/hotline/try", data={"json": bad})
        assert reply.status_code >= 400 and 'class="banner bad"' in reply.text
    assert Matter.select().count() == 0


def key_in(page: str) -> str:
    found = re.search(r'id="key" readonly value="([\w-]{43})"', page)
    assert found is not None
    return found[1]


def status(app: Any, key: str) -> int:
    said = {"id": ids.uuid7(), "external": ids.uuid7(), "category": "noise", "text": "吵", "area": c.BUILDING}
    reply = app.test_client().post("/api/v1/intake", json=said, headers={"Authorization": f"Bearer {key}"})
    return int(reply.status_code)
