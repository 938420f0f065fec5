"""The page on which patrols outdoors are paused for an area, and on which whoever is in reach reads where they are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.duty.outdoors import pauses
from app.areas.models import OutdoorPause
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
SHOWN_MOST = 200


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
        areas=choices.below(permissions.areas_for(reach, pauses.MAY)),
        may_end={row.id for row in listed if permissions.may(reach, pauses.MAY, row.area)},
        earliest=(clock.today() - dt.timedelta(days=pauses.BACK_MOST)).isoformat(),
    )  # fmt: skip
