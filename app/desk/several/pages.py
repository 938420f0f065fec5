"""The door for several matters at once: what is chosen and what would be done, then what became of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access.reach import Reach
from app.core import decode, ids
from app.core.decode import UUID7_FORM, UUID_FORM
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import translate
from app.desk.forms import answer_examples, choices, named_units
from app.desk.lists import address
from app.desk.pages import asking
from app.desk.several import acts
from app.desk.several.acts import Order, Result
from app.ledger.outcome import Outcome
from app.matters.models import Matter
from app.matters.moves.ending import merge
from app.matters.moves.handling import undo
from app.matters.moves.passing_on import dispatch
from app.matters.moves.record import Move
from app.people.models import Person
from app.people.sign_in import identity
from app.sync import form_receipts

PROPOSED = "proposed"  # instead of a unit: each to the one that the list proposes for it
UNITS_MOST = 20  # that one matter goes to
routes = Blueprint("desk_several", __name__, url_prefix="/desk/several")


def _act(name: str) -> Move:
    """The act of that name; the first for none. Problem not-found for any other."""
    found = next((act for act in acts.ACTS if act.name == name), acts.ACTS[0] if not name else None)
    if found is None:
        raise Problem("not-found")
    return found


@routes.get("/")
@identity.signed_in
def preview() -> str:
    """The chosen matters, and what would be done to each."""
    _, reach = asking()
    return _preview(reach, request.args.getlist("m"), _act(request.args.get("act", "")))


def _preview(reach: Reach, wanted: list[str], act: Move, wrong: str = "", typed: str = "") -> str:
    matters = acts.chosen(reach, wanted)
    named = request.values.get("into", "")
    into = named if named in {matter.id for matter in matters} else (matters[0].id if matters else "")
    language = page.language()
    return render_template(
        "desk/several.html",
        chosen=acts.preview(reach, matters, act, into, language),
        act=act,
        acts=[(one.name, translate(one.label, language)) for one in acts.ACTS],
        into=into,
        is_merge=act is merge.MOVE,
        is_dispatch=act is dispatch.MOVE,
        units=_units(reach, matters) if act is dispatch.MOVE else [],
        has_more_units=act is dispatch.MOVE and choices.has_more_units(reach),
        lead=request.values.get("lead", ""),
        lead_named=request.values.get("lead_named", ""),
        examples=answer_examples.listed(language),
        form_id=ids.uuid7(),
        most=acts.MOST,
        wrong=wrong,
        typed=typed,
        query=address.query(request.args),
    )


def _units(reach: Reach, matters: list[Matter]) -> list[tuple[str, str]]:
    return choices.units_for(reach, matters[0].level) if matters else []


@routes.post("/undo")
@identity.signed_in
def take_back() -> str:
    """Take back what was just done to each, as far as that can be; what became of each by its number."""
    person, _ = asking()
    named = [value.partition(" ") for value in request.form.getlist("undoes")]
    wanted = [(id, int(entry)) for id, _, entry in named if _is_one(id, entry)]
    form = request.form.get("id", "")
    if len(named) > acts.MOST or len(wanted) < len(named) or (form and not UUID7_FORM.fullmatch(form)):
        raise Problem("bad-value", ("undoes", "bad-value"))

    def once(id: str, content: dict[str, Any], verb: Callable[[], Outcome]) -> int:
        return form_receipts.sending(id, "matter.move", person, content).make(verb)

    results = acts.take_back(person, wanted, form, once, page.language())
    return _results(results, undo.MOVE)


def _is_one(id: str, entry: str) -> bool:
    return bool(UUID_FORM.fullmatch(id)) and entry.isascii() and entry.isdigit() and len(entry) < 16


@routes.post("/<name>")
@identity.signed_in
def make(name: str) -> Any:
    """Do it to each, and say what became of each by its number."""
    person, reach = asking()
    act, wanted, form = _act(name), request.form.getlist("m"), request.form
    try:
        order = _order(act, reach)
        acts.chosen(reach, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        message = problem.body(page.language())["errors"][0]["message"]
        return _preview(reach, wanted[: acts.MOST], act, message, form.get("text", "")), 422
    return _made(person, wanted, order)


def _made(person: Person, wanted: list[str], order: Order) -> str:
    def once(id: str, content: dict[str, Any], verb: Callable[[], Outcome]) -> int:
        return form_receipts.sending(id, "matter.move", person, content).make(verb)

    return _results(acts.make(person, wanted, order, once, page.language()), order.act, order.text)


def _results(results: list[Result], act: Move, written: str = "") -> str:
    left = [result.undo.left for result in results if result.undo is not None]
    return render_template(
        "desk/several_done.html",
        results=results,
        done=sum(result.is_done for result in results),
        written="" if all(result.is_done for result in results) else written,
        act=act,
        left=min(left, default=0),
        form_id=ids.uuid7(),
        query=address.query(request.args),
    )


def _order(act: Move, reach: Reach) -> Order:
    """What the form says. Problem bad-value for a field that lacks or cannot be."""
    form = request.form
    id, text, lead = form.get("id", ""), form.get("text", "").strip(), form.get("lead", "")
    if id and not UUID7_FORM.fullmatch(id):
        raise Problem("bad-value", ("id", "bad-id"))
    if len(text) > decode.TEXT_MOST:
        raise Problem("bad-value", ("text", "too-long", {"most": decode.TEXT_MOST}))
    if decode.CONTROL.search(decode.line_ends(text)):
        raise Problem("bad-value", ("text", "control-character"))
    if act is dispatch.MOVE and form.get("lead_named", "").strip():
        lead = named_units.value_of(reach, form["lead_named"], "lead")
    if act is dispatch.MOVE and (not lead or len(lead) > 80):
        raise Problem("bad-value", ("lead", "needs-to"))
    if "text" in act.rows[0].carries and not text:
        raise Problem("bad-value", ("text", "needs-text"))
    versions = {
        key.removeprefix("v-"): int(value)
        for key, value in form.items()
        if key.startswith("v-") and value.isascii() and value.isdigit() and len(value) < 10
    }
    to_of = None
    if act is dispatch.MOVE and lead == PROPOSED:
        to_of = {
            key.removeprefix("p-"): tuple(form.getlist(key)[:UNITS_MOST])
            for key in form
            if key.startswith("p-")
        }
    into = form.get("into", "")
    if act is merge.MOVE and into not in form.getlist("m"):
        raise Problem("bad-value", ("into", "needs-to"))
    return Order(act, id, text, (lead,) if lead else (), into, versions, to_of)
