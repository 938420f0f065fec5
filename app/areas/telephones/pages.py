"""The page of the telephone lists: one area's numbers, added one by one or as a table, and taken off."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint

from app.areas import serialize, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.imports import tables
from app.areas.imports.messages import Remark
from app.areas.models import Area
from app.areas.telephones import directory
from app.core import decode
from app.core.decode import Code, Command
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, translate
from app.people.sign_in import identity

routes = Blueprint("areas_telephones", __name__, url_prefix="/telephones")
ADDED = confirmation.sentence("telephones-added", mark("电话已记下，这里和下面的人都能看到。"))
REMOVED = confirmation.sentence("telephone-removed", mark("已从电话表里去掉。"))


class Entered(Command):
    """A number somebody enters."""

    kind: Code
    name: Annotated[str, msgspec.Meta(max_length=60)] = ""
    number: Annotated[str, msgspec.Meta(max_length=40)] = ""


@routes.get("/")
@identity.signed_in
def top() -> str:
    """Show the list of the person's first own area."""
    reach = reach_of(identity.person())
    permissions.require(reach, "edit_telephones")
    return _page(Area.get_by_id(_own(reach)[0]))


@routes.get("/<code>")
@identity.signed_in
def listed(code: str) -> str:
    """One area's own numbers, and a form for another."""
    return _page(_area(code))


@routes.post("/<code>")
@identity.signed_in
def add(code: str) -> Any:
    """One more number."""
    area, payload = _area(code), page.form_body(Entered)
    directory.add(
        identity.person(), area.code, [directory.parse_entry(payload.kind, payload.name, payload.number)]
    )
    return _again(area, ADDED)


@routes.post("/<code>/import")
@identity.signed_in
def add_table(code: str) -> Any:
    """Every row of a CSV or XLSX table, or none of them."""
    area = _area(code)
    table = tables.read_table(page.file_body(), directory.COLUMNS)
    directory.add(identity.person(), area.code, directory.read_rows(table.rows))
    return _page(area, table.remarks) if table.remarks else _again(area, ADDED)


@routes.post("/<code>/<int:id>/remove")
@identity.signed_in
def remove(code: str, id: int) -> Any:
    """Take one off the list."""
    area = _area(code)
    if id > decode.INT_MOST:
        raise Problem("not-found")
    directory.remove(identity.person(), area.code, id)
    return _again(area, REMOVED)


def _own(reach: Reach) -> list[str]:
    """The areas of the posts that allow changing lists."""
    return [post.area_id for post in reach.posts if post.role in permissions.TABLE["edit_telephones"]]


def _area(code: str) -> Area:
    """The area, if it lies in reach and its list may be changed."""
    reach = reach_of(identity.person())
    serialize.roots(reach, code)
    if not directory.may_edit(reach, code):
        raise Problem("forbidden")
    return Area.get_by_id(code)


def _again(area: Area, done: str) -> Any:
    return confirmation.after(f"/telephones/{area.code}", done, lambda: _page(area))


def _page(area: Area, remarks: tuple[Remark, ...] = ()) -> str:
    reach = reach_of(identity.person())
    own = _own(reach)
    chain = tree.chain(area.code)
    top = next((place for place, ancestor in enumerate(chain) if ancestor in own), 0)
    return page.render(
        "telephones/index",
        area=area,
        above=list(Area.select().where(Area.code.in_(chain[1 : top + 1] or [""])).order_by(Area.depth)),
        inside=list(
            Area.select()
            .where(Area.parent == area.code, Area.kind.not_in(("building", "checkpoint", "micro_grid")))
            .order_by(Area.code)
        ),
        lines=directory.of_area(area.code),
        kinds={kind: translate(message, page.language()) for kind, message in directory.KINDS.items()},
        entered=directory.ENTERED,
        remarks=remarks,
    )
