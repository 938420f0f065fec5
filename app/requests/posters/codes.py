"""Posters' codes: signed, so that a form opened by one is trusted; a code once printed opens the form for ever."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.areas.models import Area
from app.areas.tree import chain
from app.core import clock, db, decode, typed
from app.requests import signing
from app.requests.models import DoorPlate, Poster

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are taken for another when typed
LENGTH = 7
SIGNED = 10  # bytes of the signature that are printed: 80 bits
GENERATION = "poster-generation"
QR_MOST = 300


@dataclass(frozen=True)
class Code:
    """What a code says: the place it stands for, and whether its signature is today's, an older one, or none of ours."""

    code: str
    area: str
    label: str
    kind: str  # building | lamp | shop | checkpoint | plate
    trust: str  # "now" | "older" | "none"

    @property
    def is_trusted(self) -> bool:
        """Whether it takes the place of a proof of work."""
        return self.trust == "now"


def new() -> str:
    """A fresh code, short enough to type."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def sign(code: str) -> str:
    """What is printed into the QR: `code.signature`."""
    return f"{code}.{_signature(code, generation())}"


def address(code: str) -> str:
    """The address in the QR."""
    return signing.address(f"/q/{sign(code)}")


def short_address(code: str) -> str:
    """The address to type, which carries no signature."""
    return signing.address(f"/s/{code}")


def generation() -> int:
    """The generation of signatures that is trusted now."""
    return int(db.Meta.value_of(GENERATION, "1"))


def rotate() -> int:
    """Begin a new generation; what was printed before opens the form with less trust. The new generation."""
    with db.transaction():
        after = generation() + 1
        db.Meta.write(GENERATION, str(after))
    return after


def find_code(qr: str | None) -> Code | None:
    """What stands behind `code.signature`, a bare code, or a door plate's text; None where nothing is known of it.

    A forged signature on a known code names the place and earns no trust.
    """
    text = (qr or "").strip(" ")
    if not text or len(text) > QR_MOST or decode.CONTROL.search(text) or not set(text).isdisjoint("\t\n"):
        return None
    code, _, signature = text.rpartition("/")[2].partition(".")
    poster = Poster.get_or_none(Poster.code == typed.key(code))
    if poster is not None:
        area = _standing(poster.area)
        trust = _trust(poster.code, signature)
        return Code(poster.code, area, poster.label, poster.kind, trust) if area else None
    plate = DoorPlate.get_or_none(DoorPlate.code == text)
    area = _standing(plate.area) if plate is not None else None
    return Code(plate.code, area, "", "plate", "none") if area else None


def _standing(code: str) -> str | None:
    """The area, or the nearest above it that still exists."""
    today = clock.today()
    for above in chain(code):
        if Area.get_by_id(above).on(today):
            return above
    return None


def _trust(code: str, signature: str) -> str:
    if not signature:
        return "none"
    now = generation()
    for old in range(now, 0, -1):
        if signing.same(signature, _signature(code, old)):
            return "now" if old == now else "older"
    return "none"


def _signature(code: str, generation: int) -> str:
    return signing.text(signing.sign("poster", code, str(generation))[:SIGNED])
