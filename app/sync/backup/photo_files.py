"""The photos of a backup: copied in by the digest of their bytes, proved, and copied back out."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.board.models import ClearedPhoto
from app.evidence import soundness, storage
from app.sync.backup.manifest import DELETED, MISSING, PHOTOS, Kept, digest, photo_path
from app.sync.backup.named_photos import PHOTO, Named

CHUNK = 1 << 20
PART = ".part-"


def keep_all(folder: Path, photos: Iterable[Named]) -> Iterator[tuple[Kept, str]]:
    """Copy every photo into the backup's `folder`; each as it is kept, and what is wrong with it ("" if nothing is).

    What an earlier backup left there is read through and kept if its bytes are right.
    """
    (folder / PHOTOS).mkdir(exist_ok=True)
    for photo in photos:
        yield _keep(folder, photo)


def _keep(folder: Path, photo: Named) -> tuple[Kept, str]:
    if photo.expected is not None:
        there = photo_path(folder, photo.expected)
        if there.is_file() and digest(there) == photo.expected:
            return Kept(photo.kind, photo.name, photo.expected, there.stat().st_size), ""
    verdict = soundness.MISSING
    for _ in range(2):  # cleaned or deleted while it was read: once more
        part, found, size = _copy(folder, photo.path)
        try:
            verdict = _judge(photo, found, photo.path if found is None else part)
            if verdict == soundness.SOUND and found is not None:
                _settle(part, photo_path(folder, found))
                return Kept(photo.kind, photo.name, found, size), ""
        finally:
            part.unlink(missing_ok=True)
    if verdict == soundness.DELETED:
        return Kept(photo.kind, photo.name, DELETED), ""
    return Kept(photo.kind, photo.name, MISSING), f"{photo.kind} {photo.name}: its bytes are {verdict}"


def _judge(photo: Named, found: str | None, path: Path) -> str:
    if photo.kind == PHOTO:
        return soundness.judge(photo.name, found, path)
    if found == photo.name:
        return soundness.SOUND
    if not ClearedPhoto.select().where(ClearedPhoto.digest == photo.name).exists():
        return soundness.DELETED
    return soundness.MISSING if found is None else soundness.DAMAGED


def fault_of(photo: Named) -> str:
    """What is wrong with a photo of the open store, as a sentence; empty where it is sound or was deleted meanwhile."""
    verdict = ""
    for _ in range(2):
        verdict = _judge(photo, soundness.digest(photo.path), photo.path)
        if verdict in (soundness.SOUND, soundness.DELETED):
            return ""
    return f"{photo.kind} {photo.name}: its bytes are {verdict}"


def _copy(folder: Path, source: Path) -> tuple[Path, str | None, int]:
    """A temporary copy, the digest of what was read (None where there was nothing to read), and its length."""
    number, name = tempfile.mkstemp(dir=folder / PHOTOS, prefix=PART)
    part, seen = Path(name), hashlib.sha256()
    try:
        with os.fdopen(number, "wb") as out, storage.at_hand(source) as here, here.open("rb") as file:
            size = _pour(file, out, seen)
    except FileNotFoundError:
        return part, None, 0
    except BaseException:
        part.unlink()
        raise
    return part, seen.hexdigest(), size


def _pour(file: BinaryIO, out: BinaryIO, seen: hashlib._Hash) -> int:
    size = 0
    while piece := file.read(CHUNK):
        seen.update(piece)
        out.write(piece)
        size += len(piece)
    return size


def _settle(part: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    part.replace(target)


def prune(folder: Path, wanted: set[str]) -> None:
    """Remove the photos that the backup does not name any more, and what an interrupted one left."""
    for path in (folder / PHOTOS).rglob("*"):
        if path.is_file() and path.name not in wanted:
            path.unlink()


def faults(folder: Path, photos: Iterable[Kept]) -> Iterator[str]:
    """What is wrong with the photos that a backup says it holds, a sentence each."""
    for photo in photos:
        if photo.digest == MISSING:
            yield f"{photo.kind} {photo.name}: it was lost before this backup was made"
        elif photo.is_here:
            path = photo_path(folder, photo.digest)
            if not path.is_file():
                yield f"{photo.kind} {photo.name}: its bytes are missing"
            elif soundness.digest(path) != photo.digest:
                yield f"{photo.kind} {photo.name}: its bytes are damaged"


def put_back(folder: Path, photo: Kept) -> bool:
    """Put the bytes of a photo into the store, unless they are there; whether they had to be. Its bytes must be whole.

    OSError where the disk does not take them.
    """
    target = Named(photo.kind, photo.name, photo.digest).path
    source = photo_path(folder, photo.digest)
    if soundness.digest(target) == photo.digest:
        return False
    if not source.is_file():
        return False
    with storage.incoming() as (out, path):
        seen = hashlib.sha256()
        with source.open("rb") as file:
            _pour(file, out, seen)
        if seen.hexdigest() != photo.digest:
            return False
        storage.store(out, path, target)
    return True
