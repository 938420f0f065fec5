"""The door of the desk: the list, one matter, and a form for every open move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_login import current_user
from htmx_flask import make_response

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.core.decode import UUID_FORM
from app.core.problems.problem import Deferred, Problem
from app.core.web import page
from app.desk import keys, times
from app.desk.again import looks
from app.desk.colleagues import beside
from app.desk.colleagues.beside import Other
from app.desk.duty import offices
from app.desk.forms import answer_examples, choices, command, named_places, named_units, photos
from app.desk.forms.fields import Typed, amendable
from app.desk.lists import address, alarms, change_tag, frame
from app.desk.matter import after_move, view
from app.desk.requests import residents
from app.ledger.act import by_web
from app.matters import transition
from app.matters.commands import MoveBody
from app.matters.models import Matter
from app.matters.moves.calls import call_off, judge_call
from app.matters.moves.ending import merge
from app.matters.moves.handling import undo
from app.matters.queries import lists
from app.notify.inbox import unread
from app.people.models import Person
from app.people.sign_in import identity
from app.privacy.complaints import answers
from app.requests.models import ResidentRequest
from app.sync import form_receipts
from app.sync.form_receipts import Sending
from app.sync.review import calls

routes = Blueprint("desk_pages", __name__, url_prefix="/desk")
TO_NAMED_MOST = 2_000
ABOUT_THE_FORM = ("id", "base_version", "seen")  # no part of what it says
CALLS = (call_off.MOVE.name, judge_call.MOVE.name)
KEPT_OPEN = (
    "stale",
    "form-done",
    "not-open",
    "bad-value",
    "unknown-area",
    "unknown-unit",
    "unknown-category",
)


def asking() -> tuple[Person, Reach]:
    """The signed-in person and their reach; Problem forbidden without a post at a desk or of a unit."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "desk")
    return person, reach


def bar_of_reader() -> alarms.Bar | None:
    """The red bar for whoever is signed in; None, and nothing is looked up, without a desk or unit. Once a request."""
    if not current_user.is_authenticated:
        return None
    if "alarms" not in g:
        reach = reach_of(current_user.person)
        language = page.language()
        rung = partial(unread.urgent, reach, language)
        is_desk = permissions.may(reach, "desk")
        g.alarms = alarms.bar(reach, language, rung, calls.ringing(reach, language)) if is_desk else None
    bar: alarms.Bar | None = g.alarms
    return bar


def _list(reach: Reach, chosen: str = "") -> dict[str, Any]:
    """What the list is drawn from, by the query of this request."""
    drawn = frame.frame_of(reach, request.args, page.language(), chosen, with_facets=not page.is_fragment())
    complaints, late = answers.waiting(reach)
    uncovered = offices.gap_sentences(offices.own(reach), page.language())
    return {
        **drawn,
        "calls": calls.ringing(reach, page.language()),
        "unheard": {one.matter: one for one in unread.urgent(reach, page.language())},
        "more": {"complaints": complaints, "late": late},
        "uncovered": [(name, uncovered[office]) for office, name in offices.named(uncovered).items()],
        "keys": keys.PARTS,
        "keymap": keys.by_key(page.language()),
    }


def _besides(reach: Reach, matter: str) -> list[Other]:
    """Who else has the open matter open, once it is noted that this reader has."""
    if not UUID_FORM.fullmatch(matter):
        return []
    beside.note_open(reach, matter, is_writing=request.args.get("writing") == "1")
    return beside.others(reach.person, matter)


@routes.get("/alarms")
@identity.signed_in
def bar() -> Response | str:
    """The red bar of another page as it is now; 204 while it says what the reader has `seen`."""
    asking()
    now = bar_of_reader()
    if now is None or request.args.get("seen") == now.mark:
        return Response(status=204)
    return render_template("desk/_bar.html", bar=now)


@routes.get("/")
@identity.signed_in
def index() -> Response:
    """The list of a view; 304 while nothing has happened since the reader's copy."""
    person, reach = asking()
    chosen = request.args.get("chosen", "")[:40]
    besides = _besides(reach, chosen)
    tag = change_tag.tag(
        person.id, page.language(), request.query_string.decode("ascii", "replace"), repr(besides)
    )
    if page.is_fragment() and request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
    else:
        answer = make_response(
            page.render(
                "desk/index",
                opened=None,
                done=_said(person),
                besides=beside.sentences(besides, page.language()),
                **_list(reach, chosen),
            )
        )
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _said(person: Person) -> after_move.Done | None:
    """What the move did that led here."""
    return after_move.done(person, request.args.get("done", ""), page.language())


@routes.get("/matters/<uuid:which>")
@identity.signed_in
def matter_page(which: Any) -> str:
    """One matter: the pane for htmx, else the page with the list beside it."""
    person, reach = asking()
    opened = view.opened(person, str(which), page.language())
    entered = residents.entered(opened.matter.id, request.args.get("entered", ""))
    return render_matter(reach, opened, entered=entered, done=_said(person))


def render_matter(
    reach: Reach,
    opened: view.Opened,
    problem: dict[str, Any] | None = None,
    entered: ResidentRequest | None = None,
    done: after_move.Done | None = None,
) -> str:
    """One matter for htmx, else the page with the list beside it; `problem`: what was refused, with a sentence `wrong`."""
    values = {
        "opened": opened,
        "problem": problem,
        "entered": entered,
        "examples": answer_examples.listed(page.language()),
        "may_edit": permissions.may(reach, "edit_examples"),
        "moment": times.moment_of,
        "done": done,
        "besides": beside.sentences(_besides(reach, opened.matter.id), page.language()),
        "again_choices": looks.offered(page.language()),
    }
    if page.is_fragment():
        return render_template("desk/_matter.html", query=address.query(request.args), **values)
    return render_template("desk/index.html", **_list(reach, opened.matter.id), **values)


@routes.post("/matters/<uuid:which>/moves/<move>")
@identity.signed_in
def make_move(which: Any, move: str) -> Any:
    """Make the move; if it is refused, show the matter as it is now with everything that was typed."""
    person, reach = asking()
    matter = str(which)
    brought: tuple[str, ...] = ()
    looked_at, asked = frame.asked_for(reach, request.args)
    try:
        sending = _sending(person, matter, move)
        earlier = sending.earlier()
        if earlier is not None:  # the same form once more, also where it has taken the matter out of reach
            return _done(person, matter, after_move.Waiting(False, looked_at, []), earlier)
        row = after_move.find(reach, matter)
        waiting = after_move.waiting(reach, row, looked_at, asked)
        target = (
            choices.target(reach, row, request.form.get("number", "")) if move == merge.MOVE.name else None
        )
        if (
            target is not None
        ):  # before it goes into a matter of which only the number was typed, that is shown
            typed = Typed(move, {**request.form.to_dict(), "number": ""}, (target,), is_to_look_at=True)
            return render_matter(reach, view.opened(person, matter, page.language(), typed)), 422
        brought = photos.collect(person.id, _files(), request.form.getlist("kept"))
        of, form, to = row.id, _form(reach, row), _targets(reach)
        if move in CALLS and not to:  # at a desk nobody is judged whom nobody has ticked
            raise Problem("bad-value", ("to", "needs-to"))
        if move == merge.MOVE.name:
            of, form, to = command.turned(of, form, to)
        body = command.body(of, move, form, to)
        command.require_more_time(row, body)
        act = replace(by_web(person), photos=brought)
        entry = sending.make(lambda: transition.move(act, body))
    except Deferred:
        return _again(person, reach, matter, move, Problem("bad-value", ("to", "not-here")), brought)
    except Problem as problem:
        if problem.name not in KEPT_OPEN:
            raise
        return _again(person, reach, matter, move, problem, brought)
    return _done(person, matter, waiting, entry)


@routes.post(f"/matters/<uuid:which>/moves/{undo.MOVE.name}")
@identity.signed_in
def take_back(which: Any) -> Any:
    """Take back what was just done, also where that has taken the matter out of reach; then show it as it was before."""
    person, reach = asking()
    matter, name = str(which), undo.MOVE.name
    typed = request.form.get("undoes", "")
    entry = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None
    body = MoveBody(matter=matter, move=name, undoes=entry)
    looked_at, _ = frame.asked_for(reach, request.args)
    try:
        done = _sending(person, matter, name).make(lambda: transition.move(by_web(person), body))
    except Deferred as away:
        raise Problem("not-found") from away
    except Problem as problem:
        if problem.name not in KEPT_OPEN or lists.find(reach, matter) is None:
            raise
        return _again(person, reach, matter, name, problem, ())
    return _done(person, matter, after_move.Waiting(False, looked_at, []), done)


def _sending(person: Person, matter: str, move: str) -> Sending:
    """This sending of the form: the same where its id and everything in it are; Problem bad-value for an id that is none."""
    fields = {key: values for key, values in request.form.lists() if key not in ABOUT_THE_FORM}
    content = {"matter": matter, "move": move, "form": fields, "files": [photos.digest(f) for f in _files()]}
    return form_receipts.sending(request.form.get("id", ""), "matter.move", person, content)


def _form(reach: Reach, row: Matter) -> Mapping[str, str]:
    """The form, with the codes of the place and the lead whose names were typed. Problem unknown-area or bad-value where it is not one."""
    form = request.form.to_dict()
    if form.get("lead_named", "").strip():  # what is written counts before what is chosen
        form["lead"] = named_units.value_of(reach, form["lead_named"], "lead")
    words = form.get("where", "").strip()[:80]
    if not words or form.get("area"):
        return form
    found = named_places.find(amendable(row, reach), words)
    if not found:
        raise Problem("unknown-area", ("area", "no-such-place"))
    if len(found) > 1:
        raise Problem("bad-value", ("area", "several"))
    return {**form, "area": found[0][0]}


def _targets(reach: Reach) -> Sequence[str]:
    """To whom or where: what was ticked, or the matter whose number was typed."""
    number = request.form.get("number", "")[:60].strip()
    if number:
        return [f"matter:{number}"]
    written = named_units.values_of(reach, request.form.get("to_named", "")[:TO_NAMED_MOST], "to")
    return list(dict.fromkeys([*request.form.getlist("to"), *written]))


def _files() -> list[BinaryIO]:
    """The photos chosen in the form; an input left empty comes as a file without a name."""
    return [cast(BinaryIO, file.stream) for file in request.files.getlist("photos") if file.filename]


def _again(
    person: Person, reach: Reach, which: str, move: str, problem: Problem, brought: tuple[str, ...]
) -> tuple[str, int]:
    payload = problem.body(page.language())
    wrong = ("；", "; ")[page.language() == "en"].join(
        error["message"] for error in payload.get("errors", [])
    ) or payload["detail"]
    typed = Typed(move, request.form.to_dict(), tuple(request.form.getlist("to")), brought, wrong)
    seen = request.form.get("seen", "")
    since = (
        int(seen) if problem.status == 409 and seen.isascii() and seen.isdigit() and len(seen) < 16 else None
    )
    opened = view.opened(person, which, page.language(), typed, since)
    return render_matter(reach, opened, {**payload, "wrong": wrong}), problem.status


def _done(person: Person, which: str, waiting: after_move.Waiting, entry: int | None) -> Any:
    """After a move: what it did, and the matter as it is now while it waits for the reader still, else the next one."""
    query = address.query(request.args)
    reach = reach_of(person)
    goes_on_to = after_move.goes_on_to(reach, which, waiting)
    if not page.is_fragment():
        where = f"/desk/matters/{goes_on_to}" if goes_on_to else "/desk"
        return redirect(f"{where}?{query}&done={entry}", 303)
    done = after_move.done(person, str(entry), page.language())
    if goes_on_to:
        part = render_matter(reach, view.opened(person, goes_on_to, page.language()), done=done)
    else:
        part = render_template("desk/_gone.html", done=done, **_list(reach))
    return make_response(part, trigger="desk-moved")  # so that the list beside it is asked for anew
