"""How many bytes of photos a person may bring that no record names: a day's work may come first, a flood may not."""

from __future__ import annotations

from peewee import ModelSelect, fn

from app.core import clock, keyset
from app.core.problems.problem import Problem
from app.evidence import deletion, uses
from app.evidence.models import Photo, PhotoBringer, PhotoUse

UNNAMED_MOST = 200_000_000  # bytes: three weeks of photos of a phone whose records all wait for a supervisor
KEPT = 30 * clock.DAY  # how long a photo waits for a record that names it
HELD = "quarantine"  # what waits for a supervisor is no record yet


def require(person: str, sha256: str) -> None:
    """Raise Problem no-room-for-photos if the person brought too many bytes lately that no record names."""
    named = PhotoUse.select().where(
        PhotoUse.sha256 == sha256, PhotoUse.person == person, PhotoUse.kind != HELD
    )
    if named.exists() or uses.has_brought(person, sha256):
        return
    if unnamed(person) >= UNNAMED_MOST:
        raise Problem("no-room-for-photos", retry_after=3600)


def unnamed(person: str) -> int:
    """The bytes of photos that the person brought lately and that no record names."""
    use = PhotoUse.alias()
    naming = use.select().where(use.sha256 == Photo.sha256, use.kind != HELD)
    total = (
        Photo.select(fn.COALESCE(fn.SUM(Photo.bytes), 0))
        .join(PhotoBringer, on=(PhotoBringer.sha256 == Photo.sha256))
        .where(PhotoBringer.person == person, PhotoBringer.received > clock.now() - KEPT)
        .where(~fn.EXISTS(naming))
    )
    return int(total.scalar())


def sweep() -> int:
    """Remove photos that nothing has named for a month, and their copies; how many. One transaction each, a page at a time."""
    return sum(deletion.drop_unnamed(row.sha256, _over()) for row in keyset.pages(_over(), Photo.sha256))


def _over() -> ModelSelect:
    """Here for a month, named by nothing, and brought by nobody since."""
    before = clock.now() - KEPT
    named = PhotoUse.select().where(PhotoUse.sha256 == Photo.sha256)
    lately = PhotoBringer.select().where(PhotoBringer.sha256 == Photo.sha256, PhotoBringer.received > before)
    return Photo.select(Photo.sha256).where(Photo.received <= before, ~fn.EXISTS(named), ~fn.EXISTS(lately))
