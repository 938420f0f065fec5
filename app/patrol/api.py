"""The JSON doors of patrols and of the worker's day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.ledger.act import by_web
from app.patrol import access, day, grid_day, serialize
from app.patrol.commands import JudgementBody
from app.patrol.companions import alongside, devices, modes, names, setup
from app.patrol.companions.models import Companion
from app.patrol.minutes import gaps
from app.patrol.models import Patrol
from app.patrol.rounds import exports
from app.patrol.visits import coverage as visits_coverage
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("patrol_api", __name__, url_prefix="/api/v1")
PAGE, PAGE_MOST = 20, 50
YEARS = (1970, 2099)
COVERAGE = ("grid_lead", "grid_guide", "dispatcher", "duty_desk", "admin")


@routes.get("/patrols")
@identity.signed_in
def listed() -> dict[str, Any]:
    """Patrols the caller may see, the latest first; `mine=1` only one's own, `person=` one person's."""
    patrols = access.visible(identity.person(), only_own=request.args.get("mine") == "1")
    if request.args.get("person"):
        patrols = patrols.where(Patrol.person == decode.uuid(request.args["person"]))
    if request.args.get("cursor"):
        started, which = _cursor(request.args["cursor"])
        patrols = patrols.where(
            (Patrol.started < started) | ((Patrol.started == started) & (Patrol.id < which))
        )
    most = _limit()
    rows = list(patrols.order_by(Patrol.started.desc(), Patrol.id.desc()).limit(most + 1))
    last = rows[most - 1] if len(rows) > most else None
    return {
        "patrols": [{**serialize.brief(row), "person_name": row.person.name} for row in rows[:most]],
        "cursor": f"{last.started}.{last.id}" if last is not None else None,
    }


def _limit() -> int:
    asked = request.args.get("limit", "")[:9]
    wanted = int(asked) if asked.isascii() and asked.isdigit() else PAGE
    return min(max(wanted, 1), PAGE_MOST)


def _cursor(text: str) -> tuple[int, str]:
    started, _, which = text.partition(".")
    if not (
        started.isascii() and started.isdigit() and len(started) < 16 and decode.UUID_FORM.fullmatch(which)
    ):
        raise Problem("bad-value", ("cursor", "bad-value"))
    return int(started), which


@routes.get("/patrols/<patrol>")
@identity.signed_in
def whole_patrol(patrol: str) -> dict[str, Any]:
    """The whole patrol, nothing left out; a look at another person's is recorded."""
    patrol_row = _looked_at(patrol, "summary")
    return serialize.own(patrol_row) if _is_own(patrol_row) else serialize.whole(patrol_row)


def _is_own(patrol: Patrol) -> bool:
    return bool(patrol.person_id == identity.person().id)


@routes.get("/patrols/<patrol>.gpx")
@identity.signed_in
def as_gpx(patrol: str) -> Response:
    """Every fix as GPX 1.1; 410 once the track is purged."""
    patrol_row = _looked_at(patrol, "gpx")
    return _file(exports.as_gpx(patrol_row, **_sources(patrol_row)), "application/gpx+xml", patrol_row, "gpx")


@routes.get("/patrols/<patrol>.geojson")
@identity.signed_in
def as_geojson(patrol: str) -> Response:
    """Every fix as GeoJSON; 410 once the track is purged."""
    patrol_row = _looked_at(patrol, "geojson")
    return _file(
        jsonify(exports.as_geojson(patrol_row, **_sources(patrol_row))).get_data(),
        "application/geo+json",
        patrol_row,
        "geojson",
    )


def _sources(patrol: Patrol) -> dict[str, Any]:
    """What measured each fix, and which of several trackers, is told to the patrol's own worker alone."""
    is_own = _is_own(patrol)
    return {"with_sources": is_own, "labels": names.labels(patrol) if is_own else None}


def _looked_at(patrol: str, kind: str) -> Patrol:
    """The patrol if the caller may see it; the look is noted where there is a track to be seen."""
    me = identity.person()
    patrol_row = access.find(me, decode.uuid(patrol))
    if kind != "summary" and patrol_row.purged is not None:
        raise Problem("gone")
    access.note(me, patrol_row, kind)
    return patrol_row


def _file(content: str | bytes, kind: str, patrol: Patrol, ending: str) -> Response:
    answer = Response(content, content_type=kind)
    name = f"patrol-{clock.date_of(patrol.started).isoformat()}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@routes.post("/patrols/<patrol>/gaps/<gap>")
@identity.signed_in
def judge(patrol: str, gap: str) -> dict[str, Any]:
    """A lead's yes or no to an explained gap; the whole patrol as it then stands, without places."""
    me = identity.person()
    patrol_row = access.find(me, decode.uuid(patrol))
    gaps.judge(by_web(me), patrol_row, gaps.parse_id(gap), page.json_body(JudgementBody))
    return serialize.without_places(access.find(me, patrol))


@routes.get("/me/day")
@identity.signed_in
def my_day() -> dict[str, Any]:
    """The caller's day."""
    return day.serialize_day(identity.person().id, _date())


@routes.get("/people/<person>/day")
@identity.signed_in
def day_of(person: str) -> dict[str, Any]:
    """A worker's day, for whoever leads an area in which the worker holds a field post; causes, never places."""
    date = _date()
    known = Person.get_or_none(Person.id == decode.uuid(person))
    if known is None or not access.may_see_day(identity.person(), known.id, clock.start_of(date)):
        raise Problem("not-found")
    return day.serialize_day(known.id, date)


@routes.get("/me/grids")
@identity.signed_in
def my_grids() -> dict[str, Any]:
    """The day of each grid the caller leads, without a place of anybody's; nothing for those who lead none."""
    return grid_day.grids_of(identity.person())


@routes.get("/me/trackers")
@identity.signed_in
def my_trackers() -> dict[str, Any]:
    """The caller's own trackers, and since when one says nothing of the caller's running patrol `patrol`.

    First stands what the live page says: one that has fallen silent, else one that is heard, of several the last heard.
    """
    person, asked = identity.person(), request.args.get("patrol", "")
    patrol = Patrol.owned_by(person.id, asked)
    every = [_tracker(one, patrol) for one in devices.live(person.id)]
    every.sort(key=lambda one: one["heard"] or "", reverse=True)
    return {"trackers": sorted(every, key=lambda one: (one["silent_since"] is None, not one["has_begun"]))}


def _tracker(one: Companion, patrol: Patrol | None) -> dict[str, Any]:
    is_running = patrol is not None and patrol.is_open()
    since = alongside.silent_since(patrol, one, clock.now()) if patrol is not None and is_running else None
    return {
        "name": one.name,
        "kind": one.kind,
        "heard": clock.rfc3339_or_none(one.heard),
        "has_begun": patrol is not None and alongside.last_of(patrol, one) is not None,
        "silent_since": clock.rfc3339_or_none(since),
        "start": setup.switch(one.kind, modes.MOVE),
        "stop": setup.switch(one.kind, modes.QUIET),
    }


@routes.get("/me/looks")
@identity.signed_in
def my_looks() -> dict[str, Any]:
    """Who looked at the caller's tracks, and when."""
    return {"looks": access.at_tracks_of(identity.person())}


@routes.get("/me/buildings")
@identity.signed_in
def my_buildings() -> dict[str, Any]:
    """The buildings of the caller's own areas, those not visited for longest first."""
    return visits_coverage.coverage_of(identity.person())


@routes.get("/coverage")
@identity.signed_in
def coverage() -> dict[str, Any]:
    """How much of one area in reach was visited lately: its own figure, beside no other's."""
    reach = reach_of(identity.person())
    code = request.args.get("area") or next(iter(sorted(reach.roots)), "")
    if not reach.holds(*COVERAGE) or not reach.sees_area(code):
        raise Problem("not-found")
    return visits_coverage.coverage(Area.get_by_id(code))


def _date() -> dt.date:
    """The day asked for, today without one; Problem bad-value."""
    asked = request.args.get("date")
    if not asked:
        return clock.today()
    day_asked = decode.date(asked, "date")
    if not YEARS[0] < day_asked.year <= YEARS[1]:
        raise Problem("bad-value", ("date", "bad-date"))
    return day_asked
