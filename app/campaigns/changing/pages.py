"""The forms by which a campaign that lasts is changed: what is added to it, and what is taken out where nobody was yet."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, redirect

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.campaigns import opening, serialize
from app.campaigns.changing import changes
from app.campaigns.joint import inspections
from app.campaigns.models import Campaign
from app.campaigns.pages import Line, PlaceName
from app.campaigns.progress import counts
from app.campaigns.progress import pages as own_pages
from app.campaigns.report import content
from app.core import decode
from app.core.decode import Code, Command
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.models import Person
from app.people.sign_in import identity
from app.places import named

routes = Blueprint("campaign_changes", __name__, url_prefix="/duty/campaigns")
ADDED = confirmation.sentence("campaign-added", mark("加进去了。手机有信号就会收到新的单子。"))
TAKEN_OUT = confirmation.sentence(
    "campaign-taken-out", mark("拿掉了。手机有信号就会收走；已经去过、还没传上来的照样算。")
)


class AddBody(Command, kw_only=True):
    """Areas, or one place by its name, a part of it, or its code."""

    areas: Annotated[list[Line], msgspec.Meta(max_length=400)] = []
    place: PlaceName = ""
    which: Code | None = None  # of those that the name may mean


class TakeOutBody(Command, kw_only=True):
    """An area, or one place: its list and its code there, and of which area's list one came from."""

    area: Line = ""
    list: Line = ""
    place: Line = ""


@routes.post("/<uuid:campaign>/add")
@identity.signed_in
def add(campaign: Any) -> Any:
    """What is there in these areas, or this place, is asked from now on."""
    person, found = _found(campaign)
    fields = page.form_fields(AddBody, lists=("areas",))
    try:
        body = decode.convert(fields, AddBody)
        inspections.require_one_way(body.place.strip(), body.areas)
        changes.add(person, found, body.areas, body.which or body.place.strip())
    except Problem as problem:
        return _again(person, found, {"areas": [], **fields}, problem)
    return confirmation.after(f"/duty/campaigns/{found.id}", ADDED)


@routes.get("/<uuid:campaign>/add")
@routes.get("/<uuid:campaign>/take-out")
@routes.get("/<uuid:campaign>/end")
@identity.signed_in
def way_back(campaign: Any) -> Any:
    """Where a form is sent there is nothing to open: the address leads to the campaign's page."""
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    return redirect(f"/duty/campaigns/{serialize.find(reach, str(campaign)).id}", 303)


@routes.post("/<uuid:campaign>/take-out")
@identity.signed_in
def take_out(campaign: Any) -> Any:
    """Nobody has to go there any more, where nobody was yet."""
    person, found = _found(campaign)
    fields = page.form_fields(TakeOutBody)
    try:
        body = decode.convert(fields, TakeOutBody)
        stop = (body.list, body.place) if body.place else None
        if stop is None and not body.area:
            raise Problem("bad-value", ("area", "missing"))
        changes.take_out(person, found, body.area, stop)
    except Problem as problem:
        return _again(person, found, fields, problem)
    if stop is None:
        return confirmation.after(f"/duty/campaigns/{found.id}", TAKEN_OUT)
    fresh = counts.progress_of(Campaign.get_by_id(found.id), reach_of(person))
    area = (
        body.area if any(line.code == body.area for line in fresh.lines) else ""
    )  # it may have been the last one there
    return confirmation.after(content.address(fresh, "left", area), TAKEN_OUT)


def _found(campaign: Any) -> tuple[Person, Campaign]:
    person = identity.person()
    permissions.require(person, opening.MAY)
    return person, serialize.find(reach_of(person), str(campaign))


def _again(person: Person, campaign: Campaign, fields: dict[str, Any], problem: Problem) -> Any:
    if problem.name != "bad-value":
        raise problem
    reach = reach_of(person)
    found = counts.progress_of(campaign, reach)
    meant = problem.places if isinstance(problem, named.SeveralMeant) else []
    return own_pages.render(reach, found, fields, page.errors_by_field(problem), meant), 422
