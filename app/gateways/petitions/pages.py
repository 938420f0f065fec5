"""The desk's pages of petitions: registered, handed over, and when by law something has to be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core import clock, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.desk import times
from app.desk.pages import asking
from app.gateways.hotline import places
from app.gateways.petitions import register, statutory
from app.gateways.petitions.models import Petition
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("petition_pages", __name__, url_prefix="/desk/petitions")
REGISTERED = confirmation.sentence("petition-registered", mark("已登记。"))
CHANGED = confirmation.sentence("petition-changed", mark("已记下。"))
TONES = {"late": mark("过期"), "near": mark("快到期")}
WORDS = {
    "received": mark("收到日期"), "handed_to": mark("交给哪个机关"), "handed": mark("交出日期"), "informed": mark("书面告知日期"),
    "accepted": mark("受理日期"), "done": mark("办结日期"),
}  # fmt: skip


def _asking() -> tuple[Person, Reach, str]:
    person, reach = asking()
    permissions.require(reach, "enter_request")
    return person, reach, places.desk_of(reach)


@routes.get("")
@identity.signed_in
def index() -> str:
    """Those of the desk, and the form for another."""
    _, _, desk = _asking()
    return _index(desk, {"id": ids.uuid7(), "received": clock.today().isoformat()})


def _index(desk: str, values: Mapping[str, str], problem: Problem | None = None) -> str:
    running, over = register.listed(desk)
    return render_template(
        "gateways/petitions/index.html", running=[_line(one) for one in running], over=[_line(one) for one in over],
        values=values, errors=_errors(problem), words=WORDS, last=clock.today().isoformat(),
    )  # fmt: skip


def _errors(problem: Problem | None) -> dict[str, str]:
    body = problem.body(page.language()) if problem is not None else {}
    return {error["field"]: error["message"] for error in body.get("errors", [])}


def _line(petition: Petition) -> dict[str, Any]:
    limit = statutory.next_of(petition)
    return {
        "id": petition.id, "number": petition.number, "handed_to": petition.handed_to, "received": petition.received,
        "next": _limit(limit) if limit is not None else None,
    }  # fmt: skip


def _limit(limit: statutory.Limit) -> dict[str, str]:
    tone = limit.tone(clock.today())
    last, kept = limit.last.isoformat(), limit.kept.isoformat() if limit.kept is not None else ""
    words = page.translated(statutory.WORDS[limit.name])
    return {
        "words": words,
        "last": last,
        "kept": kept,
        "tone": tone,
        "tone_word": page.translated(TONES[tone]) if tone else "",
    }


@routes.post("")
@identity.signed_in
def add() -> Any:
    """Register one."""
    person, _, desk = _asking()
    try:
        register.add(person, desk, request.form.get("id", ""), request.form)
    except Problem as problem:
        if problem.status != 422:
            raise
        return _index(desk, request.form, problem), 422
    return confirmation.after("/desk/petitions", REGISTERED)


@routes.get("/<uuid:which>")
@identity.signed_in
def one_petition(which: Any) -> str:
    """Its dates, and what has happened."""
    _, reach, _ = _asking()
    petition = register.find(reach, str(which))
    return _one(petition, {**petition.__data__, "is_extended": "1" if petition.is_extended else ""})


def _one(petition: Petition, values: Mapping[str, Any], problem: Problem | None = None) -> str:
    return render_template(
        "gateways/petitions/petition.html", petition=petition, limits=[_limit(one) for one in statutory.limits(petition)],
        values=values, errors=_errors(problem), words=WORDS, last=clock.today().isoformat(),
        made=times.moment(petition.made, page.language()),
    )  # fmt: skip


@routes.post("/<uuid:which>")
@identity.signed_in
def change(which: Any) -> Any:
    """Write down what has happened."""
    person, reach, _ = _asking()
    petition = register.find(reach, str(which))
    try:
        register.change(person, petition, request.form.get("version", ""), request.form)
    except Problem as problem:
        if problem.status != 422:
            raise
        return _one(petition, {**petition.__data__, **request.form}, problem), 422
    return confirmation.after(f"/desk/petitions/{petition.id}", CHANGED)
