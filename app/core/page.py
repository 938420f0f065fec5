"""Pages and fragments: which language, which form, and typed input from either JSON or a form."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import g, render_template, request
from flask_babel import get_locale

from app.core import decode
from app.core.problems import Problem

T = TypeVar("T")
LANGUAGES = ("zh", "en")


def choose_language() -> str:
    """The language asked for: the switch's cookie on pages, else Accept-Language, else Chinese."""
    if "language" not in g:
        asked = request.cookies.get("lang") if not request.path.startswith("/api/") else None
        g.language = (
            asked
            if asked in LANGUAGES
            else (request.accept_languages.best_match(["zh", "zh-CN", "en"]) or "zh")[:2]
        )
    return g.language


def language() -> str:
    """The reply's language: "zh" or "en"."""
    return choose_language()


def locale() -> str:
    """For Flask-Babel."""
    return "en" if choose_language() == "en" else "zh_Hans_CN"


def html_lang() -> str:
    """The lang attribute of the page."""
    return "en" if str(get_locale()).startswith("en") else "zh-CN"


def is_fragment() -> bool:
    """Whether htmx asked for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def render(name: str, **values: Any) -> str:
    """`name`.html as a page, or its fragment `_name`.html when htmx asks."""
    folder, _, leaf = name.rpartition("/")
    fragment = f"{folder}/_{leaf}.html" if folder else f"_{leaf}.html"
    return render_template(fragment if is_fragment() else f"{name}.html", **values)


def json_body(kind: type[T]) -> T:
    """The request's JSON as a `kind`; 415 unless it is said to be JSON."""
    if request.mimetype != "application/json":
        raise Problem("not-json")
    return decode.decode(request.get_data(cache=False), kind)


def form_body(kind: type[T]) -> T:
    """The request's form as a `kind`: one value a field, empty ones left out, lines ended as we end them."""
    said = {key: value.replace("\r\n", "\n") for key, value in request.form.items() if value != ""}
    return decode.convert(said, kind)
