"""The form of a resident as plain text fields: what it begins with, what it says, and whether a person filled it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import clock, decode, ids
from app.people import tokens
from app.requests import signing
from app.requests.posters.codes import Code
from app.requests.submission import similar

TEXTS = (
    "id",
    "nonce",
    "began",
    "qr",
    "lat",
    "lon",
    "acc",
    "category",
    "area",
    "note",
    "text",
    "phone",
    "name",
    "offered",
    "join",
)
WRITTEN = ("note", "text", "phone", "name")  # as somebody typed it: kept, whatever it is
OWN = ("id", "nonce", "began")  # what no two empty forms have alike
CODE_MOST = 300
FASTEST = 2 * clock.SECOND  # nobody reads, chooses, writes and sends in less
# where the contract's keys stand on the page
AT = {
    "contact.phone": "phone",
    "contact.name": "name",
    "place": "area",
    "place.lat": "area",
    "place.lon": "area",
    "place.acc": "area",
}

FormFields = dict[str, Any]


def blank(code: Code | None = None, qr: str = "", area: str = "") -> FormFields:
    """An empty form with an id and a nonce of its own, so that sending it twice makes one request."""
    form: FormFields = dict.fromkeys(TEXTS, "") | {"confidential": False}
    form |= {"id": ids.uuid7(), "nonce": tokens.new(), "began": _stamp(clock.now())}
    return form | {"qr": qr if code else "", "area": code.area if code else area}


def as_new(form: FormFields) -> FormFields:
    """The same words as a new request, with another id and nonce."""
    return {**form, "id": ids.uuid7(), "nonce": tokens.new()}


def code(text: str) -> str:
    """The code to look up; "" for text that cannot be a code of ours."""
    return "" if len(text) > CODE_MOST or decode.CONTROL.search(text) else text


def parse_form(fields: Mapping[str, str]) -> FormFields:
    """What the fields hold; line ends as one newline, whatever was chosen last as the place."""
    form: FormFields = {
        name: fields.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in TEXTS
    }
    form |= {name: code(form[name]) for name in TEXTS if name not in WRITTEN}
    form["confidential"] = bool(fields.get("confidential"))
    form["area"] = code(fields.get("within", "")) or form["area"]
    return form


def fields(form: FormFields) -> dict[str, str]:
    """The fields that `multipart.body` reads; the words for where it is stand before the sentence."""
    result = {name: form[name] for name in TEXTS if name not in ("note", "began", "offered")}
    return {**result, "text": words(form), "confidential": "1" if form["confidential"] else ""}


def words(form: FormFields) -> str:
    """The sentence, after the words for where it is."""
    return "：".join(part for part in (form["note"].strip(), form["text"].strip()) if part)


def position(form: FormFields) -> tuple[float, float] | None:
    """The position that a script put into the form, WGS-84; None without one. Raises Problem bad-value."""
    return similar.position(form["lat"], form["lon"])


def is_suspicious(form: FormFields, trap: str) -> bool:
    """Whether it looks filled by a machine: a field that people do not see, or done before anybody can read it."""
    began = form["began"].partition(".")[0]
    if trap or not (began.isascii() and began.isdigit() and len(began) < 15):
        return True
    return not signing.same(form["began"], _stamp(int(began))) or clock.now() - int(began) < FASTEST


def _stamp(at: int) -> str:
    return f"{at}.{signing.text(signing.sign('form', str(at))[:12])}"
