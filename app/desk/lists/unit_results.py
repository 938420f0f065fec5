"""What became of a desk's whistles, unit by unit, over ninety days: of units, never of persons, and in no order of merit."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from app.areas import serialize as areas_showing
from app.areas.access.reach import Reach
from app.areas.models import Unit
from app.core import clock
from app.matters.models import Call, Matter
from app.matters.queries import lists

SPAN = 90 * clock.DAY
MOST = 20_000  # calls that are looked at, the latest first


@dataclass(frozen=True)
class Result:
    """One unit: how often it was called within reach, and what became of it."""

    name: str
    called: int
    came: int
    solved: int
    returned: int
    absent: int
    waiting: int  # open, its time not over
    silent: int  # open, its time over
    heard_after: int | None  # median milliseconds until it accepted or came
    there_after: int | None  # median milliseconds until it came


def results(reach: Reach) -> list[Result]:
    """The units that were called, by their code."""
    units = areas_showing.callable_units(reach)
    rows = (
        Call.select()
        .join(Matter, on=(Call.matter == Matter.id))
        .where(
            Call.unit.in_(units.select(Unit.code)), Call.at > clock.now() - SPAN, lists.in_reach(reach),
            Call.state.not_in(("carried", "off")),
        )
        .order_by(Call.at.desc())
        .limit(MOST)
    )  # fmt: skip
    calls: dict[str, list[Call]] = {}
    for call in rows:
        calls.setdefault(call.unit, []).append(call)
    names = dict(Unit.select(Unit.code, Unit.name).where(Unit.code.in_(list(calls))).tuples())
    return [_result(names[unit], calls[unit]) for unit in sorted(calls)]


def _result(name: str, calls: list[Call]) -> Result:
    now = clock.now()
    came = [call for call in calls if call.state == "attended" and call.verdict != "absent"]
    opened = [call for call in calls if call.state == "open"]
    heard = [first - call.at for call in calls if (first := call.accepted or call.answered) is not None]
    return Result(
        name, len(calls), len(came), sum(call.verdict == "solved" for call in calls),
        sum(call.state == "returned" for call in calls), sum(call.verdict == "absent" for call in calls),
        sum(call.due >= now for call in opened), sum(call.due < now for call in opened),
        round(median(heard)) if heard else None,
        round(median(call.answered - call.at for call in came if call.answered)) if any(c.answered for c in came) else None,
    )  # fmt: skip
