"""What is signed with the city's secret: a request's private token, posters' codes, challenges; and the links they make."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from pathlib import Path

from app.core import secret

_secret_file = Path("var/secret")
_public_url = ""


def use(secret_file: Path, public_url: str) -> None:
    """Name the secret, and the address that links are made for; called when the store is opened."""
    global _secret_file, _public_url
    _secret_file, _public_url = secret_file, public_url


def sign(purpose: str, *parts: str) -> bytes:
    """HMAC-SHA256 of the parts for one purpose: what was signed for another is worth nothing here."""
    message = "\0".join((purpose, *parts)).encode()
    return hmac.new(secret.read_or_create(_secret_file), message, hashlib.sha256).digest()


def text(raw: bytes) -> str:
    """Bytes as they stand in an address: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """The bytes that `text` encoded; empty for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def same(left: str, right: str) -> bool:
    """Whether both texts are equal, compared in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def token(id: str, nonce: str) -> str:
    """The private token of a request: 256 bits, the same for the same id and nonce."""
    return text(sign("request", id, nonce))


def found_token(id: str, nonce_digest: str) -> str:
    """A second private token, made without the nonce: for whoever lost the first."""
    return text(sign("found", id, nonce_digest))


def link(token: str) -> str:
    """The resident's private page."""
    return f"{_public_url}/r/{token}"


def address(path: str) -> str:
    """A public address of this installation; `path` begins with a slash."""
    return _public_url + path
