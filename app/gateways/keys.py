"""A source's key: made once and shown once, and what it opens."""

from __future__ import annotations

from app.core import clock, db
from app.core.problems.problem import Problem
from app.evidence import uses
from app.gateways.models import Source
from app.people import tokens
from app.people.sign_in.identity import Guest

USED_EVERY = clock.MINUTE  # how exactly it is known when a key was last used


def find(secret: str) -> Source | None:
    """The source whose key this is, if the key opens anything now."""
    source = Source.get_or_none(Source.key == tokens.digest(secret))
    return source if source is not None and source.is_live() else None


def require(header: str) -> Source:
    """The source that an Authorization header speaks for; Problem unknown-key."""
    kind, _, secret = header.partition(" ")
    source = find(secret) if kind.lower() == "bearer" else None
    if source is None:
        raise Problem("unknown-key")
    return source


def note_use(source: Source) -> None:
    """That the key was used now; also what was refused shows that the source is there."""
    if source.last_used is None or clock.due(source.last_used + USED_EVERY, USED_EVERY):
        with db.transaction():
            Source.update(last_used=clock.now(), quiet_told=None).where(Source.code == source.code).execute()


def guest(secret: str) -> Guest | None:
    """Whoever holds the key of a source may bring the photos that it named, and no others."""
    source = find(secret)
    if source is None:
        return None
    key = source.bringer
    return Guest(
        key, lambda sha256: any(uses.is_named_by(key, sha256, kind) for kind in ("matter", "request"))
    )
