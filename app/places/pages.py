"""The desk's page of places: what is due, what is overdue, and what was found and is not mended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import clock
from app.core.web import page
from app.core.words import mark, translate
from app.people.sign_in import identity
from app.places import due, kinds
from app.places.models import Place

routes = Blueprint("places", __name__, url_prefix="/desk/places")
SHOWN_MOST = 300
SHOWS = {"due": mark("该去看的"), "found": mark("有问题的"), "all": mark("全部")}


@routes.get("")
@identity.signed_in
def index() -> str:
    """The places within reach, by what one asks for."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_places")
    rows = list(due.places_at(permissions.areas_for(reach, "see_places")))
    today = clock.today()
    parts: dict[str, list[Place]] = {
        "due": [row for _, row in due.due_by(rows, today)],
        "found": [row for row in rows if row.bad],
        "all": rows,
    }
    asked = request.args.get("show", "")
    show = asked if asked in parts else "due"
    language = page.language()
    return render_template(
        "places/index.html",
        shows=[(name, translate(words, language), len(parts[name])) for name, words in SHOWS.items()],
        show=show, lines=[_line(row, language) for row in parts[show][:SHOWN_MOST]], most=SHOWN_MOST,
        may_set=permissions.may(reach, "administer"),
    )  # fmt: skip


def _line(row: Place, language: str) -> dict[str, Any]:
    day = due.due_on(row)
    return {
        "name": row.name, "kind": translate(kinds.WORDS[row.kind], language), "where": row.area.name,
        "checked": clock.date_of(row.checked).isoformat() if row.checked is not None else "",
        "due": day.isoformat() if day else "", "is_late": day is not None and day < clock.today(), "is_again": bool(row.again),
        "bad": [translate(kinds.ITEMS[item], language) for item in row.bad],
    }  # fmt: skip
