"""The folder of photos: bytes under their own name, durable before anybody is told so."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.core import disk
from app.core.problems.problem import Problem

_folder = Path("var/evidence")
LATER = 300  # seconds until a photo that found no room comes again
STALE = 24 * 3600  # seconds after which an upload that never ended is swept away


def use(folder: Path) -> None:
    """Set the folder that holds the photos."""
    global _folder
    _folder = folder


def folder() -> Path:
    """The folder that holds the photos."""
    return _folder


def original(sha256: str) -> Path:
    """The path of the uploaded bytes, which are never shown as they are."""
    return _folder / "originals" / sha256[:2] / sha256


def copies(sha256: str) -> Path:
    """The folder of the cleaned copies of one photo."""
    return _folder / "copies" / sha256[:2]


def is_stored(sha256: str) -> bool:
    """Whether the bytes of this photo are in the folder."""
    return original(sha256).is_file()


def require_room() -> None:
    """Problem no-room-left where the last of the disk is begun, which is kept for texts."""
    if disk.is_low():
        raise Problem("no-room-left", retry_after=LATER)


@contextlib.contextmanager
def incoming() -> Iterator[tuple[BinaryIO, Path]]:
    """A temporary file for bytes that are arriving; deleted afterwards unless `store` took it."""
    place = _folder / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=place)
    path = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def store(file: BinaryIO, path: Path, target: Path) -> None:
    """Move the incoming file to its final name, durably: first the file, then the folders are synced."""
    file.flush()
    os.fsync(file.fileno())
    fresh = not target.parent.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    _fsync_folder(target.parent)
    if fresh:
        _fsync_folder(target.parent.parent)
        _fsync_folder(target.parent.parent.parent)


def remove(sha256: str) -> None:
    """Delete the bytes and every copy made of them."""
    original(sha256).unlink(missing_ok=True)
    for path in copies(sha256).glob(f"{sha256}-*"):
        path.unlink(missing_ok=True)


def _fsync_folder(path: Path) -> None:
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sweep() -> int:
    """Remove uploads that broke off more than a day ago; how many."""
    gone = 0
    for path in (_folder / "incoming").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()
                gone += 1
    return gone
