"""What changed among the matters within reach since a ledger number, and what left it."""

from __future__ import annotations

from peewee import Expression, ModelSelect, fn

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.ledger.models import Entry
from app.ledger.outcome import Change
from app.matters.models import Matter
from app.matters.queries import lists
from app.matters.views import serialize
from app.people.models import Person


def feed(person: Person, after: int, limit: int, language: str = "zh") -> list[Change]:
    """At most `limit` changes in the order of their latest entry; `data` None: no longer in reach."""
    reach = reach_of(person)
    condition = lists.in_reach(reach)
    now = list(Matter.select().where(condition, Matter.seq > after).order_by(Matter.seq).limit(limit))
    # whoever begins anew holds nothing that could have gone
    gone = list(_gone(reach, condition, after).order_by(Matter.seq).limit(limit)) if after else []
    rows = sorted([*now, *gone], key=lambda matter: matter.seq)[:limit]
    visible_ids = {matter.id for matter in now}
    wanted = [matter for matter in rows if matter.id in visible_ids]
    by_id = {entry["id"]: entry for entry in serialize.many_for_person(wanted, person, language)}
    return [Change(row.seq, "matter", row.id, row.version, by_id.get(row.id)) for row in rows]


def _gone(reach: Reach, condition: Expression, after: int) -> ModelSelect:
    """Changed matters that are out of reach now and lay within it before one of the changes."""
    before = Entry.person == reach.person
    if reach.roots:
        below = tree.below(*reach.roots)
        before |= Entry.area.in_(below) | Entry.level.in_(below)
    if reach.units:
        before |= Entry.unit.in_(list(reach.units))
    # the kind is hidden from the planner, which would walk every entry of that kind instead of the new ones
    is_matter = Entry.kind.concat("") == "matter"
    left = Entry.select(Entry.subject).where(is_matter, Entry.seq > after, before)
    return Matter.select().where(Matter.seq > after, ~fn.COALESCE(condition, False), Matter.id.in_(left))
