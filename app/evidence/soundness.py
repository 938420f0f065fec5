"""Whether the bytes of a photo are those that the store has promised: by their digest, or, for a copy that has none, by being a photo."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.core import db
from app.core.problems.problem import Problem
from app.evidence import metadata, storage, validation
from app.evidence.models import Photo

SOUND, DELETED, MISSING, DAMAGED = "sound", "deleted", "missing", "damaged"


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none, or where the disk does not give it back whole."""
    try:
        with storage.at_hand(path) as here, here.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def judge(sha256: str, found: str | None, path: Path) -> str:
    """SOUND, DELETED (the store has given the photo up meanwhile), MISSING or DAMAGED.

    `found` is the digest of the bytes at `path`, read just now; it may have been cleaned or deleted since, so whoever
    hears of a fault reads and judges once more. Works on a store of an older version too.
    """
    columns = {column.name for column in db.database.get_columns(Photo._meta.table_name)}
    known = [field for field in Photo._meta.sorted_fields if field.name in columns]
    photo = Photo.select(*known).where(Photo.sha256 == sha256).first()
    if photo is None:
        return DELETED
    if found is None:
        return MISSING if not storage.is_there(path) else DAMAGED
    return SOUND if _is_promised(photo, found, path, "cleaned" in columns) else DAMAGED


def _is_promised(photo: Photo, found: str, path: Path, may_be_cleaned: bool) -> bool:
    if photo.cleaned is None:
        return found == photo.sha256 or (may_be_cleaned and _is_being_cleaned(str(photo.sha256), path))
    if photo.cleaned_digest is not None:
        return found == photo.cleaned_digest
    # cleaned by a version that kept no digest of it
    with storage.at_hand(path) as file:
        return file.stat().st_size == photo.bytes and _is_photo(file)


def _is_being_cleaned(sha256: str, path: Path) -> bool:
    """Whether a resident's upload has given way to its copy, and only the note of it is still to be written."""
    if not metadata.waiting().where(Photo.sha256 == sha256).exists():
        return False
    with storage.at_hand(path) as file:
        return _is_photo(file)


def _is_photo(path: Path) -> bool:
    try:
        validation.inspect(path)
    except (Problem, OSError):
        return False
    return True
