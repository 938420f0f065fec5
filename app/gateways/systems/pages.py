"""The pages on which administrators agree upon other systems: how each stands, its map, what it refused, and files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from peewee import JOIN

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, mark_in
from app.gateways import agreed
from app.gateways.models import Source
from app.gateways.systems import agreements, files, known, returns
from app.gateways.systems.commands import MapBody, SystemBody, VisitsForm
from app.gateways.systems.maps import files as map_files
from app.gateways.systems.maps import mapping, trying
from app.gateways.systems.maps.fields import FIELDS, MATTER, VISIT
from app.gateways.systems.models import REFUSED, WAITING, Sending, System
from app.gateways.systems.outgoing import signatures, troubles
from app.matters.models import Category, Matter
from app.people.sign_in import identity

routes = Blueprint("systems_pages", __name__, url_prefix="/admin/systems")
TITLE = mark_in("menu", "对接平台")
CHANGED = confirmation.sentence("system-changed", mark("已改好，从现在起照新的约定。"))
MAPPED = confirmation.sentence("system-mapped", mark("从现在起照这张字段对照来。"))
ENDED = confirmation.sentence("system-ended", mark("已停用，什么也不再送去，也不再收。"))
AGAIN = confirmation.sentence("system-again", mark("没有收的，马上再送一次。"))
VISITS_ON = confirmation.sentence("system-visits-on", mark("从现在起，走访第二天送去。"))
VISITS_OFF = confirmation.sentence("system-visits-off", mark("走访不再送去，等着送的也不送了。"))
SETTLED = confirmation.sentence("system-settled", mark("已记下用哪个编号。"))
BECAME = {
    returns.TAKEN: mark("记下了"),
    returns.KNOWN: mark("和已知的一样"),
    returns.STALE: mark("比已知的旧，没有改"),
    returns.CONFLICT: mark("编号和已知的不一样，要人定"),
}
VISIT_WORD = mark("走访")
SHOWN, MAP_MOST = 20, 100_000
PLACE_KINDS = ("city", "county", "street", "community")
MIMES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@routes.get("")
@identity.signed_in
def index() -> str:
    """Every system that the reader may set, and whether it can be reached."""
    every = list(agreed.visible(System, _reach()))
    return render_template(
        "gateways/systems/systems.html", title=page.translated(TITLE), live=[_line(row) for row in every if row.is_live()],
        over=[_line(row) for row in every if not row.is_live()],
    )  # fmt: skip


@routes.get("/new")
@identity.signed_in
def fresh() -> str:
    """The form for another system."""
    return _form(_reach(), {}, {})


@routes.post("/new")
@identity.signed_in
def open_system() -> Any:
    """Agree upon it; its key and secret are shown on the page that answers."""
    reach = _reach()
    try:
        system, secret = agreements.open_system(identity.person(), _body())
    except Problem as problem:
        return _refused(problem, reach, None)
    return _secrets(system, secret)


@routes.get("/<code>")
@identity.signed_in
def system_page(code: str) -> str:
    """How one system stands."""
    reach = _own()
    return _system(reach, agreed.find(System, reach, code))


@routes.post("/<code>")
@identity.signed_in
def change(code: str) -> Any:
    """Other terms."""
    reach = _own()
    system = agreed.find(System, reach, code)
    try:
        agreements.change(identity.person(), system, _body(system.code))
    except Problem as problem:
        return _refused(problem, reach, system)
    return confirmation.after(f"/admin/systems/{code}", CHANGED)


@routes.post("/<code>/key")
@identity.signed_in
def renew(code: str) -> str:
    """Another key and secret; the former ones end."""
    system = agreed.find(System, _own(), code)
    return _secrets(*agreements.renew(identity.person(), system, request.form.get("former", "")))


@routes.post("/<code>/end")
@identity.signed_in
def end(code: str) -> Any:
    """Nothing more goes to it."""
    agreements.end(identity.person(), agreed.find(System, _own(), code))
    return confirmation.after(f"/admin/systems/{code}", ENDED)


@routes.post("/<code>/again")
@identity.signed_in
def send_again(code: str) -> Any:
    """What it refused is sent again."""
    agreements.send_again(identity.person(), agreed.find(System, _own(), code))
    return confirmation.after(f"/admin/systems/{code}", AGAIN)


@routes.post("/<code>/visits")
@identity.signed_in
def tell_visits(code: str) -> Any:
    """Visits go out, for a reason, or no more."""
    reach = _own()
    system = agreed.find(System, reach, code)
    form = page.form_body(VisitsForm)
    if form.choice == "off":
        agreements.tell_no_visits(identity.person(), system)
        return confirmation.after(f"/admin/systems/{code}", VISITS_OFF)
    try:
        agreements.tell_visits(identity.person(), system, form.reason)
    except Problem as problem:
        if not problem.errors:
            raise
        return _system(reach, system, _sentences(problem), "bad"), problem.status
    return confirmation.after(f"/admin/systems/{code}", VISITS_ON)


@routes.post("/<code>/numbers/<matter>")
@identity.signed_in
def settle(code: str, matter: str) -> Any:
    """A person decides which of two numbers holds."""
    reach = _own()
    system = agreed.find(System, reach, code)
    choice = request.form.get("choice", "")
    if choice not in ("other", "known"):
        raise Problem("bad-value", ("choice", "not-a-choice"))
    try:
        returns.settle(system, matter, choice == "other", identity.person())
    except Problem as problem:
        if not problem.errors:
            raise
        message = problem.body(page.language())["errors"][0]["message"]
        return _system(reach, system, [message], "bad"), problem.status
    return confirmation.after(f"/admin/systems/{code}", SETTLED)


@routes.get("/<code>/map")
@identity.signed_in
def map_page(code: str) -> str:
    """The map with what it makes of ten real matters."""
    system = agreed.find(System, _own(), code)
    return _map(system, _kept(system))


@routes.post("/<code>/map/import")
@identity.signed_in
def try_map(code: str) -> Any:
    """A map out of a file, tried on ten real matters; nothing is sent, and it is kept when somebody says so."""
    system = agreed.find(System, _own(), code)
    try:
        body = map_files.parse(page.file_body())
    except Problem as problem:
        return _map(system, _kept(system), _sentences(problem)), problem.status
    return _map(system, body, is_new=True)


@routes.post("/<code>/map")
@identity.signed_in
def keep_map(code: str) -> Any:
    """From now on by this map."""
    system = agreed.find(System, _own(), code)
    text = request.form.get("map", "")
    try:
        if len(text) > MAP_MOST:
            raise Problem("bad-value", ("map", "too-long", {"most": MAP_MOST}))
        agreements.set_map(identity.person(), system, mapping.parse(decode.loads(text.encode())))
    except Problem as problem:
        return _map(system, _kept(system), _sentences(problem)), problem.status
    return confirmation.after(f"/admin/systems/{code}/map", MAPPED)


@routes.get("/<code>/map.<suffix>")
@identity.signed_in
def export_map(code: str, suffix: str) -> Response:
    """The map as a file that can be imported again; an empty one as a table to fill in."""
    body = _kept(agreed.find(System, _own(), code))
    _check(suffix)
    data = map_files.as_json(body) if suffix == "json" else map_files.as_table(body, page.language())
    return _file(data, f"{code}-map", suffix)


@routes.get("/<code>/matters.<suffix>")
@identity.signed_in
def export_matters(code: str, suffix: str) -> Response:
    """The matters of the last thirty days in the system's words."""
    system = agreed.find(System, _own(), code)
    _check(suffix)
    return _file(
        files.as_json(system) if suffix == "json" else files.as_table(system), f"{code}-matters", suffix
    )


@routes.post("/<code>/answers/import")
@identity.signed_in
def import_answers(code: str) -> Any:
    """What the system says of matters, as a file."""
    reach = _own()
    system = agreed.find(System, reach, code)
    try:
        results = files.take_back(system, page.file_body())
    except Problem as problem:
        return _system(reach, system, _sentences(problem), "bad"), problem.status
    lines = [
        f"{about}: {'；'.join(_sentences(became)) if isinstance(became, Problem) else page.translated(BECAME[became])}"
        for about, became in results
    ]
    return _system(reach, system, lines, "good")


def _own() -> Reach:
    """With what reach one of them is looked for: what is not the reader's is not there, whoever asks."""
    return reach_of(identity.person())


def _reach() -> Reach:
    reach = _own()
    permissions.require(reach, agreed.ACT)
    return reach


def _kept(system: System) -> MapBody:
    return MapBody(fields=mapping.entries(system.fields), answer=mapping.answered(system.answer))


def _body(code: str | None = None) -> SystemBody:
    """The form; the code of one that is there is not asked again."""
    fields = page.form_fields(SystemBody, lists=("categories",))
    return decode.convert({**fields, **({"code": code} if code is not None else {})}, SystemBody)


def _sentences(problem: Problem) -> list[str]:
    refusal = problem.body(page.language())
    return [f"{error['field']}: {error['message']}" for error in refusal.get("errors", ())] or [
        refusal["detail"]
    ]


def _refused(problem: Problem, reach: Reach, system: System | None) -> tuple[str, int]:
    """The form with what was written and a sentence at each field."""
    if not problem.errors:
        raise problem
    values = {**request.form.to_dict(), "categories": request.form.getlist("categories")}
    return _form(reach, values, page.errors_by_field(problem), system), problem.status


def _form(reach: Reach, values: dict[str, Any], errors: dict[str, str], system: System | None = None) -> str:
    return render_template(
        "gateways/systems/form.html", title=page.translated(TITLE), system=system, values=values, errors=errors, **_choices(reach)
    )  # fmt: skip


def _choices(reach: Reach) -> dict[str, Any]:
    classes = Category.select().where(Category.parent.is_null()).order_by(Category.sort, Category.code)
    return {
        "places": agreed.places(reach, PLACE_KINDS),
        "sources": [
            ("", "—"),
            *((row.code, row.name) for row in agreed.visible(Source, reach) if row.is_live()),
        ],
        "classes": [(row.code, row.name_en if page.language() == "en" else row.name) for row in classes],
    }


def _system(reach: Reach, system: System, lines: list[str] | None = None, tone: str = "") -> str:
    system = System.get_by_id(system.code)
    values = {name: getattr(system, name) or "" for name in agreements.TERMS}
    refused = (
        Sending.select(Sending, Matter.number)
        .join(Matter, JOIN.LEFT_OUTER, on=(Matter.id == Sending.matter), attr="of")
        .where(Sending.system == system.code, Sending.state == REFUSED)
        .order_by(Sending.seq.desc())
        .limit(SHOWN)
    )
    return render_template(
        "gateways/systems/system.html", title=page.translated(TITLE), system=system, line=_line(system), values=values, errors={},
        former=agreed.secret_mark(system), lines=lines or [], tone=tone,
        refused=[{"number": row.of.number if row.kind == MATTER else page.translated(VISIT_WORD), "why": page.translated(troubles.WORDS[row.fault])} for row in refused],
        doubts=[{"matter": matter, "case": case} for case, matter in known.in_doubt(system, SHOWN)],
        **_choices(reach),
    )  # fmt: skip


def _map(system: System, body: MapBody, refusals: list[str] | None = None, is_new: bool = False) -> str:
    return render_template(
        "gateways/systems/map.html", title=page.translated(TITLE), system=system, body=body, refusals=refusals or [], is_new=is_new,
        tried=trying.try_out(system, body) if body.fields else [], text=map_files.as_json(body).decode(),
        words={name: page.translated(field.words) for name, field in FIELDS.items()},
        comes={name for name, field in FIELDS.items() if field.value is None and name != "foreign_number"},
    )  # fmt: skip


def _secrets(system: System, secret: str) -> str:
    return render_template(
        "gateways/systems/secrets.html", title=page.translated(TITLE), system=system, secret=secret,
        signing=signatures.secret_of(system), host=request.host_url.rstrip("/"),
    )  # fmt: skip


def _check(suffix: str) -> None:
    """Problem not-found for a kind of file that is not made."""
    if suffix not in MIMES:
        raise Problem("not-found")


def _file(data: bytes, name: str, suffix: str) -> Response:
    response = Response(data, content_type=MIMES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="gridwalk-{name}.{suffix}"'
    return response


def _line(system: System) -> dict[str, Any]:
    waiting = Sending.select().where(Sending.system == system.code, Sending.state == WAITING).count()
    return {
        "code": system.code, "name": system.name, "place": Area.get_by_id(system.area).name, "waiting": waiting,
        "trouble": page.translated(troubles.WORDS[system.trouble]) if system.trouble else "",
        "since": clock.to_the_minute(system.trouble_since) if system.trouble_since else "",
        "last": clock.to_the_minute(system.last_sent) if system.last_sent else "",
        "is_told": system.address is not None, "has_map": bool(system.fields),
        "tells_visits": system.visits_from is not None, "maps_visits": mapping.names(mapping.entries(system.fields), VISIT), "is_live": system.is_live(),
    }  # fmt: skip
