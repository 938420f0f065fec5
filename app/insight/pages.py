"""The pages of figures: what an area's days came to beside the days before, and what is behind each number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.kind_words import PLATFORMS
from app.areas.models import DESK_ROLES, Area, Unit
from app.areas.patrons import naming as patrons
from app.areas.place_names import Places
from app.core import clock
from app.core.web import page
from app.core.words import mark, mark_in, translate
from app.desk import times
from app.desk.requests.residents import CHANNELS
from app.insight import asking, catch_up, counting, figures, questions, sums
from app.insight.behind import Thing, page_of
from app.insight.counting import OF
from app.insight.course import FOUND
from app.insight.effort import team
from app.insight.figures import FIGURES, MATTERS, SHARE, Figure
from app.insight.indices.parts import COMMUNITY
from app.insight.ledgers import visits
from app.insight.page_parts import bounds, cell, matters_in_list, narrowing, spans, until_today
from app.insight.questions import AREA, CATEGORY, CHANNEL, DAY, MONTH, PLATFORM, UNIT, WEEK, Question
from app.insight.reports.span import containing
from app.matters.models import Category
from app.people.sign_in import identity

routes = Blueprint("insight_pages", __name__, url_prefix="/figures")
BY_WORDS = {
    "": mark("不分组"), MONTH: mark("按月"), WEEK: mark("按周"), DAY: mark("按天"), AREA: mark("按区域"),
    PLATFORM: mark("按平台"), CATEGORY: mark("按类别"), CHANNEL: mark("按来源"), UNIT: mark("按单位"),
}  # fmt: skip
HEADS = {
    MONTH: mark("月份"), WEEK: mark("哪一周"), DAY: mark("日期"), AREA: mark_in("of one row", "区域"), PLATFORM: mark("平台"),
    CATEGORY: mark("类别"), CHANNEL: mark_in("of one row", "来源"), UNIT: mark_in("of one row", "单位"),
}  # fmt: skip
CHANNEL_WORDS = {**CHANNELS, FOUND: mark("网格员发现")}


@routes.get("")
@identity.signed_in
def index() -> str:
    """The figures of an area; with `by` a table of groups."""
    reach = reach_of(identity.person())
    asked = asking.question(request.args, reach)
    by = asking.by(request.args, asked)
    asked, ahead = until_today(asked)
    is_told = asked.first <= clock.today()
    table = _table(asked, by, reach) if by is not None and is_told else None
    return render_template(
        "insight/index.html", here=_area(asked.area), above=_above(asked, reach), inside=_inside(asked), by=by or "",
        by_words=[(name, translate(word, page.language())) for name, word in BY_WORDS.items()],
        first=asked.first.isoformat(), last=asked.last.isoformat(), spans=spans("/figures", asked, by),
        figures=_beside(asked, reach) if by is None and is_told else None, table=table, ahead=ahead, bounds=bounds(asked), is_whole=catch_up.is_whole(),
        kept=narrowing(asked), narrowed=_narrowed(asked), whole=asking.address("/figures", Question(asked.area, asked.first, asked.last), **({"by": by} if by else {})), more=_more(asked, reach), ledgers=_ledgers(asked),
    )  # fmt: skip


@routes.get("/<figure>")
@identity.signed_in
def behind(figure: str) -> str:
    """What a figure counted: matters, answers, calls or buildings."""
    reach = reach_of(identity.person())
    wanted, asked, which = (
        asking.figure(figure),
        asking.question(request.args, reach),
        asking.which(request.args),
    )
    found, more = page_of(wanted, asked, which, reach, asking.place(request.args))
    answer = counting.counted(wanted, asked, reach)
    return render_template(
        "insight/behind.html", figure=wanted, here=_area(asked.area), first=asked.first, last=asked.last,
        is_share=wanted.unit == SHARE, which=which, told=cell(answer), narrowed=_narrowed(asked),
        things=_things(found, Places(asked.area)),
        back=asking.address("/figures", Question(asked.area, asked.first, asked.last)),
        part=asking.address(f"/figures/{figure}", asked), every=asking.address(f"/figures/{figure}", asked, which=OF),
        more=None if more is None else asking.address(f"/figures/{figure}", asked, which=which, cursor=str(more)),
        is_desk=reach.holds(*DESK_ROLES),
    )  # fmt: skip


def _things(found: list[Thing], places: Places) -> list[dict[str, Any]]:
    """As the list shows them: each matter with what is told of it, a building with its last visit."""
    matters = {one.matter.id: one.matter for one in found if one.matter is not None}
    light = matters_in_list(matters.values(), times.moment_of)
    shown = []
    for one in found:
        matter = light[one.matter.id] if one.matter is not None else None
        shown.append(
            {
                "matter": matter,
                "name": one.name if one.building is None else places.name(one.building),
                "words": _said(one),
            }
        )
    return shown


def _said(one: Thing) -> str:
    """What is told of an answer, a call or a building."""
    if one.building is not None:
        day = times.day(one.visited, page.language()) if one.visited is not None else ""
        return page.translated(mark("{day} 走访过"), day=day) if day else page.translated(mark("没有走访"))
    day = times.day(clock.start_of(dt.date.fromisoformat(one.day)), page.language()) if one.day else ""
    if one.yes is not None:
        return page.translated(mark("{day} 说解决了") if one.yes else mark("{day} 说还没有"), day=day)
    if one.unit is None:
        return ""
    if one.minutes is not None:
        words = page.translated(mark("{length}后到场"), length=figures.length(one.minutes, page.language()))
    else:
        words = page.translated(mark("来了") if one.came else mark("没来"))
    return page.translated(mark("{day} 吹哨 · {unit} · {words}"), day=day, unit=one.name, words=words)


def _before(asked: Question) -> Question:
    """As many days before."""
    days = (asked.last - asked.first).days + 1
    return replace(
        asked, first=asked.first - dt.timedelta(days=days), last=asked.first - dt.timedelta(days=1)
    )


def _beside(asked: Question, reach: Reach) -> list[dict[str, Any]]:
    wanted = [figure for figure in FIGURES.values() if questions.tells(figure, asked)]
    now, before = (counting.together(wanted, one, reach) for one in (asked, _before(asked)))
    return [
        {
            "name": figure.name, "words": page.translated(figure.words), "definition": page.translated(figure.definition),
            "now": cell(now[figure.name]), "before": cell(before[figure.name]),
        }
        for figure in wanted
    ]  # fmt: skip


def _table(asked: Question, by: str, reach: Reach) -> dict[str, Any]:
    """Groups down, figures across, without those of which nothing may be told in any group; in the order of time, tree or name."""
    wanted = [
        figure
        for figure in FIGURES.values()
        if questions.tells(figure, asked, by) and not sums.is_slow(figure, asked, by)
    ]
    columns = [(figure, counting.counted_by(figure, asked, by, reach)) for figure in wanted]
    shown = [
        (figure, {one.group: cell(one) for one in column})
        for figure, column in columns
        if not column or not all(one.is_withheld for one in column)
    ]
    groups = {one.group for _, column in columns for one in column if one.group is not None}
    return {
        "head": page.translated(HEADS[by]),
        "figures": [
            (page.translated(figure.words), page.translated(figure.definition)) for figure, _ in shown
        ],
        "rows": [
            (_group_word(asked, by, group), [cells.get(group) or _none(figure) for figure, cells in shown])
            for group in questions.groups_in_order(asked, by, groups)
        ],
    }


def _none(figure: Figure) -> dict[str, Any]:
    """Of a group in which there was nothing: no number of it, or no share."""
    return {"value": "0" if figure.unit == MATTERS else "—", "address": "", "every": "", "is_withheld": False}


def _group_word(asked: Question, by: str, group: str) -> str:
    if by == MONTH:
        return _month(group)
    if by == DAY:
        return times.date(dt.date.fromisoformat(group), page.language())
    if by == WEEK:
        return containing(WEEK, dt.date.fromisoformat(group)).words(page.language())
    if by == AREA:
        area = _area(group)
        name = area.full_name if group == asked.area else area.name
        return page.translated(mark("{name} 本级"), name=name) if group == asked.area else name
    if by == PLATFORM:
        return page.translated(PLATFORMS.get(group, group))
    if by == CHANNEL:
        return page.translated(CHANNEL_WORDS.get(group, group))
    if by == UNIT:
        return _unit(group)
    return _category(group)


def _month(month: str) -> str:
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{first:%b %Y}" if page.language() == "en" else f"{first.year}年{first.month}月"


def _category(code: str) -> str:
    row = Category.get_or_none(Category.code == code)
    return code if row is None else row.name_en if page.language() == "en" else row.name


def _unit(code: str) -> str:
    unit = Unit.get_or_none(Unit.code == code)
    return code if unit is None else str(unit.name)


def _narrowed(asked: Question) -> list[str]:
    """In words, what else the list is narrowed to."""
    words = []
    if asked.category is not None:
        words.append(_category(asked.category))
    if asked.platform is not None:
        words.append(page.translated(PLATFORMS.get(asked.platform, asked.platform)))
    if asked.channel is not None:
        words.append(page.translated(CHANNEL_WORDS.get(asked.channel, asked.channel)))
    if asked.unit is not None:
        words.append(_unit(asked.unit))
    return [*words, page.translated(mark("本级"))] if asked.alone else words


def _area(code: str) -> Area:
    return Area.get_by_id(code)


def _above(asked: Question, reach: Reach) -> dict[str, str] | None:
    """The next area up, where one may read its figures."""
    parent = _area(asked.area).parent_id
    if parent is None or not permissions.may(reach, counting.ACT, parent):
        return None
    return {
        "name": _area(parent).full_name,
        "address": asking.address("/figures", replace(asked, area=parent)),
    }


def _more(asked: Question, reach: Reach) -> list[tuple[str, str]]:
    """(word, address) of what else is told of the area: the indices of a community, the effort of a team to whom it is told."""
    found = []
    if _area(asked.area).kind == COMMUNITY:
        whole = Question(asked.area, asked.first, asked.last)
        found.append((page.translated(mark("两个指数")), asking.address("/figures/indices", whole)))
    if team.is_told(asked, reach):
        found.append((page.translated(mark("巡查和走访")), f"/figures/effort?area={asked.area}"))
    if _area(asked.area).kind in patrons.KINDS and permissions.may(reach, "administer", asked.area):
        found.append((page.translated(mark("包联单位")), f"/admin/patrons?area={asked.area}"))
    return found


def _ledgers(asked: Question) -> list[tuple[str, str]]:
    """(word, name) of the files of what is in the ledger; of visits where they have one."""
    every = [
        (mark("这些天的事件台账"), "matters"),
        (mark("这些天的帮办台账"), "errands"),
        (mark("现在的场所台账"), "places"),
    ]
    if visits.is_told(asked):
        every.append((mark("这些天走访过的楼栋"), "visits"))
    return [(page.translated(word), name) for word, name in every]


def _inside(asked: Question) -> list[dict[str, str]]:
    found = Area.select().where(Area.code.in_(tree.parts_of(asked.area)))
    named = {area.code: area.name for area in found}
    return [
        {"name": named[code], "address": asking.address("/figures", replace(asked, area=code))}
        for code in tree.parts_of(asked.area)
    ]
