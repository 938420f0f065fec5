"""What other systems call a matter: asked of whoever knows them, which lies above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.matters.models import Matter


class Doubt(NamedTuple):
    """What a person has to look at: marked words with a {value}."""

    words: str
    value: str


class KnownAs(NamedTuple):
    """A system's name for a matter: where it stands there, and until when that system wants what (RFC 3339).

    `state` and `said` are the system's own words for how it stands there; `doubts` what of it contradicts what is here.
    """

    source: str
    external: str
    url: str | None
    due: str | None
    contact_by: str | None
    state: str | None = None
    said: str | None = None
    doubts: tuple[Doubt, ...] = ()


class OtherForm(NamedTuple):
    """Another system in whose form a matter can be copied: its code and name."""

    code: str
    name: str


Names = Callable[[str], Sequence[KnownAs]]
Forms = Callable[[Matter], Sequence[OtherForm]]
_names: Names | None = None
_forms: Forms | None = None


def register(names: Names) -> None:
    """Who knows what other systems call a matter, by its id; called in create_app."""
    global _names
    _names = names


def of_matter(matter: str) -> Sequence[KnownAs]:
    """What each of them calls it."""
    return _names(matter) if _names is not None else ()


def register_forms(forms: Forms) -> None:
    """Who knows in which other systems' forms a matter can be copied; called in create_app."""
    global _forms
    _forms = forms


def forms_of(matter: Matter) -> Sequence[OtherForm]:
    """Those in whose form it can be copied."""
    return _forms(matter) if _forms is not None else ()
