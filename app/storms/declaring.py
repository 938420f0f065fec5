"""A storm is declared for areas, which makes a list of doors for each grid there, and is ended, which takes the lists away."""

from __future__ import annotations

from typing import Any

from peewee import chunked

from app.areas import tree
from app.areas.access import chosen, permissions
from app.areas.models import Area
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.ledger import record as ledger
from app.ledger.act import Act, by_web
from app.people.models import Person
from app.storms.doors import GRIDS, is_door
from app.storms.models import Storm, StormDoor, StormList

MAY = "declare_storm"
NAME_MOST = 40
BACK_MOST, AHEAD_MOST = 3 * clock.DAY, 3 * clock.DAY
UNTIL_MOST, LASTS = 7 * clock.DAY, clock.DAY  # how far ahead its end may be expected, and where nobody says
BATCH = 200


def declare(by: Person, id: str, name: str, areas: list[str], begins: int, until: int | None = None) -> Storm:
    """The storm with a list of doors for each grid of these areas; the same form again is the same storm.

    `until`: when it is expected to be over (epoch ms), a day from now where nobody says. A building that stands on the list of
    another storm that lasts is left on that one. Problem bad-value, naming the field; forbidden where another decides.
    """
    title = name.strip()
    if not title or len(title) > NAME_MOST:
        raise Problem(
            "bad-value", ("name", "too-long", {"most": NAME_MOST}) if title else ("name", "missing")
        )
    now = clock.now()
    if not now - BACK_MOST <= begins <= now + AHEAD_MOST:
        raise Problem("bad-value", ("begins", "storm-too-far", {"days": BACK_MOST // clock.DAY}))
    expected = max(now, begins) + LASTS if until is None else _expected(until, begins)
    roots = chosen.areas(by, MAY, areas)
    with db.transaction():
        known = Storm.get_or_none(Storm.id == id)
        if known is not None:
            return known
        doors, others = _doors(roots)
        if not doors:
            reason = ("areas", "storm-there", {"name": others[0]}) if others else ("areas", "no-buildings")
            raise Problem("bad-value", reason)
        storm = Storm.create(id=id, name=title, areas=roots, begins=begins, until=expected, by=by)
        for area, codes in sorted(doors.items()):
            _make_list(by_web(by), storm, area, codes)
    return storm


def _make_list(act: Act, storm: Storm, area: str, codes: list[str]) -> None:
    which = ids.uuid7()
    body = {"storm": storm.id, "name": storm.name, "doors": len(codes)}
    entry = ledger.record(act, "storm", which, "declared", body=body, area=area)
    StormList.create(id=which, storm=storm, area=area, seq=entry.seq)
    for part in chunked(codes, BATCH):
        StormDoor.insert_many([{"list": which, "area": code} for code in part]).execute()


def expect(by: Person, storm: Storm, until: int) -> None:
    """Its end is expected at another time: the phones hear of it. Asking twice is harmless; Problem bad-value, over, forbidden."""
    for area in storm.areas:
        permissions.require(by, MAY, area)
    expected = _expected(until, storm.begins)
    act = by_web(by)
    with db.transaction():
        known = Storm.get_by_id(storm.id)
        if known.ended is not None:
            raise Problem("bad-value", ("until", "storm-over"))
        if known.until == expected:
            return
        Storm.update(until=expected).where(Storm.id == storm.id).execute()
        _news(act, storm, "expected", until=clock.rfc3339(expected))


def _expected(until: int, begins: int) -> int:
    if not max(clock.now(), begins) < until <= clock.now() + UNTIL_MOST:
        raise Problem("bad-value", ("until", "storm-until", {"days": UNTIL_MOST // clock.DAY}))
    return until


def _news(act: Act, storm: Storm, verb: str, **body: Any) -> None:
    """An entry for each list that is on the phones, which so hear of it."""
    rows = StormList.select().where(StormList.storm == storm.id, StormList.closed.is_null())
    for row in rows.order_by(StormList.area):
        entry = ledger.record(act, "storm", row.id, verb, body={"storm": storm.id, **body}, area=row.area_id)
        StormList.update(seq=entry.seq, version=StormList.version + 1).where(StormList.id == row.id).execute()


def end(by: Person, storm: Storm) -> None:
    """It is over: the lists leave the phones, what is still on its way counts. Asking twice is harmless."""
    for area in storm.areas:
        permissions.require(by, MAY, area)
    act = by_web(by)
    with db.transaction():
        if Storm.get_by_id(storm.id).ended is not None:
            return
        for row in StormList.select().where(StormList.storm == storm.id).order_by(StormList.area):
            entry = ledger.record(act, "storm", row.id, "ended", body={"storm": storm.id}, area=row.area_id)
            StormList.update(closed=act.at, seq=entry.seq, version=StormList.version + 1).where(
                StormList.id == row.id
            ).execute()
        Storm.update(ended=act.at, ended_by=by).where(Storm.id == storm.id).execute()


def _doors(roots: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The doors below as grid → codes, and the names of other storms that have some of those there already."""
    day = clock.today().isoformat()
    known: dict[str, Any] = {
        row.code: row
        for row in Area.select(Area.code, Area.kind, Area.parent).where(
            Area.code.in_(tree.below(*roots)), Area.begins <= day, Area.ends >= day
        )
    }
    above = {code for root in roots for code in tree.chain(root)}.difference(known)
    kinds = {
        row.code: row for row in Area.select(Area.code, Area.kind, Area.parent).where(Area.code.in_(above))
    }
    kinds |= known
    running = (
        StormDoor.select(StormDoor.area, Storm.name)
        .join(StormList)
        .join(Storm)
        .where(StormList.closed.is_null(), StormDoor.area.in_(tree.below(*roots)))
        .order_by(Storm.created)
    )
    taken: dict[str, str] = dict(running.tuples())
    found: dict[str, list[str]] = {}
    for code, row in known.items():
        if is_door(row, kinds.get(row.parent_id)) and code not in taken:
            found.setdefault(_grid_of(row, kinds), []).append(code)
    return {area: sorted(codes) for area, codes in found.items()}, list(dict.fromkeys(taken.values()))


def _grid_of(row: Area, kinds: dict[str, Area]) -> str:
    """The grid a door lies in; where there is none, the area right above it."""
    first = str(row.parent_id or row.code)
    above = kinds.get(row.parent_id)
    while above is not None:
        if above.kind in GRIDS:
            return str(above.code)
        above = kinds.get(above.parent_id)
    return first
