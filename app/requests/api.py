"""The JSON doors of residents: say it, follow it, judge it — without an account."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, request

from app.core.web import page, picture
from app.requests import photos, signing
from app.requests.antispam import proof_of_work
from app.requests.commands import FindBody, RatingBody, RequestBody, WithdrawalBody, WordsBody
from app.requests.followup import recovery, resident_acts, status
from app.requests.submission import multipart, not_ours, similar, submit
from app.requests.submission.submit import Arrival

routes = Blueprint("requests_api", __name__, url_prefix="/api/v1/requests")


@routes.get("/challenge")
def challenge() -> dict[str, Any]:
    """A proof-of-work challenge."""
    return proof_of_work.challenge(request.remote_addr)


@routes.get("/nearby")
def offered() -> dict[str, Any]:
    """Open matters of the same place and kind, to join; and what others look after."""
    asked = request.args
    offer = similar.offer(
        area=asked.get("area") or None,
        at=similar.position(asked.get("lat"), asked.get("lon")),
        category=asked.get("category") or None,
        qr=asked.get("qr") or None,
        language=page.language(),
    )
    return {"nearby": offer, "not_ours": not_ours.serialize_all(page.language())}


@routes.post("")
def receive() -> Response:
    """A request: 201, or 202 when it is held for a look."""
    came = Arrival(request.remote_addr)
    if request.mimetype == "multipart/form-data":
        files = [cast(BinaryIO, file.stream) for file in request.files.getlist("photos") if file.filename]
        done = multipart.receive(request.form, files, came)
    else:
        done = submit.receive(page.json_body(RequestBody), came)
    response = jsonify(done.serialize())
    response.status_code = 202 if done.held else 201
    return response


@routes.post("/find")
def find() -> dict[str, str]:
    """A lost link, by number and the last four digits of the telephone."""
    asked = page.json_body(FindBody)
    token = recovery.by_number(asked.number, asked.last4, request.remote_addr)
    return {"token": token, "link": signing.link(token)}


@routes.get("/<token>")
def follow(token: str) -> dict[str, Any]:
    """The public life of a request."""
    return status.serialize(status.find(token), page.language())


@routes.post("/<token>/rating")
def rate(token: str) -> dict[str, Any]:
    """Say whether it is solved."""
    resident_request = status.find(token)
    resident_acts.rate(resident_request, page.json_body(RatingBody))
    return status.serialize(status.find(token), page.language())


@routes.post("/<token>/words")
def add(token: str) -> dict[str, Any]:
    """A word or photos more; the photos are then brought with the token."""
    resident_request = status.find(token)
    resident_acts.words(resident_request, page.json_body(WordsBody))
    return status.serialize(status.find(token), page.language())


@routes.post("/<token>/withdrawal")
def withdraw(token: str) -> dict[str, Any]:
    """Withdraw the request."""
    resident_request = status.find(token)
    body = page.json_body(WithdrawalBody) if request.content_length else WithdrawalBody()
    resident_acts.withdraw(resident_request, body)
    return status.serialize(status.find(token), page.language())


@routes.get("/<token>/photos/<sha256>")
def photo(token: str, sha256: str) -> Response:
    """A cleaned copy of one's own photo, or of how it looks now that it is done."""
    path, size = photos.shown_copy(status.find(token), sha256, request.args.get("size", "1024"))
    return picture.send(path, size.mime)
