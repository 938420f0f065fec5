"""A request comes in by Open311: what the standard says of it made what a source hands over, once however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import msgspec

from app.areas.models import Area
from app.core import clock, db, decode, ids, telephone
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.core.writers import again
from app.gateways import intake
from app.gateways.commands import IntakeBody
from app.gateways.intake import Taken
from app.gateways.models import UNNAMED, Delivery, Source
from app.gateways.open311 import commands, services
from app.gateways.open311.commands import Fields
from app.gateways.open311.incoming import attachments, pictures
from app.matters import categories
from app.requests import signing
from app.requests.models import OPEN311

NO_ID = ids.derived(0, "")  # until it is known what was said
DESCRIPTION_MOST = 4000  # characters, by the standard
NOT_POINTED = "#NOTPINPOINTED#"  # FixMyStreet's address_id of what nobody put on a map
PLACE = mark("地点：{place}")
NO_PHONE = mark("电话不是中国大陆的号码，没有留下；反映已经收到。")
NO_EMAIL = mark("这里不用电子邮件联系，邮箱没有留下。")
# what our fields are called there, so that whoever sent them finds what is wrong
THEIRS = {
    "category": "service_code", "text": "description", "area": "address_id", "place": "lat", "place.lat": "lat", "place.lon": "long",
    "contact": "first_name", "contact.name": "first_name", "contact.phone": "phone", "external": "attribute[external_id]",
    "external_url": "attribute[external_url]", "due": "attribute[due]", "contact_by": "attribute[contact_by]", "photos": "media",
}  # fmt: skip


@dataclass(frozen=True)
class Submitted:
    """The number of the request, and whether it was made by this sending."""

    number: str
    is_new: bool
    notice: str | None = None  # what of it was not kept, in a sentence


def submit(source: Source, fields: Fields, files: Sequence[BinaryIO], language: str = "zh") -> Submitted:
    """The request, stored once with the photos of the form, or nothing; pictures that it names by an address are fetched later.

    Problems: bad-value, unknown-category, not-of-source, too-many-requests, and those of photos.
    """
    files_of_form = attachments.named(files)
    sending = in_its_words(lambda: _parse(source, fields, tuple(files_of_form)))
    if _earlier(source, sending) is None:
        attachments.check(source, files_of_form)
    taken = again.repeated(lambda: in_its_words(lambda: _take(source, sending)))
    attachments.bring(source, files_of_form)
    left = [translate(words, language) for words in _left_out(fields)]
    return Submitted(taken.number, taken.is_new, " ".join(left) or None)


@dataclass(frozen=True)
class _Sending:
    """What was said, what of its words is more than one text holds, and where pictures are."""

    body: IntakeBody
    rest: str
    pictures: list[str]


def _take(source: Source, sending: _Sending) -> Taken:
    body = sending.body
    with db.transaction():
        earlier = _earlier(source, sending)
        if earlier is not None:
            return Taken(earlier.number, earlier.matter, False)
        taken = intake.take(
            source, msgspec.structs.replace(body, id=_id(source, sending, clock.now())), OPEN311
        )
        if sending.rest:  # what the standard allows and one text of ours does not hold is filed with it
            more = msgspec.structs.replace(body, id=ids.uuid7(), text=sending.rest, photos=[], contact=None)
            intake.take(source, more, OPEN311)
        pictures.await_each(source, _id(source, sending, clock.now()), taken.matter, sending.pictures)
        return taken


def _earlier(source: Source, sending: _Sending) -> Delivery | None:
    """What was made of the very same before; of what has no name of its own, of the last day."""
    now = clock.now()
    for at in (now, now - clock.DAY):
        known = Delivery.get_or_none(Delivery.id == _id(source, sending, at))
        if known is not None and (is_named(sending.body) or known.received > now - clock.DAY):
            return known
    return None


def is_named(body: IntakeBody) -> bool:
    """Whether the client has a name of its own for it."""
    return not body.external.startswith(UNNAMED)


def _id(source: Source, sending: _Sending, at: int) -> str:
    """The same for the same content of the same source: for ever where the client named it, else for a day."""
    content = msgspec.json.encode([sending.body, sending.rest, sending.pictures]).decode()
    day = 0 if is_named(sending.body) else clock.start_of(clock.date_of(at))
    return ids.derived(day, signing.sign("open311", source.code, content).hex())


def _parse(source: Source, fields: Fields, digests: Sequence[str]) -> _Sending:
    code = commands.first(fields, "service_code")
    if code is None:
        raise Problem("bad-value", ("service_code", "missing"))
    category = categories.require(decode.convert(code, str, "service_code"))
    if not category.on(clock.today().isoformat()):
        raise Problem("unknown-category", ("service_code", "not-here"))
    text = _words(fields) or services.name(category.code, "zh")
    members: dict[str, Any] = {
        "id": NO_ID, "category": category.code, "text": text[: decode.TEXT_MOST], "photos": list(digests), **_where(fields),
        "external": UNNAMED, "contact": _contact(fields), "external_url": commands.attribute(fields, "external_url", "report_url"),
    }  # fmt: skip
    for name in ("due", "contact_by"):
        members[name] = commands.attribute(fields, name)
    body = decode.convert({key: value for key, value in members.items() if value is not None}, IntakeBody)
    external = commands.attribute(fields, "external_id", "fixmystreet_id")
    if external is None:
        content = msgspec.json.encode(body).decode()
        external = UNNAMED + signing.sign("open311 unnamed", content).hex()[:32]
    body = decode.convert({**msgspec.to_builtins(body), "external": external}, IntakeBody)
    return _Sending(body, text[decode.TEXT_MOST :].strip(), pictures.named(fields))


def _words(fields: Fields) -> str:
    """The description, then an address in words, which stands nowhere else."""
    words = decode.line_ends((commands.first(fields, "description") or "").replace("\r\n", "\n"))
    if len(words) > DESCRIPTION_MOST:
        raise Problem("bad-value", ("description", "too-long", {"most": DESCRIPTION_MOST}))
    address = commands.first(fields, "address_string")
    if address is not None and len(address) > 200:
        raise Problem("bad-value", ("address_string", "too-long", {"most": 200}))
    place = "" if address is None else translate(PLACE, "zh", place=address)
    return "\n".join(part for part in (words, place) if part)


def _where(fields: Fields) -> dict[str, Any]:
    """`area` or `place`, as far as said. Problem bad-value for half a position, and for no place at all."""
    position = {name: commands.first(fields, name) for name in ("lat", "long")}
    code = commands.first(fields, "address_id")
    is_said = code is not None or commands.first(fields, "address_string") is not None
    lacking = [name for name, value in position.items() if value is None]
    if len(lacking) == 1:
        raise Problem("bad-value", (lacking[0], "missing"))
    if lacking and not is_said:
        raise Problem("bad-value", ("lat", "needs-place"))
    if code is not None and code != NOT_POINTED:
        area = Area.get_or_none(Area.code == decode.convert(code, str, "address_id"))
        if area is None or not area.on(clock.today()):
            raise Problem("bad-value", ("address_id", "not-here"))
        return {"area": area.code, **({} if lacking else {"place": _position(position)})}
    return {} if lacking else {"place": _position(position)}


def _position(position: dict[str, str | None]) -> dict[str, float]:
    lat, lon = (decode.number(position[name] or "", name) for name in ("lat", "long"))
    for name, value, most in (("lat", lat, 90), ("long", lon, 180)):
        if not -most <= value <= most:
            raise Problem("bad-value", (name, "out-of-range", {"least": -most, "most": most}))
    return {"lat": lat, "lon": lon}


def _contact(fields: Fields) -> dict[str, str] | None:
    """Whom to ring, as far as said; FixMyStreet sends a dash for a name that it does not know."""
    given, family = ((commands.first(fields, name) or "").strip("- ") for name in ("first_name", "last_name"))
    is_western = (given + family).isascii()
    name = f"{given} {family}".strip() if is_western else family + given
    found = {"name": name, "phone": _phone(fields) or ""}
    return {key: value for key, value in found.items() if value} or None


def _phone(fields: Fields) -> str | None:
    """The number, where a desk can ring it; another (of abroad, or a mistake) is no reason to lose what was said."""
    phone = commands.first(fields, "phone")
    try:
        return None if phone is None else telephone.number(phone, "phone")
    except Problem:
        return None


def _left_out(fields: Fields) -> list[str]:
    """What was said of whoever asked and is not kept, each in a sentence."""
    found = []
    if commands.first(fields, "phone") is not None and _phone(fields) is None:
        found.append(NO_PHONE)
    if commands.first(fields, "email") is not None:
        found.append(NO_EMAIL)
    return found


def in_its_words(work: Any) -> Any:
    """What `work` returns; what it refuses is named as the client named it."""
    try:
        return work()
    except Problem as problem:
        problem.errors = [
            (THEIRS.get(field, field), reason, parameters) for field, reason, parameters in problem.errors
        ]
        raise
