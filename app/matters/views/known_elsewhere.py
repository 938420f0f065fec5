"""What other systems call a matter: asked of whoever knows them, which lies above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class KnownAs(NamedTuple):
    """A system's name for a matter: where it stands there, and until when that system wants what (RFC 3339)."""

    source: str
    external: str
    url: str | None
    due: str | None
    contact_by: str | None


Names = Callable[[str], Sequence[KnownAs]]
_names: Names | None = None


def register(names: Names) -> None:
    """Who knows what other systems call a matter, by its id; called in create_app."""
    global _names
    _names = names


def of_matter(matter: str) -> Sequence[KnownAs]:
    """What each of them calls it."""
    return _names(matter) if _names is not None else ()
