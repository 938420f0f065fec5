"""What changed among the matters within reach since a ledger number, and what left it; and what a phone that begins anew is given."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect, fn

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.access.readers import reach_for
from app.areas.models import Area
from app.core.prepared import given
from app.core.remembered import remembered
from app.ledger.models import Entry
from app.ledger.outcome import Change
from app.matters import terms
from app.matters.area_staff import Ground
from app.matters.models import Call, Matter, Support
from app.matters.queries import alike, lists, walks
from app.matters.queries.alike import Alike
from app.matters.queries.walks import Walk
from app.matters.views import rows, serialize
from app.matters.workflow import asks
from app.people.models import Person

FIRST_MOST = 600  # matters that a phone is given at first; whoever has more finds the rest by asking
WHOLE_MOST = 50  # of them with everything that happened to them
WIDE = (
    "city",
    "street",
    "community",
)  # kinds of area in which not everything open is a person's own business


def feed(person: Person | Reach, after: int, limit: int, language: str = "zh") -> list[Change]:
    """At most `limit` changes in the order of their latest entry; `data` None: no longer in reach."""
    reach = reach_for(person)
    holes = {**alike.values(reach), "after": after, "limit": limit}
    shape = alike.shape_of(reach)
    now = _NOW.of_key(shape, lambda: _changed(alike.with_holes(reach))).all_of(Matter, **holes)
    # whoever begins anew holds nothing that could have gone
    gone = (
        _GONE.of_key(shape, lambda: _gone(alike.with_holes(reach))).all_of(Matter, **holes) if after else []
    )
    changed = sorted([*now, *gone], key=lambda matter: matter.seq)[:limit]
    visible = {matter.id for matter in now}
    by_id = _shown([matter for matter in changed if matter.id in visible], reach, person, language)
    return [Change(row.seq, "matter", row.id, row.version, by_id.get(row.id)) for row in changed]


def first(
    person: Person | Reach, carried: list[str], after: int, until: int, limit: int, language: str = "zh"
) -> list[Change]:
    """At most `limit` of what a phone that begins anew is given, from behind the entry `after` up to the entry `until`.

    carried: those (`carried_by`). In the order of their latest entry; what happens after `until` comes by `feed`.
    """
    given = (
        Matter.select()
        .where(Matter.id.in_(carried), Matter.seq > after, Matter.seq <= until)
        .order_by(Matter.seq)
    )
    found = list(given.limit(limit))
    by_id = _shown(found, reach_for(person), person, language, frozenset(carried[:WHOLE_MOST]))
    return [Change(row.seq, "matter", row.id, row.version, by_id[row.id]) for row in found]


def carried_by(person: Person | Reach) -> list[str]:
    """The ids of what a phone that begins anew is given, at most `FIRST_MOST`: where it is so many there is more.

    What waits for the person, then their own, then what is open, then what is over, each the newest first.
    """
    reach = reach_for(person)
    within = walks.reach_terms(reach)
    found: dict[str, None] = {}
    for chosen, number, is_falling in (
        (walks.asks_terms(reach) if within else (), terms.TO_DO, False),
        (within[:1], terms.OPEN_ONES, True),
        (within, terms.OPEN_ONES, True),
        (within, terms.OVER, True),
    ):
        if (room := FIRST_MOST - len(found)) > 0:
            walk = Walk(chosen, (number,))
            found |= dict.fromkeys(walks.ids([walk], lists.within(reach), room, is_falling=is_falling))
    return list(found)[:FIRST_MOST]


def _shown(
    matters: list[Matter],
    reach: Reach,
    person: Person | Reach,
    language: str,
    among: frozenset[str] | None = None,
) -> dict[str, dict[str, Any]]:
    """By id: the whole matter where it is the person's business (and `among` these), a row for the rest."""
    ids = _whole(matters if among is None else [m for m in matters if m.id in among], reach)
    whole, light = [m for m in matters if m.id in ids], [m for m in matters if m.id not in ids]
    shown = serialize.many_for_person(whole, person, language) if whole else []
    shown += rows.many_for_person(light, person, language) if light else []
    return {matter["id"]: matter for matter in shown}


def _whole(matters: list[Matter], reach: Reach) -> set[str]:
    """The ids of those that wait for the person, are their own, or are open in their own grid."""
    ground = Ground()
    calls: dict[str, list[Call]] = {}
    for call in Call.select().where(Call.matter.in_([matter.id for matter in matters])):
        calls.setdefault(call.matter, []).append(call)
    parts: dict[str, list[tuple[str, str]]] = {}
    asked = (Support.matter.in_([matter.id for matter in matters])) & (Support.state == "open")
    for part in Support.select().where(asked):
        parts.setdefault(part.matter, []).append((part.kind, part.code))
    narrow = frozenset(code for code in reach.roots if _kind(code) not in WIDE)
    own = f"person:{reach.person}"
    chosen = [
        matter.id
        for matter in matters
        if asks.waits_for(matter, reach, ground, calls.get(matter.id, ()), parts.get(matter.id, ()))
        or own in (matter.keyed or [(), ()])[1]
        or (matter.is_open() and not narrow.isdisjoint(ground.near(matter.area, matter.level)))
    ]
    return set(chosen)


@remembered
def _kind(code: str) -> str:
    return str(Area.get_by_id(code).kind)


_NOW, _GONE = alike.queries(), alike.queries()


def _changed(reach: Alike) -> ModelSelect:
    """Changed matters that are within reach now."""
    changed = Matter.select().where(lists.in_reach(reach), Matter.seq > given("after"))
    return changed.order_by(Matter.seq).limit(given("limit"))


def _gone(reach: Alike) -> ModelSelect:
    """Changed matters that are out of reach now and lay within it before one of the changes."""
    after = given("after")
    before = Entry.person == reach.person
    if reach.roots:
        before |= tree.lies_below(Entry.area, reach.roots) | tree.lies_below(Entry.level, reach.roots)
    if reach.units:
        before |= Entry.unit.in_(list(reach.units))
    # the kind is hidden from the planner, which would walk every entry of that kind instead of the new ones
    is_matter = Entry.kind.concat("") == "matter"
    left = Entry.select(Entry.subject).where(is_matter, Entry.seq > after, before)
    is_out = ~fn.COALESCE(lists.in_reach(reach), False)
    gone = Matter.select().where(Matter.seq > after, is_out, Matter.id.in_(left))
    return gone.order_by(Matter.seq).limit(given("limit"))
