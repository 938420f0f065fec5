"""Which matters a desk may clear, what stands on the board already, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import JOIN, Expression, ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.board import allowed
from app.board.models import Clearing
from app.matters.models import Category, Matter

PAGE = 30
LISTS = ("asked", "found", "on")


@dataclass(frozen=True)
class Line:
    """A matter that may be shown, with what was saved for it so far."""

    matter: Matter
    category: Category
    clearing: Clearing | None


def lines(reach: Reach, which: str, page: int) -> tuple[list[Line], bool]:
    """Those on the board ("on"), or those not there that residents asked for ("asked") or staff found ("found"), the
    latest closed first; and whether there are more."""
    rows = _listed(reach, which).order_by(Matter.closed_at.desc(), Matter.id)
    matters = list(rows.limit(PAGE + 1).offset((page - 1) * PAGE))
    things = {row.code: row for row in Category.select()}
    result = [Line(item, things[item.category], getattr(item, "cleared", None)) for item in matters[:PAGE]]
    return result, len(matters) > PAGE


def count(reach: Reach, which: str) -> int:
    """How many one of the lists holds."""
    number: int = _listed(reach, which).count()
    return number


def _listed(reach: Reach, which: str) -> ModelSelect:
    desks = permissions.areas_for(reach, "clear_board")
    stands = Clearing.shown.is_null(False) & (Clearing.shown >= Matter.closed_at)
    return (
        Matter.select(Matter, Clearing)
        .join(Clearing, JOIN.LEFT_OUTER, on=(Clearing.matter == Matter.id), attr="cleared")
        .where(Matter.area.in_(tree.below(*desks)), allowed.condition())
        .where(stands if which == "on" else _waits(which == "asked"))
    )


def _waits(asked: bool) -> Expression:
    off = Clearing.shown.is_null() | (Clearing.shown < Matter.closed_at)
    return off & (Matter.resident_asked == asked)
