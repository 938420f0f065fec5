"""A software authenticator that can also misbehave in every way the server has to notice."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP, UV, BE, BS, AT = 1, 4, 8, 16, 64
ORIGIN = "http://localhost:8000"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One discoverable credential; `count` None means a synced passkey, which always counts 0."""

    def __init__(self, synced=False):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.handle = b""
        self.count = 0
        self.synced = synced

    def _flags(self, extra=0, uv=True, synced=None):
        both = BE | BS if (self.synced if synced is None else synced) else 0
        return UP | (UV if uv else 0) | both | extra

    def _client(self, kind, challenge, origin, more):
        told = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        return json.dumps({**told, **(more or {})}).encode()

    def create(self, options, rp_id="localhost", origin=ORIGIN, uv=True, client=None):
        """What navigator.credentials.create() would give."""
        self.handle = unb64(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        data = hashlib.sha256(rp_id.encode()).digest() + bytes([self._flags(AT, uv)]) + bytes(4)
        data += bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._client("webauthn.create", options["challenge"], origin, client)
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": b64(told), "attestationObject": b64(attestation)},
        }

    def get(
        self, options, rp_id="localhost", origin=ORIGIN, uv=True, synced=None, handle=None, count=None,
        key=None, client=None, kind="webauthn.get",
    ):  # fmt: skip
        """What navigator.credentials.get() would give, signed."""
        self.count = count if count is not None else (0 if self.synced else self.count + 1)
        data = hashlib.sha256(rp_id.encode()).digest() + bytes([self._flags(0, uv, synced)])
        data += self.count.to_bytes(4)
        told = self._client(kind, options["challenge"], origin, client)
        signed = (key or self.key).sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": b64(told),
                "authenticatorData": b64(data),
                "signature": b64(signed),
                "userHandle": b64(self.handle if handle is None else handle),
            },
        }
