"""Another system hands a matter over: kept once under the id it gave, made a matter, or filed with the one that is here."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from peewee import ModelSelect

from app.areas import tree
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock, db, decode, place, telephone, typed
from app.core.place import Place
from app.core.problems.problem import Problem
from app.core.words import mark
from app.evidence import uses
from app.gateways.commands import IntakeBody
from app.gateways.models import MACHINE, Delivery, Source
from app.ledger.act import Act, by_resident
from app.matters import categories, numbering
from app.matters.models import Matter
from app.matters.moves.handling import note
from app.matters.residents import acts, opening
from app.matters.residents.opening import Asked
from app.requests import signing
from app.requests.antispam import token_bucket
from app.requests.commands import Contact, RequestBody
from app.requests.models import SOURCE, ResidentRequest
from app.requests.submission import admission, handed_over, similar

NEW, NOTE, KNOWN = "new", "note", "known"  # what becomes, or would become, of a delivery
USED_UP = mark("约定的件数用完了，这一件没有收下。请过一会儿用同一个编号再发，不会重复。")


@dataclass(frozen=True)
class Taken:
    """What became of a delivery: the matter's number and id, and whether it was made for it; the same however often it is sent."""

    number: str
    matter: str
    is_new: bool

    def serialize(self) -> dict[str, str]:
        """The answer as the API sends it."""
        return {"number": self.number, "matter": self.matter}


@dataclass(frozen=True)
class Parsed:
    """What was said, checked against what the source may hand over."""

    body: IntakeBody
    text: str
    area: str
    placed: str
    position: Place | None
    due: int | None
    contact_by: int | None
    at: int | None


def take(source: Source, body: IntakeBody, channel: str = SOURCE) -> Taken:
    """What the source hands over, stored once; by which `channel` it came.

    Problems: conflict (same id, other content), bad-value, unknown-category, unknown-area, not-of-source (a place or thing
    that is not the source's), too-many-requests (its budget of a day).
    """
    with db.transaction():
        known = _known(source, body)
        if known is not None:
            return known
        parsed = parse(source, body)
        here = open_matter(source, body.external)
        draw(source)
        if here is not None:
            _file(source, parsed, here, channel)
        matter, is_new = here or _open(source, parsed, channel), here is None
        Delivery.create(
            id=body.id, source=source.code, external=body.external, digest=digest_of(body), matter=matter.id,
            number=matter.number, is_note=not is_new, external_url=body.external_url, due=parsed.due,
            contact_by=parsed.contact_by,
        )  # fmt: skip
        return Taken(matter.number, matter.id, is_new)


def outcome_of(source: Source, body: IntakeBody) -> tuple[str, Matter | None]:
    """What `take` would do, and with which matter that is here; nothing is written. Problems as `take`, but for the budget."""
    known = _known(source, body)
    if known is not None:
        return KNOWN, Matter.get_by_id(known.matter)
    parse(source, body)
    matter = open_matter(source, body.external)
    return (NEW, None) if matter is None else (NOTE, matter)


def open_matter(source: Source, external: str) -> Matter | None:
    """The open matter that the source knows by this name; the one it was merged into."""
    last = _deliveries(source, external).order_by(Delivery.received.desc(), Delivery.id.desc()).first()
    return admission.joinable(last.matter) if last is not None else None


def _deliveries(source: Source, external: str) -> ModelSelect:
    return Delivery.select().where(Delivery.source == source.code, Delivery.external == external)


def digest_of(body: IntakeBody) -> str:
    """A digest of the canonical JSON of what was said, without what was left out; made with the city's secret, for it outlives the contact."""
    members = {key: value for key, value in msgspec.to_builtins(body).items() if value not in (None, [], "")}
    written = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return signing.sign("delivery", written).hex()


def parse(source: Source, body: IntakeBody) -> Parsed:
    """What was said, checked. Problems: bad-value, unknown-category, unknown-area, not-of-source."""
    text = body.text.strip()
    if not text and not body.photos:
        raise Problem("bad-value", ("text", "needs-text-or-photo"))
    if not typed.plain(body.external):
        raise Problem("bad-value", ("external", "missing"))
    if len(set(body.photos)) != len(body.photos):
        raise Problem("bad-value", ("photos", "twice"))
    if source.kind == MACHINE and body.contact is not None:
        raise Problem("bad-value", ("contact", "no-contact-of-machines"))
    row = categories.require(body.category)
    if not row.on(clock.today().isoformat()):
        raise Problem("unknown-category", ("category", "not-here"))
    if source.categories and not {row.code, row.parent} & set(source.categories):
        raise Problem("not-of-source", ("category", "not-of-source"))
    if body.contact is not None and (phone := (body.contact.phone or "").strip()):
        telephone.number(phone, "contact.phone")
    position = place.from_input(body.place)
    area, placed = _place(source, body.area, position)
    moments = [decode.time(text, field) if text else None for field, text in _moments(body)]
    for field, moment in zip(("due", "contact_by"), moments, strict=False):
        if moment is not None and moment < clock.now():
            raise Problem("bad-value", (field, "past"))
    return Parsed(body, text, area, placed, position, *moments)


def _moments(body: IntakeBody) -> tuple[tuple[str, str | None], ...]:
    return ("due", body.due), ("contact_by", body.contact_by), ("at", body.at)


def _place(source: Source, chosen: str | None, position: Place | None) -> tuple[str, str]:
    """(area, "chosen", "shape" or "fallback"): what was said, else what holds the position, else the source's own place."""
    if chosen is not None:
        row = Area.get_or_none(Area.code == chosen)
        if row is None or not row.on(clock.today()):
            raise Problem("unknown-area", ("area", "not-here"))
        return _of(source, chosen, "area"), "chosen"
    if position is not None:
        held = location.index().holding(position.lat, position.lon, clock.today().isoformat())
        if held:
            return _of(source, held[0], "place"), "shape"
    return source.area, "fallback"


def _of(source: Source, area: str, field: str) -> str:
    if not tree.is_below(area, {source.area}):
        raise Problem("not-of-source", (field, "not-of-source"))
    return area


def _known(source: Source, body: IntakeBody) -> Taken | None:
    """The first answer to this id; Problem conflict where it was said of something else, or by another."""
    row = Delivery.get_or_none(Delivery.id == body.id)
    if row is None:
        if ResidentRequest.select().where(ResidentRequest.id == body.id).exists():
            raise Problem("conflict")
        return None
    if row.source != source.code or row.digest != digest_of(body):
        raise Problem("conflict")
    return Taken(row.number, row.matter, not row.is_note)


def draw(source: Source) -> None:
    """One from the source's budget. Problem too-many-requests."""
    parts = token_bucket.source(source.code, source.daily)
    if not token_bucket.take(parts):
        raise Problem("too-many-requests", retry_after=token_bucket.wait(parts), sentence=USED_UP)


def _act(source: Source, parsed: Parsed, op: str | None = None) -> Act:
    act = by_resident(source.bringer)
    return replace(act, at=min(parsed.at or act.at, act.received), op=op)


def _open(source: Source, parsed: Parsed, channel: str) -> Matter:
    """A new matter: a request of whoever waits for it, or a find of a machine, for which nobody waits."""
    body, act = parsed.body, _act(source, parsed)
    if source.kind == MACHINE:
        asked = Asked(
            request="", number=numbering.next_number(), category=body.category, text=parsed.text, area=parsed.area,
            placed=parsed.placed, channel=channel, place=parsed.position, photos=tuple(body.photos), received=act.at,
            is_awaited=False, handed_over_by=source.name, due=parsed.due,
        )  # fmt: skip
        return Matter.get_by_id(opening.ask(act, asked).id)
    return Matter.get_by_id(handed_over.receive(act, _request(parsed), _terms(source, parsed, channel)))


def _terms(source: Source, parsed: Parsed, channel: str) -> handed_over.Terms:
    return handed_over.Terms(source.code, source.name, parsed.placed, parsed.due, parsed.contact_by, channel)


def _request(parsed: Parsed, join: Matter | None = None) -> RequestBody:
    """What whoever waits for it said; `join`: the matter that somebody else waits for already."""
    body = parsed.body
    return RequestBody(
        id=body.id, nonce=handed_over.nonce(), category=body.category, text=body.text, area=parsed.area, place=body.place,
        photos=body.photos, contact=body.contact, join=similar.ref(join.id) if join is not None else None,
    )  # fmt: skip


def _contact(contact: Contact) -> tuple[str | None, str | None]:
    """(name, number) as they are kept."""
    name, phone = (contact.name or "").strip(), (contact.phone or "").strip()
    return name or None, telephone.number(phone, "contact.phone") if phone else None


def _is_another(request: ResidentRequest, parsed: Parsed) -> bool:
    """Whether somebody else than who is known waits for it too: they left another number."""
    if parsed.body.contact is None or request.phone is None:
        return False
    _, phone = _contact(parsed.body.contact)
    return phone is not None and phone != request.phone


def _learn_contact(request: ResidentRequest, parsed: Parsed) -> None:
    """Whom to ring, where that was not known before."""
    if parsed.body.contact is None or request.contact_deleted is not None:
        return
    name, phone = _contact(parsed.body.contact)
    if (name and not request.name) or (phone and not request.phone):
        request.name, request.phone = request.name or name, request.phone or phone
        request.save()


def _file(source: Source, parsed: Parsed, matter: Matter, channel: str) -> None:
    """The words and photos go to the matter that is here, as of whoever it was first handed over for."""
    body = parsed.body
    first = _deliveries(source, body.external).order_by(Delivery.received, Delivery.id).first()
    request = ResidentRequest.get_or_none(ResidentRequest.id == first.id)
    if request is not None:
        if _is_another(request, parsed):
            handed_over.receive(
                _act(source, parsed), _request(parsed, matter), _terms(source, parsed, channel)
            )
            return
        _learn_contact(request, parsed)
        uses.name(tuple(body.photos), "request", request.id, source.bringer)
    extra: dict[str, Any] = {"channel": channel, "by_name": source.name}
    acts.move(
        _act(source, parsed, body.id), matter.id, note.MOVE.name, first.id, text=parsed.text, photos=tuple(body.photos),
        confidential=bool(request is not None and request.confidential), more=extra,
    )  # fmt: skip
