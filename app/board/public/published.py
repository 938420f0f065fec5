"""What the public sees: communities, and of each the pairs that somebody cleared, the latest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from peewee import JOIN, Expression, ModelSelect, Value, fn

from app.areas import tree
from app.areas.models import Ancestry, Area
from app.board import allowed, figures, origins
from app.board.models import ClearedPhoto, Clearing
from app.core import clock
from app.core.problems.problem import Problem
from app.core.remembered import remembered
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.moves import table

PAGE = 8
PLACES_PAGE = 60
NAME_MOST = 40  # characters of a name searched for


@dataclass(frozen=True)
class Pair:
    """What was said and what was done, with the days and the place as public as the office chose."""

    said: str
    done: str
    origin: str
    place: str
    said_on: dt.date
    done_on: dt.date
    before: list[ClearedPhoto]
    after: list[ClearedPhoto]


@dataclass(frozen=True)
class Place:
    """A community and how many pairs it shows."""

    code: str
    name: str
    above: str
    pairs: int


def community(code: str) -> Area:
    """The community with this code. Raises Problem not-found for anything else."""
    area: Area | None = Area.get_or_none(Area.code == code, Area.kind == "community")
    if area is None or not area.on(clock.today()):
        raise Problem("not-found")
    return area


def communities(name: str, page: int) -> tuple[list[Place], bool]:
    """Those whose name holds `name`, by the names that stand there: what lies above, then their own; and whether there are more."""
    wanted, day = name.strip()[:NAME_MOST].lower(), clock.today().isoformat()
    found = _named(wanted, page, day) if wanted else _every(page, day)
    listed = found[:PLACES_PAGE]
    counts = _counts([code for code, *_ in listed])
    places = [Place(code, own, above or "", counts.get(code, 0)) for code, own, above in listed]
    return places, len(found) > PLACES_PAGE


@remembered
def _every(page: int, day: str) -> list[tuple[str, str, str | None]]:
    """Those of a page where no name is looked for: what anybody may type is not remembered."""
    return _named("", page, day)


def _named(name: str, page: int, day: str) -> list[tuple[str, str, str | None]]:
    """(code, name, name of what lies above) of a page of the communities that stand that day, and of one more."""
    above = Area.alias()
    rows = (
        Area.select(Area.code, Area.name, above.name)
        .join(above, JOIN.LEFT_OUTER, on=(Area.parent == above.code))
        .where(Area.kind == "community", Area.begins <= day, Area.ends >= day)
    )
    if name:
        rows = rows.where(fn.lower(Area.name).contains(name))
    rows = rows.order_by(above.name, Area.name, Area.code)
    return list(rows.limit(PLACES_PAGE + 1).offset((page - 1) * PLACES_PAGE).tuples())


def _counts(codes: list[str]) -> dict[str, int]:
    # CROSS: from the few that were cleared, not from all that lies there
    cleared = Clearing.select(Ancestry.ancestor, fn.count(Matter.id)).join(Matter, JOIN.CROSS)
    rows = (
        cleared.switch(Clearing)
        .join(Ancestry, JOIN.CROSS)
        .where(Matter.id == Clearing.matter, Ancestry.area == Matter.area, Ancestry.ancestor.in_(codes))
        .where(is_public())
        .group_by(Ancestry.ancestor)
    )
    return dict(rows.tuples())


def public() -> ModelSelect:
    """The clearings on the board now: shown since the matter was last closed, and still allowed."""
    joined = Clearing.select(Clearing).join(Matter, on=(Matter.id == Clearing.matter))
    return joined.where(is_public())


def is_public() -> Expression:
    """The condition that a clearing, joined with its matter, stands on the board now."""
    return Clearing.shown.is_null(False) & (Clearing.shown >= Matter.closed_at) & allowed.condition()


def pairs(code: str, page: int) -> tuple[list[Pair], bool]:
    """A page of the community's pairs, what was done last first, and whether there are older ones."""
    done = (
        Entry.select(Entry.received)
        .where(Entry.kind == "matter", Entry.subject == Matter.id, Entry.verb.in_(table.SETTLING))
        .order_by(Entry.seq.desc())
        .limit(1)
    )
    rows = public().where(Matter.area.in_(tree.below(code)))
    rows = rows.order_by(fn.COALESCE(done, Matter.closed_at).desc(), Matter.id)
    clearings = list(rows.limit(PAGE + 1).offset((page - 1) * PAGE))
    return public_pairs(clearings[:PAGE]), len(clearings) > PAGE


def public_pairs(clearings: list[Clearing]) -> list[Pair]:
    """The clearings as the public reads them."""
    ids = [row.matter for row in clearings]
    matters = {row.id: row for row in Matter.select().where(Matter.id.in_(ids))}
    copies = list(ClearedPhoto.select().where(ClearedPhoto.matter.in_(ids)).order_by(ClearedPhoto.sort))
    began, handled = origins.of_many(list(matters.values())), figures.last_handled(ids)
    ground = Ground()
    return [_pair(row, matters[row.matter], began[row.matter], handled, ground, copies) for row in clearings]


def _pair(
    row: Clearing,
    matter: Matter,
    origin: str,
    handled: dict[str, figures.Handled],
    ground: Ground,
    copies: list[ClearedPhoto],
) -> Pair:
    photos = [copy for copy in copies if copy.matter == matter.id]
    last = handled.get(matter.id)
    return Pair(
        row.said, row.done, origin, place_of(matter, ground),
        clock.date_of(matter.received_at),
        clock.date_of(last.received if last is not None else matter.closed_at or row.saved),
        [copy for copy in photos if copy.side == "before"],
        [copy for copy in photos if copy.side == "after"],
    )  # fmt: skip


def place_of(matter: Matter, ground: Ground) -> str:
    """The place as exactly as the area's setting `board_place` allows: community, grid or building."""
    chain = ground.chain(matter.area)
    ground.learn(set(chain))
    by_kind = {ground.kind(code): ground.name(code) or "" for code in reversed(chain)}
    grid = by_kind.get("grid") or by_kind.get("dedicated_grid") or ""
    wanted = tree.setting(matter.area, "board_place", "grid")
    if wanted == "community" or not grid:
        return by_kind.get("community", "")
    building = by_kind.get("building", "") if wanted == "building" else ""
    return " · ".join(part for part in (grid, building) if part)


def photo(digest: str) -> ClearedPhoto:
    """A copy that stands on the board; Problem not-found for any other digest."""
    cleared = public().select(Value(1)).where(Clearing.matter == ClearedPhoto.matter)
    copy: ClearedPhoto | None = (
        ClearedPhoto.select().where(ClearedPhoto.digest == digest, fn.EXISTS(cleared)).first()
    )
    if copy is None:
        raise Problem("not-found")
    return copy
