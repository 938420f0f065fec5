"""The form by which a joint inspection is planned, or its units come along on a day that is planned already."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template, request

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Unit
from app.campaigns import opening, questions, serialize, words
from app.campaigns.joint import inspections
from app.campaigns.models import Campaign
from app.campaigns.pages import Line, Name, PlaceName
from app.core import clock, decode, ids
from app.core.decode import Code, Command, Uuid7
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, translate
from app.desk.forms import named_units
from app.people.sign_in import identity
from app.places import checks, kinds, named
from app.places.models import Place

routes = Blueprint("joint_inspections", __name__, url_prefix="/duty/campaigns/joint")
PLANNED = confirmation.sentence(
    "inspection-planned", mark("安排好了。要去的单位和那里的网格员，手机上都看得到。")
)
JOINED = confirmation.sentence("inspection-joined", mark("并进去了。几个单位同一天去。"))


class JointBody(Command, kw_only=True):
    """What it is called and about, the day, one place or kinds of them in some areas, and a question of a unit in each line."""

    id: Uuid7
    name: Name = ""
    category: Code = checks.CATEGORY
    day: Line = ""
    place: PlaceName = ""
    which: Code | None = None  # of those that the name may mean
    areas: Annotated[list[Line], msgspec.Meta(max_length=400)] = []
    kinds: Annotated[list[Line], msgspec.Meta(max_length=40)] = []
    questions: Annotated[str, msgspec.Meta(max_length=questions.PARTS_SIGNS_MOST)] = ""
    join: Line = ""  # the inspection that they come along with
    apart: Line = ""  # "1": on a day of their own all the same


@routes.get("")
@identity.signed_in
def form() -> str:
    """The form by which several units are planned to come on one day."""
    reach = reach_of(identity.person())
    permissions.require(reach, opening.MAY)
    given = {
        "id": ids.uuid7(),
        "name": "",
        "category": checks.CATEGORY,
        "areas": [],
        "kinds": [],
    }
    return _form(reach, {**given, "day": (clock.today() + dt.timedelta(days=1)).isoformat()})


@routes.post("")
@identity.signed_in
def plan() -> Any:
    """It is planned, or joined to what is planned for the same places; asks first where something is."""
    person = identity.person()
    permissions.require(person, opening.MAY)
    reach = reach_of(person)
    fields = page.form_fields(JointBody, lists=("areas", "kinds"))
    fields["questions"] = request.form.get("questions", "").replace("\r\n", "\n")
    try:
        body = decode.convert(fields, JointBody)
        parts = questions.parse_parts(body.questions, lambda named: _unit(reach, named))
        if body.join:
            other = serialize.find(reach, decode.uuid(body.join))
            inspections.join(person, other, parts)
            return confirmation.after(f"/duty/campaigns/{other.id}", JOINED)
        inspections.require_one_way(body.place.strip(), body.areas, body.kinds)
        lists = inspections.places_for(person, body.which or body.place.strip(), body.areas, body.kinds)
        others = (
            []
            if body.apart or Campaign.select().where(Campaign.id == body.id).exists()
            else inspections.planned(reach, lists)
        )
        if others:
            return _form(reach, {"areas": [], "kinds": [], **fields}, others=others)
        made = inspections.plan(person, body.id, body.name, body.category, body.day, lists, parts)
    except Problem as problem:
        if problem.name not in ("bad-value", "unknown-category"):
            raise
        given = {"areas": [], "kinds": [], **fields, "id": ids.uuid7()}
        meant = problem.places if isinstance(problem, named.SeveralMeant) else []
        return _form(reach, given, page.errors_by_field(problem), meant=meant), 422
    return confirmation.after(f"/duty/campaigns/{made.id}", PLANNED)


def _form(
    reach: Reach, given: dict[str, Any], errors: dict[str, str] | None = None, others: list[tuple[Campaign, bool]] | None = None,
    meant: list[Place] | None = None,
) -> str:  # fmt: skip
    language = page.language()
    return render_template(
        "campaigns/joint.html", parts_most=questions.PARTS_SIGNS_MOST, name_most=opening.NAME_MOST, place_most=opening.PLACE_MOST, given=given, errors=errors or {}, meant=meant or [], things=words.classes(language),
        kinds=[(name, translate(called, language)) for name, called in kinds.WORDS.items()],
        areas=choices.below(permissions.areas_for(reach, opening.MAY)),
        others=[(one, is_same, list(dict.fromkeys(asked["unit_name"] for asked in one.questions))) for one, is_same in others or []],
    )  # fmt: skip


def _unit(reach: Reach, named: str) -> tuple[str, str]:
    code = named_units.value_of(reach, named, "questions").partition(":")[2]
    return code, Unit.get_by_id(code).name
