"""The residents' form: opened by a poster or by anyone, and sent as a plain multipart form by those without a script."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _

from app.areas.geometry import location
from app.areas.telephones import directory
from app.core.problems.problem import Problem
from app.core.web import page, public_page
from app.requests import signing
from app.requests.antispam import gate
from app.requests.followup import status
from app.requests.models import ResidentRequest
from app.requests.posters import codes
from app.requests.submission import form, multipart, not_ours, place_picker, similar, things
from app.requests.submission.form import Given
from app.requests.submission.receipt import Came

routes = Blueprint("requests_pages", __name__)
public_page.install(routes)
LOOKS = (*page.LANGUAGES, *public_page.SIZES)
GAS = "110"  # where no telephone list names the gas company

Said = dict[str, str] | None


@routes.get("/ask")
def ask() -> Response:
    """An empty form; `plate` is what a door plate's code says, `area` a place."""
    if request.args.get("plate"):
        return by_code(request.args["plate"])
    return _form(form.blank(area=form.code(request.args.get("area", ""))))


@routes.get("/q/<path:qr>")
@routes.get("/s/<path:qr>")
def by_code(qr: str) -> Response:
    """The form with the poster's place filled in; a code that nobody knows opens it all the same."""
    code = codes.read(form.code(qr))
    if code is not None:
        look_again = {"kind": "", "icon": "place", "text": _("请看看下面的地点对不对。")}
        return _form(form.blank(code, qr), look_again if code.trust == "none" else None)
    unknown = _("这个码我们认不出来，请在下面选地方；其余照常。")
    return _form(form.blank(), {"kind": "wait", "icon": "info", "text": unknown})


@routes.get("/ask/place")
def place() -> Response:
    """The place's part of the form alone, one step on or one step back."""
    at = form.code(request.args.get("at", "")) or place_picker.wider(form.code(request.args.get("wider", "")))
    return make_response(
        render_template("requests/_place.html", where=place_picker.choice(at), given=form.blank(), errors={})
    )


def _near(given: Given) -> list[dict[str, str]]:
    """Open matters like this one, close by, which one may join; nothing in them is anybody's own.

    A form that comes again is answered as before; what is wrong with it is said when it is read.
    """
    if ResidentRequest.select().where(ResidentRequest.id == given["id"]).exists():
        return []
    try:
        found = similar.offer(
            area=given["area"] or None, at=form.position(given), category=given["category"],
            qr=given["qr"] or None, language=page.language(),
        )  # fmt: skip
    except Problem:
        return []
    return [
        {"ref": one["ref"], "title": f"{one['thing']} · {one['place']} · {one['when']}"} for one in found[:3]
    ]


@routes.post("/ask")
def send() -> Response:
    """The form comes back: sent, or one step further in choosing the place, the language or the size."""
    given, step = form.read(request.form), request.form.get("step", "")
    if step in LOOKS:
        public_page.at_once(step)
        return public_page.remember_choices(_form(given), step)
    if step in ("place", "elsewhere"):
        area = place_picker.wider(given["area"]) if step == "elsewhere" else given["area"]
        return _form({**given, "area": area or ""}, anchor="place")
    try:
        return _sent({**given, "join": step.removeprefix("join:") if step.startswith("join:") else ""})
    except Problem as problem:
        return _refused(given, problem)


def _sent(given: Given) -> Response:
    files = [cast(BinaryIO, file.stream) for file in request.files.getlist("photo")[:10] if file.filename]
    if not given["category"]:
        raise Problem("bad-value", ("category", "missing"))
    near = [] if files or given["offered"] or given["join"] else _near(given)
    if near:  # a photo would have to be chosen again, so that the question is asked only where there is none
        return _form({**given, "offered": "1"}, near=near)
    trap = form.is_suspicious(given, request.form.get("website", ""))
    done = multipart.receive(form.fields(given), files, Came(request.remote_addr, suspicious=trap))
    return redirect(f"/r/{done.token}?new=1", 303)  # type: ignore[return-value]


def _refused(given: Given, problem: Problem) -> Response:
    """The form again with everything in it, the sentence where it belongs, and the problem's status."""
    told = problem.body(page.language())
    errors = {
        form.AT.get(e["field"], e["field"].partition("[")[0]): e["message"] for e in told.get("errors", [])
    }
    said = {"kind": "bad", "icon": "attention", "text": told["detail"]}
    if problem.name in ("not-an-image", "broken-image", "image-too-many-pixels", "too-large"):
        errors["photos"] = told["detail"]
    if problem.name == "conflict":
        if _is_the_same(given):
            return redirect(f"/r/{signing.token(given['id'], given['nonce'])}?new=1", 303)  # type: ignore[return-value]
        said |= _earlier(given)
        given = form.afresh(given)
    elif set(errors) & {"id", "nonce"}:
        given = form.afresh(given)
    if problem.name == "not-ours":
        said |= _whose(given["category"])
    if any(file.filename for file in request.files.values()):
        errors.setdefault("photos", _("照片请再选一次。"))
    answer = _form(given, said, errors)
    answer.status_code = problem.status
    answer.headers["X-Problem"] = problem.name
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


def _is_the_same(given: Given) -> bool:
    """Whether it was sent before, and lacks but the photos, which a browser does not bring back when one goes back."""
    try:
        found = status.find(signing.token(given["id"], given["nonce"]))
    except Problem:
        return False
    has_files = any(file.filename for file in request.files.values())
    return not has_files and (found.words, found.category) == (form.words(given), given["category"])


def _earlier(given: Given) -> dict[str, str]:
    """Sent before with other words: where that one stands, and how to send these too."""
    token = signing.token(given["id"], given["nonce"])
    text = _("上一条已经收到了。如果这是另一件事，请再点一次“发送”。")
    try:
        status.find(token)
    except Problem:
        return {"kind": "wait", "text": text}
    return {"kind": "wait", "text": text, "href": f"/r/{token}", "word": _("看上一条")}


def _whose(category: str) -> dict[str, str]:
    theirs = next((one for one in not_ours.all_shown(page.language()) if one["code"] == category), None)
    if theirs is None:
        return {}
    text = _(
        "“%(what)s”归%(whose)s管，这里没有登记。不清楚找谁，可以拨 12345。",
        what=theirs["name"],
        whose=theirs["whose"],
    )
    return {
        "kind": "wait",
        "icon": "phone",
        "text": text,
        "phone": theirs["phone"] or "",
        "hotline": theirs["hotline"],
    }


def _gas(area: str) -> str:
    """Whom to ring at a smell of gas, there or in the whole city."""
    return directory.nearest(area, "gas") or directory.nearest(location.top(), "gas") or GAS


def _form(
    given: Given, said: Said = None, errors: dict[str, str] | None = None, anchor: str = "", near: Any = ()
) -> Response:
    language = page.language()
    usual, others = things.all_shown(language)
    code = codes.read(given["qr"])
    answer = make_response(
        render_template(
            "requests/ask.html", given=given, said=said, errors=errors or {}, usual=usual, others=others,
            theirs=not_ours.all_shown(language), where=place_picker.choice(given["area"], code), anchor=anchor,
            trusted=gate.opens(code), gas=_gas(given["area"]), near=near,
        )
    )  # fmt: skip
    if request.method == "GET":
        # going back shows the same form with its id, so that sending it again is the same request; nothing in it is private
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer
