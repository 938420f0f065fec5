"""The thin door: what phones send by the thousand, answered without what only pages need (sessions, templates, cookies).

It takes a call only where everything is as a phone sends it: its path, its secret, the announced type and length. Whatever
else comes to the same address goes through the ordinary door, which calls the same verb and says what is wrong. Of the
guard nothing is left out: bodies were measured before, a call by a secret in its header needs no origin, and the door's
function looks the secret up.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, BinaryIO, cast

import msgspec
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import HTTP_STATUS_CODES, parse_accept_header
from werkzeug.wsgi import LimitedStream

from app.core import db
from app.core.problems.problem import Problem
from app.core.web import body_limits, dress, page
from app.settings import Settings

JSON = "application/json"
NAME = "thin"  # of the application's `Doors` among its extensions


class Declined(Exception):
    """Not for the thin door after all; nothing of the body was read."""


@dataclass(frozen=True)
class Asked:
    """What a call brought: what stood after `Bearer` or `Basic` ("" for a door that asks neither), the name in its path,
    its body of `length` bytes and of type `kind`, its query, and the reply's language."""

    secret: str
    name: str
    body: BinaryIO
    length: int
    language: str
    query: str = ""
    kind: str = ""

    @cached_property
    def whole(self) -> bytes:
        """The body, read once: what is done together with others' may be done again without them."""
        return self.body.read(self.length)


Answer = Callable[[Asked], tuple[int, Any]]  # status and JSON; raises Problem


@dataclass(frozen=True)
class Door:
    """`path` has at most one group, the name; `kind` is the body's type where it must be that one; `scheme` that of the
    secret in the header, "" where the call brings it otherwise."""

    method: str
    path: re.Pattern[str]
    route: str  # as the log says it
    answer: Answer
    kind: str | None
    writes: bool  # all it does is in the database: it may be done together with others
    scheme: str


_doors: list[Door] = []


def door(
    method: str,
    path: str,
    route: str,
    kind: str | None = None,
    writes: bool = False,
    scheme: str = "Bearer",
) -> Callable[[Answer], Answer]:
    """Make the function the thin door's answer to these calls."""

    def install(answer: Answer) -> Answer:
        _doors.append(Door(method, re.compile(path), route, answer, kind, writes, scheme))
        return answer

    return install


class Doors:
    """The thin doors of one application, with what stands in front of all of them."""

    def __init__(self, settings: Settings) -> None:
        self._headers = [*dress.headers(settings.secure).items()]
        self.checks: list[Callable[[], None]] = []  # raise Problem before any call is heard

    def call(self, environ: dict[str, Any]) -> Call | None:
        """The call, where one of these doors takes it."""
        scheme, _, secret = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        path = environ["PATH_INFO"]
        length = environ.get("CONTENT_LENGTH", "0" if environ["REQUEST_METHOD"] == "GET" else "")
        if not length.isdecimal():
            return None
        mimetype = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        for each in _doors:
            named = each.path.fullmatch(path) if each.method == environ["REQUEST_METHOD"] else None
            if named is None or each.kind not in (None, mimetype) or each.scheme not in ("", scheme):
                continue
            if int(length) > body_limits.most(path, mimetype):
                return None
            language = _language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
            name = named[1] if named.re.groups else ""
            asked = Asked(
                secret if each.scheme else "", name, _body(environ, int(length)), int(length), language,
                environ.get("QUERY_STRING", ""), mimetype,
            )  # fmt: skip
            return Call(each, asked, environ, self)
        return None

    def through(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The WSGI application behind these doors."""

        def inner(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            call = self.call(environ)
            if call is None:
                return application(environ, start_response)
            try:
                outcome: Any = call.answer()
            except Declined:
                return application(environ, start_response)
            except Exception as error:
                outcome = error
                db.let_go_after(error)
            status, headers, body = call.reply(outcome)
            start_response(f"{status} {HTTP_STATUS_CODES.get(status, '')}", headers)
            return [body]

        return inner


class Call:
    """One call through a thin door: `answer` does it, anywhere; `reply` dresses what came of it."""

    def __init__(self, door: Door, asked: Asked, environ: dict[str, Any], doors: Doors) -> None:
        self.writes = door.writes
        self._door, self._asked, self._doors = door, asked, doors
        self._path, self._encodings = environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", "")
        self._id, self._began = secrets.token_hex(8), time.monotonic()

    def answer(self) -> tuple[int, bytes]:
        """Status and JSON. Raises whatever the verb does, and Declined."""
        for check in self._doors.checks:
            check()
        db.connect()
        status, payload = self._door.answer(self._asked)
        return status, msgspec.json.encode(payload)

    def reply(self, outcome: tuple[int, bytes] | BaseException) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body of the reply to what `answer` returned or raised."""
        kind, more = JSON, {}
        if isinstance(outcome, BaseException):
            problem = outcome if isinstance(outcome, Problem) else dress.problem_of(outcome, self._id)
            payload = {**problem.body(self._asked.language), "request_id": self._id}
            kind, more = dress.PROBLEM, dress.problem_headers(problem)
            outcome = (problem.status, msgspec.json.encode(payload))
        status, body = outcome
        varies = list(dress.varies(self._path))
        encoding = dress.encoding_for(kind, self._encodings) if dress.is_worded(self._path) else None
        data = None if encoding is None else dress.pressed(body, encoding)
        if encoding is not None and data is not None:
            body, more = data, {**more, "Content-Encoding": encoding}
            varies.append("Accept-Encoding")
        headers = [
            *self._doors._headers,
            *more.items(),
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Vary", ", ".join(varies)),
            ("X-Request-Id", self._id),
        ]
        dress.note(self._id, self._door.method, self._door.route, status, time.monotonic() - self._began)
        return status, headers, body


def _body(environ: dict[str, Any], length: int) -> BinaryIO:
    body: BinaryIO = environ["wsgi.input"]
    return body if environ.get("wsgi.input_terminated") else cast(BinaryIO, LimitedStream(body, length))


@lru_cache(200)
def _language(accepts: str) -> str:
    return page.best_language(parse_accept_header(accepts, LanguageAccept))


def install(app: Flask, settings: Settings) -> Doors:
    """Put the thin doors before the application's own."""
    doors = app.extensions[NAME] = Doors(settings)
    app.wsgi_app = doors.through(app.wsgi_app)  # type: ignore[method-assign]
    return doors
