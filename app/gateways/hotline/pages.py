"""The desk's pages of the hotline: a sheet looked at, its columns put right, read in, and taken back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.imports import uploads
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk import times
from app.gateways.hotline import columns, hotlines, incoming, places, sheets
from app.gateways.hotline.models import TICKETS, Hotline, HotlineSheet
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("hotline_pages", __name__, url_prefix="/desk/hotline")
TITLE = mark("12345 热线")
TAKEN_BACK = confirmation.sentence("hotline-sheet-back", mark("这张表已经撤回。动过的工单没有动。"))
TOKEN_MOST, NAME_MOST, SHOWN = 40, 200, 200
FIELD = "field_"  # how the names of the form's choices of columns begin


def _asking() -> tuple[Person, Reach, str, Hotline]:
    """Who asks, at which desk, and its city's hotline. Problem forbidden for whoever sits at no desk."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "enter_request")
    desk = places.desk_of(reach)
    return person, reach, desk, hotlines.hotline_of(desk)


@routes.get("")
@identity.signed_in
def index() -> str:
    """Where a sheet is chosen, and the latest that were read in."""
    _, _, _, hotline = _asking()
    found = sheets.latest(hotline)
    people = dict(
        Person.select(Person.id, Person.name).where(Person.id.in_([one.by for one in found])).tuples()
    )
    return render_template(
        "gateways/hotline/index.html", title=page.translated(TITLE), fields=columns.FIELDS[TICKETS],
        needed=columns.NEEDED[TICKETS], sheets=[_sheet(one, people) for one in found],
    )  # fmt: skip


def _sheet(sheet: HotlineSheet, people: dict[str, str]) -> dict[str, Any]:
    words = [
        (page.translated(message), sheet.counts.get(name, 0)) for name, message in incoming.OUTCOMES.items()
    ]
    return {
        "id": sheet.id, "name": sheet.name, "at": times.moment(sheet.at, page.language()), "by": people.get(sheet.by, ""),
        "counts": [(word, count) for word, count in words if count], "is_back": sheet.taken_back is not None,
        "may_go_back": sheet.kind == TICKETS and sheet.counts.get(incoming.NEW),
    }  # fmt: skip


@routes.post("/tickets")
@identity.signed_in
def upload() -> Any:
    """Keep the file for an hour, and show what it would do."""
    person, *_ = _asking()
    data, name = page.file_body(), page.file_name()[:NAME_MOST]
    token = uploads.store_upload(data, person.id)
    return redirect(f"/desk/hotline/tickets/{token}?{_query(name)}", 303)


def _query(name: str) -> str:
    return urlencode({"name": name})


@routes.get("/tickets/<token>")
@identity.signed_in
def planned(token: str) -> Any:
    """What the sheet would do, row by row, and which column is read as what."""
    person, reach, desk, hotline = _asking()
    if HotlineSheet.get_or_none(HotlineSheet.id == token[:TOKEN_MOST]) is not None:
        return redirect("/desk/hotline", 303)
    return _planned(reach, hotline, desk, token, uploads.take(token, person.id))


@routes.post("/tickets/<token>/columns")
@identity.signed_in
def set_columns(token: str) -> Any:
    """Which column is which from now on in this city; then what the sheet would do."""
    person, reach, desk, hotline = _asking()
    data = uploads.take(token, person.id)
    chosen = {field: request.form.get(FIELD + field, "")[:100] for field in columns.FIELDS[TICKETS]}
    try:
        columns.save(person, hotline, TICKETS, chosen)
    except Problem as problem:
        return _planned(reach, hotline, desk, token, data, chosen, problem), 422
    return redirect(f"/desk/hotline/tickets/{token}?{_query(_name())}", 303)


@routes.post("/tickets/<token>")
@identity.signed_in
def write(token: str) -> Any:
    """Read the sheet in as it was shown."""
    person, reach, desk, hotline = _asking()
    known = HotlineSheet.get_or_none(HotlineSheet.id == token[:TOKEN_MOST], HotlineSheet.by == person.id)
    if known is not None and known.counts:
        return _done(known)
    data = uploads.take(token, person.id)
    wanted, agreed = columns.columns_for(hotline, TICKETS), request.form.get("agreed", "")
    plan, is_done = incoming.write(person, reach, hotline, desk, wanted, data, token, _name(), agreed)
    if not is_done:
        return _planned(reach, hotline, desk, token, data, is_stale=True), 409
    return _done(HotlineSheet.get_by_id(token), plan)


def _done(sheet: HotlineSheet, plan: incoming.Plan | None = None) -> str:
    lines = [] if plan is None else [line for line in plan.lines if line.outcome != incoming.KNOWN]
    return render_template(
        "gateways/hotline/done.html", title=page.translated(TITLE), sheet=_sheet(sheet, {}),
        lines=[_line(line) for line in lines[:SHOWN]], left=max(len(lines) - SHOWN, 0),
    )  # fmt: skip


def _name() -> str:
    return request.values.get("name", "")[:NAME_MOST]


def _planned(
    reach: Reach, hotline: Hotline, desk: str, token: str, data: bytes, chosen: dict[str, str] | None = None,
    problem: Problem | None = None, is_stale: bool = False,
) -> str:  # fmt: skip
    wanted = columns.columns_for(hotline, TICKETS, chosen)
    plan, wrong = None, problem.body(page.language()) if problem is not None else None
    headers = columns.headers_of(data, wanted)
    if problem is None:
        try:
            plan = incoming.plan(reach, hotline, desk, wanted, data)
        except Problem as unread:
            if not headers:
                raise
            wrong = unread.body(page.language())
    return render_template(
        "gateways/hotline/plan.html", title=page.translated(TITLE), token=token, name=_name(), plan=plan, wrong=wrong,
        is_stale=is_stale, headers=headers, guessed=columns.guessed(headers, wanted), fields=columns.FIELDS[TICKETS],
        needed=columns.NEEDED[TICKETS], counts=_counts(plan), field=FIELD,
        lines=[_line(line) for line in plan.lines[:SHOWN]] if plan is not None else [],
        left=max(len(plan.lines) - SHOWN, 0) if plan is not None else 0, is_set=bool(hotline.columns.get(TICKETS)),
    )  # fmt: skip


def _counts(plan: incoming.Plan | None) -> list[tuple[str, int]]:
    if plan is None:
        return []
    return [
        (page.translated(words), plan.counts[name])
        for name, words in incoming.OUTCOMES.items()
        if plan.counts[name]
    ]


def _line(line: incoming.Line) -> dict[str, Any]:
    ticket = line.ticket
    due = min(ticket.due.items(), key=lambda item: item[1], default=None) if ticket is not None else None
    return {
        "row": line.row, "number": line.number, "outcome": line.outcome, "words": page.translated(incoming.OUTCOMES[line.outcome]),
        "text": ticket.text[:60] if ticket is not None else "",
        "clock": "" if due is None else f"{page.translated(incoming.clocks.CLOCKS[due[0]])} {times.moment(due[1], page.language())}",
        "is_late": due is not None and due[1] < clock.now(), "said": [remark.sentence(page.language()) for remark in line.said],
        "matter": None if line.matter is None else (line.matter.id, line.matter.number),
    }  # fmt: skip


@routes.get("/sheets/<id>/take-back")
@identity.signed_in
def ask_back(id: str) -> str:
    """Which tickets of the sheet would go, and which stay."""
    _, reach, _, hotline = _asking()
    back = sheets.show(reach, hotline, id[:TOKEN_MOST])
    return render_template(
        "gateways/hotline/back.html", title=page.translated(TITLE), sheet=_sheet(back.sheet, {}),
        gone=[(one.id, one.number) for one in back.gone], staying=[(one.id, one.number) for one in back.staying],
    )  # fmt: skip


@routes.post("/sheets/<id>/take-back")
@identity.signed_in
def take_back(id: str) -> Any:
    """Take back what nobody has touched."""
    person, reach, _, hotline = _asking()
    sheets.take_back(person, reach, hotline, id[:TOKEN_MOST])
    return confirmation.after("/desk/hotline", TAKEN_BACK)
