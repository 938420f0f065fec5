"""Who has a matter, as a resident may know it: the office or unit, and a person's name only where the office shows it."""

from __future__ import annotations

from app.areas import tree
from app.areas.models import Area, Post, Unit
from app.core.words import translate
from app.ledger.models import Entry
from app.matters.models import Matter
from app.people.models import Person
from app.requests import phrases


class Offices:
    """Names for one resident's page, each looked up once."""

    def __init__(self, area: str, language: str) -> None:
        self.language = language
        self._shows_people = tree.setting(area, "show_worker_name", "0") == "1"
        self._names: dict[tuple[str, str], str | None] = {}

    def area(self, code: str | None) -> str | None:
        """An area's name."""
        return self._name("area", code, Area, Area.code)

    def unit(self, code: str | None) -> str | None:
        """A unit's name."""
        return self._name("unit", code, Unit, Unit.code)

    def person(self, id: str | None) -> str | None:
        """A worker's name where the office shows it; a building head's never."""
        if id is None or not self._shows_people:
            return None
        paid = Post.select().where(Post.person == id, Post.role != "building_head").exists()
        return self._name("person", id, Person, Person.id) if paid else None

    def _name(self, kind: str, code: str | None, model: type, key: object) -> str | None:
        if code is None:
            return None
        if (kind, code) not in self._names:
            row = model.get_or_none(key == code)  # type: ignore[attr-defined]
            self._names[kind, code] = row.name if row is not None else None
        return self._names[kind, code]

    def holder(self, matter: Matter) -> dict[str, str | None]:
        """`{"office", "unit", "name"}` of who has it now."""
        _, unit, person = matter.holder()
        named = person or (matter.taken_by if matter.state == "in_hand" else None)
        return {
            "office": self.area(matter.level),
            "unit": self.unit(unit),
            "name": self.person(named),
        }

    def spoken(self, who: dict[str, str | None]) -> str:
        """The holder in a sentence: unit or office, then the name if it is shown."""
        office = who["unit"] or who["office"] or translate(phrases.OFFICE, self.language)
        if not who["name"]:
            return office
        return f"{office} {who['name']}" if self.language == "zh" else f"{who['name']} ({office})"

    def of_entry(self, entry: Entry) -> str:
        """Who did what an entry tells: the unit or office it then lay with, never a neighbour."""
        body = entry.body or {}
        held = body.get("holder") or {}
        unit = body.get("unit") or held.get("unit") or entry.unit
        level = body.get("level") or entry.level
        return self.spoken(
            {"office": self.area(level), "unit": self.unit(unit), "name": self.person(entry.by)}
        )

    def addressee(self, entry: Entry) -> str:
        """The one an entry of a dispatch is addressed to first."""
        kind, _, code = ((entry.body or {}).get("to") or [":"])[0].partition(":")
        if kind == "unit":
            return self.unit(code) or translate(phrases.OFFICE, self.language)
        level = (entry.body or {}).get("level") or entry.level
        return self.spoken({"office": self.area(level), "unit": None, "name": self.person(code)})
