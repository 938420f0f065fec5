"""A matter as another system's form asks for it: each of their fields with what goes there, all of it as one text, and the photos."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.problems.problem import Problem
from app.gateways.systems.maps import mapping
from app.gateways.systems.maps.fields import FIELDS, MATTER
from app.gateways.systems.maps.trying import as_text
from app.gateways.systems.models import System
from app.gateways.systems.outgoing import collecting
from app.matters.models import Matter
from app.matters.views import serialize
from app.matters.views.known_elsewhere import OtherForm


@dataclass(frozen=True)
class Filled:
    """Their fields in their order, each as (what it is called there, value); the whole as one text; the photos' digests."""

    fields: list[tuple[str, str]]
    text: str
    photos: list[str]


def of_matter(matter: Matter) -> list[OtherForm]:
    """The systems in whose form the matter can be copied."""
    live = [
        system
        for system in System.select().where(System.ended.is_null()).order_by(System.code)
        if system.fields
    ]
    return [OtherForm(system.code, system.name) for system in live if collecting.is_told_of(system, matter)]


def find(matter: Matter, code: str) -> System:
    """The live system with this code that the matter concerns. Problem not-found."""
    system = System.get_or_none(System.code == code)
    if (
        system is None
        or not system.is_live()
        or not system.fields
        or not collecting.is_told_of(system, matter)
    ):
        raise Problem("not-found")
    return system


def filled(system: System, matter: Matter, language: str) -> Filled:
    """The matter in the system's form, as discreetly as the system itself is told."""
    shown = serialize.for_person(matter, system.reach(), language)
    words = collecting.in_its_words(system, [matter])[matter.id]
    fields = [
        (entry.theirs, as_text(mapping.at(words, entry.theirs)))
        for entry in mapping.entries(system.fields)
        if entry.ours != "photos"
        and (entry.ours is None or (FIELDS[entry.ours].value is not None and MATTER in FIELDS[entry.ours].of))
    ]
    text = "\n".join(f"{name}：{value}" for name, value in fields if value)
    return Filled(fields, text, shown["photos"])
