"""A campaign's own page: how far it is, area by area, and which places or matters a number counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.campaigns import opening, serialize, words
from app.campaigns.changing import changes
from app.campaigns.models import CampaignPlace
from app.campaigns.progress import counts
from app.campaigns.progress.counts import Progress
from app.campaigns.report import content
from app.core import clock
from app.core.web import page
from app.core.words import mark
from app.desk import times
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import lists as matter_lists
from app.people.sign_in import identity
from app.places.models import Place

routes = Blueprint("campaign_progress", __name__, url_prefix="/duty/campaigns/<uuid:campaign>")
PAGE = 100  # of a list behind a number
MATTERS = mark("转成的事件")


@routes.get("")
@identity.signed_in
def campaign_page(campaign: Any) -> str:
    """How far it is, area by area; asked for again by itself while it lasts."""
    reach, found = found_of(campaign)
    return render(reach, found, {})


def render(
    reach: Reach, found: Progress, given: dict[str, Any], errors: dict[str, str] | None = None, meant: list[Place] | None = None
) -> str:  # fmt: skip
    """How far it is, as a page or a part of one, with what was typed into the form that changes it, and places it may mean."""
    one = found.campaign
    is_part, may, language = page.is_fragment(), changes.may(reach, one), page.language()
    return render_template(
        "campaigns/_progress.html" if is_part else "campaigns/one.html",
        campaign=one, found=found, is_ahead=content.is_ahead(found), state=words.state(one, language), days=words.days(one, language), heads=content.heads(one, language), address=content.address, where=words.where([one], language)[one.id],
        now=clock.to_the_minute(clock.now())[11:], ended=words.day(one.ended), kinds=words.looked_at(one, language),
        questions=[words.question(asked, language) for asked in one.questions], may_end=may, place_most=opening.PLACE_MOST, given=given, errors=errors or {}, meant=meant or [],
        areas=choices.below(permissions.areas_for(reach, opening.MAY)) if may and not is_part else [],
        takeable=[("", page.translated(mark("请选"))), *[(line.code, "　" * line.depth + line.name) for line in found.lines if line.counts["left"]]],
        history=[] if is_part else [(times.moment(line.at, language), line) for line in changes.history(one, reach, language)],
    )  # fmt: skip


@routes.get("/places")
@identity.signed_in
def places(campaign: Any) -> str:
    """The places (of `of` matters: the matters) behind a number: `of` and `choice`, in the area that is named."""
    reach, found = found_of(campaign)
    of = request.args.get("of", "places")
    choice, area = request.args.get("choice", ""), request.args.get("area", "")
    made = counts.matters(found, area) if of == "matters" else []
    rows = counts.counted(found, of, choice, area) if of != "matters" else []
    count, after = len(made) + len(rows), request.args.get("after", "")
    made, rows = [row for row in made if row.matter > after], [row for row in rows if _key(row) > after]
    more = ([row.matter for row in made] + [_key(row) for row in rows])[PAGE - 1 : PAGE]
    if len(made) + len(rows) <= PAGE:
        more = []
    made, rows = made[:PAGE], rows[:PAGE]
    names = {row.place: row.name for row in found.places}
    held = {row.id: row for row in Matter.select().where(Matter.id.in_([row.matter for row in made]))}
    return render_template(
        "campaigns/places.html", area_code=area, campaign=found.campaign, title=_title(found, of, choice), count=count,
        area=next((line.name for line in found.lines if line.code == area), ""), lines=_lines(rows, found),
        more=f"{content.address(found, of, area, choice)}&{urlencode({'after': more[0]})}" if more else "",
        is_left=of == "left", may_take_out=of == "left" and changes.may(reach, found.campaign),
        made=[
            (names.get(row.place, row.place), held[row.matter], matter_lists.find(reach, row.matter) is not None)
            for row in made
        ],
        may_desk=permissions.may(reach, "desk"),
    )  # fmt: skip


def found_of(campaign: Any) -> tuple[Reach, Progress]:
    """The campaign that the address names, as the reader may know it."""
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    return reach, counts.progress_of(serialize.find(reach, str(campaign)), reach)


def _key(row: CampaignPlace) -> str:
    """Where a place stands in its list."""
    return f"{row.area}~{row.place}"


def _title(found: Progress, of: str, choice: str) -> str:
    if of == "matters":
        return page.translated(MATTERS)
    asked = {one["id"]: one["words"] for one in found.campaign.questions}
    if of in asked:
        colon = page.translated(mark("："))
        return f"{asked[of]}{colon}{choice or page.translated(content.NOT_SO)}"
    return content.heads(found.campaign, page.language())[of]


def _lines(rows: list[CampaignPlace], found: Progress) -> list[dict[str, Any]]:
    ground = Ground()
    ground.learn({row.area for row in rows})
    asked = {one["id"]: one["words"] for one in found.campaign.questions}
    heads = content.heads(found.campaign, page.language())
    return [_line(row, asked, heads, ground.name(row.area) or row.area) for row in rows]


def _line(row: CampaignPlace, asked: dict[str, str], heads: dict[str, str], where: str) -> dict[str, Any]:
    return {
        "list": row.list_id,
        "place": row.place,
        "name": row.name,
        "where": where,
        "at": words.day(row.at),
        "outcome": heads[row.outcome or "left"],
        "bad": [asked[id] for id in row.bad if id in asked],
        "chosen": [row.chosen[id] for id in asked if id in row.chosen],
        "again": row.again or "",
        "late": bool(row.late),
    }
