"""The secret that signs QR codes and request tokens: made once, readable by its owner alone, part of every backup."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

LENGTH = 32  # bytes


def read_or_create(path: Path) -> bytes:
    """The secret in this file, created if the file is missing. Processes that create it at once all get the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _written(path, secrets.token_hex(LENGTH).encode())
        with contextlib.suppress(FileExistsError):  # another was quicker
            os.link(temporary, path)
        temporary.unlink()
    return path.read_bytes()


def replace(path: Path, value: bytes) -> None:
    """Put another secret in its place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _written(path, value).replace(path)


def _written(path: Path, value: bytes) -> Path:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # 0600
    with os.fdopen(number, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
