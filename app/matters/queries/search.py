"""Matters found by what somebody types: every word of it in place, text, number, kind or the names of those who have it."""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_

from peewee import Expression, ModelSelect, Value, fn

from app.areas.models import Ancestry, Area, Unit
from app.core import db, typed
from app.matters.models import Call, Category, Matter, Support
from app.people.models import Person

WORDS_MOST = 6  # further words narrow nothing
JOINED_LEAST = 4  # characters of two names written as one word
_SHORT = re.compile(r"([0-9]{6})-([0-9]{1,3})")  # a number as people say it, 261129-7


def fits(words: str, readable: Expression) -> Expression:
    """The matters with this number, or with every one of the words as far as the person may read them.

    readable: the matters whose confidential words and finder the person may read.
    """
    found = reduce(and_, (_has(word, readable) for word in words.split()[:WORDS_MOST]))
    number, part = typed.matter_number(words), typed.number_part(words)
    if number is not None:
        return (Matter.number == number) | found
    return found if part is None else Matter.number.contains(part) | found


def _has(word: str, readable: Expression) -> Expression:
    ways = dict.fromkeys((word, typed.plain(word) or word))
    spelt = typed.building_spellings(word)
    is_open = (Matter.confidential == False) | readable  # noqa: E712
    found = Matter.area.in_(_below(_named(Area.name, spelt, Area.code)))
    if len(word) >= JOINED_LEAST:
        found |= Matter.area.in_(_joined(spelt))
    found |= (_contains(Matter.text, ways) | _contains(fn.COALESCE(Matter.spot, ""), spelt)) & is_open
    found |= Matter.category.in_(_kinds(ways))
    units = _named(Unit.name, ways, Unit.code)
    people = _named(Person.name, ways, Person.id)
    found |= Matter.holder_unit.in_(units) | Matter.holder_person.in_(people)
    found |= Matter.id.in_(Call.select(Call.matter).where(Call.unit.in_(units)))
    found |= Matter.id.in_(Support.select(Support.matter).where(Support.code.in_(units)))
    found |= Matter.finder.in_(people) & is_open
    part, short = typed.number_part(word), _SHORT.fullmatch(typed.plain(word))
    if part is not None:
        found |= Matter.number.contains(part)
    return found | (Matter.number == f"{short[1]}-{short[2]:0>4}") if short else found


def _contains(field: object, ways: object) -> Expression:
    return reduce(or_, (field.contains(way) for way in ways))  # type: ignore[attr-defined]


def _named(name: object, ways: object, code: object) -> ModelSelect:
    """A sub-query of those whose name has one of these in it."""
    return code.model.select(code).where(_contains(name, ways))  # type: ignore[attr-defined]


def _below(areas: ModelSelect) -> ModelSelect:
    return Ancestry.select(Ancestry.area).where(Ancestry.ancestor.in_(areas))


def _joined(ways: tuple[str, ...]) -> ModelSelect:
    """Areas whose name follows that of one above without a space: 望海第1网格海滨花园2幢."""
    above, inside = Area.alias(), Area.alias()
    position = fn.INSTR if db.is_sqlite() else fn.STRPOS
    fitting = []
    for way in ways:
        whole = Value(way).cast("text")
        begins = fn.SUBSTR(whole, 1, fn.LENGTH(above.name)) == above.name
        rest = fn.SUBSTR(whole, fn.LENGTH(above.name) + 1)
        fitting.append(begins & (fn.LENGTH(rest) > 0) & (position(inside.name, rest) > 0))
    return (
        Ancestry.select(Ancestry.area)
        .join(above, on=(Ancestry.ancestor == above.code))
        .switch(Ancestry)
        .join(inside, on=(Ancestry.area == inside.code))
        .where(reduce(or_, fitting))
    )


def _kinds(ways: object) -> ModelSelect:
    """The categories of this name, and the things of a class of it."""
    named = _contains(Category.name, ways) | _contains(Category.name_en, ways)
    classes = Category.alias()
    of_class = classes.select(classes.code).where(
        _contains(classes.name, ways) | _contains(classes.name_en, ways)
    )
    return Category.select(Category.code).where(named | Category.parent.in_(of_class))
