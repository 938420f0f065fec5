"""The thin door: what phones send is answered as by the ordinary door, which takes whatever is not as phones send it."""

from __future__ import annotations

import pytest

from app.core.web import thin
from tests.evidence import pictures
from tests.sync.phone import Phone

OF_ONE_REQUEST = {"X-Request-Id", "Date"}


def takes(app, method, path, **environ):
    """Whether the thin door of this application takes the call."""
    fields = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": "2",
        "wsgi.input": None,
        **environ,
    }
    return app.extensions[thin.NAME].call(fields) is not None


def headers(answer):
    """What its headers say, but for what is another's in each answer."""
    return {key: value for key, value in answer.headers.items() if key not in OF_ONE_REQUEST}


@pytest.fixture
def phone(as_, cast):
    """The worker's phone."""
    return Phone(as_, cast)


def test_only_what_is_as_phones_send_it_goes_through_the_thin_door(app):
    bearer = {"HTTP_AUTHORIZATION": "Bearer x"}
    json = {"CONTENT_TYPE": "application/json; charset=utf-8"}
    assert takes(app, "POST", "/api/v1/sync", **bearer, **json)
    assert takes(app, "PUT", f"/api/v1/photos/{'a' * 64}", **bearer)
    assert not takes(app, "POST", "/api/v1/sync", **json)
    assert not takes(app, "POST", "/api/v1/sync", **json, HTTP_COOKIE="gridwalk=x")
    assert not takes(app, "POST", "/api/v1/sync", **json, HTTP_AUTHORIZATION="Basic x")
    assert not takes(app, "POST", "/api/v1/sync", **bearer, CONTENT_TYPE="text/plain")
    assert not takes(app, "POST", "/api/v1/sync/", **bearer, **json)
    assert not takes(app, "GET", "/api/v1/sync", **bearer, **json)
    assert not takes(app, "POST", "/api/v1/sync", **{**bearer, **json, "CONTENT_LENGTH": "1000001"})
    assert not takes(app, "PUT", f"/api/v1/photos/{'A' * 64}", **bearer)
    assert not takes(app, "PUT", f"/api/v1/photos/{'a' * 64}", **bearer, CONTENT_LENGTH="")


def test_a_secret_of_nobody_opens_nothing_and_a_session_beside_it_does_not_help(as_, phone):
    phone.client = as_("worker")
    phone.headers = {"Authorization": "Bearer nobody"}
    assert phone.post([]).status_code == 401
    photo = pictures.picture(seed=1)
    path = f"/api/v1/photos/{pictures.sha(photo)}"
    assert phone.client.put(path, data=photo, headers=phone.headers).status_code in (401, 404)


def test_both_doors_answer_alike(as_, phone):
    by_token = phone.post([phone.op()])
    phone.client, phone.headers = as_("worker"), {}
    by_session = phone.post([phone.op()])
    assert headers(by_token) == headers(by_session)
    assert by_token.json.keys() == by_session.json.keys()
    assert [result["status"] for result in by_token.json["results"] + by_session.json["results"]] == [
        "applied"
    ] * 2


@pytest.mark.parametrize("language", ["zh-CN,zh;q=0.9", "en-GB,en;q=0.8"])
def test_both_doors_refuse_alike_in_the_reader_s_language(as_, phone, language):
    said = []
    for client, more in ((phone.client, phone.headers), (as_("worker"), {})):
        answer = client.post("/api/v1/sync", json={"proto": 1}, headers={"Accept-Language": language, **more})
        said.append((answer.status_code, headers(answer), {**answer.json, "request_id": ""}))
    assert said[0] == said[1] and said[0][0] == 422


def test_a_long_answer_is_pressed_for_whoever_can_read_it(phone):
    ops = [phone.op() for _ in range(20)]
    plain = phone.post(ops)
    phone.headers["Accept-Encoding"] = "gzip"
    pressed = phone.post(ops)
    assert "Content-Encoding" not in plain.headers and pressed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in pressed.headers["Vary"] and len(pressed.data) < len(plain.data) / 2
