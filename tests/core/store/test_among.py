"""Queries about any number of values: none, one, as many as a size, one more, and more than the largest."""

from __future__ import annotations

import pytest

from app.core.prepared import SIZES, Among
from app.people.models import Person
from tests.matters.ops import uuid7

NAMED = Among(lambda ids: Person.select().where(Person.id.in_(ids)).order_by(Person.name))
COUNTS = sorted({0, 1, *SIZES, *(size + 1 for size in SIZES)})


@pytest.mark.both
@pytest.mark.parametrize("count", COUNTS)
def test_every_value_is_asked_for_once_and_what_is_not_there_is_left_out(store, count):
    made = [Person(id=uuid7(), name=f"{at:04}") for at in range(SIZES[-1] + 1)]
    Person.insert_many([person.__data__ for person in made]).execute()
    wanted = made[:count]
    found = NAMED.all_of(Person, [*(person.id for person in wanted), uuid7()])
    assert [person.name for person in found] == [person.name for person in wanted]
