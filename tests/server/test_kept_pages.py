"""Public pages are drawn once for the many who read them within seconds; nothing else is, and nobody reads another's choice."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.server import kept_pages
from app.server.kept_pages import KeptPages
from app.server.reply import Reply
from tests.server import raw

PUBLIC = [("Cache-Control", "public, max-age=60"), ("X-Request-Id", "first")]


def asked(path="/board/", query="", method="GET", **heads):
    heads = {name.replace("_", "-"): value for name, value in heads.items()}
    return SimpleNamespace(path=path, query_string=query, method=method, headers=heads)


def get(server, path, more=""):
    return raw.say(server.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n".encode())


@pytest.mark.parametrize(
    "status, headers, body",
    [
        (200, [("Cache-Control", "no-store")], b"mine"),
        (200, [("Cache-Control", "private, no-cache")], b"mine"),
        (200, [("Cache-Control", "public, max-age=1")], b"soon another"),
        (200, [("Cache-Control", "public, max-age=31536000, immutable")], b"a file"),
        (200, [], b"says nothing"),
        (200, [*PUBLIC, ("Set-Cookie", "size=large")], b"a choice"),
        (404, PUBLIC, b"not here"),
        (200, PUBLIC, b"x" * (kept_pages.BYTES_MOST + 1)),
    ],
)
def test_what_does_not_say_that_anybody_may_keep_it_is_not_kept(status, headers, body):
    pages, key = KeptPages(), KeptPages().key(asked())
    pages.remember(key, Reply(status, headers, body))
    assert pages.find(key) is None


@pytest.mark.parametrize(
    "one",
    [
        asked(method="POST"),
        asked(method="HEAD"),
        asked(authorization="Bearer x"),
        asked(range="bytes=0-1"),
        asked(if_none_match='"x"'),
    ],
)
def test_who_asks_otherwise_is_answered_for_themselves(one):
    assert KeptPages().key(one) is None


def test_a_reader_gets_the_page_of_their_own_address_language_size_and_theme_alone():
    pages = KeptPages()
    plain = pages.key(asked())
    pages.remember(plain, Reply(200, PUBLIC, b"page"))
    for other in (
        asked(path="/board/x"), asked(query="page=2"), asked(cookie="lang=en"), asked(cookie="a=b; size=large"),
        asked(cookie="theme=dark"), asked(accept_language="en"), asked(accept_encoding="br"), asked(hx_request="true"),
        asked(host="other"), asked(accept="application/json"), asked(x_forwarded_proto="https"),
    ):  # fmt: skip
        assert pages.find(pages.key(other)) is None, other
    assert pages.find(pages.key(asked(cookie="gridwalk=somebody"))).body == b"page"


def test_behind_a_proxy_too_it_is_drawn_once_for_all():
    pages = KeptPages()
    one = {"x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.1"}
    pages.remember(pages.key(asked(**one)), Reply(200, PUBLIC, b"page"))
    other = {**one, "x_forwarded_for": "192.0.2.2", "cookie": "gridwalk=somebody"}
    assert pages.find(pages.key(asked(**other))).body == b"page"


def test_it_is_drawn_anew_after_some_seconds_and_says_meanwhile_how_old_it_is(monkeypatch):
    now = 100.0
    monkeypatch.setattr(kept_pages.time, "monotonic", lambda: now)
    pages, key = KeptPages(), KeptPages().key(asked())
    pages.remember(key, Reply(200, PUBLIC, b"page"))
    now += 3.2
    told = pages.find(key)
    ids = [value for name, value in told.headers if name.lower() == "x-request-id"]
    assert dict(told.headers)["Age"] == "3" and len(ids) == 1 and ids != ["first"]
    now = 100.0 + kept_pages.SECONDS
    assert pages.find(key) is None


def test_as_many_as_there_is_room_for_stay(monkeypatch):
    monkeypatch.setattr(kept_pages, "PAGES_MOST", 3)
    pages = KeptPages()
    keys = [pages.key(asked(query=f"page={n}")) for n in range(5)]
    for key in keys:
        pages.remember(key, Reply(200, PUBLIC, b"page"))
    assert [pages.find(key) is not None for key in keys] == [False, False, True, True, True]


def test_the_board_of_a_real_server_is_kept_and_the_form_and_the_sign_in_are_not(real):
    server, _ = real
    first = get(server, "/board/")
    again = [get(server, "/board/") for _ in range(6)]
    old = [answer for answer in again if "age" in answer.headers]
    assert old and {answer.body for answer in again} == {first.body} and first.status == 200
    assert len({answer.headers["x-request-id"] for answer in again}) == len(again)
    assert old[0].headers["content-security-policy"] == first.headers["content-security-policy"]
    assert "age" not in get(server, "/board/", "Cookie: size=large\r\n").headers
    for path in ("/ask", "/sign-in", "/healthz", "/board/nowhere"):
        assert all("age" not in get(server, path).headers for _ in range(4)), path
