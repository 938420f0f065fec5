"""A request that another system took down and hands over: counted apart, never held, told under the system's name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.ledger.act import Act
from app.people import tokens
from app.requests.commands import RequestBody
from app.requests.models import SOURCE, STAFF
from app.requests.submission import admission, parse, submit


@dataclass(frozen=True)
class Terms:
    """By which source, how it was placed, until when the source wants it done and somebody called (epoch ms)."""

    code: str
    name: str
    placed: str
    due: int | None = None
    contact_by: int | None = None
    channel: str = SOURCE
    level: str | None = None  # the desk that took it in
    ticket: dict[str, Any] | None = None  # the clocks of a hotline's sheet


def nonce() -> str:
    """One that nobody keeps: whoever asked finds the request by its number and their telephone."""
    return tokens.new()


def receive(act: Act, body: RequestBody, terms: Terms) -> str:
    """The id of the matter that was made, inside the caller's transaction. Problems as `submit.receive`."""
    parsed = replace(parse.parse_request(body, is_staff=True), placed=terms.placed)
    request = submit.stored_request(parsed, STAFF, None, terms.channel, source=terms.code)
    given = {"due": terms.due, "contact_by": terms.contact_by, "level": terms.level, "ticket": terms.ticket}
    admission.admit(request, act, handed_over_by=terms.name, **given)
    assert request.matter is not None
    return request.matter
