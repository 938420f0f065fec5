"""The pages of reports: the report itself, its chart, and both of its files."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import DESK_ROLES, Area
from app.areas.patrons import naming as patrons
from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark
from app.desk import times
from app.insight import asking, catch_up, counting
from app.insight.page_parts import matters_in_list
from app.insight.questions import Question
from app.insight.recurring import rule
from app.insight.reports import again, again_rows, charts, content, often, word, workbook
from app.insight.reports.content import Report
from app.insight.reports.span import KINDS, MONTH, QUARTER, WEEK, Span, containing
from app.matters.models import Matter
from app.matters.queries import lists
from app.people.sign_in import identity

routes = Blueprint("insight_reports", __name__, url_prefix="/figures/report")
KIND_WORDS = {WEEK: mark("周报"), MONTH: mark("月报"), QUARTER: mark("季报")}
THIS_WORDS = {WEEK: mark("本周"), MONTH: mark("本月"), QUARTER: mark("本季度")}
REPORTED_FROM = 20  # day of the month
LISTED = 100  # matters of a page of a list
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@routes.get("")
@identity.signed_in
def show() -> str:
    """The report of an area and a span; without any of them the month before."""
    report, reach = _asked()
    kinds = [
        (page.translated(KIND_WORDS[kind]), _address(report.area, usual(kind)), kind == report.span.kind)
        for kind in KINDS
    ]
    return render_template(
        "insight/reports/show.html", report=report, kinds=kinds, definitions=[page.translated(row.figure.definition) for row in report.rows],
        titles=[page.translated(row.figure.words) for row in report.rows], is_whole=catch_up.is_whole(),
        is_over=report.span.last < clock.today(), chart=_address(report.area, report.span, "/chart.svg"),
        docx=_address(report.area, report.span, "/report.docx"), xlsx=_address(report.area, report.span, "/report.xlsx"),
        before=_address(report.area, report.span.before), after=_after(report.area, report.span),
        figures=asking.address("/figures", asking.Question(report.area.code, report.span.first, report.span.last)),
        is_desk=reach.holds(*DESK_ROLES), is_guest=_is_guest(reach, report.area.code),
        mine=_looked_after(report, reach),
        hot_definition=page.translated(often.DEFINITION_LEAVING if _is_guest(reach, report.area.code) else often.DEFINITION),
        left_words=lambda left: word.left_words(left, page.language()), waits_definition=word.waits_definition(report, page.language()),
    )  # fmt: skip


@routes.get("/brief")
@identity.signed_in
def brief() -> str:
    """Five numbers and three sentences of a span, without one of that with which the report opens."""
    reach, area = _asked_area()
    span = span_of(request.args)
    rows, sentences = content.brief(area, span, reach, page.language())
    words = [page.translated(row.figure.words) for row in rows]
    kinds = [
        (
            page.translated(THIS_WORDS[kind]),
            _address(area, containing(kind, clock.today()), "/brief"),
            span == containing(kind, clock.today()),
        )
        for kind in KINDS
    ]
    return render_template(
        "insight/reports/brief.html", here=area, span=span.words(page.language()), rows=[*zip(words, rows, strict=True)], sentences=sentences, kinds=kinds,
        report=_address(area, span), before=_address(area, span.before, "/brief"), after=_after(area, span, "/brief"), is_guest=_is_guest(reach, area.code), is_whole=catch_up.is_whole(), few=counting.FEW,
    )  # fmt: skip


@routes.get("/again")
@identity.signed_in
def listed() -> str:
    """What came again, of a `what`: the matters that were counted, the latest first."""
    reach = reach_of(identity.person())
    asked, kind = asking.question(request.args, reach), request.args.get("what", "")
    if kind not in rule.KINDS:
        raise Problem("bad-value", ("what", "not-a-choice"))
    if asked.unit is not None:
        raise Problem("bad-value", ("unit", "not-narrowed-so", {"key": "unit"}))
    ids, more = again.matters(kind, asked, asking.place(request.args), LISTED)
    found = {one.id: one for one in Matter.select().where(Matter.id.in_(ids), lists.in_reach(reach))}
    light = matters_in_list(found.values(), times.moment_of)
    thing = again_rows.things_by_name(page.language()).get(asked.category or "")
    return render_template(
        "insight/reports/again.html", what=rule.WHAT[kind], here=Area.get_by_id(asked.area), first=asked.first, last=asked.last,
        narrowed=[thing] if thing else [], things=[{"matter": light[id], "name": None, "words": ""} for id in ids if id in found],
        more=None if more is None else asking.address("/figures/report/again", asked, what=kind, cursor=str(more)),
        back=asking.address("/figures", Question(asked.area, asked.first, asked.last)), is_desk=reach.holds(*DESK_ROLES),
    )  # fmt: skip


@routes.get("/chart.svg")
@identity.signed_in
def chart() -> Response:
    """Its chart."""
    reach, area = _asked_area()
    bars = content.bars_of(area, span_of(request.args), reach, page.language())
    drawn = charts.drawn(bars, page.translated(mark("收到")), page.translated(mark("办结")))
    return Response(drawn, content_type="image/svg+xml")


@routes.get("/report.<any(docx,xlsx):suffix>")
@identity.signed_in
def file(suffix: str) -> Response:
    """As a Word document or a workbook."""
    report, _ = _asked(leaves=True)
    made = (word.document if suffix == "docx" else workbook.book)(report, page.language())
    answer = Response(made, content_type=TYPES[suffix])
    plain = f"gridwalk-{report.area.code}-{report.span.kind}-{report.span.first}.{suffix}"
    answer.headers["Content-Disposition"] = page.attachment(f"{report.title}.{suffix}", plain)
    return answer


def _asked(leaves: bool = False) -> tuple[Report, Reach]:
    """What `area`, `kind` and `of` (a day in it) ask for. Problems: forbidden, not-found, bad-value."""
    reach, area = _asked_area()
    leaves |= _is_guest(reach, area.code)
    return content.of_area(area, span_of(request.args), reach, page.language(), leaves=leaves), reach


def _asked_area() -> tuple[Reach, Area]:
    reach, code = reach_of(identity.person()), request.args.get("area", "")
    mine = patrons.areas_of(reach) if _is_guest(reach, code) else []
    if found := next((area for area in mine if code in ("", area.code)), None):
        return reach, found
    return reach, Area.get_by_id(asking.question({"area": code}, reach).area)


def _looked_after(report: Report, reach: Reach) -> list[tuple[str, str, bool]]:
    """(name, address, whether it is the one shown) of the areas that a guest's units look after; none where there is but one."""
    mine = patrons.areas_of(reach) if _is_guest(reach, report.area.code) else []
    shown = [(area.name, _address(area, report.span), area.code == report.area.code) for area in mine]
    return shown if len(shown) > 1 else []


def _is_guest(reach: Reach, code: str) -> bool:
    """Whether the reader reads no figures there: at most the report, for a unit that looks after the area."""
    return not (permissions.may(reach, asking.ACT, code) if code else permissions.may(reach, asking.ACT))


def span_of(arguments: Mapping[str, str]) -> Span:
    """The span that `kind` and `of` name; without a day the last one that is over. Problem bad-value."""
    kind = arguments.get("kind") or MONTH
    if kind not in KINDS:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    text, today = arguments.get("of", ""), clock.today()
    day = decode.date(text, "of") if text else usual(kind).first
    if day > today:
        raise Problem("bad-value", ("of", "day-ahead", {"last": today.isoformat()}))
    if (today - day).days >= asking.DAYS_MOST:
        raise Problem("bad-value", ("of", "day-long-ago", {"days": asking.DAYS_MOST}))
    return containing(kind, day)


def usual(kind: str) -> Span:
    """The last one that is over; of months from the 20th on the present one, which is asked for by the 25th."""
    this = containing(kind, clock.today())
    return this if kind == MONTH and clock.today().day >= REPORTED_FROM else this.before


def _after(area: Area, span: Span, suffix: str = "") -> str:
    """The address of the span that follows, of the running one at most; "" where there is none."""
    return _address(area, _next(span), suffix) if span.is_over else ""


def _next(span: Span) -> Span:
    day = clock.date_of(clock.start_of(span.last) + 36 * clock.HOUR)
    return containing(span.kind, day)


def _address(area: Area, span: Span, suffix: str = "") -> str:
    return f"/figures/report{suffix}?{urlencode({'area': area.code, 'kind': span.kind, 'of': span.first.isoformat()})}"
