"""The pages of 区划调整: what is planned and was done, the five ways to plan one, and one with what it would move."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, redirect, request

from app.admin.reorganisation import (
    agreements,
    dealing,
    judging,
    plans,
    preview,
    redrafting,
    tables,
    taking_back,
    verbs,
)
from app.admin.reorganisation.models import AGREED, DRAFT, STATES, Reorganisation
from app.admin.reorganisation.plans import Plan
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.geometry import plan_paths
from app.areas.kind_words import KIND_NAMES
from app.areas.models import Area
from app.areas.role_words import ROLES
from app.core import clock, decode, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk.lists import rows
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("admin_reorganisation", __name__, url_prefix="/admin/reorganisation")
WAYS = {
    "split": (mark("拆分"), mark("一个区域分成几块，里面的楼栋或网格分到各块。")),
    "merge": (mark("合并"), mark("几个区域并成一个新的，里面的都归它。")),
    "move": (mark("改归属"), mark("区域本身不变，换一个上级。")),
    "end": (mark("不再设"), mark("一个区域不再设，由另一个接替。")),
    "table": (mark("按表格"), mark("上传调整后的区域表或边界文件，一次改很多处。")),
}
AGREED_NOW = confirmation.sentence(
    "reorganisation-agreed", mark("已定。到那天零点自动生效，在那以前可以取消。")
)
DROPPED_NOW = confirmation.sentence("reorganisation-dropped", mark("已取消，什么都不会变。"))
EDITED_NOW = confirmation.sentence("reorganisation-edited", mark("草稿改好了，下面按新的算。"))
SENT_NOW = confirmation.sentence("reorganisation-posts", mark("去向已记下。"))
BACK_NOW = confirmation.sentence("reorganisation-back", mark("正在撤回：区域和岗位已经复原，事件随后跟上。"))
COUNTED = {
    "people": mark("岗位"), "matters": mark("没办完的事"), "heads": mark("楼栋长"), "posters": mark("张贴码"),
    "rosters": mark("值班"), "patrols": mark("正在进行的巡查"), "agreements": mark("别的平台"), "told": mark("会收到消息的人"),
}  # fmt: skip
SHOWN, CHOICES_MOST = 100, 400


@routes.get("")
@identity.signed_in
def index() -> str:
    """What is planned, what was done, and the ways to plan one."""
    reach = _reach()
    rows = (
        Reorganisation.select().order_by(Reorganisation.day.desc(), Reorganisation.made.desc()).limit(SHOWN)
    )
    mine = [row for row in rows if _is_mine(row, reach)]
    return page.render("admin/reorganisation/index", rows=mine, ways=WAYS, states=STATES, area=_asked(reach))


@routes.get(f"/<any({', '.join(WAYS)}):way>")
@identity.signed_in
def fresh(way: str) -> str:
    """Which area, and then how."""
    reach = _reach()
    return _form(way, reach, _asked(reach), {})


@routes.post(f"/<any({', '.join(WAYS)}):way>")
@identity.signed_in
def make(way: str) -> Any:
    """A draft, to be looked at; what cannot be is said beside the form, and everything typed stands there still."""
    reach = _reach()
    area = _asked(reach)
    try:
        row = _drafted(way, reach, area)
    except Problem as problem:
        if problem.name not in ("bad-value", "unreadable-table"):
            raise
        return _form(way, reach, area, _said(problem)), problem.status
    return redirect(f"/admin/reorganisation/{row.id}", 303)


@routes.get("/<uuid:id>")
@identity.signed_in
def show(id: Any) -> str:
    """What it would move, or moved."""
    return _one(_find(str(id)), {})


@routes.post("/<uuid:id>/posts")
@identity.signed_in
def send_posts(id: Any) -> Any:
    """Where the people in what ends go on."""
    row = _find(str(id))
    try:
        _note_choices(row)
    except Problem as problem:
        return _one(row, _said(problem)), problem.status
    return confirmation.after(f"/admin/reorganisation/{row.id}", SENT_NOW)


@routes.post("/<uuid:id>/agree")
@identity.signed_in
def agree(id: Any) -> Any:
    """It comes into force on its day, the people going where the page says."""
    row = _find(str(id))
    try:
        _note_choices(row)
        verbs.agree(identity.person(), row)
    except Problem as problem:
        return _one(row, _said(problem)), problem.status
    return confirmation.after(f"/admin/reorganisation/{row.id}", AGREED_NOW)


@routes.post("/<uuid:id>/edit")
@identity.signed_in
def edit(id: Any) -> Any:
    """The draft is changed; what cannot be is said beside the form, and everything typed stands there still."""
    row = _find(str(id))
    title, reason, day = (request.form.get(field, "") for field in ("title", "reason", "day"))
    names, places = _typed("name-"), _typed("part-")
    try:
        plan = redrafting.changed_plan(plans.of_row(row.plan), names, places)
        redrafting.redraft(identity.person(), row, title, reason, day, plan)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _one(row, _said(problem)), problem.status
    return confirmation.after(f"/admin/reorganisation/{row.id}", EDITED_NOW)


def _typed(prefix: str) -> dict[str, str]:
    """What the form says by code, of the fields that begin so."""
    return {
        name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)
    }


@routes.post("/<uuid:id>/drop")
@identity.signed_in
def drop(id: Any) -> Any:
    """It will not happen."""
    row = _find(str(id))
    verbs.drop(identity.person(), row)
    return confirmation.after(f"/admin/reorganisation/{row.id}", DROPPED_NOW)


@routes.post("/<uuid:id>/back")
@identity.signed_in
def back(id: Any) -> Any:
    """It is taken back after it came into force."""
    row = _find(str(id))
    taking_back.take_back(identity.person(), row)
    return confirmation.after(f"/admin/reorganisation/{row.id}", BACK_NOW)


def _drafted(way: str, reach: Reach, area: Area | None) -> Reorganisation:
    """The draft that the form asks for. Problem with all that is wrong in it, not the first alone."""
    title, reason, day = (request.form.get(field, "") for field in ("title", "reason", "day"))
    try:
        plan = _plan(way, reach, area)
    except Problem as problem:
        if problem.name == "bad-value":
            problem.errors += verbs.faults(title, reason, day)
        raise
    return verbs.draft(identity.person(), _id(), title, reason, day, plan)


def _said(problem: Problem) -> dict[str, str]:
    """The sentences for each field, one a line."""
    lines: dict[str, list[str]] = {}
    for error in problem.body(page.language()).get("errors", []):
        lines.setdefault(error["field"], []).append(error["message"])
    return {field: "\n".join(dict.fromkeys(sentences)) for field, sentences in lines.items()}


def _note_choices(row: Reorganisation) -> None:
    """What the form says of people and of other systems."""
    if any(name.startswith("post-") for name in request.form):
        verbs.send_posts(identity.person(), row, _chosen(row))
    given = {
        name.removeprefix("goes-"): code for name, code in request.form.items() if name.startswith("goes-")
    }
    if given:
        verbs.send_agreements(identity.person(), row, given)


def _chosen(row: Reorganisation) -> dict[str, tuple[str, ...]]:
    """By post, where the form says that it goes on."""
    posts = preview.posts_in(plans.of_row(row.plan), row.day)
    return {post.id: tuple(request.form.getlist(f"post-{post.id}")) for post in posts}


def _reach() -> Reach:
    reach = reach_of(identity.person())
    permissions.require(reach, verbs.ACT)
    return reach


def _is_mine(row: Reorganisation, reach: Reach) -> bool:
    return all(permissions.may(reach, verbs.ACT, code) for code in plans.of_row(row.plan).ruled)


def _find(id: str) -> Reorganisation:
    """One over areas of the reader's. Problem not-found for any other."""
    reach = _reach()
    row = Reorganisation.get_or_none(Reorganisation.id == id)
    if row is None or not _is_mine(row, reach):
        raise Problem("not-found")
    return row


def _id() -> str:
    return decode.uuid(request.form["id"]) if request.form.get("id") else ids.uuid7()


def _asked(reach: Reach) -> Area | None:
    """The area that the address or the form names. Problem not-found for one out of reach."""
    code = request.values.get("area", "")
    if not code:
        return None
    area = Area.get_or_none(Area.code == code)
    if area is None or not permissions.may(reach, verbs.ACT, code):
        raise Problem("not-found")
    return area


def _several(reach: Reach, field: str) -> list[Area]:
    codes = list(dict.fromkeys(request.form.getlist(field)))
    found = {area.code: area for area in Area.select().where(Area.code.in_(codes or [""]))}
    if any(code not in found or not permissions.may(reach, verbs.ACT, code) for code in codes):
        raise Problem("bad-value", (field, "not-here"))
    return [found[code] for code in codes]


def _plan(way: str, reach: Reach, area: Area | None) -> Plan:
    form = request.form
    if way == "table":
        return tables.plan_of(page.file_body(), form.get("day", "").strip(), page.language())
    if way == "merge":
        return plans.merge(_several(reach, "areas"), form.get("code-0", ""), form.get("name-0", ""))
    if way == "move":
        above = _several(reach, "parent")
        if len(above) != 1:
            raise Problem("bad-value", ("parent", "missing"))
        return plans.put_below(_several(reach, "areas"), above[0])
    if area is None:
        raise Problem("bad-value", ("area", "missing"))
    if way == "end":
        heirs = _several(reach, "heir")
        if len(heirs) != 1:
            raise Problem("bad-value", ("heir", "missing"))
        return plans.end(area, heirs[0])
    count = _count()
    if count is None:
        raise Problem("bad-value", ("parts", "out-of-range", {"least": 2, "most": plans.PARTS_MOST}))
    parts = [(form.get(f"code-{n}", ""), form.get(f"name-{n}", "")) for n in range(count)]
    places = {
        child.code: int(form.get(f"part-{child.code}", "-1") or -1) for child in plans.standing_in(area.code)
    }
    return plans.split(area, parts, places)


def _count() -> int | None:
    """How many parts; two where nothing is said of it, None for what cannot be."""
    typed = request.values.get("parts", "2").strip()
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return count if 2 <= count <= plans.PARTS_MOST else None


def _form(way: str, reach: Reach, area: Area | None, wrong: dict[str, str]) -> str:
    inside = plans.standing_in(area.code) if area is not None else []
    roots = permissions.areas_for(reach, verbs.ACT)
    count = _count()
    if way == "split" and area is not None and count is None:
        problem = Problem("bad-value", ("parts", "out-of-range", {"least": 2, "most": plans.PARTS_MOST}))
        wrong = {**_said(problem), **wrong}
    is_first = (
        (area is None or "parts" in wrong)
        if way == "split"
        else (area is None and (way == "end" or (way == "move" and request.method == "GET")))
    )
    around = _choices(roots, None if is_first else area, way)
    if is_first and area is not None and area not in around:
        around.insert(0, area)
    return page.render(
        "admin/reorganisation/form",
        way=way, words=WAYS[way], area=area, inside=inside, wrong=wrong, said=request.form, parts=count or 2, is_first=is_first, lie_in=_names_above(around),
        id=request.form.get("id") or ids.uuid7(), choices=around, above=_above(roots, area), kinds=KIND_NAMES,
        drawing=plan_paths.plan(area.code, [child.code for child in inside]) if area is not None else None,
        names={child.code: child.name for child in inside} | ({area.code: area.name} if area is not None else {}),
        codes=plans.free_codes(area, count or 2), tomorrow=(clock.today() + dt.timedelta(days=1)).isoformat(), parts_most=plans.PARTS_MOST,
    )  # fmt: skip


def _names_above(areas: list[Area]) -> dict[str, str]:
    codes = {area.parent_id for area in areas if area.parent_id}
    return dict(Area.select(Area.code, Area.name).where(Area.code.in_(list(codes) or [""])).tuples())


def _choices(roots: list[str], area: Area | None, way: str) -> list[Area]:
    """The areas among which one is chosen: those beside the named one, else every community and grid of the reader."""
    today = clock.today().isoformat()
    standing = (
        Area.select().where(Area.ends >= today, Area.parent.is_null(False)).order_by(Area.depth, Area.code)
    )
    if area is not None:
        beside = standing.where(Area.parent == area.parent_id)
        return list(beside.where(Area.kind == area.kind) if way in ("merge", "move") else beside)
    kinds = ("street", "community", "grid", "dedicated_grid")
    return list(standing.where(Area.code.in_(tree.below(*roots)), Area.kind.in_(kinds)).limit(CHOICES_MOST))


def _above(roots: list[str], area: Area | None) -> list[Area]:
    """Where an area may be put: whatever can hold others, and this one where it is named."""
    today = clock.today().isoformat()
    kinds = ("city", "street", "community", "grid")
    rows = Area.select().where(Area.code.in_(tree.below(*roots)), Area.kind.in_(kinds), Area.ends >= today)
    if area is not None:
        here = Area.get_or_none(Area.code == area.parent_id)
        fitting = [
            kind for kind in kinds if judging.may_hold(kind, str(area.kind)) or (here and kind == here.kind)
        ]
        rows = rows.where(
            Area.kind.in_(fitting), Area.code.not_in(tree.below(area.code)), Area.code != area.parent_id
        )
    return list(rows.order_by(Area.depth, Area.code).limit(CHOICES_MOST))


def _one(row: Reorganisation, wrong: dict[str, str]) -> str:
    row = Reorganisation.get_by_id(row.id)
    plan = plans.of_row(row.plan)
    waits = row.state in (DRAFT, AGREED)
    maker = Person.get_or_none(Person.id == row.made_by)
    return page.render(
        "admin/reorganisation/one",
        row=row, plan=plan, names=preview.names_of(plan), state=STATES[row.state], maker=maker.name if maker else "",
        preview=preview.preview(plan, row.day) if waits else None, others=_others(plan) if waits else [], parts=_parts(plan) if waits else [], counted=COUNTED, names_of_list=_listed, counts=row.counts or {}, roles=ROLES, kinds=KIND_NAMES,
        doubts=[page.translated(doubt.words, **doubt.values) for doubt in judging.doubts(plan)] if waits else [],
        wrong=wrong, said=request.form, may_go_back=taking_back.may_be_taken_back(row), is_draft=row.state == DRAFT, waits=waits, seen_in=_seen_in(plan),
        split=redrafting.split_area(plan),
    )  # fmt: skip


def _parts(plan: Plan) -> list[tuple[str, int, list[rows.Line]]]:
    """(area, how many open matters go there, the first of them as a list has them)."""
    reach = reach_of(identity.person())
    return [
        (part.area, part.count, rows.lines(part.matters, reach, page.language()))
        for part in dealing.parts(plan)
    ]


def _others(plan: Plan) -> list[dict[str, Any]]:
    """Sources, linked platforms and reading keys in what ends, with the choices of whoever looks at it."""
    reach = reach_of(identity.person())
    return [
        {
            "key": one.key, "kind": agreements.KINDS[one.kind][1], "name": one.name, "area": one.area, "goes_to": one.goes_to,
            "choices": [(code, code not in plan.end[one.area]) for code in agreements.offered(one, plan, reach)],
        }
        for one in agreements.standing_in(plan)
    ]  # fmt: skip


def _seen_in(plan: Plan) -> str:
    """The area on whose map it is seen best: the one above what changes, where that is the reader's too."""
    code = min(plan.ruled, key=lambda touched: (len(tree.chain(touched)), touched))
    above = tree.chain(code)[1:2]
    return above[0] if above and permissions.may(_reach(), verbs.ACT, above[0]) else code


def _listed(codes: tuple[str, ...], names: dict[str, str]) -> str:
    return page.translated(mark("、")).join(names[code] for code in codes)
