"""The page of map files: which are ground where, a form for one more, and the end of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.admin.obstacles import admin_roots
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import decode, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.maps import files
from app.people.sign_in import identity

routes = Blueprint("admin_map_files", __name__, url_prefix="/admin/map/files")
GIVEN = confirmation.sentence(
    "map-given", mark("底图收下了，电脑的地图马上就用；手机由各人在 Wi-Fi 下自己下载。")
)
ENDED = confirmation.sentence("map-ended", mark("这份底图不再用了，文件已删。"))
KINDS = ("city", "street", "community", "grid")
CHOICES_MOST = 400


def _reach() -> Reach:
    reach = reach_of(identity.person())
    permissions.require(reach, files.ACT)
    return reach


@routes.get("")
@identity.signed_in
def index() -> str:
    """What is ground where, and the form."""
    return _page(_reach(), {})


@routes.post("/give")
@identity.signed_in
def give() -> Any:
    """A file becomes ground for an area; what is wrong with it is said beside the form."""
    reach = _reach()
    sent = request.files.get("file")
    form = request.form
    try:
        if sent is None or not sent.filename:
            raise Problem("bad-value", ("file", "missing"))
        id = decode.uuid(form.get("id", ""))
        files.give(
            identity.person(), id, form.get("area", ""), sent.stream, page.file_name(),  # type: ignore[arg-type]
            is_shifted=form.get("datum") == "gcj02", attribution=" ".join(form.get("attribution", "").split()),
        )  # fmt: skip
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _page(reach, page.errors_by_field(problem)), 422
    return confirmation.after("/admin/map/files", GIVEN)


@routes.post("/<uuid:id>/end")
@identity.signed_in
def end(id: Any) -> Any:
    """It is no ground any more."""
    files.end(identity.person(), str(id))
    return confirmation.after("/admin/map/files", ENDED)


def _page(reach: Reach, wrong: dict[str, str]) -> str:
    roots = admin_roots(reach)
    areas = Area.select().where(Area.code.in_(tree.below(*roots)), Area.kind.in_(KINDS))
    rows = files.within(roots)
    names = dict(
        Area.select(Area.code, Area.name).where(Area.code.in_([row.area for row in rows] or [""])).tuples()
    )
    return page.render(
        "admin/map_files",
        rows=[(row, names[row.area], files.is_here(row)) for row in rows], wrong=wrong, said=request.form, id=ids.uuid7(),
        areas=[(area.code, area.name) for area in areas.order_by(Area.depth, Area.code).limit(CHOICES_MOST)],
    )  # fmt: skip
