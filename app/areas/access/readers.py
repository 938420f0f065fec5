"""Who reads: a signed-in person, or another system whose key lends it the reach of a role."""

from __future__ import annotations

from collections.abc import Callable

from app.areas.access.reach import Reach, reach_of
from app.core.problems.problem import Problem
from app.people.models import Person

Find = Callable[[str], Reach | None]
_find: Find | None = None


def register(find: Find) -> None:
    """Who knows the reach that a key lends; called in create_app."""
    global _find
    _find = find


def reader_by(secret: str | None, person: Callable[[], Person]) -> Person | Reach:
    """The reach that the secret of a reading key lends, else the signed-in person.

    Problem unknown-key where there is a secret that lends none and nobody is signed in, else sign-in.
    """
    reach = _find(secret) if secret and _find is not None else None
    if reach is not None:
        return reach
    try:
        return person()
    except Problem as problem:
        if secret and problem.name == "sign-in":
            raise Problem("unknown-key") from problem
        raise


def reach_by(secret: str | None, person: Callable[[], Person]) -> Reach:
    """The reader's reach. Problems as `reader_by`."""
    return reach_for(reader_by(secret, person))


def reach_for(reader: Person | Reach) -> Reach:
    """The reach of whoever reads."""
    return reader if isinstance(reader, Reach) else reach_of(reader)
