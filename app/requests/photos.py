"""Residents' photos: brought by digest with the request's token, or as files of a form; and which ones a resident sees."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.evidence import copies, storage, upload, validation
from app.evidence.models import PhotoUse
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.residents import spoken_words, told
from app.people.sign_in.identity import Guest
from app.requests import lookup
from app.requests.commands import PHOTOS_MOST
from app.requests.models import ResidentRequest

# set into the pages' script by the build, so that what cannot be taken is said as it is chosen
TAKES = {"most": PHOTOS_MOST, "bytes": upload.BYTES_MOST, "types": validation.DECLARED}


def guest(secret: str) -> Guest | None:
    """Whoever holds the token of a request may bring the photos that it names, and no others."""
    try:
        request = lookup.find(secret)
    except Problem:
        return None
    return Guest(request.bringer, lambda sha256: may_bring(request, sha256))


def may_bring(request: ResidentRequest, sha256: str) -> bool:
    """Whether the request, or a word added later, names it and is still something to us."""
    return request.refused is None and is_named(request, sha256)


def is_named(request: ResidentRequest, sha256: str) -> bool:
    """Whether the request or its later words name the photo."""
    return (
        PhotoUse.select()
        .where(PhotoUse.sha256 == sha256, PhotoUse.kind == "request", PhotoUse.subject == request.id)
        .exists()
    )


def digest(stream: BinaryIO) -> str:
    """The name of a file of a form; the stream is at its beginning again. Problem too-large."""
    seen = hashlib.sha256()
    for piece in upload.chunks(stream):
        seen.update(piece)
    stream.seek(0)
    return seen.hexdigest()


def check(stream: BinaryIO) -> None:
    """Look a file of a form through; the stream is at its beginning again.

    Problems too-large, not-an-image, broken-image, image-too-many-pixels, no-room-left.
    """
    storage.require_room()
    with storage.incoming() as (file, path):
        for piece in upload.chunks(stream):
            file.write(piece)
        file.flush()
        validation.inspect(path)
    stream.seek(0)


def bring(request: ResidentRequest, sha256: str, stream: BinaryIO) -> None:
    """Keep a file that came with the form, which has to name it.

    Problems not-found, too-large, not-an-image, broken-image, image-too-many-pixels.
    """
    if not may_bring(request, sha256):
        raise Problem("not-found")
    upload.take(stream, sha256, request.bringer)


def is_here(request: ResidentRequest, sha256: str) -> bool:
    """Whether the bytes of this photo have arrived."""
    return upload.is_here_for(request.bringer, sha256)


def missing(request: ResidentRequest) -> int:
    """How many photos the request and its later words name that have not arrived, or were not taken."""
    named = PhotoUse.select().where(PhotoUse.kind == "request", PhotoUse.subject == request.id)
    return sum(not is_here(request, use.sha256) for use in named)


def may_see(request: ResidentRequest, sha256: str) -> bool:
    """The resident's own photos, and those of how it looks now that it is done; nobody's notes."""
    if is_named(request, sha256):
        return is_here(request, sha256)
    matter = lookup.matter_of(request)
    return matter is not None and sha256 in after(matter)


def shown_copy(request: ResidentRequest, sha256: str, size: str) -> tuple[Path, copies.Size]:
    """The file of a cleaned copy, without the line that names people; Problem not-found, or bad-value for the size."""
    if not SHA256_FORM.fullmatch(sha256) or not may_see(request, sha256):
        raise Problem("not-found")
    return copies.copy(sha256, size, named=False)


def after(matter: Matter) -> list[str]:
    """The photos by which it was resolved last, or settled on the spot, as far as residents see them now."""
    entries = told.entries(matter.id)
    settled = [entry for entry in entries if entry.verb in table.SETTLING]
    if not settled or not spoken_words.may_see_after(
        entries, spoken_words.is_sensitive(matter), table.SETTLING
    ):
        return []
    return list((settled[-1].body or {}).get("after") or [])
