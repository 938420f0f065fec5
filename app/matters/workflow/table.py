"""THE table: from which states a matter goes where, by whom, and what the move must carry."""

from __future__ import annotations

from dataclasses import dataclass

from app.matters.models import (
    CLOSED,
    CONFIRMED,
    DISPATCHED,
    IN_HAND,
    OPEN,
    REPORTED,
    RESOLVED,
    SHELVED,
    STATES,
    VOID,
    WORKING,
    Matter,
)
from app.matters.workflow.roles import Standing

SAME = "same"
BEFORE = "as before"


@dataclass(frozen=True)
class Move:
    """A row: the move from these states to that one, by those who are one of these (words of `standing.WHO`)."""

    name: str
    froms: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    carries: tuple[str, ...] = ()
    note: str = ""


# fmt: off
TABLE: tuple[Move, ...] = (
    Move("amend", (REPORTED, DISPATCHED), SAME, ("finder",), ("change",), "until somebody has taken it"),
    Move("amend", OPEN, SAME, ("holder", "desk_over"), ("change",), "the report stays in the ledger"),
    Move("settle_on_spot", (REPORTED,), CLOSED, ("finder_at_grid", "worker_at_grid"), ("text_or_photo",), "to resolved if a resident asked, or for a sampled share"),
    Move("acknowledge", (REPORTED, DISPATCHED), SAME, ("answering",)),
    Move("take", (REPORTED,), IN_HAND, ("worker_at_grid", "desk")),
    Move("take", (DISPATCHED,), IN_HAND, ("addressee",)),
    Move("take", (IN_HAND,), IN_HAND, ("lead_taking_over", "desk_taking_over"), ("text",), "taking over"),
    Move("dispatch", (REPORTED, DISPATCHED, IN_HAND, SHELVED), DISPATCHED, ("desk",), ("to_handlers",), "the first leads, the others support; starts the deadline"),
    Move("send_back", (DISPATCHED, IN_HAND), REPORTED, ("addressee",), ("send_back_reason",), "to the desk that dispatched; there is no third"),
    Move("escalate", WORKING, REPORTED, ("holder", "finder", "lead", "desk_over", "clock"), (), "to the next level; at the top it stays"),
    Move("hand_down", WORKING, REPORTED, ("desk",), ("to_area",), "to a lower area"),
    Move("whistle", OPEN, SAME, ("lead", "desk"), ("to_units", "text"), "a call with its own clock per unit; the holder does not change"),
    Move("attend", OPEN, SAME, ("called",), ("call",)),
    Move("return_call", OPEN, SAME, ("called",), ("call", "reason_or_text")),
    Move("note", OPEN, SAME, ("anyone",), ("text_or_photo",)),
    Move("note", OPEN, SAME, ("resident",), ("text_or_photo",), "a word or a photo more"),
    Move("join", OPEN, SAME, ("resident",), (), "one more resident asks, and has a word at the end"),
    Move("leave", (REPORTED, DISPATCHED), SAME, ("resident",), (), "withdraws, where others found it or asked too"),
    Move("ask_extension", (DISPATCHED, IN_HAND), SAME, ("handler",), ("text", "until")),
    Move("extend", (DISPATCHED, IN_HAND), SAME, ("desk_over",), ("text", "until")),
    Move("shelve", WORKING, SHELVED, ("desk",), ("text", "until")),
    Move("resume", (SHELVED,), BEFORE, ("desk", "clock"), (), "state and holder as before"),
    Move("remind", OPEN, SAME, ("lead", "desk_over", "clock")),
    Move("supervise", OPEN, SAME, ("desk_over",), ("text", "until")),
    Move("supervise", OPEN, SAME, ("clock",), (), "past due; the holder stays"),
    Move("resolve", (DISPATCHED, IN_HAND), RESOLVED, ("handler",), ("text_or_photo",)),
    Move("confirm", (RESOLVED,), CLOSED, ("turn",), (), "to confirmed if a resident asked"),
    Move("refuse", (RESOLVED,), IN_HAND, ("turn",), ("reason_or_text",), "back to whoever resolved it"),
    Move("decline", (RESOLVED,), SAME, ("turn", "clock"), (), "passes on; the last keeps it"),
    Move("rate", (RESOLVED, CONFIRMED), CLOSED, ("resident",), ("solved",), "yes closes, no reopens"),
    Move("close", (CONFIRMED,), CLOSED, ("desk_over", "clock")),
    Move("reopen", (RESOLVED, CONFIRMED, CLOSED, VOID), REPORTED, ("desk_over",), ("text",), "at the same level"),
    Move("reopen", (RESOLVED, CONFIRMED, CLOSED, VOID), REPORTED, ("resident",), (), "one level up, within 30 days"),
    Move("answer", STATES, SAME, ("desk_over", "holder"), ("text",), "what the resident reads"),
    Move("merge", OPEN, VOID, ("desk_over",), ("to_matter",), "nothing is deleted"),
    Move("void", (REPORTED, DISPATCHED, IN_HAND), VOID, ("finder_by_mistake",), (), "误触; the reason is filled in"),
    Move("void", (REPORTED, DISPATCHED), VOID, ("finder",), ("reason",)),
    Move("void", (REPORTED, DISPATCHED), VOID, ("resident",), (), "withdraws, where nobody else asked"),
    Move("void", OPEN, VOID, ("desk_over",), ("reason",)),
)
# fmt: on

NAMES = tuple(dict.fromkeys(row.name for row in TABLE))
SEND_BACKS_MOST = 2


def row_for(name: str, standing: Standing) -> Move | None:
    """The row by which this person may make the move now; None when it is not open to them."""
    return next((row for row in TABLE if row.name == name and _open(row, standing)), None)


def open_rows(standing: Standing) -> list[Move]:
    """The rows open to this person now, one a move, in the table's order."""
    found: dict[str, Move] = {}
    for row in TABLE:
        if row.name not in found and _open(row, standing):
            found[row.name] = row
    return list(found.values())


def _open(row: Move, standing: Standing) -> bool:
    matter = standing.matter
    return matter.state in row.froms and _allowed(row, matter) and any(standing.is_(word) for word in row.who)


def _allowed(row: Move, matter: Matter) -> bool:
    """There is no third time to send back."""
    return row.name != "send_back" or matter.send_backs < SEND_BACKS_MOST
