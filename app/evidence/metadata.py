"""Residents' uploads give way to copies without metadata: their place, time and telephone are nobody's evidence."""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path
from typing import Any

from peewee import Expression, ModelSelect, fn

from app.core import clock, db
from app.evidence import copies, storage, validation
from app.evidence.models import RESIDENT, SOURCE, Photo, PhotoBringer

QUALITY = 92
AT_ONCE = 200
BUDGET = 5.0  # seconds of work in one go, so that the clock's other work gets its turn
log = logging.getLogger("gridwalk.evidence")


def clean() -> int:
    """Replace each upload that a resident was the first to bring; how many. What fails is tried again next time.

    The copy takes the upload's name, so that everything that knows the digest goes on. Killed before the rename, the
    upload is still whole; killed after it, the file no longer matches its name, and only the note is made up for.
    """
    done, until = 0, time.monotonic() + BUDGET
    here = [row.sha256 for row in waiting() if storage.is_stored(row.sha256)]  # those lost hold up nobody
    for sha256 in here[:AT_ONCE]:
        if time.monotonic() > until:
            break
        try:
            done += _replace(sha256)
        except Exception:
            log.exception("a resident's photo could not be cleaned")
    return done


def waiting() -> ModelSelect:
    """Uploads whose first bringer was a resident, or another system for one, and that are still as they came; staff's stay as evidence."""
    residents = PhotoBringer.select(PhotoBringer.sha256, fn.MIN(PhotoBringer.received).alias("at"))
    residents = (
        residents.where(_is_guests(PhotoBringer.person)).group_by(PhotoBringer.sha256).alias("residents")
    )
    other = PhotoBringer.alias()
    earlier = other.select().where(
        other.sha256 == Photo.sha256,
        other.received < residents.c.at,
        ~_is_guests(other.person),
    )
    return (
        Photo.select(Photo.sha256)
        .join(residents, on=(residents.c.sha256 == Photo.sha256))
        .where(Photo.cleaned.is_null(), ~fn.EXISTS(earlier))
        .order_by(Photo.received)
    )


def _is_guests(column: Any) -> Expression:
    return (fn.SUBSTR(column, 1, len(RESIDENT)) == RESIDENT) | (fn.SUBSTR(column, 1, len(SOURCE)) == SOURCE)


def _replace(sha256: str) -> int:
    path = storage.original(sha256)
    try:
        with storage.at_hand(path) as file:
            _replace_file(sha256, file, path)
        with storage.at_hand(path) as file:
            photo, digest, size = validation.inspect(file), _digest(file), file.stat().st_size
    except FileNotFoundError:
        return 0
    facts = {"mime": photo.mime, "width": photo.width, "height": photo.height, "bytes": size}
    with db.transaction():
        return (
            Photo.update(cleaned=clock.now(), cleaned_digest=digest, **facts)
            .where(Photo.sha256 == sha256)
            .execute()
        )


def _replace_file(sha256: str, here: Path, path: Path) -> None:
    """Put a copy without metadata in the place of the upload at `path`, which is `here`, unless it has been put there."""
    if _digest(here) != sha256:
        return
    with validation.opened(here) as image:
        bare = copies.bare(image, None)
    with storage.incoming() as (file, temporary):
        bare.save(file, "JPEG", quality=QUALITY)
        storage.store(file, temporary, path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
