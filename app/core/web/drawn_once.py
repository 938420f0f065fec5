"""A page that many open alike, drawn once for all of them: only a few values are each one's own."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

import msgspec
from flask import current_app, g, render_template, request

from app.core.web import page

PAGES_MOST = 200  # of one template, each in a language and a size; the one asked for longest ago makes room
_RUN = secrets.token_hex(8)
_lock = Lock()


def marks(names: Iterable[str]) -> dict[str, str]:
    """What to put in the place of the values that are each one's own."""
    return {name: f"{name}-{_RUN}" for name in names}


def draw(template: str, own: Mapping[str, str], **seen: Any) -> str:
    """The page of what the template sees, `own` in the place of their marks. Nothing that anybody wrote may be seen here.

    A page is what its template makes of what it sees, so what it sees is what it is kept under.
    """
    settings = hash(current_app.config["SETTINGS"])
    chosen = (
        settings,
        page.language(),
        g.get("size"),
        request.cookies.get("size"),
        request.cookies.get("theme"),
    )
    key = msgspec.json.encode((chosen, seen))
    drawn: OrderedDict[bytes, str] = current_app.extensions.setdefault(template, OrderedDict())
    html = drawn.get(key)
    if html is None:
        html = render_template(template, **seen)
    with _lock:
        drawn[key] = html
        drawn.move_to_end(key)
        while len(drawn) > PAGES_MOST:
            drawn.popitem(last=False)
    for name, mark in marks(own).items():
        html = html.replace(mark, own[name])
    return html
