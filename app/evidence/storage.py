"""The store of photos, a folder of this machine or one elsewhere: bytes under their own name, durable before anybody is told so."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.core.files import disk, elsewhere
from app.core.problems.problem import Problem

_arrivals = Path("var/evidence")  # of this machine; where photos are kept elsewhere, they only arrive here
_folder = _arrivals
PARTS = ("originals", "copies", "cleared", "maps")  # the folders within that of the photos
_pulse: elsewhere.Pulse | None = None
LATER = 300  # seconds until a photo that found no room comes again
STALE = 24 * 3600  # seconds after which an upload that never ended is swept away


def use(folder: Path, url: str = "") -> None:
    """Keep the photos in `folder` of this machine; with the `url` of a store elsewhere they only arrive there."""
    global _arrivals, _folder, _pulse
    _arrivals = folder
    _folder = elsewhere.place(url) if url else folder
    _pulse = elsewhere.Pulse(_folder) if url else None


def folder() -> Path:
    """The folder that holds the photos."""
    return _folder


def takes_writing() -> bool:
    """Whether what is written here now is kept: by this machine's disk, and by the store elsewhere if there is one."""
    return disk.takes_writing(_arrivals) and (_pulse is None or _pulse.beats())


def original(sha256: str) -> Path:
    """The path of the uploaded bytes, which are never shown as they are."""
    return _folder / "originals" / sha256[:2] / sha256


def copies(sha256: str) -> Path:
    """The folder of the cleaned copies of one photo."""
    return _folder / "copies" / sha256[:2]


def is_stored(sha256: str) -> bool:
    """Whether the bytes of this photo are in the folder. elsewhere.Away where that cannot be known."""
    return is_there(original(sha256))


def is_there(path: Path) -> bool:
    """Whether there is a file at this path of the store."""
    return elsewhere.is_there(path) if elsewhere.is_elsewhere(path) else path.is_file()


@contextlib.contextmanager
def at_hand(path: Path) -> Iterator[Path]:
    """The file at this path of the store as one of this machine, for as long as it is needed. FileNotFoundError without one."""
    if not elsewhere.is_elsewhere(path):
        yield path
        return
    with elsewhere.reached():
        data = path.read_bytes()
    with incoming() as (file, local):
        file.write(data)
        file.flush()
        yield local


def require_room() -> None:
    """Problem no-room-left where the last of the disk is begun, which is kept for texts."""
    if disk.is_low():
        raise Problem("no-room-left", retry_after=LATER)


@contextlib.contextmanager
def incoming(arrivals: Path | None = None) -> Iterator[tuple[BinaryIO, Path]]:
    """A temporary file for bytes that are arriving, in this store or another's folder; deleted afterwards unless `store` took it."""
    place = (arrivals or _arrivals) / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=place)
    path = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def store(file: BinaryIO, path: Path, target: Path) -> None:
    """Move the incoming file to its final name, durably: first the file, then the folders are synced.

    A store elsewhere answers when it has it.
    """
    file.flush()
    if elsewhere.is_elsewhere(target):
        settle(path, target)
        return
    os.fsync(file.fileno())
    fresh = not target.parent.is_dir()
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    _fsync_folder(target.parent)
    if fresh:
        _fsync_folder(target.parent.parent)
        _fsync_folder(target.parent.parent.parent)


def settle(path: Path, target: Path) -> None:
    """Move a file that is here to its final name, whole or not at all, where it need not outlive a power cut."""
    if elsewhere.is_elsewhere(target):
        with elsewhere.reached():
            target.write_bytes(path.read_bytes())
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def remove(sha256: str) -> None:
    """Delete the bytes and every copy made of them."""
    delete(original(sha256))
    for path in made_of(sha256):
        delete(path)


def made_of(sha256: str) -> list[Path]:
    """Every cleaned copy that is kept of one photo."""
    with _asked(copies(sha256)):
        return list(copies(sha256).glob(f"{sha256}-*"))


def delete(path: Path) -> None:
    """Delete the file at this path of the store, if there is one."""
    with _asked(path):
        path.unlink(missing_ok=True)


def _asked(path: Path) -> contextlib.AbstractContextManager[None]:
    return elsewhere.reached() if elsewhere.is_elsewhere(path) else contextlib.nullcontext()


def _fsync_folder(path: Path) -> None:
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sweep() -> int:
    """Remove uploads that broke off more than a day ago; how many."""
    gone = 0
    for path in (_arrivals / "incoming").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > STALE:
                path.unlink()
                gone += 1
    return gone
