"""The pages of areas: the tree with its plan, imports with what they would change, and settings by area."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, redirect, request

from app.areas import local_settings, serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.geometry import location, plan_paths
from app.areas.imports import areas, templates
from app.areas.models import FOREVER, Area
from app.core import clock
from app.core.decode import Code, Command
from app.core.patterns import whole
from app.core.problems.problem import Problem
from app.core.web import page
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("areas_pages", __name__, url_prefix="/areas")

KIND_NAMES = {
    "city": ("市", "City"),
    "street": ("街道", "Street"),
    "community": ("社区", "Community"),
    "grid": ("网格", "Grid"),
    "dedicated_grid": ("专属网格", "Dedicated grid"),
    "micro_grid": ("微网格", "Micro-grid"),
    "building": ("楼栋", "Building"),
    "checkpoint": ("巡查点", "Checkpoint"),
}


class Agreed(Command):
    """The plan a person saw and agreed to."""

    agreed: Annotated[str, msgspec.Meta(pattern=whole("[0-9a-f]{64}"))] | None = None


class Put(Command):
    """A setting of an area; without `value` it is taken back."""

    name: Code
    reason: Annotated[str, msgspec.Meta(max_length=local_settings.REASON_MOST)] = ""
    value: Annotated[str, msgspec.Meta(max_length=100)] | None = None


def kind_name(kind: str) -> str:
    """The kind's word in the page's language."""
    return KIND_NAMES.get(kind, (kind, kind))[1 if page.language() == "en" else 0]


@routes.get("/")
@identity.signed_in
def top() -> str:
    """The tree from the person's own areas down."""
    theirs = reach_of(identity.person())
    return _node(theirs, None, list(Area.select().where(Area.code.in_(serialize.roots(theirs, None)))))


@routes.get("/<code>")
@identity.signed_in
def node(code: str) -> str:
    """One area and what lies directly in it."""
    theirs = reach_of(identity.person())
    serialize.roots(theirs, code)  # not in reach: not there
    inside = list(Area.select().where(Area.parent == code).order_by(Area.kind, Area.code))
    return _node(theirs, Area.get_by_id(code), inside)


def _node(theirs: Reach, area: Area | None, inside: list[Area]) -> str:
    codes = [its.code for its in inside]
    chain = tree.chain(area.code) if area else []
    above = [its for its in chain[1:] if location.index().is_below(its, theirs.areas)]
    named = {its.code: its for its in Area.select().where(Area.code.in_(above or [""]))}
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
        names={its.code: its.name for its in inside} | ({area.code: area.name} if area else {}),
        has_shape=location.has_shape,
        kind_name=kind_name,
        forever=FOREVER,
        today=clock.today().isoformat(),
        may_import=permissions.may(theirs, "import_areas"),
        may_set=area is not None and permissions.may(theirs, "set_area", area.code),
    )


def _counts(codes: list[str]) -> dict[str, int]:
    """How many areas lie directly in each."""
    counts: dict[str, int] = {}
    for its in location.index().known.values():
        if its.parent in codes:
            counts[its.parent] = counts.get(its.parent, 0) + 1
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
    """What the file would change; with the plan that was agreed to, the import itself."""
    person = _importer()
    agreed = page.form_body(Agreed).agreed
    file = request.files.get("file")
    data = file.read() if file else b""
    if file is None or not data:
        raise Problem("bad-value", ("file", "missing"))
    name = (file.filename or "")[-200:]
    if agreed is None:
        plan, done = areas.plan(data, name), False
    else:
        plan, done = areas.write(data, name, person, agreed)
    return page.render(
        "areas/import", plan=plan, done=done, stale=agreed is not None and not done, kind_name=kind_name
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


@routes.get("/<code>/settings")
@identity.signed_in
def settings(code: str) -> str:
    """What holds at the area, where it comes from, and why."""
    return _settings(_settable(code))


@routes.post("/<code>/settings")
@identity.signed_in
def put_setting(code: str) -> Any:
    """Set or take back one value, with its reason."""
    area = _settable(code)
    given = page.form_body(Put)
    local_settings.put(identity.person(), area.code, given.name, given.value, given.reason)
    return _settings(area) if page.is_fragment() else redirect(f"/areas/{area.code}/settings", 303)


def _settable(code: str) -> Area:
    theirs = reach_of(identity.person())
    serialize.roots(theirs, code)
    permissions.require(theirs, "set_area", code)
    return Area.get_by_id(code)


def _settings(area: Area) -> str:
    shown = local_settings.of(area.code)
    people = {
        row.id: row.name
        for row in Person.select().where(Person.id.in_([s.source.by for s in shown if s.source]))
    }
    sources = {
        row.code: row.name
        for row in Area.select().where(Area.code.in_([s.source.area_id for s in shown if s.source]))
    }
    which = 1 if page.language() == "en" else 0
    return page.render("areas/settings", area=area, shown=shown, which=which, people=people, sources=sources)
