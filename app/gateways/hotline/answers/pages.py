"""The desk's pages of what goes back to the hotline: the sheet of answers, and the rates with the tickets behind them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request

from app.core import clock, decode
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk import times
from app.gateways.hotline import columns
from app.gateways.hotline.answers import rates, replies
from app.gateways.hotline.asker import asking
from app.gateways.hotline.models import REPLIES
from app.people.sign_in import identity

routes = Blueprint("hotline_answers", __name__, url_prefix="/desk/hotline")
COLUMNS_KEPT = confirmation.sentence("hotline-columns", mark("从现在起照这些列名导出。"))
MIDDLING_KEPT = confirmation.sentence("hotline-middling", mark("从现在起照这样算。"))
FIELD = "field_"
DAYS_MOST = 400
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _span() -> tuple[int, int, dict[str, str]]:
    """(from, until, the days as a form has them) of the tickets that are asked for: this month, unless days are named.

    Problem bad-value for days that are none, the wrong way round or more than 400.
    """
    to, since = request.values.get("to", ""), request.values.get("from", "")
    last = decode.date(to, "to") if to else clock.today()
    first = decode.date(since, "from") if since else last.replace(day=1)
    if not 0 <= (last - first).days <= DAYS_MOST:
        raise Problem("bad-value", ("from", "span-too-long", {"most": DAYS_MOST}))
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return clock.start_of(first), clock.start_of(last) + clock.DAY, days


@routes.get("/replies")
@identity.signed_in
def answered() -> str:
    """Which tickets can be answered now, and why the others cannot."""
    _, reach, _, hotline = asking()
    since, until, days = _span()
    found = replies.unanswered(reach, hotline, since, until)
    left = {why: [_ready(one) for one in found if one.left_out == why] for why in replies.LEFT_OUT}
    return render_template(
        "gateways/hotline/replies.html", **days, ready=[_ready(one) for one in found if not one.left_out], field=FIELD,
        left=[(page.translated(words), left[why]) for why, words in replies.LEFT_OUT.items() if left[why]],
        id=replies.fresh(), headers=columns.reply_headers(hotline), fields=columns.FIELDS[REPLIES],
    )  # fmt: skip


def _ready(one: replies.Ready) -> dict[str, Any]:
    matter = one.ticket.matter
    return {"number": one.ticket.number, "matter": matter.id, "own": matter.number, "answer": one.answer}


@routes.post("/replies")
@identity.signed_in
def reply() -> Any:
    """Make the sheet of answers; the clocks of all that stand in it stand from then on."""
    person, reach, _, hotline = asking()
    since, until, _ = _span()
    id = request.form.get("id", "")
    if not decode.UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    sheet = replies.write(person, reach, hotline, id, since, until)
    return redirect(f"/desk/hotline/replies/{sheet.id}", 303)


@routes.post("/replies/columns")
@identity.signed_in
def set_reply_columns() -> Any:
    """What the columns of the sheet of answers are called in this city."""
    person, _, _, hotline = asking()
    chosen = {field: request.form.get(FIELD + field, "").strip()[:100] for field in columns.FIELDS[REPLIES]}
    columns.save(person, hotline, REPLIES, chosen)
    return confirmation.after("/desk/hotline/replies", COLUMNS_KEPT)


@routes.get("/replies/<uuid:which>")
@identity.signed_in
def reply_sheet(which: Any) -> str:
    """A sheet of answers, to download as often as one likes."""
    _, reach, _, hotline = asking()
    sheet = replies.find(reach, hotline, str(which))
    return render_template(
        "gateways/hotline/sheet.html", id=sheet.id, name=sheet.name, at=times.moment(sheet.at, page.language()),
        count=sheet.counts.get(REPLIES, 0),
    )  # fmt: skip


@routes.get("/replies/<uuid:which>.<any(csv, xlsx):suffix>")
@identity.signed_in
def download(which: Any, suffix: str) -> Response:
    """The sheet as a file; the CSV goes out as it is read."""
    _, reach, _, hotline = asking()
    sheet = replies.find(reach, hotline, str(which))
    body = replies.as_csv(hotline, sheet) if suffix == "csv" else replies.as_workbook(hotline, sheet)
    response = Response(body, content_type=MIMES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="gridwalk-hotline.{suffix}"'
    return response


@routes.get("/rates")
@identity.signed_in
def rated() -> str:
    """The three rates of the hotline's sheets and our own figure beside them; each opens its tickets."""
    _, reach, _, hotline = asking()
    since, until, days = _span()
    every = rates.rates_of(reach, hotline, since, until)
    opened = next((one for one in every if one.name == request.args.get("rate")), None)
    is_no = request.args.get("part") == "no"
    return render_template(
        "gateways/hotline/rates.html", **days, rates=every, opened=opened, tickets=_tickets_of(opened, is_no), is_no=is_no,
        middling=hotline.middling,
    )  # fmt: skip


@routes.post("/rates")
@identity.signed_in
def count_middling() -> Any:
    """Whether 一般 counts as satisfied, as the city's hotline has it."""
    person, _, _, hotline = asking()
    columns.count_middling(person, hotline, request.form.get("middling", ""))
    return confirmation.after("/desk/hotline/rates", MIDDLING_KEPT)


def _tickets_of(rate: rates.Rate | None, is_no: bool) -> list[dict[str, Any]]:
    if rate is None:
        return []
    counted = {ticket.number for ticket in rate.counted}
    return [
        {"number": ticket.number, "matter": ticket.matter.id, "own": ticket.matter.number}
        for ticket in rate.of
        if (ticket.number not in counted) == is_no
    ]
