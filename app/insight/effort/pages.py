"""The page of a team's effort, and the rounds and visits behind its numbers for those who may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.areas.place_names import Places
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page
from app.desk import times
from app.insight import asking, figures, tallies
from app.insight.effort import reasons, team
from app.insight.page_parts import bounds, until_today
from app.insight.questions import Question
from app.patrol.models import Patrol, Visit
from app.people.sign_in import identity

routes = Blueprint("effort_pages", __name__, url_prefix="/figures/effort")
KINDS = ("rounds", "visits")
PATH = "/figures/effort"


@routes.get("")
@identity.signed_in
def index() -> str:
    """What the days of a team came to; of too few the page says why it tells nothing."""
    asked, reach = _asked()
    asked, ahead = until_today(asked)
    if not team.is_told(asked, reach) and not tallies.is_wide(asked.area):
        return render_template(
            "insight/effort_not_told.html", here=Area.get_by_id(asked.area), why=page.translated(reasons.of_people(asked.area, asked.last)),
            back=asking.address("/figures", asked),
        )  # fmt: skip
    found = team.effort(asked, reach)
    opens = team.may_open(asked, reach)
    return render_template(
        "insight/effort.html", here=Area.get_by_id(asked.area), first=asked.first.isoformat(), last=asked.last.isoformat(),
        effort=found, ahead=ahead, is_told=asked.first <= clock.today(), in_grid=_length(found.in_grid), unknown=_length(found.unknown), reference=_length(team.REFERENCE),
        rounds=asking.address(f"{PATH}/rounds", asked) if opens else "", visits=asking.address(f"{PATH}/visits", asked) if opens else "",
        back=asking.address("/figures", asked), bounds=bounds(asked),
    )  # fmt: skip


@routes.get("/<what>")
@identity.signed_in
def behind(what: str) -> str:
    """The rounds or the visits that were counted, in the order of time, without names."""
    if what not in KINDS:
        raise Problem("not-found")
    asked, reach = _asked()
    rows = team.behind(asked, reach, what)
    places = Places(asked.area)
    return render_template(
        "insight/effort_behind.html", here=Area.get_by_id(asked.area), first=asked.first, last=asked.last, what=what,
        rows=[_shown(row, places) for row in rows], back=asking.address(PATH, asked),
    )  # fmt: skip


def _asked() -> tuple[Question, Any]:
    """Without days: the last seven."""
    reach = reach_of(identity.person())
    arguments = dict(request.args)
    if not arguments.get("from"):
        last = asking.question(arguments, reach).last
        arguments["from"] = (last - dt.timedelta(days=6)).isoformat()
    return asking.question(arguments, reach), reach


def _length(minutes: int | None) -> str:
    return "—" if minutes is None else figures.length(minutes, page.language())


def _areas(row: Patrol | Visit) -> list[str]:
    return list(row.areas) if isinstance(row, Patrol) else [row.area_id]


def _shown(row: Patrol | Visit, places: Places) -> dict[str, str]:
    ends = row.counted_to if isinstance(row, Patrol) else row.ended
    end = "" if ends is None else dt.datetime.fromtimestamp(ends / 1000, clock.zone()).strftime("%H:%M")
    begins = dt.datetime.fromtimestamp(row.started / 1000, clock.zone())
    return {
        "when": f"{times.day(row.started, page.language())} {begins:%H:%M}–{end}",
        "where": "、".join(map(places.name, _areas(row))),
    }
