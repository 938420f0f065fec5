"""Shorthand for walking a patrol in a test: times in seconds after nine o'clock of a Wednesday."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from app.core import clock, decode
from app.ledger.act import Act
from app.ledger.models import Entry
from app.patrol import commands
from app.patrol.minutes.fixes import Fix, Fixes, Track, one_per_instant
from app.patrol.rounds import recording
from app.patrol.visits import record
from app.people.models import Person

NINE = clock.parse("2026-11-18T09:00:00+08:00")
_numbers = itertools.count(1)


def uuid7() -> str:
    """A fresh id in the form phones make."""
    return f"019a0000-0000-7000-8000-{next(_numbers):012x}"


def ms(seconds: float) -> int:
    """Epoch ms of so many seconds after nine."""
    return NINE + round(seconds * 1000)


def walked(fixes: Iterable[Fix]) -> Track:
    """These fixes as the rule counts them, each having come by itself."""
    return one_per_instant([Fixes(*(np.array([one]) for one in fix[:4]), fix.source) for fix in fixes])


def act(person: Person, at: float = 0, **more: Any) -> Act:
    """An op's act, by a phone whose clock is late enough for whatever it tells of."""
    return Act(person, **{"at": ms(at), "op": uuid7(), "sent": clock.LATEST, **more})


def body(seq: int) -> dict[str, Any]:
    """What the ledger entry carries."""
    found: dict[str, Any] = Entry.get_by_id(seq).body
    return found


def start(
    person: Person, patrol: str | None = None, at: float = 0, area: str | None = None, **more: Any
) -> str:
    """Begin a patrol; its id."""
    given = {"patrol": patrol or uuid7(), **({"area": area} if area else {})}
    return recording.start(act(person, at, **more), decode.convert(given, commands.StartBody)).id


def track(
    person: Person,
    patrol: str,
    fixes: Any = ((0, 27.5801, 120.5501, 5.0),),
    at: float = 0,
    source: str = "browser",
    acc: list[float] | None = None,
    **more: Any,
) -> None:
    """Send fixes, each (seconds, lat, lon, accuracy)."""
    columns = {
        "t": [ms(fix[0]) for fix in fixes],
        "lat": [fix[1] for fix in fixes],
        "lon": [fix[2] for fix in fixes],
        "acc": acc or [fix[3] for fix in fixes],
    }
    asked = decode.convert({"patrol": patrol, "source": source, **columns}, commands.TrackBody)
    recording.track(act(person, at, **more), asked)


def mark(person: Person, patrol: str, area: str, at: float = 0, how: str = "near", **more: Any) -> None:
    """Stand at a building."""
    asked = commands.MarkBody(patrol=patrol, area=area, how=how)  # type: ignore[arg-type]
    recording.mark(act(person, at, **more), asked)


def gap(
    person: Person, patrol: str, begins: float, ends: float, cause: str = "hidden", text: str | None = None
) -> str:
    """Name a gap; its id."""
    given = {
        "patrol": patrol,
        "from": clock.rfc3339(ms(begins)),
        "to": clock.rfc3339(ms(ends)),
        "cause": cause,
    }
    given |= {"text": text} if text is not None else {}
    done = act(person, ends)
    recording.gap(done, decode.convert(given, commands.GapBody))
    assert done.op is not None
    return done.op


def finish(person: Person, patrol: str, at: float = 0, ended: float | None = None) -> None:
    """End the patrol."""
    given = {"patrol": patrol, **({"ended": clock.rfc3339(ms(ended))} if ended is not None else {})}
    recording.finish(act(person, at), decode.convert(given, commands.FinishBody))


def visit(person: Person, area: str, started: float, minutes: int, **more: Any) -> str:
    """Record a visit when it is over; its id."""
    given = {
        "visit": uuid7(), "area": area, "purpose": "走访", "outcome": "met",
        "started": clock.rfc3339(ms(started)), "minutes": minutes,
    }  # fmt: skip
    return record.record(
        act(person, started + minutes * 60, **more), decode.convert(given, commands.VisitBody)
    ).id
