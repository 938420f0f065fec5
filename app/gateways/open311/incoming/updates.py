"""What a client says later of a request of its own: a word more, that it is done there, or that it is not done after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import msgspec

from app.core import db, decode, ids
from app.core.problems.problem import Problem
from app.core.words import mark, translate
from app.core.writers import again
from app.evidence import uses
from app.gateways import intake
from app.gateways.commands import IntakeBody
from app.gateways.models import Delivery, Source
from app.gateways.open311 import states
from app.gateways.open311.commands import Fields, first
from app.gateways.open311.incoming import attachments, pictures, submission
from app.gateways.open311.outgoing import own
from app.ledger.act import by_resident
from app.matters.models import CLOSED, CONFIRMED, RESOLVED, VOID, Matter
from app.matters.moves.handling import note
from app.matters.residents import acts
from app.requests import lookup, signing
from app.requests.commands import RatingBody
from app.requests.followup import resident_acts
from app.requests.models import OPEN311, ResidentRequest

DONE = (RESOLVED, CONFIRMED, CLOSED, VOID)  # where whoever asked can say: not yet
STATUS = mark("对方把它标为 {status}。")


@dataclass(frozen=True)
class Updated:
    """The id of the update, and whether it was made by this sending."""

    id: str
    is_new: bool


def update(source: Source, fields: Fields, files: Sequence[BinaryIO]) -> Updated:
    """What was said, filed once with the matter; `REOPEN` is whoever asked saying "not yet".

    Problems: bad-value, not-found, request-ended, conflict (the same update_id with other words), too-many-requests, those
    of photos, and of a verdict already-rated, not-done-yet, too-late.
    """
    number = first(fields, "service_request_id")
    if number is None:
        raise Problem("bad-value", ("service_request_id", "missing"))
    delivery = own.find(source, number)
    named = attachments.named(files)
    urls = pictures.named(fields)
    status = (first(fields, "status") or "OPEN").upper()
    if status not in states.HEARD:
        raise Problem("bad-value", ("status", "not-a-choice"))
    body = submission.in_its_words(lambda: _body(source, delivery, fields, status, [*named], urls))
    if not Delivery.select().where(Delivery.id == body.id).exists():
        attachments.check(source, named)
    is_new = again.repeated(
        lambda: submission.in_its_words(lambda: _file(source, delivery, body, status, urls))
    )
    attachments.bring(source, named)
    return Updated(body.id, is_new)


def _body(
    source: Source, delivery: Delivery, fields: Fields, status: str, digests: list[str], urls: list[str]
) -> IntakeBody:
    words = decode.line_ends((first(fields, "description") or "").replace("\r\n", "\n"))
    if not (words or digests or urls or status != "OPEN"):
        raise Problem("bad-value", ("description", "needs-text-or-photo"))
    lines = [words, "" if status == "OPEN" else translate(STATUS, "zh", status=status)]
    text = "\n".join(line for line in lines if line)
    if len(text) > decode.TEXT_MOST:
        raise Problem("bad-value", ("description", "too-long", {"most": decode.TEXT_MOST}))
    theirs_id = first(fields, "update_id", "update_id_ext")
    content = msgspec.json.encode([text, digests, urls]).decode() if theirs_id is None else theirs_id
    sign = signing.sign("open311 update", source.code, delivery.id, content).hex()
    matter = Matter.get_by_id(delivery.matter)
    members = {
        "id": ids.derived(0, sign), "external": delivery.external, "category": matter.category,
        "text": text or translate(pictures.WITH_PICTURES, "zh"), "photos": digests,
    }  # fmt: skip
    return decode.convert(members, IntakeBody)


def _file(source: Source, delivery: Delivery, body: IntakeBody, status: str, urls: list[str]) -> bool:
    with db.transaction():
        known = Delivery.get_or_none(Delivery.id == body.id)
        if known is not None:
            if known.digest != intake.digest_of(body):
                raise Problem("conflict")
            return False
        intake.draw(source)
        request = own.request_of(delivery)
        matter = lookup.matters_of(request)[-1]
        is_awaited = ResidentRequest.select().where(ResidentRequest.id == request.id).exists()
        if is_awaited:
            uses.name(tuple(body.photos), "request", request.id, source.bringer)
        if status == states.REOPEN and is_awaited and matter.state in DONE:
            resident_acts.rate(request, RatingBody(solved=False, text=body.text))
        if status != states.REOPEN or body.photos or not (is_awaited and matter.state in DONE):
            _note(source, request, matter, body)
        Delivery.create(
            id=body.id, source=source.code, external=delivery.external, digest=intake.digest_of(body), matter=matter.id,
            number=matter.number, is_note=True,
        )  # fmt: skip
        pictures.await_each(source, delivery.id, matter.id, urls)
        return True


def _note(source: Source, request: ResidentRequest, matter: Matter, body: IntakeBody) -> None:
    """The words and photos go to the open matter, as of whoever asked. Problem request-ended."""
    matter = Matter.get_by_id(matter.id)  # it may just have been reopened
    if not matter.is_open():
        raise Problem("request-ended")
    acts.move(
        replace(by_resident(source.bringer), op=body.id), matter.id, note.MOVE.name, request.id,
        text=body.text, photos=tuple(body.photos), confidential=bool(request.confidential),
        more={"channel": OPEN311, "by_name": source.name},
    )  # fmt: skip
