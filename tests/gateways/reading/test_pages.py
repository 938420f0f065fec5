"""Administrators give keys for reading: the secret is shown once, what is wrong is said at its field, nobody else gets in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.gateways.reading.models import ReadingKey
from tests import cast as c

FORM = {"code": "city", "name": "市平台", "role": "dispatcher", "area": c.COMMUNITY, "daily": "50"}


@pytest.fixture
def admin(as_: Any) -> Any:
    """The city's administrator."""
    return as_("admin")


def secret_in(text: str) -> str:
    found = re.search(r'id="key" readonly value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_nobody_but_an_administrator_sees_or_gives_a_key(as_: Any, admin: Any) -> None:
    assert admin.post("/admin/keys/new", data=FORM).status_code == 200
    for who in ("worker", "lead", "desk", "outsider"):
        assert as_(who).get("/admin/keys").status_code == 403
        for reply in (
            as_(who).post("/admin/keys/city/end"),
            as_(who).get("/admin/keys/city"),
            as_(who).get("/admin/keys/none"),
        ):
            assert reply.status_code == 404  # whether there is such a key is not told either
    assert ReadingKey.get().ended is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("code", "The City"),
        ("code", ""),
        ("name", ""),
        ("role", "admin"),
        ("role", "handler"),
        ("daily", "many"),
        ("daily", "0"),
        ("expires", "2020-01-01"),
        ("area", "no-such"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stands(admin: Any, field: str, wrong: str) -> None:
    reply = admin.post("/admin/keys/new", data={**FORM, field: wrong})
    assert reply.status_code == 422 and ReadingKey.select().count() == 0
    assert 'class="error"' in reply.text and ("市平台" in reply.text or field == "name")


def test_the_secret_is_shown_once_and_another_ends_the_first(admin: Any, app: Any) -> None:
    first = secret_in(admin.post("/admin/keys/new", data=FORM).text)
    shown = admin.get("/admin/keys/city").text
    assert first not in shown and first not in admin.get("/admin/keys").text
    former = re.search(r'name="former" value="(\w+)"', shown)
    assert former is not None
    second = secret_in(admin.post("/admin/keys/city/key", data={"former": former[1]}).text)
    assert admin.post("/admin/keys/city/key", data={"former": former[1]}).status_code == 409

    def status(secret: str) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return int(app.test_client().get("/api/v1/matters", headers=headers).status_code)

    assert [status(secret) for secret in (first, second)] == [401, 200]
    assert admin.post("/admin/keys/new", data=FORM).status_code == 422  # the code is somebody's


def test_terms_are_changed_and_the_key_is_ended(admin: Any) -> None:
    admin.post("/admin/keys/new", data=FORM)
    handler = {**FORM, "role": "handler", "unit": c.ENFORCEMENT, "expires": "2099-12-31"}
    assert admin.post("/admin/keys/city", data=handler).status_code == 303
    assert (ReadingKey.get().role, ReadingKey.get().unit) == ("handler", c.ENFORCEMENT)
    assert "综合执法队" in admin.get("/admin/keys/city").text
    assert admin.post("/admin/keys/city", data={**FORM, "unit": c.ENFORCEMENT}).status_code == 303
    assert ReadingKey.get().unit is None
    assert admin.post("/admin/keys/city/end").status_code == 303
    assert admin.post("/admin/keys/city", data=FORM).status_code == 410
    assert "已停用" in admin.get("/admin/keys").text and "1 把在用" not in admin.get("/admin/").text
