"""The JSON doors of figures: each with its definition, and with the address of the list that it counted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.areas.access import readers
from app.areas.access.reach import Reach
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import translate
from app.insight import asking, catch_up, counting, questions
from app.insight.behind import Thing, page_of
from app.insight.counting import Counted
from app.insight.figures import FIGURES
from app.matters.views import outside, rows
from app.people.sign_in import identity

routes = Blueprint("insight_api", __name__, url_prefix="/api/v1/figures")


@routes.get("")
def figures() -> dict[str, Any]:
    """Every figure of an area and its days, in groups where `by` names some."""
    reach = readers.reach_by(identity.bearer_secret(), identity.person)
    asked = asking.question(request.args, reach)
    by = asking.by(request.args, asked)
    answers: list[Counted] = []
    for figure in FIGURES.values():
        if not questions.tells(figure, asked, by):
            continue
        answers += (
            [counting.counted(figure, asked, reach)]
            if by is None
            else counting.counted_by(figure, asked, by, reach)
        )
    return {"figures": [_serialized(one, page.language()) for one in answers], "whole": catch_up.is_whole()}


def _serialized(one: Counted, language: str) -> dict[str, Any]:
    is_share = one.figure.parts.part is not None
    found: dict[str, Any] = {
        "name": one.figure.name,
        "title": translate(one.figure.words, language),
        "value": one.value,
        "numerator": one.part if is_share else one.of,
        "denominator": one.of if is_share else None,
        "unit": one.figure.unit,
        "definition": translate(one.figure.definition, language),
        "withheld": one.is_withheld,
        "items": asking.items(one),
    }
    if one.mix is not None:
        found["mix"] = one.mix
    return found if one.group is None else {**found, "group": one.group}


@routes.get("/<figure>/matters")
def matters(figure: str) -> dict[str, Any]:
    """The matters that a figure counted: the part of a share, or with `which=of` all of which it tells."""
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    reach = readers.reach_for(reader)
    found, more = _listed(figure, reach, "matters")
    light = rows.many_for_person([one.matter for one in found if one.matter], reader, page.language())
    return {
        "matters": [outside.as_read(one, reader) for one in light],
        "cursor": None if more is None else str(more),
    }


@routes.get("/<figure>/items")
def items(figure: str) -> dict[str, Any]:
    """The answers, calls or buildings that a figure counted."""
    found, more = _listed(figure, readers.reach_by(identity.bearer_secret(), identity.person), "items")
    return {"items": [_item(one) for one in found], "cursor": None if more is None else str(more)}


def _listed(name: str, reach: Reach, list_name: str) -> tuple[list[Thing], int | None]:
    """Problem not-found where the figure's list is the other one."""
    wanted = asking.figure(name)
    if wanted.list_name != list_name:
        raise Problem("not-found")
    asked = asking.question(request.args, reach)
    return page_of(wanted, asked, asking.which(request.args), reach, asking.place(request.args))


def _item(one: Thing) -> dict[str, Any]:
    if one.matter is None:
        return {"id": one.id, "building": one.building, "name": one.name, "visited": one.day}
    matter = {"id": one.id, "matter": one.matter.id, "number": one.matter.number, "day": one.day}
    if one.unit is None:
        return {**matter, "solved": one.yes}
    return {**matter, "unit": one.unit, "name": one.name, "came": one.came, "minutes": one.minutes}
