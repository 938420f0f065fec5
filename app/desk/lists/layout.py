"""How a desk's list is laid out: its order, and what stands in a row beside what, where and state; from the address, else as the person keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.areas.access.reach import Reach
from app.core.problems.problem import Problem
from app.core.words import mark, mark_in, translate
from app.desk.kept import layouts
from app.desk.lists import ways
from app.desk.lists.views import View

COLUMNS: dict[str, str] = {
    "due": mark("时限"),
    "who": mark("在谁手里"),
    "text": mark("原话"),
    "number": mark_in("column", "编号"),
    "came": mark("收到的时间"),
}
USUAL = ("due", "who", "text", "number")
NONE = "none"  # in an address: no column at all
OWN = "own"  # in an address: the view's own order
OWN_WORDS = {
    "next": mark("先办的在前"),
    "received": mark("新来的在前"),
    "closed": mark("刚办结的在前"),
}
BY_DATE = mark("日子近的在前")


@dataclass(frozen=True)
class Layout:
    """`sorting`: a key of `ways.SORTINGS`, or "" for the view's own order; `columns`: keys of `COLUMNS`, in their order."""

    sorting: str
    columns: tuple[str, ...]


def layout_of(reach: Reach, view: View, arguments: Mapping[str, Any]) -> Layout:
    """What the address says, else what the person keeps, else the usual. Problem bad-value for what is none."""
    sorting, columns = sorting_in(arguments), columns_in(arguments)
    if sorting is None or columns is None:
        kept = layouts.layout_of(reach.person, view.name)
        sorting = kept[0] if sorting is None else sorting
        columns = kept[1] if columns is None else columns
    return Layout(
        sorting if sorting in ways.choices(view) else "", _in_order(USUAL if columns is None else columns)
    )


def sorting_in(arguments: Mapping[str, Any]) -> str | None:
    """The order that the address names ("" for the view's own); None where it names none. Problem bad-value."""
    sorting = arguments.get("order")
    if not sorting:
        return None
    if sorting != OWN and sorting not in ways.SORTINGS:
        raise Problem("bad-value", ("order", "not-a-choice"))
    return "" if sorting == OWN else str(sorting)


def columns_in(arguments: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The columns that the address names; None where it names none. Problem bad-value."""
    columns = arguments.get("show")
    if not columns:
        return None
    names = str(columns).split(" ")
    if not set(names) <= {*COLUMNS, NONE}:
        raise Problem("bad-value", ("show", "not-a-choice"))
    return _in_order(names)


def parts(sorting: str, columns: tuple[str, ...]) -> dict[str, str]:
    """Both as they stand in an address."""
    return {"order": sorting or OWN, "show": " ".join(columns) or NONE}


def _in_order(columns: Any) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name in columns)


def orders(view: View, language: str) -> list[tuple[str, str]]:
    """The orders to choose from, as (value, words), the view's own first."""
    own = translate(OWN_WORDS.get(view.order, BY_DATE), language)
    return [
        ("", own),
        *((name, translate(ways.SORTINGS[name].words, language)) for name in ways.choices(view)),
    ]


def column_choices(language: str) -> list[tuple[str, str]]:
    """The columns to choose from, as (value, words)."""
    return [(name, translate(words, language)) for name, words in COLUMNS.items()]
