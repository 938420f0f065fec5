"""The check of names refuses functions and locals that say nothing, wherever they are bound, and leaves the rest alone."""

from __future__ import annotations

import ast
from pathlib import Path

from app.settings import ROOT
from tests import naming


def lines(source: str) -> list[int]:
    """The lines at which the check finds fault."""
    return [line for line, _ in naming.riddles(ast.parse(source))]


def test_a_public_function_or_method_called_by_a_riddle_is_refused():
    assert lines("def of(person): ...") == [1]
    assert lines("class Post:\n    def shown(self): ...") == [2]
    assert lines("def posts_of(person): ...\ndef _kept(row): ...") == []


def test_a_riddle_is_seen_as_parameter_as_local_and_inside_a_comprehension_or_a_lambda():
    assert lines("def visible(theirs): ...") == [1]
    assert lines("def find(id):\n    said = id\n    return said") == [2]
    assert lines("def codes(rows):\n    return [its.code for its in rows]") == [2]
    assert lines("def order(rows):\n    return sorted(rows, key=lambda its: its.code)") == [2]


def test_a_column_of_a_table_and_an_attribute_are_left_alone():
    """They are stored or sent under that name."""
    assert lines("class Clearing:\n    said = 1\n\ndef words(clearing):\n    return clearing.said") == []


def test_only_where_the_word_is_usual_it_may_stand():
    assert all((ROOT / "app" / part).exists() for part in naming.EXEMPT)
    assert not naming.is_done(Path("migrations/0001_house.py")) and naming.is_done(Path("desk/times.py"))
