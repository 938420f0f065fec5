"""A resident's photo goes with the last thing that named it, and anybody's that nothing ever named."""

from __future__ import annotations

from peewee import ModelSelect

from app.core import db
from app.evidence import storage
from app.evidence.models import RESIDENT, Photo, PhotoBringer, PhotoUse


def drop(sha256: str, kind: str, subject: str) -> bool:
    """Note that the thing no longer names the photo; delete the bytes unless something else names it or staff brought it."""
    with db.transaction():
        PhotoUse.delete().where(
            PhotoUse.sha256 == sha256, PhotoUse.kind == kind, PhotoUse.subject == subject
        ).execute()
        bringers = [row.person for row in PhotoBringer.select().where(PhotoBringer.sha256 == sha256)]
        named = PhotoUse.select().where(PhotoUse.sha256 == sha256).exists()
        if named or not all(person.startswith(RESIDENT) for person in bringers):
            return False
        Photo.delete().where(Photo.sha256 == sha256).execute()
        PhotoBringer.delete().where(PhotoBringer.sha256 == sha256).execute()
        storage.remove(sha256)
    return True


def drop_unnamed(sha256: str, over: ModelSelect) -> bool:
    """Delete the photo if it is still among those whose time is `over`; one that a record names meanwhile stays."""
    with db.transaction():
        if not over.where(Photo.sha256 == sha256).exists():
            return False
        Photo.delete().where(Photo.sha256 == sha256).execute()
        PhotoBringer.delete().where(PhotoBringer.sha256 == sha256).execute()
        storage.remove(sha256)
    return True
