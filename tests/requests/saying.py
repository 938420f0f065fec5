"""Short ways to say something as a resident: a body, a poster's code, a proof that was worked for."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from typing import Any

from app.core import decode, ids
from app.matters.models import Matter
from app.requests.antispam import proof_of_work
from app.requests.commands import RequestBody
from app.requests.models import Poster, ResidentRequest
from app.requests.posters import codes
from app.requests.submission import submit
from app.requests.submission.submit import Arrival, Received
from tests import cast as c

HOME = "10.1.2.3"


def poster(area: str = c.BUILDING, kind: str = "building", label: str = "1幢大门") -> str:
    """A freshly printed code, as the QR says it."""
    made = Poster.create(code=codes.new(), kind=kind, area=area, label=label)
    return codes.sign(made.code)


def proof(address: str | None = HOME) -> str:
    """A proof for a fresh challenge."""
    asked = proof_of_work.challenge(address)
    return solve(asked["challenge"], asked["bits"])


def solve(challenge: str, bits: int) -> str:
    """The first counter that answers the challenge."""
    for counter in itertools.count():
        tried = f"{challenge}.{counter}"
        if int.from_bytes(hashlib.sha256(tried.encode()).digest(), "big") >> (256 - bits) == 0:
            return tried
    raise AssertionError


def body(**more: Any) -> dict[str, Any]:
    """What a page sends; keys given as None are left out."""
    given = {
        "id": ids.uuid7(), "nonce": secrets.token_urlsafe(18), "category": "street_lamp",
        "text": "楼道的灯坏了三天", **more,
    }  # fmt: skip
    return {key: value for key, value in given.items() if value is not None}


def say(address: str = HOME, suspicious: bool = False, **more: Any) -> Received:
    """Said straight to the verb."""
    return send(body(**more), address, suspicious)


def send(said: dict[str, Any], address: str = HOME, suspicious: bool = False) -> Received:
    """This very body, sent (again)."""
    return submit.receive(decode.convert(said, RequestBody), Arrival(address, suspicious))


def asked(**more: Any) -> tuple[ResidentRequest, Matter, str]:
    """A request by a poster's QR, its matter and its token."""
    more.setdefault("qr", poster())
    done = say(**more)
    request = ResidentRequest.get_by_id(done.id)
    return request, Matter.get_by_id(request.matter), done.token
