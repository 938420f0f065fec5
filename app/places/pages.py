"""The desk's pages of places: what is due or overdue, what was found and is not mended, and what was found at one of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.models import DESK_ROLES
from app.campaigns import at_place
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark, translate
from app.desk import times
from app.evidence import uses
from app.ledger.models import Entry
from app.matters.models import Matter
from app.people.sign_in import identity
from app.places import checks, due, kinds
from app.places.models import Place

routes = Blueprint("places", __name__, url_prefix="/desk/places")
SHOWN_MOST = 300
LOOKS_MOST = 50
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


@routes.get("/<place>")
@identity.signed_in
def place_page(place: str) -> str:
    """What was found at a place, the latest look first, with its photos and the matter made of it; not who looked."""
    reach, language = reach_of(identity.person()), page.language()
    row: Place | None = Place.get_or_none(Place.code == place)
    if row is None or not permissions.may(reach, "see_places", row.area_id):
        raise Problem("not-found")
    looks = Entry.select().where(
        Entry.kind == "place", Entry.subject == row.code, Entry.verb.in_(list(checks.OUTCOMES))
    )
    return render_template(
        "places/one.html", line=_line(row, language), looks=[_look(entry, language) for entry in looks.order_by(Entry.at.desc(), Entry.seq.desc()).limit(LOOKS_MOST)],
        most=LOOKS_MOST, is_desk=reach.holds(*DESK_ROLES), in_campaigns=at_place.looks_at(row.code, reach, language),
    )  # fmt: skip


def _look(entry: Entry, language: str) -> dict[str, Any]:
    body = entry.body or {}
    made = body.get("matter")
    photos = entry.photos or []
    return {
        "at": times.moment(entry.at, language), "outcome": translate(checks.OUTCOMES[entry.verb], language), "is_fine": entry.verb == "fine",
        "bad": [translate(kinds.ITEMS[item], language) for item in body.get("bad", ())], "again": body.get("again", ""),
        "matter": made, "number": Matter.select(Matter.number).where(Matter.id == made).scalar() if made else None,
        "photos": [(sha, uses.is_here(sha)) for sha in photos],
    }  # fmt: skip


def _line(row: Place, language: str) -> dict[str, Any]:
    day = due.due_on(row)
    return {
        "code": row.code, "name": row.name, "kind": translate(kinds.WORDS[row.kind], language), "where": row.area.name,
        "checked": clock.date_of(row.checked).isoformat() if row.checked is not None else "",
        "due": day.isoformat() if day else "", "is_late": day is not None and day < clock.today(), "is_again": bool(row.again),
        "bad": [translate(kinds.ITEMS[item], language) for item in row.bad],
    }  # fmt: skip
