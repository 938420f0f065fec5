"""The pages of areas: the tree with its plan, imports with what they would change, and settings by area."""

from __future__ import annotations

from flask import Blueprint, Response

from app.areas import serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.geometry import location, plan_paths
from app.areas.imports import areas, templates
from app.areas.kind_words import KIND_NAMES
from app.areas.models import FOREVER, Area
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import translate
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("areas_pages", __name__, url_prefix="/areas")


def kind_name(kind: str) -> str:
    """The kind's word in the page's language."""
    return translate(KIND_NAMES.get(kind, kind), page.language())


@routes.get("/")
@identity.signed_in
def top() -> str:
    """Show the tree below the person's own areas."""
    reach = reach_of(identity.person())
    return _node(reach, None, list(Area.select().where(Area.code.in_(serialize.roots(reach, None)))))


@routes.get("/<code>")
@identity.signed_in
def node(code: str) -> str:
    """One area and what lies directly in it."""
    reach = reach_of(identity.person())
    serialize.roots(reach, code)  # not in reach: not there
    inside = list(Area.select().where(Area.parent == code).order_by(Area.kind, Area.code))
    return _node(reach, Area.get_by_id(code), inside)


def _node(reach: Reach, area: Area | None, inside: list[Area]) -> str:
    codes = [child.code for child in inside]
    chain = tree.chain(area.code) if area else []
    above = [child for child in chain[1:] if location.index().is_below(child, reach.areas)]
    named = {child.code: child for child in Area.select().where(Area.code.in_(above or [""]))}
    drawn = (
        plan_paths.plan(area.code, codes)
        if area
        else (plan_paths.plan(codes[0], codes[1:]) if codes else None)
    )
    return page.render(
        "areas/index",
        area=area,
        inside=inside,
        above=[named[code] for code in reversed(above)],
        counts=_counts(codes),
        drawing=drawn,
        names={child.code: child.name for child in inside} | ({area.code: area.name} if area else {}),
        has_shape=location.has_shape,
        kind_name=kind_name,
        forever=FOREVER,
        today=clock.today().isoformat(),
        may_import=permissions.may(reach, "import_areas"),
        may_set=area is not None and permissions.may(reach, "set_area", area.code),
    )


def _counts(codes: list[str]) -> dict[str, int]:
    """How many areas lie directly in each."""
    counts: dict[str, int] = {}
    for entry in location.index().known.values():
        if entry.parent in codes:
            counts[entry.parent] = counts.get(entry.parent, 0) + 1
    return counts


def _importer() -> Person:
    person = identity.person()
    permissions.require(person, "import_areas")
    return person


@routes.get("/import")
@identity.signed_in
def import_form() -> str:
    """Where a file is chosen, and what it should hold."""
    _importer()
    return page.render("areas/import", plan=None, done=False)


@routes.post("/import")
@identity.signed_in
def import_file() -> str:
    """Show what the file would change; import it if the plan that the person agreed to is sent along."""
    person = _importer()
    agreed, data = page.form_body(page.Agreed).agreed, page.file_body()
    if agreed is None:
        plan, done = areas.plan(data), False
    else:
        plan, done = areas.write(data, person, agreed)
    return page.render(
        "areas/import",
        plan=plan,
        done=done,
        stale=agreed is not None and not done,
        kind_name=kind_name,
        today=clock.today().isoformat(),
    )


@routes.get("/template.<suffix>")
@identity.signed_in
def template(suffix: str) -> Response:
    """A table or GeoJSON to fill in."""
    _importer()
    if suffix not in templates.MADE:
        raise Problem("not-found")
    mime, make = templates.MADE[suffix]
    response = Response(make(), content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="gridwalk-areas.{suffix}"'
    return response
