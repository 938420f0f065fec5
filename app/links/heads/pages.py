"""The pages on which somebody of the grid asks neighbours in as building heads, and hands over their links."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, render_template, request

from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core.decode import Command, Uuid
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark, translate
from app.links.creation import place_of
from app.links.heads import invitation
from app.people import names
from app.people.accounts import serialize
from app.people.accounts.pages import link as address
from app.people.accounts.pages import qr
from app.people.models import Person
from app.people.sign_in import enrolment, identity

routes = Blueprint("heads", __name__, url_prefix="/heads")
ENDED = confirmation.sentence("head-ended", mark("已记下：不再是这里的楼栋长。"))
Short = Annotated[str, msgspec.Meta(max_length=100)]


@routes.after_request
def _same_origin(response: Response) -> Response:
    """Older phones name a form's origin only to pages that let them."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


class NewHead(Command):
    """Who is asked in, and whose place they take, if anybody's."""

    name: Short
    phone: Short
    instead_of: Uuid | None = None


def _asking() -> tuple[Person, Reach]:
    """The signed-in person and their reach; Problem forbidden when no post lets them ask heads in anywhere."""
    person = identity.person()
    reach = reach_of(person)
    if not invitation.roots(reach):
        raise Problem("forbidden")
    return person, reach


@routes.get("")
@identity.signed_in
def all_heads() -> str:
    """The buildings of one's grid with their heads; grid by grid where they are many."""
    _, reach = _asking()
    under = request.args.get("in")
    listed = invitation.places(reach, under)
    return render_template(
        "heads/heads.html",
        under=invitation.require(reach, under) if under else None,
        places=listed,
        grids=invitation.grids(reach) if listed is None else [],
    )


def _place(reach: Reach, code: str, fields: dict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "heads/place.html",
        one=invitation.place(reach, code),
        where=place_of(code),
        masked=names.masked,
        is_here=invitation.is_here,
        given=fields,
        errors=errors,
    )


@routes.get("/<code>")
@identity.signed_in
def place(code: str) -> str:
    """One building and its heads."""
    _, reach = _asking()
    return _place(reach, code, {}, {})


@routes.post("/<code>")
@identity.signed_in
def ask_in(code: str) -> Any:
    """A neighbour becomes its head, and is shown a link once."""
    caller, reach = _asking()
    invitation.place(reach, code)
    try:
        payload = page.form_body(NewHead)
        person, secret = invitation.ask_in(
            caller, reach, code, payload.name, payload.phone, payload.instead_of
        )
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        errors = {error["field"]: error["message"] for error in problem.body(page.language())["errors"]}
        return _place(reach, code, request.form.to_dict(), errors), 422
    return _link(code, person, secret)


@routes.post("/<code>/<uuid:post>/link")
@identity.signed_in
def link(code: str, post: Any) -> str:
    """A fresh link for a head who has another phone."""
    caller, reach = _asking()
    return _link(code, *invitation.link(caller, reach, code, str(post)))


@routes.post("/<code>/<uuid:post>/end")
@identity.signed_in
def end(code: str, post: Any) -> Any:
    """A head is one no longer."""
    caller, reach = _asking()
    invitation.end(caller, reach, code, str(post))
    return confirmation.after(f"/heads/{code}", ENDED)


TEXTS = mark(
    "{name}您好，请您帮忙当{place}楼栋长。有人说弄好了，您去看一眼就行。点开链接，按一下“就用这部手机”。不用记密码。只能用一次：\n{link}"
)


def _link(code: str, person: Person, secret: str) -> str:
    to = address(secret)
    message = translate(TEXTS, page.language(), name=person.name, place=place_of(code), link=to)
    return render_template(
        "heads/link.html",
        one=person,
        area=Area.get_by_id(code),
        text=message,
        qr=qr(to),
        until=serialize.when(enrolment.find(secret).expires),
    )
