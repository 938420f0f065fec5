"""The desk's pages of the hotline's sheets: looked at, their columns put right, read in, and taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request

from app.areas.access.reach import Reach
from app.areas.imports import uploads
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, mark_in
from app.desk import times
from app.gateways.hotline import callbacks, columns, incoming, sheets
from app.gateways.hotline.asker import asking
from app.gateways.hotline.models import CALL_BACKS, REPLIES, TICKETS, Hotline, HotlineSheet
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("hotline_pages", __name__, url_prefix="/desk/hotline")
TITLE = mark("12345 热线")
TAKEN_BACK = confirmation.sentence("hotline-sheet-back", mark("这张表已经撤回。动过的工单没有动。"))
TOKEN_MOST, NAME_MOST, SHOWN = 40, 200, 200
FIELD = "field_"  # how the names of the form's choices of columns begin
KIND = "<any(tickets, call_backs):kind>"
READ: dict[str, Any] = {TICKETS: incoming, CALL_BACKS: callbacks}  # kind of sheet → what reads it
KINDS = {TICKETS: mark("工单表"), CALL_BACKS: mark("回访表"), REPLIES: mark("答复表")}
REPLIED = {REPLIES: mark("答复了")}
ANSWERS = (
    ("contacted", mark("已联系"), mark("未联系")), ("solved", mark("已解决"), mark("未解决")),
    ("satisfied", mark_in("rate", "满意"), mark("不满意")), ("counted", "", mark("不计入")),
)  # fmt: skip


@routes.get("")
@identity.signed_in
def index() -> str:
    """Where a sheet is chosen, and the latest that were read in or went out."""
    _, _, _, hotline = asking()
    found = sheets.latest(hotline)
    ids = [one.by for one in found]
    people = dict(Person.select(Person.id, Person.name).where(Person.id.in_(ids)).tuples()) if ids else {}
    return render_template(
        "gateways/hotline/index.html", title=page.translated(TITLE), fields=columns.FIELDS, needed=columns.NEEDED,
        sheets=[_sheet(one, people) for one in found],
    )  # fmt: skip


def _sheet(sheet: HotlineSheet, people: dict[str, str]) -> dict[str, Any]:
    outcomes = READ[sheet.kind].OUTCOMES if sheet.kind in READ else REPLIED
    words = [(page.translated(message), sheet.counts.get(name, 0)) for name, message in outcomes.items()]
    return {
        "id": sheet.id, "kind": sheet.kind, "kind_word": page.translated(KINDS[sheet.kind]), "name": sheet.name,
        "at": times.moment(sheet.at, page.language()), "by": people.get(sheet.by, ""),
        "counts": [(word, count) for word, count in words if count], "is_back": sheet.taken_back is not None,
        "may_go_back": sheet.kind == TICKETS and sheet.counts.get(incoming.NEW),
    }  # fmt: skip


@routes.post(f"/{KIND}")
@identity.signed_in
def upload(kind: str) -> Any:
    """Keep the file for an hour, and show what it would do."""
    person, *_ = asking()
    data, name = page.file_body(), page.file_name()[:NAME_MOST]
    token = uploads.store_upload(data, person.id)
    return redirect(_address(kind, token, name), 303)


def _address(kind: str, token: str, name: str) -> str:
    return f"/desk/hotline/{kind}/{token}?{urlencode({'name': name})}"


@routes.get(f"/{KIND}/<token>")
@identity.signed_in
def planned(kind: str, token: str) -> Any:
    """What the sheet would do, row by row, and which column is read as what."""
    person, reach, desk, hotline = asking()
    if HotlineSheet.get_or_none(HotlineSheet.id == token[:TOKEN_MOST]) is not None:
        return redirect("/desk/hotline", 303)
    return _planned(reach, hotline, desk, kind, token, uploads.take(token, person.id))


@routes.post(f"/{KIND}/<token>/columns")
@identity.signed_in
def set_columns(kind: str, token: str) -> Any:
    """Which column is which from now on in this city; then what the sheet would do."""
    person, reach, desk, hotline = asking()
    data = uploads.take(token, person.id)
    chosen = {field: request.form.get(FIELD + field, "")[:100] for field in columns.FIELDS[kind]}
    try:
        columns.save(person, hotline, kind, chosen)
    except Problem as problem:
        return _planned(reach, hotline, desk, kind, token, data, chosen, problem), 422
    return redirect(_address(kind, token, _name()), 303)


@routes.post(f"/{KIND}/<token>")
@identity.signed_in
def write(kind: str, token: str) -> Any:
    """Read the sheet in as it was shown."""
    person, reach, desk, hotline = asking()
    known = HotlineSheet.get_or_none(HotlineSheet.id == token[:TOKEN_MOST], HotlineSheet.by == person.id)
    if known is not None and known.counts:
        return _done(known)
    data = uploads.take(token, person.id)
    wanted, agreed = columns.columns_for(hotline, kind), request.form.get("agreed", "")
    plan, is_done = READ[kind].write(person, reach, hotline, desk, wanted, data, token, _name(), agreed)
    if not is_done:
        return _planned(reach, hotline, desk, kind, token, data, is_stale=True), 409
    return _done(HotlineSheet.get_by_id(token), plan)


def _done(sheet: HotlineSheet, plan: Any = None) -> str:
    lines = [] if plan is None else [line for line in plan.lines if line.outcome != incoming.KNOWN]
    return render_template(
        "gateways/hotline/done.html", title=page.translated(TITLE), kind=sheet.kind, sheet=_sheet(sheet, {}),
        lines=[_line(sheet.kind, line) for line in lines[:SHOWN]], left=max(len(lines) - SHOWN, 0),
    )  # fmt: skip


def _name() -> str:
    return request.values.get("name", "")[:NAME_MOST]


def _planned(
    reach: Reach, hotline: Hotline, desk: str, kind: str, token: str, data: bytes, chosen: dict[str, str] | None = None,
    problem: Problem | None = None, is_stale: bool = False,
) -> str:  # fmt: skip
    wanted = columns.columns_for(hotline, kind, chosen)
    plan, wrong = None, problem.body(page.language()) if problem is not None else None
    headers = columns.headers_of(data, wanted)
    if problem is None:
        try:
            plan = READ[kind].plan(reach, hotline, desk, wanted, data)
        except Problem as unread:
            if not headers:
                raise
            wrong = unread.body(page.language())
    lines = plan.lines if plan is not None else []
    return render_template(
        "gateways/hotline/plan.html", title=page.translated(TITLE), kind=kind, token=token, name=_name(), plan=plan,
        wrong=wrong, is_stale=is_stale, headers=headers, guessed=columns.guessed(headers, wanted), fields=columns.FIELDS[kind],
        needed=columns.NEEDED[kind], counts=_counts(kind, plan), field=FIELD, lines=[_line(kind, line) for line in lines[:SHOWN]],
        left=max(len(lines) - SHOWN, 0), is_set=bool(hotline.columns.get(kind)),
    )  # fmt: skip


def _counts(kind: str, plan: Any) -> list[tuple[str, int]]:
    if plan is None:
        return []
    words = READ[kind].OUTCOMES
    return [
        (page.translated(message), plan.counts[name]) for name, message in words.items() if plan.counts[name]
    ]


def _line(kind: str, line: Any) -> dict[str, Any]:
    return {
        "row": line.row, "number": line.number, "outcome": line.outcome,
        "words": page.translated(READ[kind].OUTCOMES[line.outcome]),
        "said": [remark.sentence(page.language()) for remark in line.said],
        "matter": None if line.matter is None else (line.matter.id, line.matter.number),
        **(_ticket_part(line.ticket) if kind == TICKETS else _heard_part(line.heard)),
    }  # fmt: skip


def _ticket_part(ticket: Any) -> dict[str, Any]:
    """What a ticket's row says besides: its words, and the clock that runs out first."""
    due = min(ticket.due.items(), key=lambda item: item[1], default=None) if ticket is not None else None
    if due is None:
        return {"text": "" if ticket is None else ticket.text[:60], "clock": "", "is_late": False}
    clock_word = page.translated(incoming.clocks.CLOCKS[due[0]])
    when = f"{clock_word} {times.moment(due[1], page.language())}"
    return {"text": ticket.text[:60], "clock": when, "is_late": due[1] < clock.now()}


def _heard_part(heard: callbacks.Heard | None) -> dict[str, Any]:
    """What a row of a call-back says besides."""
    answers = [(getattr(heard, name), yes, no) for name, yes, no in ANSWERS] if heard is not None else []
    words = [yes if is_yes else no for is_yes, yes, no in answers if is_yes is not None]
    joined = " · ".join(page.translated(word) for word in words if word)
    at = heard.at if heard is not None else None
    return {"text": joined, "clock": times.moment(at, page.language()), "is_late": False}


@routes.get("/sheets/<id>/take-back")
@identity.signed_in
def ask_back(id: str) -> str:
    """Which tickets of the sheet would go, and which stay."""
    _, reach, _, hotline = asking()
    back = sheets.show(reach, hotline, id[:TOKEN_MOST])
    return render_template(
        "gateways/hotline/back.html", title=page.translated(TITLE), sheet=_sheet(back.sheet, {}),
        gone=[(one.id, one.number) for one in back.gone], staying=[(one.id, one.number) for one in back.staying],
    )  # fmt: skip


@routes.post("/sheets/<id>/take-back")
@identity.signed_in
def take_back(id: str) -> Any:
    """Take back what nobody has touched."""
    person, reach, _, hotline = asking()
    sheets.take_back(person, reach, hotline, id[:TOKEN_MOST])
    return confirmation.after("/desk/hotline", TAKEN_BACK)
