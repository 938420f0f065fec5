"""The moves open to a person, each with its label, what it must carry and what there is to choose from."""

from __future__ import annotations

from typing import Any

from app.matters import words, workflow
from app.matters.carrying import CARRIES, SEND_BACK_REASONS
from app.matters.models import IN_HAND, REPORTED, Matter
from app.matters.reading import Reading
from app.matters.workflow import Move


def open_moves(matter: Matter, reading: Reading) -> list[dict[str, Any]]:
    """In the table's order: {"name", "label", "carries", "fields", "to" …}."""
    standing = reading.standing(matter)
    return [_offer(row, matter, reading) for row in workflow.open_rows(standing)]


def _offer(row: Move, matter: Matter, reading: Reading) -> dict[str, Any]:
    fields = [key for word in row.carries for key in CARRIES[word][1]]
    offer: dict[str, Any] = {
        "name": row.name,
        "label": label(row, matter, reading),
        "carries": list(row.carries),
        "fields": list(dict.fromkeys(fields)),
    }
    if row.name == "send_back":
        offer["reasons"] = [
            {"code": code, "name": words.say(words.REASONS[code], reading.language)}
            for code in SEND_BACK_REASONS
        ]
    if row.name == "escalate":
        up = reading.ground.next_level(matter.level)
        offer["to"] = {"area": up, "name": reading.ground.name(up)}
    if row.name == "dispatch":
        offer["proposed"] = _proposed(matter, reading)
        offer["people"] = [
            one for code in reading.ground.chain(matter.area) for one in reading.colleagues.get(code, [])
        ]
    if "call" in row.carries:
        offer["calls"] = [
            call.entry
            for call in reading.calls[matter.id]
            if call.state == "open" and call.unit in reading.reach.units
        ]
    return offer


def _proposed(matter: Matter, reading: Reading) -> dict[str, Any] | None:
    """Who should lead and support by the responsibility rows; it proposes, a person decides."""
    row = reading.row_for(matter)
    if row is None or row.lead is None:
        return None
    units = [row.lead, *(row.supports or [])]
    return {"to": [f"unit:{code}" for code in units], "basis": row.basis, "code": row.code}


def label(row: Move, matter: Matter, reading: Reading) -> str:
    """What stands on the button: the next level by its real name, taking over as such."""
    up = reading.ground.next_level(matter.level)
    key = None
    if row.name == "take" and matter.state == IN_HAND:
        key = "take_over"
    elif row.name == "take" and matter.state == REPORTED and reading.ground.is_grid(matter.level):
        key = "take_own"
    elif row.name == "escalate" and up is None:
        key = "escalate_top"
    elif row.who == ("finder_by_mistake",):
        key = "void_mistake"
    pair = words.OTHER_LABELS[key] if key else words.MOVES[row.name]
    return words.say(pair, reading.language).format(next=reading.ground.name(up))
