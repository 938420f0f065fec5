"""The pages on which administrators give keys for reading: the list, one key, and its secret, shown once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.areas import role_words, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, Unit
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, mark_in
from app.gateways import agreed
from app.gateways.reading import grants
from app.gateways.reading.commands import DAILY_MOST, KeyBody
from app.gateways.reading.models import DAILY, ReadingKey
from app.people.sign_in import identity

routes = Blueprint("reading_pages", __name__, url_prefix="/admin/keys")
TITLE = mark_in("menu", "只读密钥")
CHANGED = confirmation.sentence("key-changed", mark("已改好，从现在起按新的约定给看。"))
ENDED = confirmation.sentence("key-ended", mark("已停用，这把密钥什么也打不开了。"))
UNITS_MOST = 500
PLACE_KINDS = ("city", "county", "street", "community", "grid", "dedicated_grid")
ROLES = ("dispatcher", "duty_desk", "grid_lead", "building_head", "handler")


@routes.get("")
@identity.signed_in
def index() -> str:
    """Every key that the reader may set, and when it was last used."""
    every = list(agreed.visible(ReadingKey, _reach()))
    return render_template(
        "gateways/reading/keys.html", title=page.translated(TITLE), live=[_line(row) for row in every if row.is_live()],
        over=[_line(row) for row in every if not row.is_live()],
    )  # fmt: skip


@routes.get("/new")
@identity.signed_in
def fresh() -> str:
    """The form for another key."""
    return _form(_reach(), {"daily": DAILY, "role": "dispatcher"}, {})


@routes.post("/new")
@identity.signed_in
def give() -> Any:
    """Give it; its secret is shown on the page that answers."""
    reach = _reach()
    try:
        row, secret = grants.give(identity.person(), _body())
    except Problem as problem:
        return _refused(problem, reach, None)
    return _secret(row, secret)


@routes.get("/<code>")
@identity.signed_in
def key_page(code: str) -> str:
    """What one key opens."""
    reach = _own()
    return _key(reach, agreed.find(ReadingKey, reach, code))


@routes.post("/<code>")
@identity.signed_in
def change(code: str) -> Any:
    """Other terms."""
    reach = _own()
    row = agreed.find(ReadingKey, reach, code)
    try:
        grants.change(identity.person(), row, _body(row.code))
    except Problem as problem:
        return _refused(problem, reach, row)
    return confirmation.after(f"/admin/keys/{code}", CHANGED)


@routes.post("/<code>/key")
@identity.signed_in
def renew(code: str) -> str:
    """Another secret; the former one ends."""
    row = agreed.find(ReadingKey, _own(), code)
    return _secret(row, grants.renew(identity.person(), row, request.form.get("former", "")))


@routes.post("/<code>/end")
@identity.signed_in
def end(code: str) -> Any:
    """It opens nothing more."""
    grants.end(identity.person(), agreed.find(ReadingKey, _own(), code))
    return confirmation.after(f"/admin/keys/{code}", ENDED)


def _own() -> Reach:
    """With what reach one of them is looked for: what is not the reader's is not there, whoever asks."""
    return reach_of(identity.person())


def _reach() -> Reach:
    reach = _own()
    permissions.require(reach, agreed.ACT)
    return reach


def _body(code: str | None = None) -> KeyBody:
    """The form; the code of one that is there is not asked again."""
    fields = page.form_fields(KeyBody, numbers=("daily",))
    if fields.get("role") != "handler":
        fields.pop("unit", None)  # the field stands in the form whatever the role
    return decode.convert({**fields, **({"code": code} if code is not None else {})}, KeyBody)


def _refused(problem: Problem, reach: Reach, row: ReadingKey | None) -> tuple[str, int]:
    """The form with what was written and a sentence at each field."""
    if not problem.errors:
        raise problem
    return _form(reach, request.form.to_dict(), page.errors_by_field(problem), row), problem.status


def _form(reach: Reach, values: dict[str, Any], errors: dict[str, str], row: ReadingKey | None = None) -> str:
    return render_template(
        "gateways/reading/form.html", title=page.translated(TITLE), key=row, values=values, errors=errors, most=DAILY_MOST,
        **_choices(reach),
    )  # fmt: skip


def _choices(reach: Reach) -> dict[str, Any]:
    own = permissions.areas_for(reach, agreed.ACT)
    units = (
        Unit.select().where(Unit.area.in_(tree.below(*own))).order_by(Unit.name, Unit.code).limit(UNITS_MOST)
    )
    return {
        "roles": [(role, role_words.role_name(role, page.language())) for role in ROLES],
        "places": agreed.places(reach, PLACE_KINDS),
        "units": [("", "—"), *((unit.code, unit.name) for unit in units)],
    }


def _key(reach: Reach, row: ReadingKey) -> str:
    values = {
        "name": row.name, "role": row.role, "area": row.area, "unit": row.unit or "", "daily": row.daily,
        "expires": agreed.last_day(row.expires),
    }  # fmt: skip
    return render_template(
        "gateways/reading/key.html", title=page.translated(TITLE), key=row, line=_line(row), values=values, errors={},
        former=agreed.secret_mark(row), **_choices(reach),
    )  # fmt: skip


def _secret(row: ReadingKey, secret: str) -> str:
    return render_template(
        "gateways/reading/secret.html", title=page.translated(TITLE), key=row, secret=secret, host=request.host_url.rstrip("/")
    )  # fmt: skip


def _line(row: ReadingKey) -> dict[str, Any]:
    unit = Unit.get_or_none(Unit.code == row.unit) if row.unit else None
    return {
        "code": row.code, "name": row.name, "role": role_words.role_name(row.role, page.language()),
        "place": Area.get_by_id(row.area).name, "unit": unit.name if unit is not None else "", "daily": row.daily,
        "last": clock.to_the_minute(row.last_used) if row.last_used is not None else None,
        "is_live": row.is_live(), "has_ended": row.ended is not None,
    }  # fmt: skip
