"""The glossary: what it says the code calls things is what the code calls them, and no row is double."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

from app.settings import ROOT

ROW = re.compile(r"^\| (?P<zh>[^|]+) \| (?P<en>[^|]+) \| (?P<code>[^|]+) \| (?P<what>[^|]+) \|$", re.M)


def rows() -> list[re.Match[str]]:
    """The rows of all tables, without their heads."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return [row for row in ROW.finditer(text) if row["zh"] != "中文"]


@cache
def names_in_the_code() -> frozenset[str]:
    """Every class, function, variable, parameter, attribute, module and whole text constant in app/."""
    names: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        names.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    names.add(name)
                case (
                    ast.Name(id=name)
                    | ast.arg(arg=name)
                    | ast.Attribute(attr=name)
                    | ast.keyword(arg=str(name))
                ):
                    names.add(name)
                case ast.Constant(value=str(name)):
                    names.add(name)
    return frozenset(names)


def test_every_name_in_the_glossary_stands_in_the_code():
    named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row["code"])}
    assert len(named) > 60
    assert sorted(named - names_in_the_code()) == []


def test_every_row_has_one_name_in_code_or_says_that_there_is_none():
    assert [row["zh"] for row in rows() if not re.fullmatch(r"`\w+`|–", row["code"])] == []


def test_no_row_of_the_glossary_is_double():
    for column in ("zh", "en", "code"):
        counted = Counter(row[column] for row in rows() if row[column] != "–")
        assert [name for name, times in counted.items() if times > 1] == []


def test_every_state_and_role_is_in_the_glossary():
    from app.areas.models import ROLES
    from app.matters.models import STATES

    named = {row["code"].strip("`") for row in rows()}
    assert set(ROLES) - named <= {"admin"} and set(STATES) <= named
