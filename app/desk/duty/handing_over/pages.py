"""The pages of a shift's handover: what it will say and to whom, the printed note, and the latest ones."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, redirect, render_template, request

from app.areas.access.reach import Reach, reach_of
from app.areas.duty import roster
from app.areas.models import Area
from app.core import clock, ids
from app.core.decode import Command, Uuid
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import page
from app.desk import times
from app.desk.duty.handing_over import handover, taking_over
from app.desk.duty.handing_over.models import Handover
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("handover_pages", __name__, url_prefix="/duty/handover")


class HandoverBody(Command):
    """At which desk, to whom, and the remark."""

    form: Uuid
    area: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    to: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    remark: Annotated[str, msgspec.Meta(max_length=handover.REMARK_MOST)] = ""


@routes.get("")
@identity.signed_in
def index() -> str:
    """What the note would say now, and the form; the address may name one of several desks."""
    reach = reach_of(identity.person())
    return _page(reach, {"form": ids.uuid7(), "area": request.args.get("area", ""), "to": "", "remark": ""})


@routes.post("")
@identity.signed_in
def hand_over() -> Any:
    """Keep the note, and show it to be printed."""
    person = identity.person()
    reach = reach_of(person)
    if not reach.asked_as.get("desk"):
        raise Problem("forbidden")
    payload = page.form_body(HandoverBody)
    try:
        made = handover.hand_over(
            person, reach, payload.area, payload.form, payload.to, payload.remark, page.language()
        )
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _page(reach, msgspec.structs.asdict(payload), page.errors_by_field(problem)), 422
    return redirect(f"/duty/handover/{made.id}", 303)


@routes.get("/<uuid:which>")
@identity.signed_in
def paper(which: Any) -> str:
    """A note as it was kept, on A4."""
    person = identity.person()
    reach = reach_of(person)
    made = handover.find(reach, str(which))
    return render_template(
        "desk/duty/handover_paper.html",
        made=made, area=Area.get_by_id(made.area).name, names=_names([made]), parts=handover.PARTS,
        since=roster.written(made.since), at=roster.written(made.at), may_take=taking_over.may_take(person, reach, made),
        taken=roster.written(made.taken) if made.taken is not None else "", printed_by=person.name, printed=clock.rfc3339(clock.now()),
    )  # fmt: skip


@routes.post("/<uuid:which>/taken")
@identity.signed_in
def take_over(which: Any) -> Any:
    """Somebody of the desk has the shift."""
    person = identity.person()
    reach = reach_of(person)
    made = handover.find(reach, str(which))
    taking_over.take_over(person, reach, made)
    return redirect(f"/duty/handover/{made.id}", 303)


def _page(reach: Reach, given: dict[str, str], errors: dict[str, str] | None = None) -> str:
    desks = reach.asked_as.get("desk", ())
    if not desks:
        raise Problem("forbidden")
    area = given["area"] if given["area"] in desks else desks[0]
    person, language = identity.person(), page.language()
    desk = handover.desk_reach(person, reach, area)
    since = handover.since_of(area, clock.now())
    latest = handover.lately(area)
    waiting = taking_over.waiting_for(person, reach, area)
    return render_template(
        "desk/duty/handover.html",
        area=Area.get_by_id(area), me=person.id, given=given, errors=errors or {}, parts=handover.PARTS,
        note=handover.note(desk, area, since, language), since=times.moment(since, language),
        people=handover.receivers(person, area), latest=latest, names=_names(latest), waiting=waiting,
        others=list(Area.select().where(Area.code.in_([code for code in desks if code != area] or [""]))),
        moment=lambda at: times.moment(at, language), remark_most=handover.REMARK_MOST,
    )  # fmt: skip


def _names(made: list[Handover]) -> dict[str, str]:
    wanted = {id for row in made for id in (row.by, row.to, row.taken_by) if id}
    return dict(Person.select(Person.id, Person.name).where(Person.id.in_(sorted(wanted) or [""])).tuples())
