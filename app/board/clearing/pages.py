"""The desk's pages of the board: what may be shown, clearing one matter, showing it and taking it off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.board import allowed
from app.board.clearing import clearance, draft, form, masking, queue, sources
from app.board.models import ClearedPhoto, Clearing
from app.board.origins import WORDS
from app.board.public import published
from app.core import clock, decode
from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.core.web import confirmation, page, picture
from app.core.words import mark
from app.evidence import copies, storage, uses
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.residents import public_words
from app.people.models import Person
from app.people.sign_in import identity

routes = Blueprint("board_pages", __name__, url_prefix="/board/clear")
SAVED = confirmation.sentence("clearing-saved", mark("已保存。下面是公众会看到的样子，看过再放上去。"))
SHOWN = confirmation.sentence("clearing-shown", mark("已放上公示墙。"))
TAKEN_OFF = confirmation.sentence("clearing-off", mark("已从公示墙撤下。"))
PAGES_MOST = 10_000
KEPT_OPEN = ("bad-value", "bad-json", "stale")  # refusals that the form is shown with


def page_number() -> int:
    """The page number in the query, counted from 1; 1 if it is missing or not a number."""
    asked = request.args.get("page", "1")
    return (
        min(max(int(asked), 1), PAGES_MOST) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    )


def _clearer() -> Person:
    person = identity.person()
    permissions.require(person, "clear_board")
    return person


@routes.get("/")
@identity.signed_in
def index() -> str:
    """List the matters that may be shown, and those that are."""
    reach = reach_of(_clearer())
    view = request.args.get("show", "")
    view = view if view in queue.LISTS else queue.LISTS[0]
    lines, more = queue.lines(reach, view, page_number())
    ground = Ground()
    return render_template(
        "board/waiting.html",
        lines=lines, more=more, page=page_number(), shown=view, place=lambda m: ground.name(m.area), day=clock.date_of,
    )  # fmt: skip


@routes.get("/<matter>")
@identity.signed_in
def clear_matter(matter: str) -> str:
    """Clear one matter: its words, its photos, what the public would see."""
    person = _clearer()
    return _form(person, clearance.find(reach_of(person), decode.uuid(matter)))


@routes.post("/<matter>")
@identity.signed_in
def save(matter: str) -> Any:
    """Save the words and masks for a preview; what was on the board is taken off."""

    def act(person: Person, row: Matter) -> None:
        payload = form.parse_form(request.form)
        clearance.save(person, row.id, payload.said, payload.done, payload.chosen)

    return _made(matter, act, SAVED, "#look")


@routes.post("/<matter>/show")
@identity.signed_in
def show(matter: str) -> Any:
    """Put it on the board as it was looked at."""

    def act(person: Person, row: Matter) -> None:
        sure = request.form.get("sure") == "1"
        clearance.show(person, row.id, request.form.get("seen", "")[:64], sure)

    return _made(matter, act, SHOWN, "#look")


@routes.post("/<matter>/off")
@identity.signed_in
def off(matter: str) -> Any:
    """Take it off the board."""
    return _made(
        matter,
        lambda person, row: clearance.take_off(person, row.id, request.form.get("reason", "")),
        TAKEN_OFF,
    )


def _made(matter: str, act: Callable[[Person, Matter], None], done: str, place: str = "") -> Any:
    """Act on the matter; a refusal shows the form again as it was sent, with what is wrong."""
    person = _clearer()
    row = clearance.find(reach_of(person), decode.uuid(matter))
    try:
        act(person, row)
    except Problem as problem:
        if problem.name not in KEPT_OPEN:
            raise
        return _form(person, row, problem), problem.status
    return confirmation.after(f"/board/clear/{row.id}{place}", done)


@routes.get("/<matter>/photos/<sha256>")
@identity.signed_in
def source(matter: str, sha256: str) -> Response:
    """The photo to be covered, as the mask will find it: upright, without the line that names people."""
    person = _clearer()
    row = clearance.find(reach_of(person), decode.uuid(matter))
    own_photos = dict(sources.photos(sources.entries(row.id)))
    if sha256 not in own_photos or not uses.may_see(person, sha256):
        raise Problem("not-found")
    return _picture(copies.pixels(sha256, masking.MOST))


@routes.get("/<matter>/copies/<digest>")
@identity.signed_in
def copy(matter: str, digest: str) -> Response:
    """Serve a masked copy before it is public."""
    row = clearance.find(reach_of(_clearer()), decode.uuid(matter))
    copies = ClearedPhoto.select().where(ClearedPhoto.matter == row.id, ClearedPhoto.digest == digest)
    if not SHA256_FORM.fullmatch(digest) or not copies.exists():
        raise Problem("not-found")
    return send_copy(digest)


def send_copy(digest: str) -> Response:
    """The masked copy's bytes; Problem not-found where they are lost."""
    path = masking.where(digest)
    if not storage.is_there(path):
        raise Problem("not-found")
    return picture.send(path, masking.MIME)


def _picture(image: Any) -> Response:
    from io import BytesIO

    out = BytesIO()
    image.save(out, "WEBP", quality=80)
    return picture.guarded(Response(out.getvalue(), content_type=masking.MIME))


def _form(person: Person, matter: Matter, problem: Problem | None = None) -> str:
    history = sources.entries(matter.id)
    draft_saved = Clearing.get_or_none(Clearing.matter == matter.id)
    rows = {row.source: row for row in clearance.photos(matter.id)} if draft_saved else {}
    problem_words, done = (
        (draft_saved.said, draft_saved.done) if draft_saved else draft.words(matter, history)
    )
    if problem is not None and "said" in request.form:
        problem_words, done = request.form["said"], request.form.get("done", "")
    words = f"{draft_saved.said}\n{draft_saved.done}" if draft_saved else f"{problem_words}\n{done}"
    hints = clearance.hints(matter, words)
    photos = [photo for photo in sources.photos(history) if uses.may_see(person, photo[0])]
    return render_template(
        "board/clear.html",
        matter=matter,
        text=matter.text,
        answer=sources.answer(history),
        said=problem_words,
        done=done,
        clearing=draft_saved,
        is_public=draft_saved is not None
        and clearance.is_public(draft_saved, matter)
        and allowed.may_be_shown(matter),
        seen=clearance.fingerprint(draft_saved) if draft_saved else "",
        pair=published.public_pairs([draft_saved])[0] if draft_saved else None,
        origins=WORDS,
        hints=[public_words.sentence(hint, page.language()) for hint in hints],
        photos=[
            _offered(photo, rows, draft_saved is not None, place)
            for place, photo in enumerate(photos[: form.OFFERED_MOST])
        ],
        typed=range(form.TYPED),
        most=clearance.WORDS_MOST,
        errors={e["field"]: e["message"] for e in problem.body(page.language()).get("errors", [])}
        if problem
        else {},
        problem=problem.body(page.language()) if problem else None,
    )


def _offered(
    photo: tuple[str, str], rows: dict[str, ClearedPhoto], saved: bool, place: int
) -> dict[str, Any]:
    """A photo of the form: chosen, with what was drawn, as it was sent a moment ago or else as it was kept."""
    sha256, side = photo
    if request.method == "POST" and "said" in request.form:
        chosen, marks = bool(request.form.get(f"photo-{place}")), request.form.get(f"marks-{place}", "")
    else:
        row = rows.get(sha256)
        chosen, marks = row is not None, json.dumps(row.marks) if row else ""
    return {"sha256": sha256, "side": side, "chosen": chosen, "marks": marks, "place": place}
