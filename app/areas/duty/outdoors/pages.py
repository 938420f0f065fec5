"""The page on which patrols outdoors are paused for an area, and on which whoever is in reach reads where they are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.duty.outdoors import pauses
from app.areas.models import Area, OutdoorPause
from app.core import clock
from app.core.decode import Command
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.sign_in import identity

routes = Blueprint("outdoor_pauses", __name__, url_prefix="/duty/pauses")
PAUSED = confirmation.sentence("outdoors-paused", mark("记下了。那里的人在手机上看得到，这几天不算进日均。"))
RESUMED = confirmation.sentence("outdoors-resumed", mark("已结束，今天起照常。"))
AREAS_MOST = 300  # beyond them a level is left to those who sit lower
SHOWN_MOST = 200
NOT_CHOSEN = ("micro_grid", "building", "checkpoint")


class PauseBody(Command):
    """Where, why and on which days."""

    area: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    kind: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    begins: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    ends: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""


@routes.get("")
@identity.signed_in
def index() -> str:
    """Those that are not over, and the form for another for whoever may."""
    reach = reach_of(identity.person())
    permissions.require(reach, "see_duty")
    today = clock.today().isoformat()
    return _page(reach, {"begins": today, "ends": today, "kind": "", "area": ""})


@routes.post("")
@identity.signed_in
def begin() -> Any:
    """Patrols outdoors pause there on these days."""
    person = identity.person()
    permissions.require(person, pauses.MAY)
    payload = page.form_body(PauseBody)
    try:
        pauses.begin(person, payload.area, payload.kind, payload.begins, payload.ends)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _page(reach_of(person), msgspec.structs.asdict(payload), page.errors_by_field(problem)), 422
    return confirmation.after("/duty/pauses", PAUSED)


@routes.post("/<uuid:which>/end")
@identity.signed_in
def end(which: Any) -> Any:
    """One of them is over."""
    person = identity.person()
    permissions.require(person, pauses.MAY)
    pause = OutdoorPause.get_or_none(OutdoorPause.id == str(which))
    if pause is None or not reach_of(person).sees_area(pause.area):
        raise Problem("not-found")
    pauses.end(person, pause)
    return confirmation.after("/duty/pauses", RESUMED)


def _page(reach: Reach, given: dict[str, str], errors: dict[str, str] | None = None) -> str:
    listed = pauses.within(reach)[:SHOWN_MOST]
    return render_template(
        "absences/pauses.html",
        lines=[(row, pauses.sentence(row, page.language())) for row in listed],
        given=given, errors=errors or {}, today=clock.today().isoformat(),
        kinds=[(name, page.translated(words)) for name, words in pauses.KINDS.items()],
        areas=_areas(permissions.areas_for(reach, pauses.MAY)),
        may_end={row.id for row in listed if permissions.may(reach, pauses.MAY, row.area)},
        earliest=(clock.today() - dt.timedelta(days=pauses.BACK_MOST)).isoformat(),
    )  # fmt: skip


def _areas(roots: list[str]) -> list[tuple[str, str]]:
    """The areas to choose from, as (code, name): the reader's own, and level by level those below while they are not too many."""
    day = clock.today().isoformat()
    level = list(Area.select().where(Area.code.in_(roots or [""])).order_by(Area.depth, Area.code))
    found: list[tuple[str, str]] = []
    above: dict[str, str] = {}
    while level and len(found) + len(level) <= AREAS_MOST:
        found += [
            (row.code, f"{above.get(row.parent_id, '')}{row.name}")
            for row in level
            if row.code not in dict(found)
        ]
        above = {row.code: f"{row.name} " if row.kind == "community" else "" for row in level}
        level = list(
            Area.select()
            .where(
                Area.parent.in_([row.code for row in level]), Area.kind.not_in(NOT_CHOSEN), Area.begins <= day,
                Area.ends >= day,
            )
            .order_by(Area.code)
            .limit(AREAS_MOST + 1)
        )  # fmt: skip
    return found
