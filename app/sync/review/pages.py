"""The supervisor's page: what could not be applied, and the import of a phone's export."""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, render_template, request

from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import confirmation, page
from app.core.words import mark
from app.people.sign_in import identity
from app.sync.review import calls, phone_import, supervisor
from app.sync.review.phone_import import ImportResult

routes = Blueprint("sync_pages", __name__)
LET_BE = confirmation.sentence("kept-let-be", mark("已移出列表，原样内容仍保留。"))
APPLIED = confirmation.sentence("kept-applied", mark("已记入台账。"))
NOT_YET = confirmation.sentence("kept-not-yet", mark("还不能记入台账，先留着。"))
HANDLED = confirmation.sentence("call-handled", mark("记下了：已处理，不再响。"))
ENTERED = confirmation.sentence("call-entered", mark("记进了名单，按紧急事件办。"))
JUDGED = {"applied": APPLIED, "duplicate": APPLIED}
IN_MEMORY = 1_000_000  # bytes of an upload kept in memory before it goes to a file


@routes.get("/quarantine")
@identity.signed_in
def quarantine() -> str:
    """List the stored ops of persons in reach."""
    before = request.args.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    rows = supervisor.unsettled(identity.person(), last)
    return page.render(
        "sync/quarantine",
        calls=[_shown(row) for row in supervisor.calls(identity.person())] if last is None else [],
        kept=[_shown(row) for row in rows],
        more=rows[-1].id if len(rows) == supervisor.PAGE else None,
    )


def _shown(row: Any) -> dict[str, Any]:
    fields = supervisor.serialize(row, page.language())
    call = calls.serialize(row, page.language()) if row.called is not None else None
    return {**fields, "received": clock.to_the_minute(row.received), "call": call}


@routes.get("/quarantine/<id>")
@identity.signed_in
def call(id: str) -> str:
    """One call for help that was refused, before the desk it was told to."""
    return _call(id)


@routes.post("/quarantine/<id>/handled")
@identity.signed_in
def handled(id: str) -> Any:
    """Somebody dealt with it."""
    calls.handle(identity.person(), id)
    return confirmation.after(f"/quarantine/{id}", HANDLED)


@routes.post("/quarantine/<id>/enter")
@identity.signed_in
def enter(id: str) -> Any:
    """Into the list of the storm, as the reader's answer."""
    person = identity.person()
    try:
        matter = calls.enter(person, id)
    except Problem as problem:
        if problem.name != "bad-value":
            raise
        return _call(id, problem.body(page.language())["title"]), 422
    may_open = permissions.may(person, "desk")
    return confirmation.after(f"/desk/matters/{matter}" if may_open else f"/quarantine/{id}", ENTERED)


def _call(id: str, error: str = "") -> str:
    person = identity.person()
    row = calls.find(person, id)
    reach = reach_of(person)
    return page.render(
        "sync/call",
        one=_shown(row),
        may_enter=calls.list_for(reach, row) is not None,
        may_release=calls.may_release(reach, row),
        error=error,
    )


@routes.post("/quarantine/<id>/release")
@identity.signed_in
def release(id: str) -> Any:
    """Judge it once more."""
    result = supervisor.release(identity.person(), id)
    return _answer(id, result.serialize(page.language()))


@routes.post("/quarantine/<id>/let-be")
@identity.signed_in
def let_be(id: str) -> Any:
    """Take it off the list."""
    supervisor.let_be(identity.person(), id)
    return _answer(id, None)


def _answer(id: str, result: dict[str, Any] | None) -> Any:
    if page.is_fragment():
        return render_template("sync/_settled.html", id=id, result=result)
    return confirmation.after("/quarantine", JUDGED.get(result["status"], NOT_YET) if result else LET_BE)


@routes.post("/quarantine/import")
@identity.signed_in
def import_page() -> str:
    """The import from the page."""
    taken = phone_import.take(_upload(), identity.person())
    return page.render("sync/imported", taken=taken, said=taken.serialize(page.language()))


@routes.post("/api/v1/sync/import")
@identity.signed_in
def import_phone() -> Response:
    """A phone's zip export, as a form's `file` or as the body itself."""
    taken: ImportResult = phone_import.take(_upload(), identity.person())
    return jsonify(taken.serialize(page.language()))


def _upload() -> BinaryIO:
    """The uploaded file, on disk where it is large."""
    if request.mimetype == "multipart/form-data":
        file = request.files.get("file")
        if file is None:
            raise Problem("bad-value", ("file", "missing"))
        return cast(BinaryIO, file.stream)
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — lives as long as the request
    while piece := request.stream.read(64 * 1024):
        spool.write(piece)
    spool.seek(0)
    return cast(BinaryIO, spool)
