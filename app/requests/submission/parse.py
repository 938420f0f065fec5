"""A request as it was sent, checked and trimmed: the words, the place, whom to call; and the digest of its content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.core import clock, place, telephone
from app.core.place import Place
from app.core.problems.problem import Problem
from app.matters import categories
from app.requests.commands import RequestBody
from app.requests.models import NotOurs
from app.requests.posters import codes
from app.requests.posters.codes import Code
from app.requests.submission import placement, similar


@dataclass(frozen=True)
class ParsedRequest:
    """What was said, and where: everything that is decided before anybody is trusted."""

    body: RequestBody
    digest: str
    text: str
    name: str | None
    phone: str | None
    code: Code | None
    area: str
    placed: str
    position: Place | None
    join: str | None  # a matter


def parse_request(body: RequestBody, is_staff: bool = False) -> ParsedRequest:
    """The request, checked. Problems: bad-value, unknown-category, unknown-area, not-ours (with whose it is)."""
    text = body.text.strip()
    name, phone = _contact(body)
    _category(body.category, is_staff)
    if not text and not body.photos and body.join is None:
        raise Problem("bad-value", ("text", "needs-text-or-photo"))
    if len(set(body.photos)) != len(body.photos):
        raise Problem("bad-value", ("photos", "twice"))
    position = place.from_input(body.place)
    join = similar.parse_ref(body.join) if body.join is not None else None
    code = codes.find_code(body.qr)
    area, placed = placement.place(body.area, code, position)
    return ParsedRequest(body, digest_of(body), text, name, phone, code, area, placed, position, join)


def _category(code: str, is_staff: bool) -> None:
    """One that residents are shown; a desk may name any."""
    other = NotOurs.get_or_none(NotOurs.code == code)
    if other is not None:
        raise Problem("not-ours", whose=other.whose, phone=other.phone, hotline="12345")
    row = categories.require(code)
    if not row.on(clock.today().isoformat()) or not (is_staff or row.resident_visible):
        raise Problem("unknown-category", ("category", "not-here"))


def _contact(body: RequestBody) -> tuple[str | None, str | None]:
    if body.contact is None:
        return None, None
    name, phone = (body.contact.name or "").strip(), (body.contact.phone or "").strip()
    return name or None, telephone.number(phone, "contact.phone") if phone else None


def digest_of(body: RequestBody) -> str:
    """SHA-256 of the canonical JSON of what was said; how it was trusted (`proof`, a code's signature) is no part of it."""
    text, (name, phone) = body.text.strip(), _contact(body)
    members: dict[str, Any] = {
        "category": body.category, "text": text, "area": body.area, "photos": body.photos, "name": name,
        "phone": phone, "confidential": body.confidential, "join": body.join,
        "qr": (body.qr or "").partition(".")[0] or None,
        "place": [body.place.lat, body.place.lon] if body.place is not None else None,
    }  # fmt: skip
    content = {key: value for key, value in members.items() if value not in (None, [], "")}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
