"""The pages of posters: made in a batch, printed on A4, ended; and the table of codes already on the doors."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from flask import Blueprint, redirect, render_template, request

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core.decode import Code, Command
from app.core.problems.fields import sentence
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.models import Person
from app.people.sign_in import identity
from app.requests.models import DoorPlate, Poster
from app.requests.posters import batches, door_plates, sheets

routes = Blueprint("posters", __name__, url_prefix="/posters")
ENDED = confirmation.sentence("poster-ended", mark("已停用，不再印。挂着的照样能用。"))
KIND_NAMES = {
    "building": mark("楼栋"),
    "lamp": mark("路灯"),
    "shop": mark("店铺"),
    "checkpoint": mark("巡查点"),
}


class Wanted(Command):
    """What to make posters for: every building or checkpoint, or the lines of a list."""

    area: Code
    kind: Code = "building"
    list: Annotated[str, msgspec.Meta(max_length=60_000)] | None = None


def _maker() -> tuple[Person, Reach]:
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "make_posters")
    return person, reach


def _number() -> int:
    asked = request.args.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _own(reach: Reach) -> list[Area]:
    """The areas to choose from: those of the posts that allow it, and the communities and grids below."""
    roots = permissions.areas_for(reach, "make_posters")
    own = Area.select().where(Area.code.in_(roots)).order_by(Area.depth, Area.code)
    below = (
        Area.select()
        .where(Area.code.in_(tree.below(*roots)), Area.code.not_in(roots))
        .where(Area.kind.in_(("street", "community", "grid", "dedicated_grid")))
        .order_by(Area.depth, Area.code)
        .limit(300)
    )
    return [*own, *below]


@routes.get("/")
@identity.signed_in
def index() -> str:
    """An area's posters, and a form for more."""
    _, reach = _maker()
    made, there = (request.args.get(name, type=int) for name in ("new", "there"))
    return _page(reach, request.args.get("area", ""), made=made, there=there or 0)


def _page(reach: Reach, code: str, problem: Problem | None = None, **more: Any) -> str:
    areas = _own(reach)
    area = batches.require_area(reach, code) if code else areas[0]
    number = _number()
    every = batches.live_posters(area.code)
    rows = list(every.limit(batches.PAGE + 1).offset((number - 1) * batches.PAGE))
    names = {row.code: row.name for row in Area.select().where(Area.code.in_([p.area for p in rows]))}
    return render_template(
        "posters/index.html",
        areas=areas if area in areas else [area, *areas],
        area=area,
        posters=rows[: batches.PAGE],
        more=len(rows) > batches.PAGE,
        page=number,
        total=every.count(),
        names=names,
        kinds=KIND_NAMES,
        batches=range(1, -(-every.count() // sheets.PRINT_MOST) + 1),
        may_map=permissions.may(reach, "map_plates"),
        problem=problem.body(page.language()) if problem else None,
        **{"made": None, "wrong": [], "given": {}, **more},
    )


@routes.post("/")
@identity.signed_in
def make() -> Any:
    """Make the posters that are missing; existing ones stay."""
    person, reach = _maker()
    payload = page.form_body(Wanted)
    try:
        if payload.list is None and payload.kind in batches.OF_AREAS:
            outcome = batches.make(person, payload.area, payload.kind)
        else:
            outcome = batches.make_listed(person, payload.area, payload.kind, payload.list or "")
    except batches.WrongLines as lines:
        wrong = [
            (
                wrong_line.line,
                wrong_line.text,
                sentence(wrong_line.reason, page.language(), wrong_line.parameters),
            )
            for wrong_line in lines.wrong
        ]
        return _page(reach, payload.area, wrong=wrong, given=_kept(payload)), 422
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _page(reach, payload.area, problem, given=_kept(payload)), 422
    return redirect(f"/posters?area={payload.area}&new={outcome.new}&there={outcome.there}", 303)


def _kept(payload: Wanted) -> dict[str, str]:
    return {"kind": payload.kind, "list": payload.list or ""}


@routes.post("/<code>/end")
@identity.signed_in
def end(code: str) -> Any:
    """One is not printed any more."""
    person, _ = _maker()
    batches.end(person, code)
    area = request.form.get("area", "")[:64]
    return confirmation.after(f"/posters?area={quote(area)}" if area else "/posters", ENDED)


@routes.get("/print")
@identity.signed_in
def print_() -> str:
    """A4 sheets: one poster on each, or four small ones."""
    _, reach = _maker()
    number = _number()
    if "code" in request.args:
        poster = Poster.get_or_none(Poster.code == request.args["code"])
        if poster is None:
            raise Problem("not-found")
        batches.require_area(reach, poster.area)
        posters = [poster]
    else:
        area = batches.require_area(reach, request.args.get("area", ""))
        kind = request.args.get("kind")
        every = batches.live_posters(area.code, kind if kind in batches.KINDS else None)
        posters = list(every.limit(sheets.PRINT_MOST).offset((number - 1) * sheets.PRINT_MOST))
    return render_template(
        "posters/print.html",
        sheets=sheets.sheets(posters),
        small=request.args.get("small") == "1",
        page=number,
    )


def _mapper() -> Person:
    person = identity.person()
    permissions.require(person, "map_plates")
    return person


@routes.get("/plates/import")
@identity.signed_in
def plates_form() -> str:
    """Where a table of door plates is chosen."""
    _mapper()
    return _plates(None)


@routes.post("/plates/import")
@identity.signed_in
def plates_file() -> Any:
    """What the table would change; with the plan that was agreed to, the import itself."""
    person = _mapper()
    agreed, data = page.form_body(page.Agreed).agreed, page.file_body()
    if agreed is None:
        return _plates(door_plates.plan(person, data))
    plan, done = door_plates.write(person, data, agreed)
    return _plates(plan, done=done, stale=not done)


def _plates(plan: door_plates.Plan | None, done: bool = False, stale: bool = False) -> str:
    return page.render(
        "posters/plates",
        plan=plan, done=done, stale=stale, headers=door_plates.HEADERS, count=DoorPlate.select().count(),
    )  # fmt: skip
