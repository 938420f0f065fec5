"""Whom a matter waits for: one table of rules, read for one matter (`asks`) and as a query over all (`mine=1`).

Both answer in terms: `person:ID`, `unit:CODE`, `desk:AREA`, and `head:AREA` or `lead:AREA` for the building heads and the
grid leads or guides of an area. A matter waits for whoever has a term in `asks` and none in `asks_not`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from peewee import Expression, Value, fn

from app.areas import tree
from app.areas.access.reach import Reach
from app.matters.area_staff import Ground
from app.matters.models import DISPATCHED, IN_HAND, OPEN, RESOLVED, WORKING, Call, Matter, Support
from app.matters.queries.alike import AnyReach


@dataclass(frozen=True)
class Rule:
    """In these states (and on these turns to confirm) the term is `kind`:`column` of the matter.

    `is_above`: the column holds a place, and every area above it counts as well. `unless`: a column that must be empty.
    """

    kind: str
    states: tuple[str, ...]
    column: str
    turns: tuple[str, ...] = ()
    is_above: bool = False
    unless: str = ""


class Called(NamedTuple):
    """What of a call the rules go by."""

    unit: str
    state: str
    listed: str | None


DONE = (RESOLVED,)
ASKED = (
    Rule("person", WORKING, "holder_person"),
    Rule("unit", WORKING, "holder_unit"),
    Rule("desk", WORKING, "holder_desk"),
    Rule("head", DONE, "area", ("head",), is_above=True),
    Rule("lead", DONE, "area", ("lead",), is_above=True),
    Rule("person", DONE, "finder", ("finder",)),
    Rule("desk", DONE, "confirm_desk", ("desk", "desk_above")),
)
# never whoever resolved it; where one of a unit's people did so by a link, nobody of the unit
NOT_ASKED = (
    Rule("person", DONE, "resolver"),
    Rule("unit", DONE, "holder_unit", unless="resolver"),
)
PARTS = (DISPATCHED, IN_HAND)  # while a support is asked for its part
# an open call of an open matter: kind of the term → the call's column (the unit; the desk that lists it unanswered)
CALLED = {"unit": "unit", "desk": "listed"}


def open_parts(supports: Iterable[Support]) -> list[tuple[str, str]]:
    """(kind, code) of the supports that were asked for their part and have not answered."""
    return [(part.kind, part.code) for part in supports if part.state == "open"]


def asked(
    matter: Matter,
    ground: Ground,
    calls: Iterable[Call | Called] = (),
    parts: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """The terms of those for whom the matter waits; `calls` are its calls, `parts` its `open_parts`."""
    terms = _terms(ASKED, matter, ground)
    if matter.state in OPEN:
        codes = [
            (kind, getattr(call, column))
            for call in calls
            if call.state == "open"
            for kind, column in CALLED.items()
        ]
        terms += [f"{kind}:{code}" for kind, code in codes if code is not None]
    if matter.state in PARTS:
        terms += [f"{kind}:{code}" for kind, code in parts]
    return list(dict.fromkeys(terms))


def not_asked(matter: Matter, ground: Ground) -> list[str]:
    """The terms of those for whom it does not wait whatever else holds."""
    return _terms(NOT_ASKED, matter, ground)


def waits_for(
    matter: Matter,
    reach: Reach,
    ground: Ground,
    calls: Iterable[Call] = (),
    parts: Iterable[tuple[str, str]] = (),
) -> bool:
    """Whether the matter waits for the person with this reach."""
    return is_asked(reach.terms, asked(matter, ground, calls, parts), not_asked(matter, ground))


def is_asked(terms: Collection[str], asks: Collection[str], asks_not: Collection[str]) -> bool:
    """Whether somebody with these terms is among those for whom it waits; static/js/feed/asks.js does the same."""
    return not set(terms).isdisjoint(asks) and set(terms).isdisjoint(asks_not)


def query(reach: AnyReach) -> Expression:
    """The condition for the matters of which `waits_for` is true."""
    codes = reach.asked_as
    found = _matching(ASKED, codes)
    called = [getattr(Call, column).in_(codes[kind]) for kind, column in CALLED.items() if kind in codes]
    if called:
        waiting = Call.select(Value(1)).where(
            Call.matter == Matter.id, Call.state == "open", reduce(or_, called)
        )
        found.append(fn.EXISTS(waiting) & Matter.state.in_(OPEN))
    supported = [
        (Support.kind == kind) & Support.code.in_(codes[kind]) for kind in ("unit", "person") if kind in codes
    ]
    if supported:
        part = Support.select(Value(1)).where(
            Support.matter == Matter.id, Support.state == "open", reduce(or_, supported)
        )
        found.append(fn.EXISTS(part) & Matter.state.in_(PARTS))
    if not found:
        return Matter.id == ""
    barred = _matching(NOT_ASKED, codes)
    return reduce(or_, found) & ~fn.COALESCE(reduce(or_, barred), False) if barred else reduce(or_, found)


def _terms(rules: tuple[Rule, ...], matter: Matter, ground: Ground) -> list[str]:
    terms: list[str] = []
    for rule in rules:
        code = getattr(matter, rule.column)
        is_met = matter.state in rule.states and (not rule.turns or matter.confirm_turn in rule.turns)
        if code is None or not is_met or (rule.unless and getattr(matter, rule.unless) is not None):
            continue
        terms += [f"{rule.kind}:{each}" for each in (ground.chain(code) if rule.is_above else [code])]
    return terms


def _matching(rules: tuple[Rule, ...], codes: Mapping[str, Sequence[Any]]) -> list[Expression]:
    """One condition for the rules of the same states, so that a database looks each state up once."""
    by_states: dict[tuple[str, ...], list[Expression]] = {}
    for rule in rules:
        if rule.kind in codes:
            by_states.setdefault(rule.states, []).append(_condition(rule, codes[rule.kind]))
    return [Matter.state.in_(states) & reduce(or_, found) for states, found in by_states.items()]


def _condition(rule: Rule, codes: Sequence[Any]) -> Expression:
    """The rule but for its states."""
    column = getattr(Matter, rule.column)
    found = tree.lies_below(column, codes) if rule.is_above else column.in_(codes)
    if rule.turns:
        found &= Matter.confirm_turn.in_(rule.turns)
    return found & getattr(Matter, rule.unless).is_null() if rule.unless else found
