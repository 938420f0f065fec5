"""What was just done, said on the page that comes after it: also across a redirect, and beside a fragment for htmx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request

from app.core.web import page

_sentences: dict[str, str] = {}


def sentence(name: str, words: str) -> str:
    """Make a (marked) sentence known under a name that an address can carry; the name."""
    if _sentences.setdefault(name, words) != words:
        raise ValueError(f"two answers are called {name}")
    return name


def after(path: str, name: str, fragment: Callable[[], str] | None = None) -> Any:
    """The answer to a form: `fragment()` with the sentence where htmx asked, else the way to `path`, which says it.

    An address carries the sentence's name, never its words: a link that somebody sends can say nothing of its own.
    """
    if fragment is not None and page.is_fragment():
        return fragment() + render_template(
            "_confirmation.html", sentence=page.translated(_sentences[name]), is_part=True
        )
    path, _, place = path.partition("#")
    address = f"{path}{'&' if '?' in path else '?'}said={name}"
    return redirect(f"{address}#{place}" if place else address, 303)


def of_request() -> str:
    """The sentence that this request's address names, in the reply's language; "" where it names none."""
    words = _sentences.get(request.args.get("said", ""))
    return page.translated(words) if words else ""
