"""Proof of work, where no poster's code speaks for somebody: a challenge that costs a phone a second and a flood much more."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from app.core import clock
from app.requests import signing
from app.requests.antispam import token_bucket
from app.requests.models import Spent

LIFE = 30 * clock.MINUTE
LEAST_BITS = 15  # some 30,000 hashes: under a second on a cheap phone, in plain JavaScript
MOST_BITS = 20  # some million hashes: the most that an honest neighbour of a flood has to do
SIGNED = 16  # bytes
PROOF_MOST = 200


def challenge(address: str | None) -> dict[str, Any]:
    """A challenge for whoever asks from there; nothing is stored. Bits grow with what that network sent lately."""
    bits = LEAST_BITS + round(token_bucket.load(address) * (MOST_BITS - LEAST_BITS))
    expires = clock.now() + LIFE
    body = f"{secrets.token_hex(12)}-{expires}-{bits}"
    return {
        "challenge": f"{body}-{_signature(body)}",
        "bits": bits,
        "algorithm": "sha-256",
        "expires": clock.rfc3339(expires),
    }


def _signature(body: str) -> str:
    return signing.sign("challenge", body)[:SIGNED].hex()


def is_good(proof: str | None) -> bool:
    """Whether `challenge.counter` is ours, in time, unspent, and hashes to as many leading zero bits as it should."""
    return _read(proof) is not None


def spend(proof: str | None) -> bool:
    """Use the proof up, inside the caller's transaction; False if it is no good or was used before."""
    expires = _read(proof)
    if expires is None:
        return False
    Spent.create(challenge=_named(proof), expires=expires)
    return True


def _read(proof: str | None) -> int | None:
    """When its challenge ends (epoch ms); None for anything that is no good."""
    if not proof or len(proof) > PROOF_MOST or not proof.isascii():
        return None
    body, _, signature = proof.rpartition(".")[0].rpartition("-")
    parts = body.split("-")
    if len(parts) != 3 or not signing.same(signature, _signature(body)):
        return None
    expires, bits = int(parts[1]), int(parts[2])
    if clock.due(expires, LIFE) or not _has_zeros(hashlib.sha256(proof.encode()).digest(), bits):
        return None
    return None if Spent.select().where(Spent.challenge == _named(proof)).exists() else expires


def _named(proof: str | None) -> str:
    return (proof or "").partition("-")[0]


def _has_zeros(digest: bytes, bits: int) -> bool:
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - bits) == 0


def sweep() -> int:
    """Forget challenges that would have expired anyway; how many."""
    return Spent.delete().where(clock.due(Spent.expires, LIFE)).execute()
