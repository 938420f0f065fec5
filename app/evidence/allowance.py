"""How many bytes of photos a person may bring that no record names: a day's work may come first, a flood may not."""

from __future__ import annotations

from peewee import ModelSelect, fn

from app.core import clock, keyset
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.evidence import deletion, uses
from app.evidence.models import Photo, PhotoBringer, PhotoUse

UNNAMED_MOST = 200_000_000  # bytes: three weeks of photos of a phone whose records all wait for a supervisor
KEPT = 30 * clock.DAY  # how long a photo waits for a record that names it
HELD = "quarantine"  # what waits for a supervisor is no record yet


def require(person: str, sha256: str) -> None:
    """Raise Problem no-room-for-photos if the person brought too many bytes lately that no record names."""
    if _NAMED.holds(sha256=sha256, person=person) or uses.has_brought(person, sha256):
        return
    if unnamed(person) >= UNNAMED_MOST:
        raise Problem("no-room-for-photos", retry_after=3600)


_NAMED = Prepared(
    lambda: PhotoUse.select(PhotoUse.sha256).where(
        PhotoUse.sha256 == given("sha256"), PhotoUse.person == given("person"), PhotoUse.kind != HELD
    )
)


def unnamed(person: str) -> int:
    """The bytes of photos that the person brought lately and that no record names."""
    return int(_UNNAMED.value(person=person, since=clock.now() - KEPT))


def _unnamed() -> ModelSelect:
    use = PhotoUse.alias()
    naming = use.select().where(use.sha256 == Photo.sha256, use.kind != HELD)
    return (
        Photo.select(fn.COALESCE(fn.SUM(Photo.bytes), 0))
        .join(PhotoBringer, on=(PhotoBringer.sha256 == Photo.sha256))
        .where(PhotoBringer.person == given("person"), PhotoBringer.received > given("since"))
        .where(~fn.EXISTS(naming))
    )


_UNNAMED = Prepared(_unnamed)


def sweep() -> int:
    """Remove photos that nothing has named for a month, and their copies; how many. One transaction each, a page at a time."""
    return sum(deletion.drop_unnamed(row.sha256, _over()) for row in keyset.pages(_over(), Photo.sha256))


def _over() -> ModelSelect:
    """Here for a month, named by nothing, and brought by nobody since."""
    before = clock.now() - KEPT
    named = PhotoUse.select().where(PhotoUse.sha256 == Photo.sha256)
    lately = PhotoBringer.select().where(PhotoBringer.sha256 == Photo.sha256, PhotoBringer.received > before)
    return Photo.select(Photo.sha256).where(Photo.received <= before, ~fn.EXISTS(named), ~fn.EXISTS(lately))
