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

Given = dict[str, Any]


def blank(code: Code | None = None, qr: str = "", area: str = "") -> Given:
    """A form nobody has written in, with an id and a nonce of its own, so that sending it twice is once."""
    given: Given = dict.fromkeys(TEXTS, "") | {"confidential": False}
    given |= {"id": ids.uuid7(), "nonce": tokens.new(), "began": _stamp(clock.now())}
    return given | {"qr": qr if code else "", "area": code.area if code else area}


def afresh(given: Given) -> Given:
    """The same words as another request."""
    return {**given, "id": ids.uuid7(), "nonce": tokens.new()}


def code(said: str) -> str:
    """What is looked up as it stands: "" for what no name of ours holds."""
    return "" if len(said) > CODE_MOST or decode.CONTROL.search(said) else said


def read(said: Mapping[str, str]) -> Given:
    """What the fields hold; line ends as one newline, whatever was chosen last as the place."""
    given: Given = {name: said.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in TEXTS}
    given |= {name: code(given[name]) for name in TEXTS if name not in WRITTEN}
    given["confidential"] = bool(said.get("confidential"))
    given["area"] = code(said.get("within", "")) or given["area"]
    return given


def fields(given: Given) -> dict[str, str]:
    """What `forms` reads: the words for where it is stand before the sentence."""
    made = {name: given[name] for name in TEXTS if name not in ("note", "began", "offered")}
    return {**made, "text": words(given), "confidential": "1" if given["confidential"] else ""}


def words(given: Given) -> str:
    """The sentence, after the words for where it is."""
    return "：".join(part for part in (given["note"].strip(), given["text"].strip()) if part)


def position(given: Given) -> tuple[float, float] | None:
    """The position that a script put into the form, WGS-84; Problem bad-value for one that is none."""
    return similar.position(given["lat"], given["lon"])


def is_suspicious(given: Given, trap: str) -> bool:
    """Whether it looks filled by a machine: a field that people do not see, or done before anybody can read it."""
    began = given["began"].partition(".")[0]
    if trap or not (began.isascii() and began.isdigit() and len(began) < 15):
        return True
    return not signing.same(given["began"], _stamp(int(began))) or clock.now() - int(began) < FASTEST


def _stamp(at: int) -> str:
    return f"{at}.{signing.text(signing.sign('form', str(at))[:12])}"
