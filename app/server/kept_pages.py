"""Public pages kept for some seconds in the process that drew them, as a proxy in front would: many read what was drawn once."""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from typing import Any

from werkzeug.http import parse_cookie

from app.core.web import dress
from app.server.reply import Reply

SECONDS = 5.0
PAGES_MOST = 500
BYTES_MOST = 64 * 1024  # of one page; a longer one is drawn anew
CHOICES = ("lang", "size", "theme")  # the cookies that a public page hangs on; no session is one of them
VARIES = (
    "accept",
    "accept-language",
    "accept-encoding",
    "hx-request",
    "hx-history-restore-request",
    "host",
    "x-forwarded-proto",
)
ASKED_OTHERWISE = ("authorization", "range", "if-none-match", "if-modified-since")

_PUBLIC = re.compile(r"public, max-age=(\d+)")
_ID = "x-request-id"

Key = tuple[str, ...]


class KeptPages:
    """One per process, used on its event loop alone. A reply is kept only where it says itself that anybody may keep it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[float, Reply]] = OrderedDict()

    def key(self, scope: Any) -> Key | None:
        """What tells this request's page from others; None for a request that is answered for itself."""
        heads = scope.headers
        if scope.method != "GET" or any(name in heads for name in ASKED_OTHERWISE):
            return None
        chosen = parse_cookie(heads.get("cookie") or "")
        return (
            scope.path,
            scope.query_string,
            *(heads.get(name) or "" for name in VARIES),
            *(chosen.get(name, "") for name in CHOICES),
        )

    def find(self, key: Key) -> Reply | None:
        """The page that was drawn for this key within the last seconds, with its age and a request's id of its own."""
        drawn, kept = self._pages.get(key, (0.0, None))
        age = time.monotonic() - drawn
        if kept is None or age >= SECONDS:
            return None
        number = secrets.token_hex(8)
        headers = [(name, value) for name, value in kept.headers if name.lower() != _ID]
        dress.note(number, "GET", "kept", kept.status, 0)
        return Reply(kept.status, [*headers, (_ID, number), ("Age", str(int(age)))], kept.body)

    def remember(self, key: Key, reply: Reply) -> None:
        """Keep the reply where it may be kept; the oldest makes room."""
        heads = {name.lower(): value for name, value in reply.headers}
        lifetime = _PUBLIC.fullmatch(heads.get("cache-control", ""))
        if lifetime is None or int(lifetime[1]) < SECONDS or reply.status != 200 or reply.path is not None:
            return
        if "set-cookie" in heads or len(reply.body) > BYTES_MOST:
            return
        self._pages.pop(key, None)
        self._pages[key] = time.monotonic(), reply
        if len(self._pages) > PAGES_MOST:
            self._pages.popitem(last=False)
