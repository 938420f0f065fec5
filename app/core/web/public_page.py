"""Public pages for anyone: language and size of type by plain links, kept in cookies, and problems told on a page of their own."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, redirect, request

from app.core.web import dress, page
from app.settings import FILES

YEAR = 31_536_000
SIZES = ("large", "normal")
PROBLEM_PAGE = "requests/problem.html"


@lru_cache(maxsize=1)
def icons() -> frozenset[str]:
    """The icons that the public pages' sprite holds."""
    return frozenset(json.loads((FILES / "static" / "icons" / "public.json").read_text(encoding="utf-8")))


def install(routes: Blueprint) -> None:
    """Make the blueprint's pages public ones: `?lang=`, `?size=`, the small sheet's icons, plain problem pages."""

    @routes.url_value_preprocessor
    def plain(_endpoint: str | None, _values: Any) -> None:
        g.problem_page = PROBLEM_PAGE

    @routes.before_request
    def choose() -> Response | None:
        rest = {key: value for key, value in request.args.items() if _cookie(value) != key}
        if request.method != "GET" or len(rest) == len(request.args):
            return None
        query = f"?{urlencode(rest)}" if rest else ""
        answer: Response = redirect(f"{request.path}{query}", 303)  # type: ignore[assignment]
        return remember_choices(answer, request.args.get("lang", ""), request.args.get("size", ""))

    @routes.context_processor
    def seen() -> dict[str, Any]:
        return {
            "look": {"large": g.get("size", request.cookies.get("size")) == "large"},
            "public_icons": icons(),
            "chosen": lambda **choice: f"?{urlencode({**request.args.to_dict(), **choice})}",
        }

    @routes.after_request
    def private(response: Response) -> Response:
        response.headers["Referrer-Policy"] = dress.ORIGIN_ALONE
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def at_once(choice: str) -> None:
    """Show this very reply in the language or size chosen by a button of a form."""
    if choice in page.LANGUAGES:
        g.language = choice
    elif choice in SIZES:
        g.size = choice


def remember_choices(response: Response, *choices: str) -> Response:
    """Set cookies that keep the chosen language and size for a year; unknown choices are ignored."""
    secure = current_app.config["SETTINGS"].secure
    for choice in choices:
        name = _cookie(choice)
        if name:
            response.set_cookie(name, choice, max_age=YEAR, path="/", secure=secure, samesite="Lax")
    return response


def _cookie(choice: str) -> str:
    """The name of the cookie for this choice; "" for an unknown choice."""
    return "lang" if choice in page.LANGUAGES else "size" if choice in SIZES else ""
