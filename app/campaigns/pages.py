"""The desk's pages of campaigns: which there are, the form that opens another, and its end."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from flask import Blueprint, render_template, request

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.campaigns import opening, questions, serialize, words
from app.campaigns.models import Campaign
from app.core import clock, decode, ids
from app.core.decode import Code, Command, Uuid7
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, translate
from app.people.sign_in import identity
from app.places import checks, kinds

routes = Blueprint("campaigns", __name__, url_prefix="/duty/campaigns")
OPENED = confirmation.sentence(
    "campaign-opened", mark("开始了。要看的场所会到那里网格员的手机上，没有信号也能记。")
)
PERIOD_OPENED = confirmation.sentence(
    "period-opened", mark("开始了。每天要看的会到那里网格员的手机上，没有信号也能记。")
)
ARRANGED = confirmation.sentence(
    "campaign-arranged", mark("布置好了。到第一天自己开始，那天起单子在那里网格员的手机上。")
)
ENDED = confirmation.sentence("campaign-ended", mark("结束了。单子会从手机上收走；还没传上来的照样算。"))
USUAL = 14  # days

Line = Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)]
Name = Annotated[str, msgspec.Meta(max_length=opening.NAME_MOST, pattern=ONE_LINE)]
PlaceName = Annotated[str, msgspec.Meta(max_length=opening.PLACE_MOST, pattern=ONE_LINE)]


class CampaignBody(Command, kw_only=True):
    """What it is called and about, its days, which areas, which kinds of places, and the questions, one a line."""

    id: Uuid7
    name: Name = ""
    category: Code = checks.CATEGORY
    first: Line = ""
    last: Line = ""
    areas: Annotated[list[Line], msgspec.Meta(max_length=400)] = []
    kinds: Annotated[list[Line], msgspec.Meta(max_length=40)] = []
    questions: Annotated[str, msgspec.Meta(max_length=questions.SIGNS_MOST)] = ""
    another: Line = ""  # "1": beside one that is like it, all the same


@routes.get("")
@identity.signed_in
def index() -> str:
    """Those within reach, and the form for another for whoever may."""
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    today = clock.today()
    given = {
        "id": ids.uuid7(), "category": checks.CATEGORY, "first": today.isoformat(),
        "last": (today + dt.timedelta(days=USUAL)).isoformat(), "areas": [], "kinds": [],
    }  # fmt: skip
    return _index(reach, given)


@routes.post("")
@identity.signed_in
def begin() -> Any:
    """It begins there; the same form again leads to the same campaign. Asks first where there is one like it."""
    person = identity.person()
    permissions.require(person, opening.MAY)
    fields = page.form_fields(CampaignBody, lists=("areas", "kinds"))
    fields["questions"] = request.form.get("questions", "").replace("\r\n", "\n")
    try:
        body = decode.convert(fields, CampaignBody)
        made = opening.open_campaign(
            person, body.id, body.name, body.category, (body.first, body.last), body.areas, body.kinds, body.questions,
            is_another=bool(body.another),
        )  # fmt: skip
    except opening.AlikeThere as asked:
        return _index(reach_of(person), {"areas": [], "kinds": [], **fields}, others=asked.campaigns), 409
    except Problem as problem:
        if problem.name not in ("bad-value", "unknown-category"):
            raise
        given = {"areas": [], "kinds": [], **fields, "id": ids.uuid7()}
        return _index(reach_of(person), given, page.errors_by_field(problem)), 422
    return confirmation.after(f"/duty/campaigns/{made.id}", _opened(made))


def _opened(made: Campaign) -> str:
    """What is said of one that was opened."""
    if made.state == "ahead":
        return ARRANGED
    return PERIOD_OPENED if made.is_daily else OPENED


@routes.post("/<uuid:campaign>/end")
@identity.signed_in
def end(campaign: Any) -> Any:
    """It is over."""
    person = identity.person()
    permissions.require(person, opening.MAY)
    found = serialize.find(reach_of(person), str(campaign))
    opening.end(person, found)
    return confirmation.after(f"/duty/campaigns/{found.id}", ENDED)


def _index(
    reach: Reach, given: dict[str, Any], errors: dict[str, str] | None = None, others: list[Campaign] | None = None
) -> str:  # fmt: skip
    language = page.language()
    every = serialize.campaigns_for(reach)
    where = words.where(every, language)
    rows = [
        (row, where[row.id], words.days(row, language), words.state(row, language), words.day(row.ended)) for row in every
    ]  # fmt: skip
    return render_template(
        "campaigns/index.html", questions_most=questions.SIGNS_MOST, name_most=opening.NAME_MOST, running=[row for row in rows if row[0].ended is None],
        over=[row for row in rows if row[0].ended is not None], given=given, errors=errors or {},
        others=[(one, words.days(one, language)) for one in others or []],
        can_see_duty=permissions.may(reach, "see_duty"), things=words.classes(language),
        kinds=[(name, translate(called, language)) for name, called in {**kinds.WORDS, opening.DAILY: words.DAILY}.items()],
        areas=choices.below(permissions.areas_for(reach, opening.MAY)),
    )  # fmt: skip
