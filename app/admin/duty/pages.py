"""The door of laying out a roster: a form of a pattern, what it would make, and writing it as one import."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template, request

from app.admin.duty import patterns
from app.admin.registers.roster import ROSTER
from app.admin.tables import lookup as lookups
from app.admin.tables import writing
from app.admin.tables.plan import heading, plan
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.areas.duty import roster
from app.core import clock
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import page
from app.people.sign_in import identity

routes = Blueprint("admin_duty", __name__, url_prefix="/admin/roster/lay")
PEOPLE_MOST = 2_000
DEFAULT_DAYS, DEFAULT_HOUR = 30, 8


class Laid(page.Agreed, kw_only=True):
    """What the form says: for whom, which days, which pattern, and the people of each group."""

    area: Annotated[str, msgspec.Meta(max_length=100, pattern=ONE_LINE)] = ""
    unit: Annotated[str, msgspec.Meta(max_length=100, pattern=ONE_LINE)] = ""
    first: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    last: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    hour: Annotated[str, msgspec.Meta(max_length=2, pattern=ONE_LINE)] = str(DEFAULT_HOUR)
    pattern: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    people_a: Annotated[str, msgspec.Meta(max_length=PEOPLE_MOST)] = ""
    people_b: Annotated[str, msgspec.Meta(max_length=PEOPLE_MOST)] = ""
    people_c: Annotated[str, msgspec.Meta(max_length=PEOPLE_MOST)] = ""
    people_d: Annotated[str, msgspec.Meta(max_length=PEOPLE_MOST)] = ""


@routes.get("")
@identity.signed_in
def form() -> str:
    """An empty form; the address may name the desk or unit."""
    permissions.require(reach_of(identity.person()), "administer")
    today = clock.today()
    given = {
        "area": request.args.get("area", "")[:100],
        "unit": request.args.get("unit", "")[:100],
        "first": today.isoformat(),
        "last": (today + dt.timedelta(days=DEFAULT_DAYS - 1)).isoformat(),
        "hour": str(DEFAULT_HOUR),
        "pattern": "three_two",
    }
    return _page(given)


@routes.post("")
@identity.signed_in
def lay() -> Any:
    """Show the turns that the pattern makes; write them if the plan that the person agreed to is sent along."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "administer")
    payload = page.form_body(Laid)
    given = msgspec.structs.asdict(payload)
    try:
        data = _table(payload)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        errors = {error["field"]: error["message"] for error in problem.body(page.language())["errors"]}
        return _page(given, errors), 422
    if payload.agreed is None:
        return _page(given, result=plan(ROSTER, data, lookups.load(reach)))
    name = f"{page.translated(patterns.PATTERNS[payload.pattern].words)} {payload.first}–{payload.last}"
    result, done = writing.write(ROSTER, data, reach, person, payload.agreed, name)
    return _page(given, result=result, done=done, stale=not done)


def _page(given: dict[str, Any], errors: dict[str, str] | None = None, **values: Any) -> str:
    shown = {"result": None, "done": False, "stale": False, **values}
    return render_template(
        "admin/roster_lay.html",
        given=given, errors=errors or {}, plan=shown["result"], done=shown["done"], stale=shown["stale"],
        record=ROSTER, heading=heading, groups=patterns.GROUPS, patterns=patterns.PATTERNS,
    )  # fmt: skip


def _table(payload: Laid) -> bytes:
    """The turns as a table of the roster. Problem bad-value naming the field."""
    pattern = patterns.PATTERNS.get(payload.pattern)
    if pattern is None:
        raise Problem("bad-value", ("pattern", "no-such-pattern"))
    first, last = _day(payload.first, "first"), _day(payload.last, "last")
    if last < first:
        raise Problem("bad-value", ("last", "before-start"))
    if (last - first).days >= patterns.DAYS_MOST:
        raise Problem("bad-value", ("last", "too-many-days", {"most": patterns.DAYS_MOST}))
    hour = payload.hour.strip()
    if not (hour.isascii() and hour.isdecimal() and int(hour) < 24):
        raise Problem("bad-value", ("hour", "out-of-range", {"least": 0, "most": 23}))
    groups = [patterns.read_people(getattr(payload, name), name) for name in patterns.GROUPS]
    groups = groups[: pattern.most]
    while groups and not groups[-1]:
        groups.pop()
    if len(groups) < pattern.least or not all(groups):
        lacking = next((n for n, people in enumerate(groups) if not people), len(groups))
        raise Problem("bad-value", (patterns.GROUPS[lacking], "groups-needed", {"n": pattern.least}))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in ROSTER.columns])
    for begins, ends, who in patterns.turns(pattern, first, last, int(hour), groups):
        spans = (begins.strftime(roster.MOMENT), ends.strftime(roster.MOMENT))
        writer.writerow([payload.area, payload.unit, *spans, who.name, who.phone, who.staff])
    return out.getvalue().encode()


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Problem("bad-value", (field, "bad-date")) from error
