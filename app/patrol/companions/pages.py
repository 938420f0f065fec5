"""锁屏也能记: the page on which a worker agrees to a tracker of their own, sees whether it is connected, and ends it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.areas import local_settings
from app.core import clock, decode, ids
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.patrol.companions import allowed, devices, modes, setup
from app.patrol.companions.models import OWNTRACKS, TRACCAR, Companion
from app.patrol.errands import slips
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("companions", __name__, url_prefix="/companion")
NAMES = {OWNTRACKS: "OwnTracks", TRACCAR: "Traccar Client"}
ENDED = confirmation.sentence("tracker-ended", mark("已停用。它再发来什么，都不会收。"))


@routes.after_request
def _same_origin(response: Response) -> Response:
    """Older phones name a form's origin only to pages that let them."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@routes.get("")
@identity.signed_in
def mine() -> str:
    """What is kept, for how long and who sees it; one's own trackers; and the form that agrees."""
    return _page(identity.person(), {}, {})


@routes.post("")
@identity.signed_in
def agree() -> Any:
    """Connect one more; its secret is shown on the page that answers. Pressed twice it is one, with another secret."""
    person = identity.person()
    fields = {name: request.form.get(name, "")[:200] for name in ("id", "kind", "name")}
    try:
        companion, secret = devices.agree(person, fields["kind"], fields["name"], _form_id(fields["id"]))
    except Problem as problem:
        if not problem.errors:
            raise
        errors = {error["field"]: error["message"] for error in problem.body(page.language())["errors"]}
        return _page(person, fields, errors), problem.status
    ready = setup.of_kind(companion.kind, current_app.config["SETTINGS"].public_url, secret)
    answer = make_response(
        render_template(
            "companions/ready.html",
            one=companion,
            app_name=NAMES[companion.kind],
            ready=ready,
            code=slips.code(ready.code),
            user=setup.USER if companion.kind == OWNTRACKS else "",
            seconds=setup.SECONDS,
        )  # fmt: skip
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@routes.post("/<uuid:which>/end")
@identity.signed_in
def end(which: Any) -> Any:
    """End one of one's own."""
    person = identity.person()
    devices.end(person, devices.find(person, str(which)))
    return confirmation.after("/companion", ENDED)


def _form_id(text: str) -> str | None:
    """The form's own id; None where it is none."""
    return text if decode.UUID7_FORM.fullmatch(text) else None


def _page(person: Person, given: dict[str, str], errors: dict[str, str]) -> str:
    areas = allowed.areas_of(person.id)
    return render_template(
        "companions/mine.html", lines=[_line(one) for one in devices.live(person.id)], names=NAMES, given=given,
        errors=errors, id=ids.uuid7(), is_open=bool(areas), most=devices.NAME_MOST,
        days=f"{min((local_settings.number_at(code, 'track_days') for code in areas), default=7):g}",
    )  # fmt: skip


def _line(one: Companion) -> dict[str, Any]:
    today = clock.today()
    heard = clock.to_the_minute(one.heard) if one.heard is not None else ""
    if one.heard is not None and clock.date_of(one.heard) == today:
        heard = heard[-5:]
    return {
        "id": one.id, "name": one.name, "app": NAMES[one.kind], "heard": heard,
        "is_encrypted": one.encrypted is not None,
        "start": setup.switch(one.kind, modes.MOVE), "stop": setup.switch(one.kind, modes.QUIET),
    }  # fmt: skip
