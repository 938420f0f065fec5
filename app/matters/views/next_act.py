"""Which of the open moves is the next act for a reader: the order of every screen, what may stand largest, what is not offered."""

from __future__ import annotations

from dataclasses import dataclass

from app.ledger import undone
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.moves.record import AMONG_THE_REST, Move, Rank, Row
from app.matters.views.loader import Reading
from app.matters.workflow.roles import Standing

LARGE = 2  # how many stand large; the rest stands below them by its purpose, on a phone under 更多


@dataclass(frozen=True)
class Act:
    """A move open to the reader by this row; `is_offered`: screens show it."""

    move: Move
    row: Row
    place: int  # the smaller, the earlier
    leads: bool  # may be the largest thing on a screen
    is_offered: bool


def ranked(matter: Matter, reading: Reading) -> list[Act]:
    """The moves open to the reader, the next act first; those that are not to be offered stand last.

    An emergency nobody has seen is acknowledged or taken, and a call answered, before all.
    """
    standing = reading.standing(matter)
    acts = []
    for index, (move, row) in enumerate(table.open_rows(standing)):
        rank = move.rank_for(row, standing)
        offered = _is_offered(move, row, reading, standing)
        acts.append(Act(move, row, _place(rank, matter, index), rank.leads, offered))
    return sorted(acts, key=lambda act: (not act.is_offered, act.place))


def _place(rank: Rank, matter: Matter, index: int) -> int:
    """`index` is the place in the table."""
    if matter.climb_at is not None and rank.in_alarm is not None:
        return rank.in_alarm
    if matter.state in rank.in_state:
        return rank.in_state[matter.state]
    return AMONG_THE_REST + index if rank.place is None else rank.place


def _is_offered(move: Move, row: Row, reading: Reading, standing: Standing) -> bool:
    """Not what the reader has just done, and not what nobody would hear; both stay open (the red button, a queued op)."""
    is_idle = move.is_idle is not None and move.is_idle(row, standing)
    return not is_idle and not (move.is_once and _has_just_done(move.name, reading, standing))


def _has_just_done(name: str, reading: Reading, standing: Standing) -> bool:
    """Whether the reader did this and nobody else has moved since."""
    if not standing.me:
        return False
    for entry in reversed(undone.standing(reading.entries[standing.matter.id])):
        if entry.by != standing.me:
            return False
        if entry.verb == name:
            return True
    return False
