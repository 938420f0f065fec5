"""Decodes what a phone sends: strict about the envelope, patient with each op inside."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from app.core import decode
from app.core.decode import INT_MOST, Command, PlaceIn, Sha256, Time, Uuid, Uuid7
from app.core.problems.problem import Problem

PROTO = 1
BYTES_MOST = 256_000
OPS_MOST = 50
HAVE_MOST = 5000

Told = (
    Annotated[str, msgspec.Meta(max_length=64)]
    | Annotated[float, msgspec.Meta(ge=-INT_MOST, le=INT_MOST)]
    | bool
    | None
)


class Envelope(Command, kw_only=True):
    """One batch: which phone sends, when by its clock, the ops as they are, and ids it holds receipts for."""

    proto: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    device: Uuid
    epoch: Annotated[str, msgspec.Meta(max_length=64)]
    sent_at: Time
    ops: list[Any]
    have: Annotated[list[Uuid], msgspec.Meta(max_length=HAVE_MOST)] | None = None
    report: (
        Annotated[dict[Annotated[str, msgspec.Meta(max_length=40)], Told], msgspec.Meta(max_length=20)] | None
    ) = None


class Op(Command, kw_only=True):
    """One thing that happened: made by the phone, named for ever by its id. `lane`, `seq` and `deps` only order it."""

    id: Uuid7
    person: Uuid
    lane: Annotated[str, msgspec.Meta(max_length=100)] = ""
    seq: Annotated[int, msgspec.Meta(ge=0, le=INT_MOST)] = 0
    deps: Annotated[list[Uuid7], msgspec.Meta(max_length=100)] = []
    type: Annotated[str, msgspec.Meta(max_length=40)]
    v: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    at: Time
    place: PlaceIn | None = None
    photos: Annotated[list[Sha256], msgspec.Meta(max_length=50)] = []
    supersedes: Uuid7 | None = None
    body: dict[str, Any]


def parse_batch(raw: bytes) -> Envelope:
    """The batch in `raw`, its ops not yet looked at. Raises Problem too-large, bad-json, other-proto or bad-value."""
    if len(raw) > BYTES_MOST:
        raise Problem("too-large")
    value = decode.loads(raw)
    if not isinstance(value, dict):
        raise Problem("bad-value", ("", "wrong-type"))
    proto = value.get("proto")
    if isinstance(proto, int) and proto != PROTO:
        raise Problem("other-proto")
    ops = value.get("ops")
    if isinstance(ops, list) and len(ops) > OPS_MOST:
        raise Problem("too-large")
    # the ops stay out of the check of texts: a control character in one of them is that one's fault alone
    envelope = decode.convert({**value, "ops": []} if isinstance(ops, list) else value, Envelope)
    decode.time(envelope.sent_at, "sent_at")
    return msgspec.structs.replace(envelope, ops=ops)


def id_of(raw: Any) -> str | None:
    """The op's id, if it can be read."""
    value = raw.get("id") if isinstance(raw, dict) else None
    return value if isinstance(value, str) and decode.UUID7_FORM.fullmatch(value) else None


def person_of(raw: Any) -> str | None:
    """Whose the op says it is, if that can be read."""
    value = raw.get("person") if isinstance(raw, dict) else None
    return value if isinstance(value, str) and decode.UUID_FORM.fullmatch(value) else None


def photos_of(raw: Any) -> list[str]:
    """The digests an op names, as far as they can be read."""
    value = raw.get("photos") if isinstance(raw, dict) else None
    named = value if isinstance(value, list) else []
    return [name for name in named[:50] if isinstance(name, str) and decode.SHA256_FORM.fullmatch(name)]
