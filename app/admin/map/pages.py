"""The door of administration's map: an area's plan with what lies directly in it, its posters, and what is drafted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask import make_response as reply_of

from app.admin.map import drafts
from app.admin.obstacles import admin_roots
from app.admin.reorganisation.models import STATES
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.kind_words import KIND_NAMES
from app.areas.models import Area
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark
from app.maps import outlines
from app.maps.ground import Ground, ground_of
from app.people.sign_in import identity
from app.requests.posters import on_map

routes = Blueprint("admin_map", __name__, url_prefix="/admin/map")


def _reach() -> Reach:
    reach = reach_of(identity.person())
    permissions.require(reach, "administer")
    return reach


def _area(reach: Reach) -> Area:
    """The area that the address names, else the first of the administrator's. Problem not-found for one out of reach."""
    code = request.args.get("area", "") or admin_roots(reach)[0]
    area = Area.get_or_none(Area.code == code)
    if area is None or not permissions.may(reach, "administer", code):
        raise Problem("not-found")
    found: Area = area
    return found


def _ground(reach: Reach) -> Ground:
    return ground_of(current_app.config["SETTINGS"], reach)


def _inside(area: Area) -> list[outlines.Row]:
    """What lies directly in the area today."""
    codes = Area.select(Area.code).where(Area.parent == area.code)
    return outlines.standing(codes, clock.today().isoformat())


@routes.get("")
@identity.signed_in
def map_page() -> Response:
    """The areas directly in one, what is drafted there, and the map beside them."""
    reach = _reach()
    area, ground = _area(reach), _ground(reach)
    inside = _inside(area)
    codes = [code for code, _, _ in inside]
    holders = {code for (code,) in Area.select(Area.parent).where(Area.parent.in_(codes or [""])).tuples()}
    above = [code for code in tree.chain(area.code)[1:] if permissions.may(reach, "administer", code)]
    named = dict(Area.select(Area.code, Area.name).where(Area.code.in_(above or [""])).tuples())
    answer = reply_of(
        render_template(
            "admin/map.html",
            ground=ground, area=area, inside=inside, holders=holders, kinds=KIND_NAMES, posters=on_map.counts_in(codes),
            own_posters=on_map.counts_in([area.code])[area.code], shaped=outlines.shaped(codes),
            above=[(code, named[code]) for code in reversed(above)], drafts=drafts.waiting(reach, area.code), states=STATES,
        )
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = ground.policy
    return answer


@routes.get("/points")
@identity.signed_in
def map_points() -> Response:
    """The outline of the area, of what lies directly in it, and of what is drafted."""
    reach = _reach()
    area, ground = _area(reach), _ground(reach)
    inside = _inside(area)
    own = [(area.code, area.name, area.kind)]
    found = outlines.outlines([*own, *inside], ground, frozenset(code for code, _, _ in inside))
    for row in drafts.waiting(reach, area.code):
        found += drafts.drawn(row, ground, _put)
    return _private({"points": [], "areas": found, "unplaced": 0, "is_whole": True})


@routes.get("/posters")
@identity.signed_in
def map_posters() -> Response:
    """The posters of the area and all below, where their buildings stand."""
    reach = _reach()
    return _private(on_map.collection([_area(reach).code], _ground(reach)))


def _put(area: str, other: str) -> str:
    return page.translated(mark("{area}归到{parent}"), area=area, parent=other)


def _private(found: dict[str, Any]) -> Response:
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
