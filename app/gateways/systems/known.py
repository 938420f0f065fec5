"""What other systems call a matter and how it stands there, and what of it contradicts what is here: shown, never guessed."""

from __future__ import annotations

from app.core.prepared import Prepared, given
from app.core.words import mark
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import WAITING, ForeignCase, Sending, System
from app.matters.models import OPEN, Matter
from app.matters.views.known_elsewhere import Doubt, KnownAs

OTHER_NUMBER = mark("又给了另一个编号 {value}，还没有定用哪个")
OTHER_STATE = mark("那边写的是“{value}”，和这里对不上")
NOT_YET_TOLD = mark("有变化还没送到那边")


def of_matter(matter: str) -> list[KnownAs]:
    """What each system says of it."""
    return [
        _shown(ForeignCase(**dict(zip(_COLUMNS, row, strict=True)))) for row in _OF_MATTER.rows(matter=matter)
    ]


_COLUMNS = ("system", "matter", "number", "state", "words", "url", "other_number")
# each matter that a desk opens asks this
_OF_MATTER = Prepared(
    lambda: (
        ForeignCase.select(*(getattr(ForeignCase, name) for name in _COLUMNS))
        .where(ForeignCase.matter == given("matter"))
        .order_by(ForeignCase.system)
    )
)


def _shown(case: ForeignCase) -> KnownAs:
    system = System.get_by_id(case.system)
    return KnownAs(
        system.name,
        case.number or "",
        case.url,
        None,
        None,
        case.state,
        case.words,
        tuple(doubts(system, case)),
    )


def doubts(system: System, case: ForeignCase) -> list[Doubt]:
    """What is to be looked at by a person: a second number, and a state that means something else than the one here."""
    found = [Doubt(OTHER_NUMBER, case.other_number)] if case.other_number else []
    waiting = (Sending.system == system.code) & (Sending.matter == case.matter) & (Sending.state == WAITING)
    if Sending.select().where(waiting).exists():
        return [*found, Doubt(NOT_YET_TOLD, "")]  # it cannot know yet how it stands here
    meant = mapping.meant_by(mapping.entries(system.fields), "state", case.state)
    matter = Matter.get_or_none(Matter.id == case.matter)
    if matter is not None and meant and all((code in OPEN) != matter.is_open() for code in meant):
        found.append(Doubt(OTHER_STATE, case.state or ""))
    return found


def in_doubt(system: System, most: int) -> list[tuple[ForeignCase, Matter]]:
    """Cases of the system for which a person has to decide between two numbers."""
    rows = (
        ForeignCase.select()
        .where(ForeignCase.system == system.code, ForeignCase.other_number.is_null(False))
        .order_by(ForeignCase.told)
        .limit(most)
    )
    return [(row, Matter.get_by_id(row.matter)) for row in rows]
