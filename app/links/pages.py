"""The pages behind a link to one matter: they open anywhere, without a session or JavaScript, and opening them acts on nothing."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, make_response, redirect, render_template, request

from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.core.web import dress, page, picture, public_page
from app.core.words import translate
from app.evidence import copies
from app.links import handler_work, head_answer, head_view, lookup
from app.links import photo_upload as links_photos
from app.links.commands import Answer, Work
from app.links.lookup import Opened
from app.links.models import LOOK
from app.matters.moves import table
from app.matters.moves.confirming import refuse as not_done

routes = Blueprint("links", __name__, url_prefix="/m/<secret>")


@routes.before_request
def _choose() -> Response | None:
    """Another language or size of type, by a plain link; kept for a year."""
    lang, size = request.args.get("lang", ""), request.args.get("size", "")
    if request.method != "GET" or not (lang in page.LANGUAGES or size in public_page.SIZES):
        return None
    return public_page.remember_choices(redirect(request.path, 303), lang, size)  # type: ignore[arg-type]


@routes.after_request
def _same_origin(response: Response) -> Response:
    """Older browsers name a form's origin only to pages that let them: without it they could not be told from a stranger."""
    response.headers["Referrer-Policy"] = dress.ORIGIN_ALONE
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@routes.errorhandler(Problem)
def refuse(problem: Problem) -> Response:
    """A kind word of its own, without the ways into the office's pages."""
    payload = problem.body(page.language())
    answer = page.refused(
        make_response(render_template("links/over.html", problem=payload, name=problem.name)), problem
    )
    if request.method in ("GET", "HEAD") and problem.name.startswith("link-") and problem.status != 404:
        answer.status_code = 410
    return answer


def _opened(secret: str) -> Opened:
    return lookup.open_link(secret, request.remote_addr)


def _looking(secret: str) -> Opened:
    opened = _opened(secret)
    if opened.link.purpose != LOOK:
        raise Problem("not-found")
    return opened


@routes.get("")
def open_link(secret: str) -> str:
    """The one thing that is asked."""
    opened = _opened(secret)
    if opened.link.purpose == LOOK:
        return render_template(
            "links/look.html", secret=secret, it=head_view.serialize(opened, page.language())
        )
    it = handler_work.serialize(opened, page.language())
    return render_template("links/work.html", secret=secret, it=it, size="")


@routes.get("/not-yet")
def not_yet(secret: str) -> str:
    """Why not: by icon, in words, with a photo, as one likes."""
    return _not_yet(secret, _looking(secret))


def _not_yet(secret: str, opened: Opened, wrong: str = "", text: str = "") -> str:
    it = head_view.serialize(opened, page.language())
    reasons = [(reason.code, translate(reason.words, page.language())) for reason in head_answer.REASONS]
    return render_template("links/notyet.html", secret=secret, it=it, reasons=reasons, wrong=wrong, text=text)


@routes.post(f"/<any({','.join(head_answer.ANSWERS)}):move>")
def answer(secret: str, move: str) -> Any:
    """It is done; not yet; not today, or somebody else should look."""
    if _is_repeated(secret, move):
        return redirect(f"/m/{secret}/done", 303)
    opened = _looking(secret)
    try:
        payload = page.form_body(Answer)
        photos = _photos(opened) if move == not_done.MOVE.name else ()
        head_answer.answer(opened, move, payload.reason, payload.text, photos)
    except Problem as problem:
        if move != not_done.MOVE.name or problem.status not in (413, 415, 422):
            raise
        refusal = problem.body(page.language())
        wrong = (refusal.get("errors") or [{"message": refusal["detail"]}])[0]["message"]
        return _not_yet(secret, opened, wrong, request.form.get("text", "")), problem.status
    return redirect(f"/m/{secret}/done", 303)


def _is_repeated(secret: str, move: str) -> bool:
    """A button tapped twice says the same once more."""
    link, _ = lookup.find(secret, request.remote_addr)
    return link.answer == move


def _photos(opened: Opened) -> tuple[str, ...]:
    sent = [file for file in request.files.getlist("photo") if file.filename]
    return tuple(
        links_photos.bring(opened, cast(BinaryIO, file.stream)) for file in sent[: links_photos.MOST]
    )


@routes.get("/done")
def done(secret: str) -> str:
    """Thanks, once answered."""
    link, matter = lookup.find(secret, request.remote_addr)
    if link.answer is None:
        raise Problem(lookup.over(link, matter) or "not-found")
    return render_template("links/done.html", answer=link.answer, number=matter.number)


@routes.get("/do/<move>")
def form(secret: str, move: str) -> str:
    """What one of a handler's moves needs."""
    return _form(secret, _working(secret), move)


def _working(secret: str) -> Opened:
    opened = _opened(secret)
    if opened.link.purpose == LOOK:
        raise Problem("not-found")
    return opened


def _form(secret: str, opened: Opened, move: str, wrong: str = "") -> str:
    asked = handler_work.offer(opened, move, page.language())
    record = table.BY_NAME[move]
    return render_template(
        "links/do.html", secret=secret, it=opened.matter, offer=asked, wrong=wrong, given=request.form, size="",
        for_residents=record.has_resident_text and opened.matter.resident_asked,
    )  # fmt: skip


@routes.post("/do")
def work(secret: str) -> Any:
    """A handler's move."""
    opened = _working(secret)
    move = request.form.get("move", "")
    try:
        handler_work.do(opened, page.form_body(Work), _photos(opened))
    except Problem as problem:
        if problem.status not in (413, 415, 422) or move not in handler_work.MOVES:
            raise
        payload = problem.body(page.language())
        wrong = (payload.get("errors") or [{"message": payload["detail"]}])[0]["message"]
        return _form(secret, opened, move, wrong), problem.status
    return redirect(f"/m/{secret}/did/{move}", 303)


@routes.get("/did/<move>")
def did(secret: str, move: str) -> str:
    """Say that the move was made; offer a way back while the link is open."""
    link, matter = lookup.find(secret, request.remote_addr)
    if link.purpose == LOOK or move not in handler_work.MOVES:
        raise Problem("not-found")
    is_over = lookup.over(link, matter) is not None
    word = translate(table.BY_NAME[move].label, page.language())
    return render_template(
        "links/did.html", secret=secret, move=move, word=word, number=matter.number, is_over=is_over, size=""
    )


@routes.get("/photos/<sha256>")
def photo(secret: str, sha256: str) -> Response:
    """A copy of one of the photos on the page."""
    opened = _opened(secret)
    if not SHA256_FORM.fullmatch(sha256) or not head_view.may_show(opened, sha256):
        raise Problem("not-found")
    path, size = copies.copy(sha256, request.args.get("size", "1024"), named=False)
    return picture.send(path, size.mime)
