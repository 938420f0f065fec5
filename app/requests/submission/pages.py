"""The residents' form: opened by a poster or by anyone, and sent as a plain multipart form by those without a script."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, make_response, redirect, render_template, request

from app.areas.telephones import emergency
from app.core.problems.problem import Problem
from app.core.web import drawn_once, page, public_page
from app.core.web.page import translated as _
from app.requests import signing
from app.requests.antispam import gate
from app.requests.followup import status
from app.requests.models import ResidentRequest
from app.requests.posters import codes
from app.requests.submission import form, multipart, not_ours, place_picker, similar, things
from app.requests.submission.form import FormFields
from app.requests.submission.submit import Arrival

routes = Blueprint("requests_pages", __name__)
public_page.install(routes)
FORM = "requests/ask.html"
LOOKS = (*page.LANGUAGES, *public_page.SIZES)

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
    code = codes.find_code(form.code(qr))
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


def _near(form_fields: FormFields) -> list[dict[str, str]]:
    """Open matters like this one, close by, which one may join; nothing in them is anybody's own.

    A form that comes again is answered as before; what is wrong with it is said when it is read.
    """
    if ResidentRequest.select().where(ResidentRequest.id == form_fields["id"]).exists():
        return []
    try:
        offers = similar.offer(
            area=form_fields["area"] or None, at=form.position(form_fields), category=form_fields["category"],
            qr=form_fields["qr"] or None, language=page.language(),
        )  # fmt: skip
    except Problem:
        return []
    return [
        {"ref": match["ref"], "title": f"{match['thing']} · {match['place']} · {match['when']}"}
        for match in offers[:3]
    ]


@routes.post("/ask")
def send() -> Response:
    """The form comes back: sent, or one step further in choosing the place, the language or the size."""
    form_fields, step = form.parse_form(request.form), request.form.get("step", "")
    if step in LOOKS:
        public_page.at_once(step)
        return public_page.remember_choices(_form(form_fields), step)
    if step in ("place", "elsewhere"):
        area = place_picker.wider(form_fields["area"]) if step == "elsewhere" else form_fields["area"]
        return _form({**form_fields, "area": area or ""}, anchor="place")
    try:
        return _sent({**form_fields, "join": step.removeprefix("join:") if step.startswith("join:") else ""})
    except Problem as problem:
        return _refused(form_fields, problem)


def _sent(form_fields: FormFields) -> Response:
    files = [cast(BinaryIO, file.stream) for file in request.files.getlist("photo")[:10] if file.filename]
    if not form_fields["category"]:
        raise Problem("bad-value", ("category", "missing"))
    near = [] if files or form_fields["offered"] or form_fields["join"] else _near(form_fields)
    if near:  # a photo would have to be chosen again, so that the question is asked only where there is none
        return _form({**form_fields, "offered": "1"}, near=near)
    trap = form.is_suspicious(form_fields, request.form.get("website", ""))
    done = multipart.receive(form.fields(form_fields), files, Arrival(request.remote_addr, suspicious=trap))
    return redirect(f"/r/{done.token}?new=1", 303)  # type: ignore[return-value]


def _refused(form_fields: FormFields, problem: Problem) -> Response:
    """The form again with everything in it, the sentence where it belongs, and the problem's status."""
    refusal = problem.body(page.language())
    errors = {
        form.AT.get(e["field"], e["field"].partition("[")[0]): e["message"] for e in refusal.get("errors", [])
    }
    notice = {"kind": "bad", "icon": "attention", "text": refusal["detail"]}
    if problem.name in ("not-an-image", "broken-image", "image-too-many-pixels", "too-large", "no-room-left"):
        errors["photos"] = refusal["detail"]
    if problem.name == "conflict":
        if _is_the_same(form_fields):
            return redirect(f"/r/{signing.token(form_fields['id'], form_fields['nonce'])}?new=1", 303)  # type: ignore[return-value]
        notice |= _earlier(form_fields)
        form_fields = form.as_new(form_fields)
    elif set(errors) & {"id", "nonce"}:
        form_fields = form.as_new(form_fields)
    if problem.name == "not-ours":
        notice |= _whose(form_fields["category"])
    if any(file.filename for file in request.files.values()):
        errors.setdefault("photos", _("照片请再选一次。"))
    answer = _form(form_fields, notice, errors)
    return page.refused(answer, problem)


def _is_the_same(form_fields: FormFields) -> bool:
    """Whether it was sent before, and lacks but the photos, which a browser does not bring back when one goes back."""
    try:
        known = status.find(signing.token(form_fields["id"], form_fields["nonce"]))
    except Problem:
        return False
    has_files = any(file.filename for file in request.files.values())
    return not has_files and (known.words, known.category) == (
        form.words(form_fields),
        form_fields["category"],
    )


def _earlier(form_fields: FormFields) -> dict[str, str]:
    """Sent before with other words: where that one stands, and how to send these too."""
    token = signing.token(form_fields["id"], form_fields["nonce"])
    text = _("上一条已经收到了。如果这是另一件事，请再点一次“发送”。")
    try:
        status.find(token)
    except Problem:
        return {"kind": "wait", "text": text}
    return {"kind": "wait", "text": text, "href": f"/r/{token}", "word": _("看上一条")}


def _whose(category: str) -> dict[str, str]:
    entry = next((row for row in not_ours.serialize_all(page.language()) if row["code"] == category), None)
    if entry is None:
        return {}
    text = _(
        "“{what}”归{whose}管，这里没有登记。不清楚找谁，可以拨 12345。",
        what=entry["name"],
        whose=entry["whose"],
    )
    return {
        "kind": "wait",
        "icon": "phone",
        "text": text,
        "phone": entry["phone"] or "",
        "hotline": entry["hotline"],
    }


def _form(
    form_fields: FormFields,
    notice: Said = None,
    errors: dict[str, str] | None = None,
    anchor: str = "",
    near: Any = (),
) -> Response:
    language = page.language()
    usual, others = things.all_things(language)
    code = codes.find_code(form_fields["qr"])
    where = place_picker.choice(form_fields["area"], code)
    seen = {
        "given": form_fields, "said": notice, "errors": errors or {}, "usual": usual, "others": others,
        "theirs": not_ours.serialize_all(language), "where": where, "anchor": anchor,
        "trusted": gate.is_open(code), "dial": emergency.numbers_at(where.at), "near": near,
    }  # fmt: skip
    if request.method != "GET":
        return make_response(render_template(FORM, **seen))
    seen["given"] = form_fields | drawn_once.marks(form.OWN)
    answer = make_response(drawn_once.draw(FORM, {name: form_fields[name] for name in form.OWN}, **seen))
    # going back shows the same form with its id, so that sending it again is the same request; nothing in it is private
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
