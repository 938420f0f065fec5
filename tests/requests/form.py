"""Hands for the plain pages: open the form, fill it as a browser would, send it, follow the link."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

from app.core import clock
from tests import hands
from tests.requests import saying

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def visitor(app: Any, **cookies: str) -> Any:
    """A browser without a script: sends our own origin, keeps cookies."""
    made = app.test_client()
    made.environ_base["HTTP_ORIGIN"] = app.config["SETTINGS"].public_url
    made.environ_base["REMOTE_ADDR"] = saying.HOME
    for name, value in cookies.items():
        made.set_cookie(name, value, domain="localhost")
    return made


def opened(client: Any, path: str = "/ask", slowly: bool = True) -> dict[str, Any]:
    """What stands in the form's hidden fields, read as long as a person reads."""
    answer = client.get(path)
    assert answer.status_code == 200
    return hidden(answer, slowly)


def hidden(answer: Any, slowly: bool = True) -> dict[str, Any]:
    """The hidden fields of a page."""
    if slowly:
        clock.freeze(clock.now() + 30 * clock.SECOND)
    return {name: unescape(value) for name, value in HIDDEN.findall(answer.text)}


def filled(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The form as somebody sends it."""
    return {**fields, "category": "street_lamp", "text": "楼道的灯坏了三天", "step": "send", **more}


def send(client: Any, fields: dict[str, Any]) -> Any:
    """Press the button."""
    return client.post("/ask", data=fields, content_type="multipart/form-data")


def token(answer: Any) -> str:
    """Of the private page that a 303 leads to."""
    assert answer.status_code == 303, answer.text
    return str(re.match(r"/r/([\w-]+)", answer.headers["Location"]).group(1))  # type: ignore[union-attr]


def picture(seed: int = 1, name: str = "IMG_1.jpg") -> tuple[io.BytesIO, str]:
    """A photo as a form carries it."""
    return io.BytesIO(hands.picture(seed, 320, 240)), name
