"""The desk's pages of storms: declare one, see who has not been reached, end it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, redirect, render_template, request

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import clock, decode, ids
from app.core.decode import Command, Uuid7
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk import times
from app.people.sign_in import identity
from app.storms import declaring, on_duty, serialize
from app.storms.models import KEEP_HOURS, QUESTIONS, Storm

routes = Blueprint("storms", __name__, url_prefix="/duty/storms")
DECLARED = confirmation.sentence(
    "storm-declared", mark("开启了。名单会到那里值守的人的手机上，没有信号也能记。")
)
EXPECTED = confirmation.sentence("storm-expected", mark("改好了，手机下次收到消息就按新的时间。"))
WORDS = {"doors": mark("应到"), **QUESTIONS, "not_reached": mark("还没到")}
ENDED = confirmation.sentence("storm-ended", mark("结束了。名单会从手机上删掉；还没传上来的照样算。"))


class StormBody(Command, kw_only=True):
    """A name, from when, and which areas."""

    id: Uuid7
    name: Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)] = ""
    begins: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    until: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    areas: Annotated[
        list[Annotated[str, msgspec.Meta(max_length=64, pattern=ONE_LINE)]], msgspec.Meta(max_length=400)
    ] = []


class UntilBody(Command, kw_only=True):
    """When it is expected to be over."""

    until: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""


@routes.get("")
@identity.signed_in
def index() -> str:
    """Those within reach, and the form for another for whoever may."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    now = clock.now()
    given = {"id": ids.uuid7(), "name": "", "begins": _as_typed(now), "until": _as_typed(now + declaring.LASTS), "areas": []}  # fmt: skip
    return _index(reach, given)


@routes.post("")
@identity.signed_in
def declare() -> Any:
    """Storm mode begins there; the same form again leads to the same storm."""
    person = identity.person()
    permissions.require(person, declaring.MAY)
    fields = page.form_fields(StormBody, lists=("areas",))
    try:
        payload = decode.convert(fields, StormBody)
        begins = _moment("begins", payload.begins)
        until = _moment("until", payload.until) if payload.until else None
        storm = declaring.declare(person, payload.id, payload.name, payload.areas, begins, until)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        given = {"id": ids.uuid7(), "name": "", "begins": "", "until": "", **fields}
        return _index(reach_of(person), given, page.errors_by_field(problem)), 422
    return confirmation.after(f"/duty/storms/{storm.id}", DECLARED)


@routes.get("/<uuid:which>")
@identity.signed_in
def storm_page(which: Any) -> str:
    """How far its doors are, area by area; asked for again by itself while it lasts."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    return _one(reach, serialize.find(reach, str(which)))


@routes.get("/<uuid:which>/doors")
@identity.signed_in
def doors(which: Any) -> str:
    """The doors that a number counts (`part`), of one grid (`area`) or of all within reach, for those on duty there."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    storm = serialize.find(reach, str(which))
    part, area = request.args.get("part") or "doors", request.args.get("area") or None
    lists = serialize.doors_behind(storm, reach, part, area)
    return render_template(
        "storms/doors.html", storm=storm, lists=lists, count=sum(len(found) for _, found in lists),
        words=page.translated(WORDS[part]), may_desk=permissions.may(reach, "desk"), now=clock.to_the_minute(clock.now())[11:],
    )  # fmt: skip


@routes.get("/<uuid:which>/until")
@routes.get("/<uuid:which>/end")
@identity.signed_in
def way_back(which: Any) -> Any:
    """Where a form is sent there is nothing to open: the address leads to the storm's page."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_storms")
    return redirect(f"/duty/storms/{serialize.find(reach, str(which)).id}", 303)


@routes.post("/<uuid:which>/until")
@identity.signed_in
def expect(which: Any) -> Any:
    """Its end is expected at another time."""
    person = identity.person()
    permissions.require(person, declaring.MAY)
    storm = serialize.find(reach_of(person), str(which))
    fields = page.form_fields(UntilBody)
    try:
        declaring.expect(person, storm, _moment("until", decode.convert(fields, UntilBody).until))
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _one(reach_of(person), storm, fields.get("until"), page.errors_by_field(problem)), 422
    return confirmation.after(f"/duty/storms/{storm.id}", EXPECTED)


def _one(reach: Reach, storm: Storm, typed: Any = None, errors: dict[str, str] | None = None) -> str:
    lines = serialize.progress(storm, reach)
    return render_template(
        "storms/_progress.html" if page.is_fragment() else "storms/one.html",
        storm=storm, lines=lines, total={part: sum(line[part] for line in lines) for part in serialize.PARTS},
        where=_names(storm), since=times.moment(storm.begins, page.language()),
        ended=times.moment(storm.ended, page.language()), now=clock.to_the_minute(clock.now())[11:],
        may_desk=permissions.may(reach, "desk"), heads={name: page.translated(words) for name, words in WORDS.items()}, errors=errors or {},
        until=times.moment(storm.until, page.language()), is_over_time=(storm.until or clock.now()) < clock.now(),
        typed=typed if typed is not None else _as_typed(storm.until or clock.now() + declaring.LASTS),
        keep=KEEP_HOURS, is_redrawn=serialize.has_followed(storm), is_off_duty=permissions.may(reach, on_duty.MAY) and not any("untold" in line for line in lines),
        may_end=storm.ended is None and all(permissions.may(reach, declaring.MAY, area) for area in storm.areas),
    )  # fmt: skip


@routes.post("/<uuid:which>/end")
@identity.signed_in
def end(which: Any) -> Any:
    """It is over."""
    person = identity.person()
    permissions.require(person, declaring.MAY)
    storm = serialize.find(reach_of(person), str(which))
    declaring.end(person, storm)
    return confirmation.after(f"/duty/storms/{storm.id}", ENDED)


def _index(reach: Reach, given: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    rows = serialize.storms_for(reach)
    language = page.language()
    return render_template(
        "storms/index.html",
        running=[(row, _names(row), times.moment(row.begins, language)) for row in rows if row.ended is None],
        over=[(row, _names(row), times.moment(row.ended, language)) for row in rows if row.ended is not None],
        can_see_duty=permissions.may(reach, "see_duty"), given=given, errors=errors or {},
        areas=choices.below(permissions.areas_for(reach, declaring.MAY)),
    )  # fmt: skip


def _as_typed(ms: int) -> str:
    """A moment as a browser's field has it."""
    return clock.to_the_minute(ms).replace(" ", "T")


def _moment(field: str, text: str) -> int:
    """Epoch ms of a time in the city, as a browser's field writes it; Problem bad-value."""
    try:
        return round(dt.datetime.fromisoformat(text.strip()).replace(tzinfo=clock.zone()).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise Problem("bad-value", (field, "bad-moment")) from error


def _names(storm: Storm) -> str:
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(storm.areas)).tuples())
    return page.translated(mark("、")).join(names.get(code, code) for code in storm.areas)
