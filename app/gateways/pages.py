"""The pages on which administrators set up sources: the list, one source, and its key, shown once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, decode, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, mark_in
from app.gateways import agreed, intake, sources
from app.gateways.commands import DAILY_MOST, IntakeBody, SourceBody
from app.gateways.models import DAILY, UNNAMED, Delivery, Source
from app.matters.models import Category
from app.people.sign_in import identity

routes = Blueprint("gateways_pages", __name__, url_prefix="/admin/sources")
TITLE = mark_in("menu", "来源")
KINDS = {"people": mark("热线、平台：有人在等答复"), "machine": mark("设备：没有人在等")}
CHANGED = confirmation.sentence("source-changed", mark("已改好，从现在起按新的约定收。"))
ENDED = confirmation.sentence("source-ended", mark("已停用，它的密钥什么也打不开了；转来过的事都还在。"))
SHOWN, TRIED_MOST = 20, 20_000
PLACE_KINDS = ("city", "county", "street", "community")
BECOMES = {
    intake.NEW: mark("收下后会是一件新的事。"),
    intake.NOTE: mark("这件事还没结，会补充到 {number}。"),
    intake.KNOWN: mark("已经收过了，会再答一次 {number}。"),
}


@routes.get("")
@identity.signed_in
def index() -> str:
    """Every source that the reader may set, and how much came."""
    reach = _reach()
    every = list(agreed.visible(Source, reach))
    return render_template(
        "gateways/sources.html", title=page.translated(TITLE), live=[_line(one) for one in every if one.is_live()],
        over=[_line(one) for one in every if not one.is_live()],
    )  # fmt: skip


@routes.get("/new")
@identity.signed_in
def fresh() -> str:
    """The form for another source."""
    return _form(_reach(), None, {"daily": DAILY, "kind": "people"}, {})


@routes.post("/new")
@identity.signed_in
def open_source() -> Any:
    """Set it up; its key is shown on the page that answers."""
    reach = _reach()
    try:
        source, secret = sources.open_source(identity.person(), _said())
    except Problem as problem:
        return _refused(problem, reach, None)
    return _key(source, secret)


@routes.get("/<code>")
@identity.signed_in
def source_page(code: str) -> str:
    """What is agreed upon with a source, what came lately, and how it is sent."""
    return _source(agreed.find(Source, _own(), code))


@routes.post("/<code>")
@identity.signed_in
def change(code: str) -> Any:
    """Other terms."""
    reach = _own()
    source = agreed.find(Source, reach, code)
    try:
        sources.change(identity.person(), source, _said(source.code))
    except Problem as problem:
        return _refused(problem, reach, source)
    return confirmation.after(f"/admin/sources/{code}", CHANGED)


@routes.post("/<code>/key")
@identity.signed_in
def renew(code: str) -> str:
    """Another key; the former one ends."""
    source = agreed.find(Source, _own(), code)
    return _key(source, sources.renew_key(identity.person(), source, request.form.get("former", "")))


@routes.post("/<code>/end")
@identity.signed_in
def end(code: str) -> Any:
    """Nothing more is taken from it."""
    sources.end(identity.person(), agreed.find(Source, _own(), code))
    return confirmation.after(f"/admin/sources/{code}", ENDED)


@routes.post("/<code>/try")
@identity.signed_in
def try_out(code: str) -> Any:
    """What would become of a JSON that somebody pastes; nothing is written."""
    source = agreed.find(Source, _own(), code)
    text = request.form.get("json", "")[:TRIED_MOST]
    try:
        if not source.is_live():
            raise Problem("unknown-key")
        became, matter = intake.outcome_of(source, decode.decode(text.encode(), IntakeBody))
    except Problem as problem:
        refusal = problem.body(page.language())
        lines = [
            refusal["detail"],
            *(f"{error['field']}: {error['message']}" for error in refusal.get("errors", ())),
        ]
        return _source(source, text, lines, "bad"), problem.status
    words = page.translated(BECOMES[became], number=matter.number if matter is not None else "")
    return _source(source, text, [words], "good")


def _own() -> Reach:
    """With what reach one of them is looked for: what is not the reader's is not there, whoever asks."""
    return reach_of(identity.person())


def _reach() -> Reach:
    reach = _own()
    permissions.require(reach, agreed.ACT)
    return reach


def _said(code: str | None = None) -> SourceBody:
    """The form; the code of one that is there is not asked again."""
    fields = page.form_fields(SourceBody, lists=("categories",), numbers=("daily",))
    return decode.convert({**fields, **({"code": code} if code is not None else {})}, SourceBody)


def _refused(problem: Problem, reach: Reach, source: Source | None) -> tuple[str, int]:
    """The form with what was written and a sentence at each field."""
    if not problem.errors:
        raise problem
    values = {**request.form.to_dict(), "categories": request.form.getlist("categories")}
    return _form(reach, source, values, page.errors_by_field(problem)), problem.status


def _form(reach: Reach, source: Source | None, values: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "gateways/form.html", title=page.translated(TITLE), source=source, values=values, errors=errors, most=DAILY_MOST,
        **_choices(reach),
    )  # fmt: skip


def _choices(reach: Reach) -> dict[str, Any]:
    classes = Category.select().where(Category.parent.is_null()).order_by(Category.sort, Category.code)
    return {
        "kinds": [(kind, page.translated(words)) for kind, words in KINDS.items()],
        "places": agreed.places(reach, PLACE_KINDS),
        "classes": [(row.code, row.name_en if page.language() == "en" else row.name) for row in classes],
    }


def _source(source: Source, tried: str = "", verdict: list[str] | None = None, tone: str = "") -> str:
    reach = _reach()
    values = {
        "code": source.code, "name": source.name, "kind": source.kind, "area": source.area,
        "categories": source.categories, "daily": source.daily, "expires": agreed.last_day(source.expires),
    }  # fmt: skip
    came = (
        Delivery.select()
        .where(Delivery.source == source.code)
        .order_by(Delivery.received.desc())
        .limit(SHOWN)
    )
    return render_template(
        "gateways/source.html", title=page.translated(TITLE), source=source, line=_line(source), values=values, errors={},
        most=DAILY_MOST, former=agreed.secret_mark(source), came=[_delivery(row) for row in came], tried=tried, verdict=verdict or [], tone=tone,
        **_choices(reach),
    )  # fmt: skip


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "external": "" if row.external.startswith(UNNAMED) else row.external,
        "number": row.number,
        "is_note": row.is_note,
        "at": clock.to_the_minute(row.received),
    }


def _key(source: Source, secret: str) -> str:
    return render_template(
        "gateways/key.html", title=page.translated(TITLE), source=source, secret=secret, host=request.host_url.rstrip("/"), id=ids.uuid7(),
        category=next(iter(source.categories), "other"),
    )  # fmt: skip


def _line(source: Source) -> dict[str, Any]:
    return {
        "code": source.code, "name": source.name, "kind": page.translated(KINDS[source.kind]),
        "place": Area.get_by_id(source.area).name, "today": sources.taken_today(source), "daily": source.daily,
        "last": clock.to_the_minute(source.last_used) if source.last_used is not None else None,
        "is_quiet": sources.is_quiet(source), "is_live": source.is_live(), "has_ended": source.ended is not None,
    }  # fmt: skip
