"""The desk's pages of campaigns: open one, see how far it is, which places a number counts, its report, and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, render_template, request

from app.areas import choices
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area, Unit
from app.campaigns import joint, opening, progress, questions, report, serialize
from app.campaigns.changing import changes
from app.campaigns.models import Campaign, CampaignList, CampaignPlace
from app.campaigns.progress import Progress
from app.core import clock, decode, ids
from app.core.decode import Code, Command, Uuid7
from app.core.patterns import ONE_LINE
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, translate
from app.desk import times
from app.desk.forms import named_units
from app.insight import counting
from app.insight.reports import papers
from app.insight.reports.pages import TYPES
from app.matters import categories
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import lists as matter_lists
from app.people.sign_in import identity
from app.places import checks, kinds

routes = Blueprint("campaigns", __name__, url_prefix="/duty/campaigns")
OPENED = confirmation.sentence(
    "campaign-opened", mark("开始了。要看的场所会到那里网格员的手机上，没有信号也能记。")
)
ENDED = confirmation.sentence("campaign-ended", mark("结束了。单子会从手机上收走；还没传上来的照样算。"))
PLANNED = confirmation.sentence(
    "inspection-planned", mark("安排好了。要去的单位和那里的网格员，手机上都看得到。")
)
JOINED = confirmation.sentence("inspection-joined", mark("并进去了。几个单位同一天去。"))
USUAL = 14  # days
PAGE = 100  # of a list behind a number
QUESTIONS_MOST, PARTS_MOST = 1000, 3000  # signs, as in the forms
NOT_EXPORTED = mark("这里不到五个网格员，报告只看不导出；要文件，请负责整个专项整治的人导出。")
MATTERS = mark("转成的事件")
DAILY = mark("每个网格每天看一次（重要时段保障）")

Line = Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)]


class CampaignBody(Command, kw_only=True):
    """What it is called and about, its days, which areas, which kinds of places, and the questions, one a line."""

    id: Uuid7
    name: Line = ""
    category: Code = checks.CATEGORY
    first: Line = ""
    last: Line = ""
    areas: Annotated[list[Line], msgspec.Meta(max_length=400)] = []
    kinds: Annotated[list[Line], msgspec.Meta(max_length=40)] = []
    questions: Annotated[str, msgspec.Meta(max_length=QUESTIONS_MOST)] = ""


class JointBody(Command, kw_only=True):
    """What it is called and about, the day, one place or kinds of them in some areas, and a question of a unit in each line."""

    id: Uuid7
    name: Line = ""
    category: Code = checks.CATEGORY
    day: Line = ""
    place: Line = ""
    areas: Annotated[list[Line], msgspec.Meta(max_length=400)] = []
    kinds: Annotated[list[Line], msgspec.Meta(max_length=40)] = []
    questions: Annotated[str, msgspec.Meta(max_length=PARTS_MOST)] = ""
    join: Line = ""  # the inspection that they come along with
    apart: Line = ""  # "1": on a day of their own all the same


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
    """It begins there; the same form again leads to the same campaign."""
    person = identity.person()
    permissions.require(person, opening.MAY)
    fields = page.form_fields(CampaignBody, lists=("areas", "kinds"))
    fields["questions"] = request.form.get("questions", "").replace("\r\n", "\n")
    try:
        body = decode.convert(fields, CampaignBody)
        made = opening.open_campaign(
            person, body.id, body.name, body.category, (body.first, body.last), body.areas, body.kinds, body.questions
        )  # fmt: skip
    except Problem as problem:
        if problem.name not in ("bad-value", "unknown-category"):
            raise
        given = {"areas": [], "kinds": [], **fields, "id": ids.uuid7()}
        return _index(reach_of(person), given, page.errors_by_field(problem)), 422
    return confirmation.after(f"/duty/campaigns/{made.id}", OPENED)


@routes.get("/joint")
@identity.signed_in
def joint_form() -> str:
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
    return _joint(reach, {**given, "day": (clock.today() + dt.timedelta(days=1)).isoformat()})


@routes.post("/joint")
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
        parts = questions.parse_parts(body.questions, lambda words: _unit(reach, words))
        if body.join:
            other = serialize.find(reach, decode.uuid(body.join))
            joint.join(person, other, parts)
            return confirmation.after(f"/duty/campaigns/{other.id}", JOINED)
        lists = joint.places_for(person, body.place.strip(), body.areas, body.kinds)
        others = (
            []
            if body.apart or Campaign.select().where(Campaign.id == body.id).exists()
            else joint.planned(reach, lists)
        )
        if others:
            return _joint(reach, {"areas": [], "kinds": [], **fields}, others=others)
        made = joint.plan(person, body.id, body.name, body.category, body.day, lists, parts)
    except Problem as problem:
        if problem.name not in ("bad-value", "unknown-category"):
            raise
        given = {"areas": [], "kinds": [], **fields, "id": ids.uuid7()}
        return _joint(reach, given, page.errors_by_field(problem)), 422
    return confirmation.after(f"/duty/campaigns/{made.id}", PLANNED)


@routes.get("/<uuid:campaign>")
@identity.signed_in
def campaign_page(campaign: Any) -> str:
    """How far it is, area by area; asked for again by itself while it lasts."""
    reach, found = _found(campaign)
    return render(reach, found, {})


def render(reach: Reach, found: Progress, given: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    """How far it is, as a page or a part of one, with what was typed into the form that changes it."""
    one = found.campaign
    is_part, may = page.is_fragment(), changes.may(reach, one)
    return render_template(
        "campaigns/_progress.html" if is_part else "campaigns/one.html",
        campaign=one, found=found, heads=_heads(), address=report.address, where=_names(one),
        now=clock.to_the_minute(clock.now())[11:], ended=_day(one.ended), kinds=_kinds(one),
        questions=[_written(asked) for asked in one.questions], may_end=may, given=given, errors=errors or {},
        areas=choices.below(permissions.areas_for(reach, opening.MAY)) if may and not is_part else [],
        takeable=[("", page.translated(mark("请选"))), *[(line.code, "　" * line.depth + line.name) for line in found.lines if line.counts["left"]]],
        history=[] if is_part else [(times.moment(line.at, page.language()), line) for line in changes.history(one, reach, page.language())],
    )  # fmt: skip


@routes.get("/<uuid:campaign>/places")
@identity.signed_in
def places(campaign: Any) -> str:
    """The places (of `of` matters: the matters) behind a number: `of` and `choice`, in the area that is named."""
    reach, found = _found(campaign)
    of = request.args.get("of", "places")
    choice, area = request.args.get("choice", ""), request.args.get("area", "")
    made = progress.matters(found, area) if of == "matters" else []
    rows = progress.counted(found, of, choice, area) if of != "matters" else []
    count, after = len(made) + len(rows), request.args.get("after", "")
    made, rows = [row for row in made if row.matter > after], [row for row in rows if _key(row) > after]
    more = ([row.matter for row in made] + [_key(row) for row in rows])[PAGE - 1 : PAGE]
    if len(made) + len(rows) <= PAGE:
        more = []
    made, rows = made[:PAGE], rows[:PAGE]
    names = {row.place: row.name for row in found.places}
    held = {row.id: row for row in Matter.select().where(Matter.id.in_([row.matter for row in made]))}
    return render_template(
        "campaigns/places.html", campaign=found.campaign, title=_title(found, of, choice), count=count,
        area=next((line.name for line in found.lines if line.code == area), ""), lines=_lines(rows, found),
        more=f"{report.address(found, of, area, choice)}&{urlencode({'after': more[0]})}" if more else "",
        is_left=of == "left", may_take_out=of == "left" and changes.may(reach, found.campaign),
        made=[
            (names.get(row.place, row.place), held[row.matter], matter_lists.find(reach, row.matter) is not None)
            for row in made
        ],
        may_desk=permissions.may(reach, "desk"),
    )  # fmt: skip


@routes.get("/<uuid:campaign>/report")
@identity.signed_in
def report_page(campaign: Any) -> str:
    """The report: sentences to paste, by area, question by question."""
    _, found = _found(campaign)
    made = report.report_on(found, page.language())
    return render_template(
        "campaigns/report.html", report=made, found=found, campaign=found.campaign, heads=_heads(), address=report.address,
        may_export=_may_export(found), is_all_told=len(_areas_told(found)) == len(found.lines),
    )  # fmt: skip


@routes.get("/<uuid:campaign>/report.docx")
@identity.signed_in
def report_document(campaign: Any) -> Response:
    """The same as a Word document."""
    return _file(campaign, "docx", papers.document)


@routes.get("/<uuid:campaign>/report.xlsx")
@identity.signed_in
def report_workbook(campaign: Any) -> Response:
    """The same as a workbook."""
    return _file(campaign, "xlsx", papers.book)


def _file(campaign: Any, suffix: str, write: Callable[..., bytes]) -> Response:
    _, found = _found(campaign)
    if not _may_export(found):
        raise Problem("forbidden", sentence=NOT_EXPORTED)
    made, language = report.report_on(found, page.language()), page.language()
    tables = report.tables(made, language, _areas_told(found))
    answer = Response(write(made.title, made.sentences, tables, language), content_type=TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="campaign-{found.campaign.first}.{suffix}"'
    return answer


def _areas_told(found: Progress) -> set[str]:
    """The areas whose line goes into a file: where fewer than five work, how far it is there is how far one of them is."""
    parts, above = dict[str, list[str]](), list[str]()
    for line in found.lines:  # an area follows the one that it is part of
        above = [*above[: line.depth], line.code]
        parts.setdefault(above[-2] if len(above) > 1 else "", []).append(line.code)
    return {code for each in parts.values() for code in counting.told_of(each)}


def _may_export(found: Progress) -> bool:
    """Whether what the reader has of it may go into a file: the whole campaign, or a part in which at least five work."""
    every = CampaignList.select().where(CampaignList.campaign == found.campaign.id).count()
    return len(found.lists) == every or counting.is_enough([row.area_id for row in found.lists])


@routes.post("/<uuid:campaign>/end")
@identity.signed_in
def end(campaign: Any) -> Any:
    """It is over."""
    person = identity.person()
    permissions.require(person, opening.MAY)
    found = serialize.find(reach_of(person), str(campaign))
    opening.end(person, found)
    return confirmation.after(f"/duty/campaigns/{found.id}", ENDED)


def _found(campaign: Any) -> tuple[Reach, Progress]:
    reach = reach_of(identity.person())
    permissions.require(reach, serialize.SEE)
    return reach, progress.progress_of(serialize.find(reach, str(campaign)), reach)


def _key(row: CampaignPlace) -> str:
    """Where a place stands in its list."""
    return f"{row.area}~{row.place}"


def _index(reach: Reach, given: dict[str, Any], errors: dict[str, str] | None = None) -> str:
    rows = [(row, _names(row), _day(row.ended)) for row in serialize.campaigns_for(reach)]
    language = page.language()
    return render_template(
        "campaigns/index.html", questions_most=QUESTIONS_MOST, running=[row for row in rows if row[0].ended is None],
        over=[row for row in rows if row[0].ended is not None], given=given, errors=errors or {},
        can_see_duty=permissions.may(reach, "see_duty"), things=_classes(language),
        kinds=[(name, translate(words, language)) for name, words in {**kinds.WORDS, opening.DAILY: DAILY}.items()],
        areas=choices.below(permissions.areas_for(reach, opening.MAY)),
    )  # fmt: skip


def _classes(language: str) -> list[tuple[str, str]]:
    """The classes of things, as (code, name)."""
    day = clock.today().isoformat()
    every = categories.serialize_all(language)
    return [
        (row["code"], row["name"])
        for row in every
        if not row["parent"] and (row["ends"] is None or row["ends"] >= day)
    ]


def _joint(
    reach: Reach, given: dict[str, Any], errors: dict[str, str] | None = None, others: list[tuple[Campaign, bool]] | None = None
) -> str:  # fmt: skip
    language = page.language()
    return render_template(
        "campaigns/joint.html", parts_most=PARTS_MOST, given=given, errors=errors or {}, things=_classes(language),
        kinds=[(name, translate(words, language)) for name, words in kinds.WORDS.items()],
        areas=choices.below(permissions.areas_for(reach, opening.MAY)),
        others=[(one, is_same, list(dict.fromkeys(asked["unit_name"] for asked in one.questions))) for one, is_same in others or []],
    )  # fmt: skip


def _unit(reach: Reach, words: str) -> tuple[str, str]:
    code = named_units.value_of(reach, words, "questions").partition(":")[2]
    return code, Unit.get_by_id(code).name


def _heads() -> dict[str, str]:
    return {name: page.translated(words) for name, words in report.HEADS.items()}


def _title(found: Progress, of: str, choice: str) -> str:
    if of == "matters":
        return page.translated(MATTERS)
    asked = {one["id"]: one["words"] for one in found.campaign.questions}
    if of in asked:
        colon = page.translated(mark("："))
        return f"{asked[of]}{colon}{choice or page.translated(report.NOT_SO)}"
    return _heads()[of]


def _lines(rows: list[CampaignPlace], found: Progress) -> list[dict[str, Any]]:
    ground = Ground()
    ground.learn({row.area for row in rows})
    asked = {one["id"]: one["words"] for one in found.campaign.questions}
    return [_line(row, asked, ground.name(row.area) or row.area) for row in rows]


def _line(row: CampaignPlace, asked: dict[str, str], where: str) -> dict[str, Any]:
    return {
        "list": row.list_id,
        "place": row.place,
        "name": row.name,
        "where": where,
        "at": _day(row.at),
        "outcome": page.translated(report.HEADS[row.outcome])
        if row.outcome
        else page.translated(report.HEADS["left"]),
        "bad": [asked[id] for id in row.bad if id in asked],
        "chosen": [row.chosen[id] for id in asked if id in row.chosen],
        "again": row.again or "",
        "late": bool(row.late),
    }


def _written(asked: dict[str, Any]) -> str:
    colon = page.translated(mark("："))
    unit = f"{asked['unit_name']}{colon}" if "unit" in asked else ""
    return unit + asked["words"] + (f"{colon}{'/'.join(asked['choices'])}" if asked.get("choices") else "")


def _kinds(campaign: Campaign) -> str:
    if campaign.is_daily:
        return page.translated(DAILY)
    return page.translated(mark("、")).join(page.translated(kinds.WORDS[kind]) for kind in campaign.kinds)


def _day(ms: int | None) -> str:
    return clock.date_of(ms).isoformat() if ms is not None else ""


def _names(campaign: Campaign) -> str:
    names = dict(Area.select(Area.code, Area.name).where(Area.code.in_(campaign.areas)).tuples())
    return page.translated(mark("、")).join(names.get(code, code) for code in campaign.areas)
