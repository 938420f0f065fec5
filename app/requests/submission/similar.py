"""Open matters of the same place and kind are offered before sending: "someone has said this, add yourself"."""

from __future__ import annotations

import secrets
from typing import Any

from peewee import Expression, ModelSelect

from app.areas.models import Area
from app.core import clock, decode, place
from app.core.place import box
from app.core.problems.problem import Problem
from app.matters import categories
from app.matters.models import SHELVED, WORKING, Category, Matter
from app.requests import phrases, signing
from app.requests.posters import codes

METRES = 50
OFFERED_MOST = 5
DAYS = 90
PLACES = ("building", "checkpoint", "micro_grid")  # small enough that two things there are in the same place
# what strangers should not learn of each other: quarrels, suspicions, who needs help
PRIVATE = ("disputes", "public_order", "services")
NONCE, TAG = 6, 8  # bytes


def offer(
    area: str | None = None,
    at: tuple[float, float] | None = None,
    category: str | None = None,
    qr: str | None = None,
    language: str = "zh",
) -> list[dict[str, Any]]:
    """`{"ref", "thing", "icon", "place", "when", "at"}` of those at the place, the latest first; never words or photos.

    `at` is (lat, lon), WGS-84. Without a category, or where the place is too large to be one, nothing is offered.
    Problems: bad-value, unknown-category.
    """
    for key, value in (("area", area), ("category", category)):
        if value is not None and decode.CONTROL.search(value):
            raise Problem("bad-value", (key, "control-character"))
    code = codes.find_code(qr)
    area = area or (code.area if code is not None else None)
    if category is None:
        return []
    matters = (
        _same(category)
        .where(_here(area, at))
        .order_by(Matter.received_at.desc(), Matter.id)
        .limit(10 * OFFERED_MOST)
    )
    close = [matter for matter in matters if _is_close(matter, area, at)]
    return [_shown(matter, language) for matter in close[:OFFERED_MOST]]


def _same(category: str) -> ModelSelect:
    """Open matters of the class that strangers may know of."""
    named = categories.require(category)
    group = named.parent or named.code
    if group in PRIVATE:
        return Matter.select().where(Matter.id == "")
    of_class = Category.select(Category.code).where((Category.parent == group) | (Category.code == group))
    visible = of_class.where(Category.resident_visible == True)  # noqa: E712
    return Matter.select().where(
        Matter.state.in_((*WORKING, SHELVED)),
        Matter.category.in_(visible),
        Matter.confidential == False,  # noqa: E712
        Matter.received_at >= clock.now() - DAYS * clock.DAY,
    )


def _here(area: str | None, at: tuple[float, float] | None) -> Expression:
    condition = Matter.id == ""
    place = Area.get_or_none(Area.code == area) if area else None
    if place is not None and place.kind in PLACES:
        condition |= Matter.area == place.code
    if at is not None:
        high, wide = box(*at, METRES)
        condition |= Matter.lat.between(*high) & Matter.lon.between(*wide)
    return condition


def _is_close(matter: Matter, area: str | None, at: tuple[float, float] | None) -> bool:
    if area is not None and matter.area == area:
        return True
    return (
        at is not None
        and matter.lat is not None
        and place.metres(matter.lat, matter.lon, at[0], at[1]) <= METRES
    )


def _shown(matter: Matter, language: str) -> dict[str, Any]:
    category = Category.get_by_id(matter.category)
    return {
        "ref": ref(matter.id),
        "thing": category.name_en if language == "en" else category.name,
        "icon": category.icon,
        "place": Area.get_by_id(matter.area).name,
        "when": phrases.when(matter.received_at, language),
        "at": clock.rfc3339(matter.received_at),
    }


def position(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    """The position in the query; None if none is given. Raises Problem bad-value."""
    if not lat or not lon:
        return None
    at = decode.number(lat, "lat"), decode.number(lon, "lon")
    if not (-90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        raise Problem("bad-value", ("lat", "bad-value"))
    return at


def ref(matter: str) -> str:
    """A matter as a stranger may name it: signed, so that only what was offered can be joined, and telling nothing."""
    nonce = secrets.token_bytes(NONCE)
    hidden = _masked(bytes.fromhex(matter.replace("-", "")), nonce)
    return signing.text(nonce + hidden + _tag(nonce, hidden))


def parse_ref(text: str) -> str:
    """The id of the matter that `ref` stands for. Raises Problem bad-value on `join` for a ref we did not make."""
    raw = signing.bytes_of(text)
    nonce, hidden, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
    if len(hidden) != 16 or not signing.same(tag.hex(), _tag(nonce, hidden).hex()):
        raise Problem("bad-value", ("join", "not-here"))
    plain = _masked(hidden, nonce).hex()
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def _masked(raw: bytes, nonce: bytes) -> bytes:
    pad = signing.sign("nearby", nonce.hex())[:16]
    return bytes(byte ^ mask for byte, mask in zip(raw, pad, strict=True))


def _tag(nonce: bytes, hidden: bytes) -> bytes:
    return signing.sign("nearby-tag", nonce.hex(), hidden.hex())[:TAG]
