"""Whom to ring first: one setting for the form, the poster, the desk and the app; the gas line is in the telephone list too."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas import tree
from app.areas.geometry import location
from app.areas.local_settings import BY_NAME
from app.areas.telephones import directory
from app.core.remembered import remembered
from app.core.words import mark, mark_in, translate

# kind → the area's setting, what it is called
DIALS: dict[str, tuple[str, str]] = {
    "fire": ("fire_phone", mark("火警")),
    "police": ("police_phone", mark("报警")),
    "ambulance": ("ambulance_phone", mark("急救")),
    "gas": ("gas_phone", mark_in("dial", "燃气")),
}


@dataclass(frozen=True)
class Dial:
    """One number to ring, with its word in the reader's language; "" where a gas line is not known."""

    kind: str
    number: str
    word: str


@remembered
def numbers_at(area: str | None) -> dict[str, str]:
    """The number of each kind that holds at the area (None: in the whole city); `gas` is empty where none is known."""
    code = area or location.top()
    found = {kind: tree.setting(code, name, BY_NAME[name].default) for kind, (name, *_) in DIALS.items()}
    found["gas"] = (
        found["gas"] or directory.nearest(code, "gas") or directory.nearest(location.top(), "gas") or ""
    )
    return found


def gas_or_fire(numbers: dict[str, str]) -> str:
    """Whom to ring at a smell of gas."""
    return numbers["gas"] or numbers["fire"]


def dials(language: str, numbers: dict[str, str] | None = None) -> list[Dial]:
    """The numbers in the order in which they stand on a screen; without any those of a city that has set none."""
    numbers = numbers or {kind: BY_NAME[name].default for kind, (name, *_) in DIALS.items()}
    return [Dial(kind, numbers[kind], translate(word, language)) for kind, (_, word) in DIALS.items()]
