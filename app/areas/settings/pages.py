"""The page of an area's settings: every setting in one form, with what it inherits, what lies below, and one save."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.areas import local_settings, serialize
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.local_settings import KNOWN
from app.areas.models import Area, AreaSetting
from app.areas.settings import form as settings_form
from app.areas.settings.form import Change, TypedSettings
from app.core.problems.problem import Problem
from app.core.web import page
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("areas_settings", __name__, url_prefix="/areas")
VALUE_MOST = 100


@routes.get("/<code>/settings")
@identity.signed_in
def settings(code: str) -> str:
    """Show each setting that holds at the area, where it comes from, and why."""
    return _render(_settable(code))


@routes.post("/<code>/settings")
@identity.signed_in
def save_settings(code: str) -> Any:
    """Save what differs; where a value is wrong, nothing is, and the form comes back as it was typed."""
    area = _settable(code)
    typed = _typed()
    try:
        saved = settings_form.save(identity.person(), area.code, typed)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        errors = problem.body(page.language()).get("errors", [])
        return _render(area, typed, {error["field"]: error["message"] for error in errors}), problem.status
    return _render(area, saved=saved)


def _typed() -> TypedSettings:
    """The form: a setting of times has two inputs a span, a switch none while it is off."""
    form = request.form
    values = {}
    for setting in KNOWN:
        if setting.control == "switch":
            if f"shown-{setting.name}" in form:
                values[setting.name] = form.get(setting.name, "0")
        elif setting.control in ("times", "span") and setting.name in form:
            values[setting.name] = _spans(form.getlist(setting.name))
        elif setting.name in form:
            values[setting.name] = form[setting.name]
    if (
        any(len(value) > VALUE_MOST for value in values.values())
        or len(form.get("reason", "")) > local_settings.REASON_MOST
    ):
        raise Problem("bad-value", ("value", "too-long", {"most": VALUE_MOST}))
    shown = {
        setting.name: form[f"shown-{setting.name}"] for setting in KNOWN if f"shown-{setting.name}" in form
    }
    back = frozenset(form.getlist("back")).intersection(local_settings.BY_NAME)
    return TypedSettings(values, shown, back, form.get("reason", ""))


def _spans(times: list[str]) -> str:
    """08:30, 12:00, 14:00, 17:30 → 08:30-12:00,14:00-17:30; a span left empty is none, and one text is taken as it is."""
    if len(times) == 1:
        return times[0]
    pairs = zip(times[::2], times[1::2], strict=False)
    return ",".join(f"{begins}-{ends}" for begins, ends in pairs if begins or ends)


def _settable(code: str) -> Area:
    reach = reach_of(identity.person())
    serialize.roots(reach, code)
    permissions.require(reach, "set_area", code)
    return Area.get_by_id(code)


def _render(
    area: Area,
    typed: TypedSettings = TypedSettings(),
    wrong: dict[str, str] | None = None,
    saved: list[Change] | None = None,
) -> str:
    here = {at.setting.name: at for at in local_settings.settings_at(area.code)}
    above = {at.setting.name: at for at in local_settings.settings_above(area.code)}
    below = local_settings.set_below(area.code)
    rows = [row for row in (at.source for at in (*here.values(), *above.values())) if row is not None]
    return page.render(
        "areas/settings",
        area=area,
        parts=local_settings.PARTS,
        here=here,
        above=above,
        below=below,
        people=_people(rows),
        places={
            row.code: row.name for row in Area.select().where(Area.code.in_([row.area_id for row in rows]))
        },
        typed=typed,
        wrong=wrong or {},
        saved=saved,
    )


def _people(rows: list[AreaSetting]) -> dict[str, str]:
    return {row.id: row.name for row in Person.select().where(Person.id.in_([row.by for row in rows]))}
