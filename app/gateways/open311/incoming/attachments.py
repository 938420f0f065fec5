"""Photos that come as files of a form: looked through before anything is kept, and kept when that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from app.core.problems.problem import Problem
from app.evidence import upload
from app.gateways import intake
from app.gateways.commands import PHOTOS_MOST
from app.gateways.models import Source
from app.requests import photos
from app.requests.antispam import token_bucket

Files = Mapping[str, BinaryIO]  # by digest


def named(files: Sequence[BinaryIO]) -> Files:
    """The files by their digests. Problems bad-value for too many, too-large."""
    if len(files) > PHOTOS_MOST:
        raise Problem("bad-value", ("media", "too-many", {"most": PHOTOS_MOST}))
    return {photos.digest(file): file for file in files}


def check(source: Source, files: Files) -> None:
    """Look each through, which is work: not for whoever has nothing left of what was agreed upon.

    Problems too-many-requests, not-an-image, broken-image, image-too-many-pixels, no-room-left.
    """
    if not files:
        return
    parts = token_bucket.source(source.code, source.daily)
    if not token_bucket.has_room(parts):
        raise Problem("too-many-requests", retry_after=token_bucket.wait(parts), sentence=intake.USED_UP)
    for file in files.values():
        photos.check(file)


def bring(source: Source, files: Files) -> None:
    """Keep those that are not here yet."""
    for sha256, file in files.items():
        if not upload.is_here_for(source.bringer, sha256):
            upload.take(file, sha256, source.bringer)
