"""What every reply of ours carries, whichever door it leaves by: headers, a problem's form, pressed text, a line in the log."""

from __future__ import annotations

import gzip
import logging
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import brotli
from peewee import DatabaseError, DataError, InterfaceError, OperationalError
from werkzeug.http import parse_accept_header

from app.core.problems.problem import Problem

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), screen-wake-lock=(self)",
}
# of pages with a secret in their address: what they load hears of the site alone, and a form's Origin is named, which
# "no-referrer" makes "null" in older browsers; the first of the two is for those that do not know the second
ORIGIN_ALONE = "same-origin, strict-origin"
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
ALWAYS_VARIES = ("HX-Request", "HX-History-Restore-Request")
PROBLEM = "application/problem+json"
WORTH = 800  # bytes from which pressing gains
TEXTS = (
    "text/", "application/json", "application/problem", "application/geo", "application/manifest",
    "application/gpx",
)  # fmt: skip

# how a reply is pressed, best first: brotli leaves a quarter less of a phone's first news than gzip, in the same time
PRESSES: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: bytes(brotli.compress(data, quality=5)),
    "gzip": lambda data: gzip.compress(data, 5),
}

log = logging.getLogger("gridwalk.request")


def headers(is_secure: bool) -> dict[str, str]:
    """The headers of every reply that does not say otherwise."""
    return {**HEADERS, **(OVER_TLS if is_secure else {}), "Cache-Control": "no-store"}


def varies(path: str) -> tuple[str, ...]:
    """The request's headers that the reply at this path hangs on."""
    return (*ALWAYS_VARIES, "Accept-Language", "Cookie") if is_worded(path) else ALWAYS_VARIES


def is_worded(path: str) -> bool:
    """Whether what lies there is for this reader and in words, not a file or a photo that goes as it is."""
    return not path.startswith(("/static/", "/api/v1/photos/"))


def encoding_for(kind: str, accepted: str) -> str | None:
    """How a reply of this type is pressed for a caller who accepts these encodings; None where it goes as it is."""
    return _best(accepted) if kind.startswith(TEXTS) else None


@lru_cache(maxsize=100)
def _best(accepted: str) -> str | None:
    best: str | None = parse_accept_header(accepted).best_match(PRESSES)
    return best


def pressed(data: bytes, encoding: str) -> bytes | None:
    """The reply's bytes, pressed; None where that gains nothing."""
    return PRESSES[encoding](data) if len(data) > WORTH else None


def problem_headers(problem: Problem) -> dict[str, str]:
    """What the reply to a problem says in its headers: its name, and when to come again."""
    headers = {"X-Problem": problem.name}
    if problem.retry_after is not None or problem.status in (429, 503):
        headers["Retry-After"] = str(problem.retry_after or 5 + secrets.randbelow(10))
    return headers


def problem_of(error: BaseException, request: str) -> Problem:
    """As what problem an error is told that nobody foresaw, and noted in the log under the request's id."""
    text = str(error).lower()
    if isinstance(error, DatabaseError | InterfaceError | OSError):
        if "full" in text or getattr(error, "errno", None) in (28, 122):
            return Problem("storage-full")
        if isinstance(error, DataError) and "nul (0x00)" in text:
            return Problem("not-found")  # PostgreSQL keeps nothing with a NUL in it
        if isinstance(error, OperationalError | InterfaceError):
            log.warning("busy", extra={"fields": {"error": type(error).__name__, "id": request}})
            return Problem("busy")
    log.error("internal", exc_info=error, extra={"fields": {"id": request}})
    return Problem("internal")


def note(request: str, method: str, route: str, status: int, seconds: float) -> None:
    """One line a request, by route and never by address: paths and queries may carry personal data."""
    fields: dict[str, Any] = {
        "id": request, "method": method, "route": route, "status": status, "ms": round(seconds * 1000),
    }  # fmt: skip
    log.info("request", extra={"fields": fields})
