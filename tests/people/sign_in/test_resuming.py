"""A phone that goes on with its session is given a new secret; if the reply is lost, the old one still opens."""

from __future__ import annotations

import pytest

from app.core import ids
from app.people import tokens
from app.people.models import Session
from tests.cast import client as client_of

COOKIE = "gridwalk"


def secret_of(client) -> str:
    return client.get_cookie(COOKIE, domain="localhost").value


@pytest.fixture
def device():
    return {"id": ids.uuid7(), "label": "Android"}


def with_secret(app, cast, secret: str):
    client = client_of(app, cast, None)
    client.set_cookie(COOKIE, secret, domain="localhost")
    return client


def status(app, cast, secret: str) -> int:
    return with_secret(app, cast, secret).get("/api/v1/me").status_code


@pytest.mark.both
def test_the_old_secret_opens_until_the_new_one_has_come_back(app, cast, device):
    phone = client_of(app, cast, "head")
    old = secret_of(phone)
    assert phone.post("/api/v1/session/resume", json={"device": device}).status_code == 200
    new = secret_of(phone)
    assert new != old and status(app, cast, old) == 200  # the reply may not have arrived
    assert status(app, cast, new) == 200
    assert status(app, cast, old) == 401  # now it has
    assert Session.get_by_id(tokens.digest(new)).replaces is None


@pytest.mark.both
def test_a_reply_that_was_lost_is_asked_for_again_and_what_was_in_it_opens_nothing(app, cast, device):
    phone = client_of(app, cast, "head")
    old = secret_of(phone)
    phone.post("/api/v1/session/resume", json={"device": device})
    lost = secret_of(phone)
    again = with_secret(app, cast, old)
    assert again.post("/api/v1/session/resume", json={"device": device}).status_code == 200
    new = secret_of(again)
    assert status(app, cast, lost) == 401
    assert status(app, cast, new) == 200 and status(app, cast, old) == 401
    other = {**device, "id": ids.uuid7()}
    assert (
        with_secret(app, cast, new).post("/api/v1/session/resume", json={"device": other}).status_code == 401
    )


def test_who_signs_out_by_the_old_secret_leaves_none_that_opens(app, cast, device):
    phone = client_of(app, cast, "head")
    old = secret_of(phone)
    phone.post("/api/v1/session/resume", json={"device": device})
    assert with_secret(app, cast, old).delete("/api/v1/session").status_code == 204
    assert status(app, cast, old) == 401 and status(app, cast, secret_of(phone)) == 401
