"""Takes a photo in: streamed, hashed, proved to be one, made durable, then noted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from app.core import clock
from app.core.prepared import Prepared, given, insertion
from app.core.problems.problem import Problem
from app.core.writers import again, committer
from app.evidence import storage, uses, validation
from app.evidence.models import Photo

BYTES_MOST = 25_000_000
CHUNK = 64 * 1024


def chunks(stream: BinaryIO) -> Iterable[bytes]:
    """The bytes of a stream in pieces; Problem too-large after 25 MB."""
    total = 0
    while piece := stream.read(CHUNK):
        total += len(piece)
        if total > BYTES_MOST:
            raise Problem("too-large")
        yield piece


def is_here_for(person: str, sha256: str) -> bool:
    """Whether the photo is here and the person brought it or may see it; otherwise it is treated as missing."""
    return uses.is_here(sha256) and uses.knows(person, sha256)


def take(stream: BinaryIO, sha256: str, person: str) -> bool:
    """Store the bytes as brought by `person` under their digest; False if they are here for this person already.

    Problem too-large, broken-image (bytes and name differ, or cut short), not-an-image, image-too-many-pixels, and
    no-room-left before anything is read.
    """
    if not is_here_for(person, sha256):
        storage.require_room()
    with storage.incoming() as (file, path):
        digest, size = _copy(stream, file)
        if digest != sha256:
            raise Problem("broken-image")
        if is_here_for(person, sha256):
            return False
        _keep(file, path, digest, size, person)
    return True


def take_new(stream: BinaryIO, bringer: str) -> str:
    """Store bytes that come without a digest (a form's file), as brought by `bringer`; returns the digest.

    Problems as `take`, but for broken-image only when they are cut short.
    """
    storage.require_room()
    with storage.incoming() as (file, path):
        digest, size = _copy(stream, file)
        _keep(file, path, digest, size, bringer)
    return digest


def _copy(stream: BinaryIO, file: BinaryIO) -> tuple[str, int]:
    """(digest, bytes) of what was copied."""
    seen, size = hashlib.sha256(), 0
    for piece in chunks(stream):
        seen.update(piece)
        file.write(piece)
        size += len(piece)
    return seen.hexdigest(), size


def _keep(file: BinaryIO, path: Path, sha256: str, size: int, person: str) -> None:
    file.flush()
    facts = validation.inspect(path)
    if _is_cleaned(sha256):  # the same bytes again do not bring their metadata back
        uses.vouch_for(sha256, person)
        return
    storage.store(file, path, storage.original(sha256))
    again.repeated(lambda: _note(sha256, size, facts, person))


def _is_cleaned(sha256: str) -> bool:
    return _CLEANED.holds(sha256=sha256) and storage.is_stored(sha256)


_CLEANED = Prepared(
    lambda: Photo.select(Photo.sha256).where(Photo.sha256 == given("sha256"), Photo.cleaned.is_null(False))
)


def _note(sha256: str, size: int, photo: validation.PhotoFacts, person: str) -> None:
    facts = {"bytes": size, "mime": photo.mime, "width": photo.width, "height": photo.height}

    def write() -> None:
        is_new = _NEW.change(sha256=sha256, **facts, received=clock.now(), cleaned=None, cleaned_digest=None)
        if not is_new:  # cleaned while these bytes were on their way in: it has to be done again
            _AGAIN.change(sha256=sha256, **facts)
        uses.vouch_for(sha256, person)

    committer.commit(write)


_NEW = Prepared(lambda: insertion(Photo).on_conflict_ignore())
_AGAIN = Prepared(
    lambda: Photo.update(
        {
            **{field: given(field.name) for field in (Photo.bytes, Photo.mime, Photo.width, Photo.height)},
            Photo.cleaned: None,
            Photo.cleaned_digest: None,
        }
    ).where(Photo.sha256 == given("sha256"), Photo.cleaned.is_null(False))
)


def may_bring(person: str, sha256: str, revoked: bool) -> bool:
    """Whether an upload is heard: a revoked phone may still bring what a quarantined record of its person names."""
    return not revoked or uses.is_named_by(person, sha256, "quarantine")


def lost() -> int:
    """How many photos the store knows whose bytes are not in the folder: whoever names one is asked to send it again.

    They are not forgotten: when the bytes come back, from a phone or by the operator's hand, everything is as it was.
    """
    return sum(not storage.is_stored(row.sha256) for row in Photo.select(Photo.sha256).iterator())
