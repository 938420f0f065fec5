"""The moves open to a person, each with its label, what it must carry and what there is to choose from."""

from __future__ import annotations

from typing import Any

from app.matters.models import IN_HAND, REPORTED, Matter
from app.matters.moves.requirements import CARRIES, SEND_BACK_REASONS
from app.matters.queries.loader import Reading
from app.matters.views import next_act
from app.matters.workflow import labels, table
from app.matters.workflow.table import Move

PLAIN = ("acknowledge", "take", "decline", "resume", "close", "attend", "confirm")  # a button alone, no form


def open_moves(matter: Matter, reading: Reading) -> list[dict[str, Any]]:
    """The next act first (app/matters/views/next_act.py): {"name", "label", "carries", "fields", "plain", "leads", "to" …}."""
    standing = reading.standing(matter)
    offers = [_offer(row, matter, reading) for row in table.open_rows(standing)]
    return next_act.ranked(matter, offers, reading)


# What whoever has just reported something is offered until the office has shown it to them: what they keep themselves, and
# what they passed up. The first is `open_moves` of such a matter, and a test holds the two together.
FRESH = {
    "kept": ("settle_on_spot", "escalate", "note", "amend", "void"),
    "passed": ("note", "amend", "void"),
}
MAKER = {"finder", "finder_at_grid", "holder", "anyone"}


def fresh(language: str) -> dict[str, list[dict[str, Any]]]:
    """The offers of a phone's own report that has not been pulled yet, for acting on it without a line."""
    return {
        kind: [_fresh(name, place == 0, language) for place, name in enumerate(names)]
        for kind, names in FRESH.items()
    }


def _fresh(name: str, is_first: bool, language: str) -> dict[str, Any]:
    row = next(
        row for row in table.TABLE if row.name == name and REPORTED in row.froms and MAKER & {*row.who}
    )
    return _bare(row) | {
        "label": labels.say(labels.MOVES[name], language),
        "leads": is_first and name in next_act.LEADING,
    }


def _bare(row: Move) -> dict[str, Any]:
    """What the table alone says of a move."""
    fields = [key for word in row.carries for key in CARRIES[word][1]]
    return {
        "name": row.name,
        "carries": list(row.carries),
        "fields": list(dict.fromkeys(fields)),
        "plain": row.name in PLAIN and not set(row.carries) - {"call"},
    }


def _offer(row: Move, matter: Matter, reading: Reading) -> dict[str, Any]:
    offer = _bare(row) | {"label": label(row, matter, reading)}
    if row.name == "send_back":
        offer["reasons"] = [
            {"code": code, "name": labels.say(labels.REASONS[code], reading.language)}
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
    pair = labels.OTHER_LABELS[key] if key else labels.MOVES[row.name]
    return labels.say(pair, reading.language).format(next=reading.ground.name(up))
