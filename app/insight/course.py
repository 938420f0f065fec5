"""The course that a matter took, read off its entries: where it lay, how it ended, what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.areas import tree
from app.areas.models import GRID_KINDS, Area
from app.board import figures, origins
from app.board.figures import Handled
from app.core import clock
from app.core.remembered import remembered
from app.insight.models import NEITHER
from app.ledger import undone
from app.matters.models import CLOSED, VOID, Matter
from app.matters.moves import table
from app.matters.moves.confirming import confirm, rate, refuse
from app.matters.moves.ending import reopen
from app.matters.moves.handling import amend, note
from app.matters.timing import workdays

GRID, COMMUNITY, STREET, CITY = 1, 2, 3, 4
RANKS = {**dict.fromkeys(GRID_KINDS, GRID), "community": COMMUNITY, "street": STREET, "city": CITY}
REPORT, FOUND = "report", "found"
# what is said whether it is done: the verb → yes or no; a rating says it itself
VERDICTS = {confirm.MOVE.name: True, refuse.MOVE.name: False, reopen.MOVE.name: False}
SILENT = frozenset(
    {note.MOVE.name, amend.MOVE.name}
)  # moves that add to what was reported, and answer nobody


class Told(NamedTuple):
    """What the course needs of an entry of a matter."""

    seq: int
    subject: str
    verb: str
    by: str | None
    actor: str
    received: int
    level: str | None  # where it lay before
    body: dict[str, Any] | None


def of_matter(matter: Matter, entries: Sequence[Told]) -> dict[str, Any]:
    """The columns of the matter's `Course`; its entries in the ledger's order, all of them."""
    standing = undone.standing(entries)
    channel = _channel(matter, standing)
    origin = origins.by_channel("" if channel == FOUND else channel)
    last = _last_handled(standing)
    is_closed = matter.state == CLOSED and matter.closed_at is not None
    return {
        "matter": matter.id,
        "entry": max((entry.seq for entry in entries), default=0),
        "area": matter.area,
        "category": matter.category,
        "origin": origin,
        "channel": channel,
        "void": matter.state == VOID,
        "highest": max(map(_rank, {matter.level, *(e.level for e in standing if e.level is not None)})),
        "received_at": matter.received_at,
        "received_day": clock.date_of(matter.received_at).isoformat(),
        "closed_at": matter.closed_at if is_closed else None,
        "closed_day": clock.date_of(matter.closed_at).isoformat() if is_closed else None,
        "at_once": figures.is_at_once(origin, matter.finder, last),
        "in_time": int(last.received <= matter.due)
        if is_closed and last and matter.due is not None
        else NEITHER,
        "minutes": _minutes(matter, standing),
        "confirmed": _first_verdict(standing),
        "reopened": sum(entry.verb == reopen.MOVE.name for entry in standing),
    }


def _channel(matter: Matter, standing: Iterable[Told]) -> str:
    """By which it came. What staff found and a resident joined later stays a find."""
    if matter.finder is not None:
        return FOUND
    report = next((entry for entry in standing if entry.verb == REPORT), None)
    return (report.body or {}).get("channel", FOUND) if report is not None else FOUND


def _last_handled(standing: Iterable[Told]) -> Handled | None:
    """How it was last said to be done."""
    settling = [entry for entry in standing if entry.verb in table.SETTLING]
    return Handled(settling[-1].verb, settling[-1].by, settling[-1].received) if settling else None


def _minutes(matter: Matter, standing: Iterable[Told]) -> int:
    """Whole working minutes from the report until staff did something about it that is more than a word added to it."""
    answers = (entry for entry in standing if entry.actor == "person" and entry.verb in table.BY_NAME)
    first = next((entry for entry in answers if entry.verb not in SILENT), None)
    if first is None:
        return NEITHER
    hours = tree.setting(matter.area, "work_hours", workdays.HOURS)
    return round(workdays.between(matter.received_at, first.received, hours))


def _first_verdict(standing: Iterable[Told]) -> int:
    """What the first said who was asked whether it is done."""
    for entry in standing:
        if entry.verb == rate.MOVE.name:
            return int(bool((entry.body or {}).get("solved")))
        if entry.verb in VERDICTS:
            return int(VERDICTS[entry.verb])
    return NEITHER


@remembered
def _rank(code: str) -> int:
    """How high the area stands: 1 a grid and what is below one, 2 a community, 3 a street, 4 a city."""
    kind = Area.select(Area.kind).where(Area.code == code).scalar()
    return RANKS.get(kind, GRID)
