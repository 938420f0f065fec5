"""The JSON doors of figures: each with its definition, and with the address of the list that it counted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.areas.access import readers
from app.core.web import page
from app.core.words import translate
from app.insight import asking, catch_up, counting
from app.insight.behind import page_of
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
        answers += (
            [counting.counted(figure, asked, reach)]
            if by is None
            else counting.counted_by(figure, asked, by, reach)
        )
    return {"figures": [_serialized(one, page.language()) for one in answers], "whole": catch_up.is_whole()}


def _serialized(one: Counted, language: str) -> dict[str, Any]:
    is_share = one.figure.parts.part is not None
    path = f"/api/v1/figures/{one.figure.name}/matters"
    found: dict[str, Any] = {
        "name": one.figure.name,
        "title": translate(one.figure.words, language),
        "value": one.value,
        "numerator": one.part if is_share else one.of,
        "denominator": one.of if is_share else None,
        "unit": one.figure.unit,
        "definition": translate(one.figure.definition, language),
        "withheld": one.is_withheld,
        "items": None if one.is_withheld else asking.address(path, one.question),
    }
    return found if one.group is None else {**found, "group": one.group}


@routes.get("/<figure>/matters")
def matters(figure: str) -> dict[str, Any]:
    """The matters that a figure counted: the part of a share, or with `which=of` all of which it tells."""
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    reach = readers.reach_for(reader)
    wanted, asked = asking.figure(figure), asking.question(request.args, reach)
    found, more = page_of(wanted, asked, asking.which(request.args), reach, asking.place(request.args))
    light = rows.many_for_person(found, reader, page.language())
    return {
        "matters": [outside.as_read(one, reader) for one in light],
        "cursor": None if more is None else str(more),
    }
