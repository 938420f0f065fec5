"""The page of a grid's meeting, to be printed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.core import clock
from app.core.web import page
from app.desk.meeting import agenda
from app.matters.models import Matter
from app.matters.workflow import labels
from app.people.sign_in import identity

routes = Blueprint("meeting_pages", __name__, url_prefix="/meeting")


@routes.get("")
@identity.signed_in
def show() -> str:
    """One page of a grid that one leads."""
    person = identity.person()
    made = agenda.of_grid(person, request.args.get("area", "")[:40], page.language())
    numbers = dict(
        Matter.select(Matter.id, Matter.number)
        .where(Matter.id.in_([one["matter"] for one in made.day["calls"]]))
        .tuples()
    )
    return render_template(
        "desk/meeting/agenda.html", made=made, waits=[(who, [_line(one) for one in found]) for who, found in made.waits],
        calls=[{"number": numbers.get(one["matter"], ""), "unit": one["unit_name"], "at": _moment(one["at"])} for one in made.day["calls"]],
        gaps=[{**one, "from": _moment(one["from"]), "to": _moment(one["to"])} for one in made.day["explanations"]],
        others=[(one["name"], one["area"]) for one in agenda.grids_of(person) if one["area"] != made.grid.code],
        day=clock.today().isoformat(), printed=clock.rfc3339(clock.now()), printed_by=person.name,
    )  # fmt: skip


def _line(row: dict[str, Any]) -> dict[str, str]:
    return {
        "number": row["number"], "what": row["category_name"], "words": row["text"], "where": row["area_name"] or "",
        "state": page.translated(labels.STATES[row["state"]]), "due": _moment(row["due"]) if row["due"] else "",
    }  # fmt: skip


def _moment(at: str) -> str:
    return at[5:16].replace("T", " ")
