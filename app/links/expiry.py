"""A link is over: answered, ended for good across a restore, or forgotten long after its time."""

from __future__ import annotations

from app.core import clock
from app.links.models import Link
from app.people import tokens

KEPT = 30 * clock.DAY  # how long after its time a link can still say that it is over


def use_up(link: Link, move: str) -> bool:
    """Use the link up, inside the caller's transaction; False when somebody else holding it was faster."""
    return bool(
        Link.update(ended=clock.now(), answer=move).where(Link.id == link.id, Link.ended.is_null()).execute()
    )


def remember(link: Link) -> None:
    """Note that it must never be good again, whatever store is put back."""
    tokens.remember([link.id])


def reapply() -> None:
    """After a restore: links ended since the backup stay ended."""
    for row, at in tokens.remembered():
        Link.update(ended=at).where(Link.id == row, Link.ended.is_null()).execute()


def sweep() -> int:
    """Forget links whose time has long been over; how many."""
    return Link.delete().where(Link.expires < clock.now() - KEPT).execute()
