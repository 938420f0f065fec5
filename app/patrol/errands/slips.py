"""The slip of an errand: a private link that needs no account, made by the secret so that nobody can guess one."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
from pathlib import Path

import segno

from app.core import clock, secret

KEPT = 90 * clock.DAY  # after the errand is over, so that a lost paper can still be asked about
TOKEN_BYTES = 18  # 24 letters: short enough for a small code, far too many to try

_secret_file = Path()
_public_url = ""


def use(secret_file: Path, public_url: str) -> None:
    """Where the secret lies, and the address under which people reach us."""
    global _secret_file, _public_url
    _secret_file, _public_url = secret_file, public_url


def token(errand: str) -> str:
    """The token of the errand's slip: the same for ever."""
    mac = hmac.new(
        secret.read_or_create(_secret_file), f"errand-slip\n{errand}".encode(), hashlib.sha256
    ).digest()
    return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).decode()


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def link(errand: str) -> str:
    """The address of the slip."""
    return f"{_public_url}/e/{token(errand)}"


@functools.lru_cache(maxsize=4000)  # it takes longer to draw than everything else that is said of an errand
def code(address: str) -> dict[str, str | int]:
    """A QR code of the address as one path of unit squares, for the phone to draw: its side with the quiet zone, and the path."""
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=2))
    path = "".join(
        f"M{x} {y}h{width}v1h-{width}z" for y, row in enumerate(rows) for x, width in _runs(bytes(row))
    )
    return {"side": len(rows), "path": path}


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark stretches begin in a row, and how long they are."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
