"""Uploaded tables wait here between what they would do being shown and its being done."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from app.core.problems.problem import Problem

LIFE = 3600  # seconds


_folder = Path("incoming")


def use(folder: Path) -> None:
    """Name the folder; called when the store is opened."""
    global _folder
    _folder = folder


def store_upload(data: bytes, person: str) -> str:
    """Keep an upload of this person for an hour; the token by which only they come back to it."""
    _folder.mkdir(parents=True, exist_ok=True)
    sweep()
    token = secrets.token_hex(16)
    (_folder / f"{person}.{token}").write_bytes(data)
    return token


def take(token: str, person: str) -> bytes:
    """The stored upload. Raises Problem gone if it expired, belongs to somebody else, or never existed."""
    path = _folder / f"{person}.{token}"
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not path.is_file():
        raise Problem("gone")
    return path.read_bytes()


def drop(token: str, person: str) -> None:
    """Forget the upload, whose token `take` has accepted."""
    (_folder / f"{person}.{token}").unlink(missing_ok=True)


def sweep() -> int:
    """Forget uploads older than an hour; how many."""
    over = [path for path in _folder.glob("*") if path.stat().st_mtime < time.time() - LIFE]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)
