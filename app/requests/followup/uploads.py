"""Photos that come as files of a plain form with a later word: looked at before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from app.core.problems.problem import Problem
from app.requests import photos
from app.requests.commands import PHOTOS_MOST
from app.requests.models import ResidentRequest

Files = dict[str, BinaryIO]  # by SHA-256


def named(files: Sequence[BinaryIO]) -> Files:
    """The files by digest, equal files once; their file names are not read.

    Problems bad-value (more than three), too-large, not-an-image, broken-image, image-too-many-pixels.
    """
    if len(files) > PHOTOS_MOST:
        raise Problem("bad-value", ("photos", "too-many", {"most": PHOTOS_MOST}))
    by_digest = {photos.digest(file): file for file in files}
    for file in by_digest.values():
        photos.check(file)
    return by_digest


def bring(request: ResidentRequest, files: Files) -> None:
    """Store those of the files that the request names by now."""
    for sha256, file in files.items():
        if not photos.is_here(request, sha256):
            photos.bring(request, sha256, file)
