"""The empty form, drawn once for all who open it at one place: only its id, its nonce and when it was begun are each one's own."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from threading import Lock
from typing import Any

import msgspec
from flask import current_app, g, render_template, request

from app.core.web import page

TEMPLATE = "requests/ask.html"
FORMS_MOST = 200  # places and posters, in each language and size; the one asked for longest ago makes room
OWN = {
    name: f"{name}-{secrets.token_hex(8)}" for name in ("id", "nonce", "began")
}  # stands where they will stand

_lock = Lock()


def draw(**seen: Any) -> str:
    """The page of these contents. `given` is an empty form: nothing that anybody wrote is kept here.

    A page is what its template makes of what it sees, so what it sees is what it is kept under.
    """
    own = {name: seen["given"][name] for name in OWN}
    seen = {**seen, "given": {**seen["given"], **OWN}}
    chosen = (page.language(), g.get("size"), request.cookies.get("size"), request.cookies.get("theme"))
    key = msgspec.json.encode((chosen, seen))
    drawn: OrderedDict[bytes, str] = current_app.extensions.setdefault(TEMPLATE, OrderedDict())
    html = drawn.get(key)
    if html is None:
        html = render_template(TEMPLATE, **seen)
    with _lock:
        drawn[key] = html
        drawn.move_to_end(key)
        while len(drawn) > FORMS_MOST:
            drawn.popitem(last=False)
    for name, mark in OWN.items():
        html = html.replace(mark, own[name])
    return html
