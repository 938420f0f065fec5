"""A resident says something: kept once, answered with a number and a private link, made a matter or held for a look."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.access import permissions
from app.core import clock, db
from app.core.problems.problem import Problem
from app.evidence import uses
from app.ledger.act import Act
from app.matters import numbering
from app.people import tokens
from app.requests import signing
from app.requests.antispam import proof_of_work, token_bucket
from app.requests.commands import RequestBody
from app.requests.models import BY_PROOF, BY_QR, HELD, QR, STAFF, WEB, ResidentRequest
from app.requests.submission import admission, parse, placement
from app.requests.submission.parse import ParsedRequest


@dataclass(frozen=True)
class Arrival:
    """How a request came: from which address, and whether its form looks filled by a machine."""

    address: str | None = None
    suspicious: bool = False


@dataclass(frozen=True)
class Received:
    """The answer to a request, the same however often it is sent; `fresh` only the first time."""

    number: str
    token: str
    link: str
    held: bool
    id: str
    fresh: bool

    def serialize(self) -> dict[str, str | bool]:
        """The answer as the API sends it."""
        payload: dict[str, str | bool] = {"number": self.number, "token": self.token, "link": self.link}
        return {**payload, "held": True} if self.held else payload


def is_known(body: RequestBody) -> bool:
    """Whether a request with this id is here."""
    return ResidentRequest.select().where(ResidentRequest.id == body.id).exists()


def precheck(body: RequestBody, came: Arrival) -> None:
    """Raise what `receive` would raise, before anything is stored: for callers that have work to do first."""
    _turn_floods_away(parse.parse_request(body), came)


def receive(body: RequestBody, came: Arrival) -> Received:
    """A resident's request, stored once.

    Problems: bad-value, unknown-category, unknown-area, not-ours, conflict (same id, other nonce or content),
    too-many-requests.
    """
    known = ResidentRequest.get_or_none(ResidentRequest.id == body.id)
    if known is not None:
        return _again(known, body)
    parsed = parse.parse_request(body)
    _turn_floods_away(parsed, came)
    with db.transaction():
        known = ResidentRequest.get_or_none(ResidentRequest.id == body.id)
        if known is not None:  # two taps side by side
            return _again(known, body)
        trust, why = _weigh(parsed, came)
        request = stored_request(parsed, trust, why, QR if parsed.code is not None else WEB)
        if trust != HELD:
            admission.admit(request)
        return _answer(request, body.nonce, fresh=True)


def enter(act: Act, body: RequestBody, channel: str = STAFF) -> Received:
    """A request that a desk enters for somebody who telephoned, or wrote in a group; counted apart, never held.

    Problems as `receive`, and forbidden for whoever sits at no desk over the area.
    """
    assert act.person is not None
    known = ResidentRequest.get_or_none(ResidentRequest.id == body.id)
    if known is not None:
        return _again(known, body)
    parsed = parse.parse_request(body, is_staff=True)
    permissions.require(act.reach_now(), "enter_request", parsed.area)
    with db.transaction():
        request = stored_request(parsed, STAFF, None, channel, entered_by=act.person.id)
        admission.admit(request, act)
        return _answer(request, body.nonce, fresh=True)


def _again(known: ResidentRequest, body: RequestBody) -> Received:
    """Asked twice: the first answer again, or a conflict; neither place nor category is judged anew."""
    same = signing.same(known.nonce_digest, tokens.digest(body.nonce))
    if not same or known.digest != parse.digest_of(body):
        raise Problem("conflict")
    return _answer(known, body.nonce, fresh=False)


def _answer(request: ResidentRequest, nonce: str, fresh: bool) -> Received:
    token = signing.token(request.id, nonce)
    held = request.held is not None
    return Received(request.number, token, signing.link(token), held, request.id, fresh)


def _turn_floods_away(parsed: ParsedRequest, came: Arrival) -> None:
    """Before anybody waits for the one writer: what would be held, and may not even be held any more."""
    if parsed.code is not None and parsed.code.is_trusted and not came.suspicious:
        return
    if not came.suspicious and proof_of_work.is_good(parsed.body.proof):
        return
    parts = token_bucket.held(came.address, placement.community(parsed.area))
    if not token_bucket.has_room(parts):
        raise Problem("too-many-requests", retry_after=token_bucket.wait(parts))


def _weigh(parsed: ParsedRequest, came: Arrival) -> tuple[str, str | None]:
    """(trust, why it is held), drawn from the first allowance that has room: the poster's, the proof's, the held ones'."""
    area = placement.community(parsed.area)
    tried = False
    if not came.suspicious:
        if parsed.code is not None and parsed.code.is_trusted:
            tried = True
            if token_bucket.take(token_bucket.poster(parsed.code.code)):
                return BY_QR, None
        if proof_of_work.spend(parsed.body.proof):
            tried = True
            if token_bucket.take(token_bucket.proven(came.address, area)):
                return BY_PROOF, None
    parts = token_bucket.held(came.address, area)
    if not token_bucket.take(parts):
        raise Problem("too-many-requests", retry_after=token_bucket.wait(parts))
    return HELD, "suspicious" if came.suspicious else "busy" if tried else "unproven"


def _number(parsed: ParsedRequest, trust: str) -> str:
    """Its own; that of the matter it joins at once."""
    matter = admission.joinable(parsed.join) if trust != HELD else None
    return matter.number if matter is not None else numbering.next_number()


def stored_request(
    parsed: ParsedRequest,
    trust: str,
    why: str | None,
    channel: str,
    entered_by: str | None = None,
    source: str | None = None,
) -> ResidentRequest:
    """The stored request with its number, inside the caller's transaction."""
    body, position = parsed.body, parsed.position
    nonce = tokens.digest(body.nonce)
    request = ResidentRequest.create(
        id=body.id, nonce_digest=nonce, digest=parsed.digest,
        token=tokens.digest(signing.token(body.id, body.nonce)),
        found=tokens.digest(signing.found_token(body.id, nonce)), number=_number(parsed, trust),
        words=parsed.text, category=body.category, area=parsed.area, placed=parsed.placed,
        place=position.serialize() if position else None,
        lat=position.lat if position else None, lon=position.lon if position else None,
        channel=channel, trust=trust, poster=parsed.code.code if parsed.code else None, entered_by=entered_by,
        source=source,
        name=parsed.name, phone=parsed.phone, confidential=body.confidential, photos=body.photos, join_to=parsed.join,
        held=clock.now() if trust == HELD else None, held_why=why,
    )  # fmt: skip
    uses.name(tuple(body.photos), "request", request.id, request.bringer)
    return request
