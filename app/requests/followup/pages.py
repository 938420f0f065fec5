"""A resident's private page: how it stands, a word more, taking it back, the verdict; and finding a lost link again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

import segno
from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request

from app.core import clock, decode, ids
from app.core.problems.problem import Problem
from app.core.web import page, picture, public_page
from app.core.web.page import translated as _
from app.requests import photos, phrases, signing
from app.requests.commands import RatingBody, WithdrawalBody, WordsBody
from app.requests.followup import recovery, resident_acts, scores, status, uploads
from app.requests.models import ResidentRequest
from app.requests.submission import place_picker, things

routes = Blueprint("requests_following", __name__)
public_page.install(routes)

Said = dict[str, str] | None
DONE = ("words", "withdrawn", "rated", "again", "scored")


@routes.get("/r/<token>")
def follow(token: str) -> Response:
    """Show how the request stands."""
    resident_request = status.find(token)
    return _page(resident_request, token, _notice(request.args.get("done", "")))


def _notice(done: str) -> Said:
    sentences = {
        "words": _("已收到您的补充。"),
        "withdrawn": _("已撤回。"),
        "rated": _("谢谢，记下了：已解决。"),
        "again": _("记下了：还没有解决。已交给上一级重新办。"),
        "scored": _("谢谢您的评价。"),
    }.get(done)
    return {"kind": "good", "text": sentences} if sentences else None


def _page(resident_request: ResidentRequest, token: str, notice: Said = None, **more: Any) -> Response:
    language = page.language()
    view = status.without_missing(status.serialize(resident_request, language))
    values = {"given": {}, "errors": {}, **more}
    return make_response(
        render_template(
            "requests/follow.html", one=view, token=token, told=notice,
            link=signing.link(token), qr=_qr(signing.link(token)), fresh=ids.uuid7(), new="new" in request.args,
            thing=things.thing_of(resident_request.category, language), place=place_picker.name(resident_request.area), coming=_coming(view["coming"], language), **values,
        )
    )  # fmt: skip


def _qr(link: str) -> str:
    """The link as a QR code, black on white in every theme, for the family's other phone."""
    return segno.make(link, error="l", micro=False).svg_inline(omitsize=True, light="#fff", border=3)


def _coming(at: str | None, language: str) -> str:
    return phrases.when(clock.parse(at), language) if at else ""


def _done(token: str, done: str, act: Callable[[ResidentRequest], Any], **kept_fields: str) -> Response:
    """Do it and come back to the page; where it is refused the page says why, with the words still in it."""
    resident_request = status.find(token)
    try:
        act(resident_request)
    except Problem as problem:
        refusal = problem.body(page.language())
        answer = _page(
            resident_request,
            token,
            {"kind": "bad", "text": refusal["detail"]},
            given=kept_fields,
            errors=page.errors_by_field(problem),
        )
        return page.refused(answer, problem)
    return redirect(f"/r/{token}?done={done}", 303)  # type: ignore[return-value]


def _files() -> list[BinaryIO]:
    return [cast(BinaryIO, file.stream) for file in request.files.getlist("photo")[:10] if file.filename]


def _text(name: str = "text") -> str:
    return request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n")


@routes.post("/r/<token>/words")
def words(token: str) -> Response:
    """A word or a photo more."""

    def act(resident_request: ResidentRequest) -> None:
        files = uploads.named(_files())
        fields = {"text": _text(), "photos": list(files), "id": request.form.get("id") or ids.uuid7()}
        resident_acts.words(resident_request, decode.convert(fields, WordsBody))
        uploads.bring(resident_request, files)

    return _done(token, "words", act, text=_text())


@routes.post("/r/<token>/withdrawal")
def withdraw(token: str) -> Response:
    """Withdraw the request."""
    return _done(
        token,
        "withdrawn",
        lambda resident_request: resident_acts.withdraw(
            resident_request, decode.convert({"text": _text() or None}, WithdrawalBody)
        ),
    )


@routes.post("/r/<token>/rating")
def rate(token: str) -> Response:
    """Solved or not yet; after a yes, how it was."""
    solved, score = request.form.get("solved"), request.form.get("score")

    def act(resident_request: ResidentRequest) -> None:
        fields = {"solved": solved == "1", "text": _text() or None}
        if solved not in ("0", "1"):
            raise Problem("bad-value", ("solved", "missing"))
        if solved == "0" and not _text().strip():  # whoever goes out again should know what for
            raise Problem("bad-value", ("verdict", "needs-text"))
        if score is None:
            resident_acts.rate(resident_request, decode.convert(fields, RatingBody))
        elif score in ("1", "2", "3"):
            scores.score(resident_request, decode.convert({**fields, "score": int(score)}, RatingBody))
        else:
            raise Problem("bad-value", ("score", "not-a-choice"))

    return _done(token, "scored" if score else "rated" if solved == "1" else "again", act, verdict=_text())


@routes.get("/r/<token>/photos/<sha256>")
def photo(token: str, sha256: str) -> Response:
    """One of the photos the resident may see, as a copy without metadata."""
    path, size = photos.shown_copy(status.find(token), sha256, request.args.get("size", "1024"))
    return picture.send(path, size.mime, f"{sha256[:12]}.{size.ending}")


@routes.get("/r/<token>/data")
def data(token: str) -> Response:
    """Everything kept about the resident's own request, as a file."""
    resident_request = status.find(token)
    response = jsonify(status.serialize(resident_request, page.language()))
    response.headers["Content-Disposition"] = (
        f'attachment; filename="gridwalk-{resident_request.number}.json"'
    )
    return response


@routes.get("/find")
def find() -> str:
    """A form for the number and the last four digits."""
    return render_template(
        "requests/find.html", given={"number": request.args.get("number", "")[:60]}, said=""
    )


@routes.post("/find")
def open_by_number() -> Response:
    """To the private page, or kindly told that the two do not go together."""
    fields = {
        "number": request.form.get("number", "")[:60].strip(),
        "last4": request.form.get("last4", "")[:40].strip(),
    }
    try:
        token = recovery.by_number(fields["number"], fields["last4"], request.remote_addr)
    except Problem as problem:
        sentence = (
            problem.body(page.language())["detail"]
            if problem.name in ("slow-down", "contact-forgotten")
            else _(
                "没有对上。请看看编号（例如 261122-0042）和手机号后四位；反映时没有留手机号的，用编号查不到。"
            )
        )
        return page.refused(
            make_response(render_template("requests/find.html", given=fields, said=sentence)), problem
        )
    return redirect(f"/r/{token}", 303)  # type: ignore[return-value]
