"""The pages of forms: bring a blank, click which figure goes where, and take it filled each month."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request

from app.areas import place_names, tree
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.insight import asking
from app.insight.figures import MINUTES
from app.insight.forms import blanks, files, filling, keeping, running_text, writing
from app.insight.forms.blanks import Remarks
from app.insight.forms.choices import CHOICES, Choice
from app.insight.forms.keeping import BEFORE, NOW, YEAR
from app.insight.forms.models import BlankForm
from app.insight.reports import pages as reports
from app.insight.reports.span import KINDS, MONTH, QUARTER, WEEK, Span, containing
from app.people.sign_in import identity

routes = Blueprint("insight_forms", __name__, url_prefix="/figures/forms")
KIND_NAMES = {MONTH: mark("月"), WEEK: mark("周"), QUARTER: mark("季度")}
SPAN_WORDS = {NOW: mark("这一期"), BEFORE: mark("前一期（整期）"), YEAR: mark("今年到这期末")}
TAKES_IN_NONE = mark("这里用到了没有数的格子，算出来的不完整，请自己核对。")
WITH_UNIT = mark("{figure}（{unit}）")
SO_FAR = mark("这一期还没过完，数到 {day}。")
NOT_OVER = mark("（还没过完）")
BROUGHT_AS = {
    files.XLSX: confirmation.sentence(
        "form-brought-as-excel", mark("表收下了。里面其实是 Excel 表，填好的下载下来是 .xlsx。")
    ),
    files.DOCX: confirmation.sentence(
        "form-brought-as-word", mark("表收下了。里面其实是 Word 表，填好的下载下来是 .docx。")
    ),
}
BROUGHT = confirmation.sentence("form-brought", mark("表收下了。点一下格子，它就填选好的数。"))
RENEWED = confirmation.sentence("form-renewed", mark("换成新表了，格子都对上了。"))
ENDED = confirmation.sentence("form-ended", mark("这张表不用了。"))
TAKEN_BACK = confirmation.sentence("form-taken-back", mark("退回换之前的表了，格子照旧。"))
RESUMED = confirmation.sentence("form-resumed", mark("又用这张表了，定好的格子都在。"))
CELL_MOST = 40


@routes.get("")
@identity.signed_in
def index() -> str:
    """The blanks of an area, and where one is brought."""
    return _index(_area())


def _area() -> Area:
    area: Area = Area.get_by_id(
        asking.question({"area": request.values.get("area", "")}, reach_of(identity.person())).area
    )
    return area


def _index(area: Area, problem: Problem | None = None) -> str:
    return render_template(
        "insight/forms/index.html", here=area, forms=keeping.of_area(area.code), ended=keeping.ended_of(area.code), id=ids.uuid7(), name=request.form.get("name", ""),
        errors=_sentences(problem),
    )  # fmt: skip


def _sentences(problem: Problem | None) -> dict[str, str]:
    """Field → what is wrong with it."""
    wrong = [] if problem is None else problem.body(page.language()).get("errors", [])
    return {error["field"]: error["message"] for error in wrong}


@routes.post("")
@identity.signed_in
def bring() -> Any:
    """Keep a blank."""
    person, area = identity.person(), _area()
    try:
        form = keeping.bring(
            person,
            area.code,
            request.form.get("id", ""),
            request.form.get("name", "") or Path(page.file_name()).stem,
            page.file_body(),
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return _index(area, problem), 422
    suffix = Path(page.file_name()).suffix.lower().removeprefix(".")
    is_as_named = suffix in ("", form.kind)
    return confirmation.after(f"/figures/forms/{form.id}", BROUGHT if is_as_named else BROUGHT_AS[form.kind])


@routes.get("/<uuid:which>")
@identity.signed_in
def show(which: Any) -> str:
    """The blank as a table: what goes where, and what is chosen to go into the next cell."""
    return _show(keeping.find(reach_of(identity.person()), str(which)))


def _show(form: BlankForm, problem: Problem | None = None) -> str:
    chosen = {name: request.values.get(name, "") for name in ("figure", "span", "area")}
    areas = [form.area, *tree.parts_of(form.area)]
    names = place_names.full_names(areas)
    sheets = keeping.sheets_of(form)
    free = sum(cell.is_free for sheet in sheets for row in sheet.rows for cell in row)
    return render_template(
        "insight/forms/show.html", form=form, here=Area.get_by_id(form.area), sheets=sheets, chosen={**chosen, "area": chosen["area"] or form.area},
        figures=[(name, _words(choice, form)) for name, choice in CHOICES.items()], left=free - len(form.cells),
        spans=[(name, page.translated(word)) for name, word in SPAN_WORDS.items()], areas=[(code, names[code]) for code in areas],
        cells={key: _choice(choice, form, names) for key, choice in form.cells.items()}, errors=_sentences(problem),
        downloads=[_download(span) for kind in KINDS for span in _latest(kind)], kinds=[(kind, page.translated(KIND_NAMES[kind])) for kind in (MONTH, WEEK, QUARTER)],
        fallen=_fallen_out(form, names), today=clock.today().isoformat(),
        is_reckoned_late=form.kind == files.DOCX and any(cell.words.startswith("=") for sheet in sheets for row in sheet.rows for cell in row),
        in_text=running_text.blanks_in(form.kind, bytes(form.data)), kept=urlencode(chosen), rows_most=blanks.ROWS_MOST, columns_most=blanks.COLUMNS_MOST,
    )  # fmt: skip


def _latest(kind: str) -> tuple[Span, Span]:
    """The one that is running and the last that is over; first what is asked for by the 25th, from the 20th on."""
    this = containing(kind, clock.today())
    return (this, this.before) if clock.today().day >= reports.REPORTED_FROM else (this.before, this)


def _is_over(span: Span) -> bool:
    return span.last < clock.today()


def _download(span: Span) -> dict[str, Any]:
    return {
        "kind": span.kind, "of": span.first.isoformat(), "words": span.words(page.language()), "is_over": _is_over(span),
        "is_usual": span == _latest(MONTH)[0],
    }  # fmt: skip


def _fallen_out(form: BlankForm, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """(place, words beside it, what it took) of each cell that was not found in the newer blank."""
    fallen, sheets = keeping.fallen_out(form), keeping.former_sheets(form)
    return [(*blanks.name_of(key, sheets), _choice(choice, form, names)) for key, choice in fallen.items()]


def _choice(choice: list[str], form: BlankForm, names: dict[str, str]) -> str:
    """In words, what a cell takes."""
    figure, span, area = choice
    words = _words(CHOICES[figure], form) if figure in CHOICES else figure
    more = [page.translated(SPAN_WORDS[span])] if span != NOW else []
    return " · ".join([words, *more, *([names.get(area, area)] if area != form.area else [])])


def _words(choice: Choice, form: BlankForm) -> str:
    """ "收到", "按时办结（百分比）", "按时办结（件数）", and in a workbook "首次响应（小时）": a document has the unit in its cell."""
    words = page.translated(choice.figure.words)
    if not choice.more or (form.kind == files.DOCX and choice.figure.unit == MINUTES):
        return words
    return page.translated(WITH_UNIT, figure=words, unit=page.translated(choice.more))


@routes.post("/<uuid:which>/cell")
@identity.signed_in
def choose(which: Any) -> Any:
    """What is chosen goes into the cell that was clicked (`cell`), or into a set one (`clear`), which is left empty
    where it has that already."""
    person, asked = identity.person(), request.form
    kept = {name: asked.get(name, "") for name in ("figure", "span", "area")}
    cell = (asked.get("clear") or asked.get("cell", ""))[:CELL_MOST]
    try:
        change = keeping.tap if asked.get("clear") else keeping.choose
        change(person, str(which), cell, *kept.values())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _show(keeping.find(reach_of(person), str(which)), problem), 422
    return redirect(f"/figures/forms/{which}?{urlencode(kept)}#{quote(f'at-{cell}')}", 303)


@routes.post("/<uuid:which>/renew")
@identity.signed_in
def renew(which: Any) -> Any:
    """Put a newer blank in its place; the page names what was not found in it."""
    person = identity.person()
    try:
        keeping.renew(person, str(which), page.file_body())
    except Problem as problem:
        if problem.status != 422:
            raise
        return _show(keeping.find(reach_of(person), str(which)), problem), 422
    form = keeping.find(reach_of(person), str(which))
    if keeping.fallen_out(form):
        return redirect(f"/figures/forms/{which}", 303)
    return confirmation.after(f"/figures/forms/{which}", RENEWED)


@routes.post("/<uuid:which>/take-back")
@identity.signed_in
def take_back(which: Any) -> Any:
    """Put the former blank in its place again."""
    keeping.take_back(identity.person(), str(which))
    return confirmation.after(f"/figures/forms/{which}", TAKEN_BACK)


@routes.post("/<uuid:which>/end")
@identity.signed_in
def end(which: Any) -> Any:
    """Ask for it no more."""
    person = identity.person()
    form = keeping.find(reach_of(person), str(which))
    keeping.end(person, form.id)
    return confirmation.after(f"/figures/forms?area={form.area}", ENDED)


@routes.post("/<uuid:which>/resume")
@identity.signed_in
def resume(which: Any) -> Any:
    """Ask for an ended one again."""
    form = keeping.resume(identity.person(), str(which))
    return confirmation.after(f"/figures/forms/{form.id}", RESUMED)


@routes.get("/<uuid:which>/filled")
@identity.signed_in
def filled(which: Any) -> Response:
    """The file with the numbers of a week, month or quarter (`kind`, and `of`, a day in it)."""
    reach = reach_of(identity.person())
    form = keeping.find(reach, str(which))
    span = reports.span_of(request.args)
    of_all = "" if _is_over(span) else page.translated(SO_FAR, day=clock.today().isoformat())
    reasons = {why: page.translated(why) for why in filling.WHY}
    remarks = Remarks("", page.translated(TAKES_IN_NONE), of_all, reasons)
    made = writing.filled(form.kind, bytes(form.data), filling.fills(form, span, reach), remarks)
    answer = Response(made, content_type=reports.TYPES[form.kind])
    gap = " " if page.language() == "en" else ""
    more = "" if _is_over(span) else gap + page.translated(NOT_OVER)
    answer.headers["Content-Disposition"] = page.attachment(
        f"{form.name.removesuffix('.' + form.kind)}-{span.words(page.language())}{more}.{form.kind}",
        f"gridwalk-form-{_plain(span)}.{form.kind}",
    )
    return answer


def _plain(span: Span) -> str:
    """A span in ASCII: 2026-10, 2026-Q4, 2026-10-05-week."""
    if span.kind == MONTH:
        return f"{span.first:%Y-%m}"
    return (
        f"{span.first.year}-Q{(span.first.month + 2) // 3}" if span.kind == QUARTER else f"{span.first}-week"
    )
