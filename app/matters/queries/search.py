"""Matters found by what somebody types: every word of it in place, text, number, kind or the names of those who have it.

`fits` is the rule. `wanted_of` asks the index for whatever may fit, which the rule then judges one by one: a word that too many
things are called by, or that is too short for the index, narrows nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import Expression, ModelSelect, Value, fn

from app.areas.access.reach import Reach
from app.areas.models import Ancestry, Area, Unit
from app.core import db, typed
from app.ledger.models import Entry
from app.matters import search_index
from app.matters.models import Call, Category, Matter, Support
from app.matters.queries import called, walks
from app.matters.queries.wanted import Tree, all_of, some_of
from app.people.models import Person

WORDS_MOST = 6  # further words narrow nothing
JOINED_LEAST = 4  # characters of two names written as one word
_SHORT = re.compile(r"([0-9]{6})-([0-9]{1,3})")  # a number as people say it, 261129-7

# who rang with this whole telephone number: (what was typed, reach) → ids of matters; told by app/wiring.py
_callers: list[Callable[[str, Reach], list[str]]] = []


def register_callers(matters_of: Callable[[str, Reach], list[str]]) -> None:
    """Tell how matters are found by the telephone number of a resident whose contact the person may see."""
    if matters_of not in _callers:
        _callers.append(matters_of)


def by_caller(words: str, reach: Reach) -> list[str]:
    """The ids of the matters of whoever has this telephone number; none for anything else, and none for another system.

    A system that reads by a key is shown no contact and none of what others call a matter: it finds nothing by them.
    """
    if not reach.person:
        return []
    return [matter for matters_of in _callers for matter in matters_of(words, reach)]


@dataclass(frozen=True)
class Shown:
    """What a search looks at, as far as the reader is shown it: the words of a matter, and names of persons or not."""

    text: Any = Matter.text
    spot: Any = Matter.spot
    has_persons: bool = True


EVERYTHING = Shown()


def fits(words: str, callers: list[str], readable: Expression, shown: Shown = EVERYTHING) -> Expression:
    """The matters with this number, of these callers, or with every one of the words as far as the person may read them.

    callers: `by_caller`. readable: the matters whose confidential words and finder the person may read; by the words of notes,
    which are among staff, only those are found.
    """
    found = reduce(and_, (_has(word, readable, shown) for word in words.split()[:WORDS_MOST]))
    number, part = typed.matter_number(words), typed.number_part(words)
    if callers:
        found |= Matter.id.in_(callers)
    if number is not None:
        return (Matter.number == number) | found
    return found if part is None else Matter.number.contains(part) | found


def _has(word: str, readable: Expression, shown: Shown) -> Expression:
    """Each part looks at what belongs to the one matter, never at all that is called so."""
    ways, spelt = _ways(word), typed.building_spellings(word)
    is_open = (Matter.confidential == False) | readable  # noqa: E712
    above = Ancestry.select(Value(1)).join(Area, on=(Ancestry.ancestor == Area.code))
    found = fn.EXISTS(above.where(Ancestry.area == Matter.area, _contains(Area.name, spelt)))
    if len(word) >= JOINED_LEAST:
        found |= _is_joined(spelt)
    found |= (_contains(shown.text, ways) | _contains(fn.COALESCE(shown.spot, ""), spelt)) & is_open
    found |= Matter.category.in_(_kinds(ways))
    if shown.has_persons and shown.text is Matter.text:
        added = search_index.noted(Matter.id).select(Value(1)).where(_contains(Entry.text, ways))
        found |= fn.EXISTS(added) & readable
    found |= _is_with_unit(ways)
    if shown.has_persons:
        found |= _is_called(Person, Person.id == Matter.holder_person, ways)
        found |= _is_called(Person, Person.id == Matter.finder, ways) & is_open
    part, short = typed.number_part(word), _short(word)
    if part is not None:
        found |= Matter.number.contains(part)
    return found if short is None else found | (Matter.number == short)


def _ways(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, typed.plain(word) or word)))


def _short(word: str) -> str | None:
    match = _SHORT.fullmatch(typed.plain(word))
    return None if match is None else f"{match[1]}-{match[2]:0>4}"


def _contains(field: Any, ways: Iterable[str]) -> Expression:
    return reduce(or_, (field.contains(way) for way in ways))


def _is_called(model: Any, is_it: Expression, ways: Iterable[str]) -> Expression:
    return fn.EXISTS(model.select(Value(1)).where(is_it, _contains(model.name, ways)))


def _is_with_unit(ways: Iterable[str]) -> Expression:
    """A unit of this name holds it, supports it, or was called to it."""
    of_call = Call.select(Value(1)).join(Unit, on=(Call.unit == Unit.code)).where(Call.matter == Matter.id)
    supports = Support.select(Value(1)).join(Unit, on=(Support.code == Unit.code))
    return (
        _is_called(Unit, Unit.code == Matter.holder_unit, ways)
        | fn.EXISTS(of_call.where(_contains(Unit.name, ways)))
        | fn.EXISTS(supports.where(Support.matter == Matter.id, _contains(Unit.name, ways)))
    )


def _is_joined(spelt: Iterable[str]) -> Expression:
    """Its area's name follows that of one above without a space: 望海第1网格海滨花园2幢."""
    above, inside = Area.alias(), Area.alias()
    position = fn.INSTR if db.is_sqlite() else fn.STRPOS
    fitting = []
    for way in spelt:
        whole = Value(way).cast("text")
        begins = fn.SUBSTR(whole, 1, fn.LENGTH(above.name)) == above.name
        rest = fn.SUBSTR(whole, fn.LENGTH(above.name) + 1)
        fitting.append(begins & (fn.LENGTH(rest) > 0) & (position(inside.name, rest) > 0))
    joined = (
        Ancestry.select(Value(1))
        .join(above, on=(Ancestry.ancestor == above.code))
        .switch(Ancestry)
        .join(inside, on=(Ancestry.area == inside.code))
    )
    return fn.EXISTS(joined.where(Ancestry.area == Matter.area, reduce(or_, fitting)))


def _kinds(ways: Iterable[str]) -> ModelSelect:
    """The categories of this name, and the things of a class of it."""
    named = _contains(Category.name, ways) | _contains(Category.name_en, ways)
    classes = Category.alias()
    of_class = classes.select(classes.code).where(
        _contains(classes.name, ways) | _contains(classes.name_en, ways)
    )
    return Category.select(Category.code).where(named | Category.parent.in_(of_class))


def wanted_of(words: str, terms: Iterable[str], roots: Iterable[str]) -> Tree:
    """What of the index may fit, within these terms (`walks.reach_terms`); roots: the areas that the terms of areas are of."""
    near = [term for term in terms if term.startswith("area:")]
    own = [term for term in terms if not term.startswith("area:")]
    parts = [(near, frozenset(roots)), (own, frozenset())]
    return some_of(all_of([some_of(some), _of_words(words, within)]) for some, within in parts if some)


def _of_words(words: str, within: frozenset[str]) -> Tree:
    found = all_of(_of_word(word, within) for word in words.split()[:WORDS_MOST])
    number = typed.matter_number(words)
    part = number or typed.number_part(words)
    return found if part is None else some_of([found, _of_number(part)])


def _of_word(word: str, within: frozenset[str]) -> Tree:
    ways, spelt = _ways(word), typed.building_spellings(word)
    written = [all_of(search_index.pairs(way)) for way in dict.fromkeys((*ways, *spelt))]
    numbers = [_of_number(number) for number in (typed.number_part(word), _short(word)) if number is not None]
    if None in (*written, *numbers):
        return None  # too short
    starts = {way[:end] for way in spelt for end in range(1, len(way))} if len(word) >= JOINED_LEAST else ()
    areas = called.areas(spelt, starts, within)
    terms = [
        None if areas is None else some_of(walks.area_terms(areas)),
        _named("unit", called.units(ways)),
        _named("person", called.people(ways)),
        _named("kind", called.kinds(ways)),
    ]
    return some_of([*written, *numbers, *terms])


def _of_number(part: str) -> Tree:
    return all_of(search_index.number_pieces(part))


def _named(kind: str, codes: list[str] | None) -> Tree:
    return None if codes is None else some_of(f"{kind}:{code}" for code in codes)
