"""What is refused before the application is asked: its own replies to these problems, rendered once and kept."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from typing import Any

from flask import Flask, g
from werkzeug.wrappers import Request

from app.core.problems.problem import Problem
from app.core.web import dialects, guard, page
from app.evidence.storage import LATER as LATER_ROOM
from app.server.reply import Reply

NAMES = ("busy", "too-large", "not-whole", "storage-full", "no-room-left", "internal")
LATER = {
    "busy": 5,
    "not-whole": 5,
    "no-room-left": LATER_ROOM,
}  # those that say when to come again: seconds at least
MARK = "0123456789abcdef"  # stands for the request's id in what is kept
KINDS = {
    "json": {"Accept": "application/json"},
    "page": {"Accept": "text/html"},
    "fragment": {"Accept": "text/html", "HX-Request": "true"},
}

log = logging.getLogger("gridwalk.request")


class Refusals:
    """Replies by (problem, kind, language), made without a thread when everybody's is taken."""

    def __init__(self, app: Flask) -> None:
        samples = {**dict.fromkeys(KINDS, "/"), **{each.name: each.sample for each in dialects.all_known()}}
        self._kept = {
            (name, kind, language): _rendered(app, name, kind, path, language)
            for name in NAMES
            for kind, path in samples.items()
            for language in page.LANGUAGES
        }

    def reply(self, name: str, environ: dict[str, Any]) -> Reply:
        """The reply to problem `name` for the request of `environ`, under an id of its own, which the log has too."""
        asked = Request(environ, populate_request=False)
        known = self._kept[name, _kind_for(asked), page.language_of(asked)]
        number = secrets.token_hex(8)
        headers = [(key, number if value == MARK else value) for key, value in known.headers]
        if name in LATER:
            headers.append(("Retry-After", str(LATER[name] + secrets.randbelow(10))))
        body = b"" if asked.method == "HEAD" else known.body.replace(MARK.encode(), number.encode())
        fields = {"id": number, "method": asked.method, "route": "-", "status": known.status, "why": name}
        log.info("refused", extra={"fields": fields})
        return Reply(known.status, headers, body)


def _kind_for(asked: Request) -> str:
    dialect = dialects.find(asked.path)
    if dialect is not None:
        return dialect.name
    return "json" if guard.wants_json(asked) else "fragment" if page.wants_fragment(asked) else "page"


def _rendered(app: Flask, name: str, kind: str, path: str, language: str) -> Reply:
    with app.test_request_context(path, headers={**KINDS.get(kind, {}), "Accept-Language": language}):
        g.request_id = MARK
        response = guard.dressed(guard.refuse(Problem(name)))
        headers: Iterable[tuple[str, str]] = response.headers.items()
        return Reply(
            response.status_code,
            [(key, value) for key, value in headers if key != "Retry-After"],
            response.get_data(),
        )
