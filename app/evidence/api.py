"""The photos' door: bytes in by digest, cleaned copies out to whoever may see what they belong to."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, request

from app.areas.access import readers
from app.core import db
from app.core.decode import SHA256_FORM
from app.core.problems.problem import Problem
from app.core.web import picture, thin
from app.evidence import allowance, copies, storage, upload, uses
from app.people.models import Person, SyncToken
from app.people.sign_in import identity

routes = Blueprint("evidence", __name__)


ROUTE = "/api/v1/photos/<sha256>"


@routes.route(ROUTE, methods=["GET", "HEAD", "PUT"])
def photo(sha256: str) -> Response:
    """One photo by its digest."""
    if not SHA256_FORM.fullmatch(sha256):
        raise Problem("not-found")
    return {"PUT": _put, "HEAD": _head}.get(request.method, _get)(sha256)


@thin.door("PUT", "/api/v1/photos/([0-9a-f]{64})", ROUTE)
def put_by_token(asked: thin.Asked) -> tuple[int, dict[str, Any]]:
    """A photo of the holder of a sync token, as phones send it; guests come by the ordinary door."""
    if not identity.is_sync_token(asked.secret):
        raise thin.Declined
    return _taken(asked.body, asked.name, _bringing(*identity.holder_of(asked.secret), asked.name))


def _put(sha256: str) -> Response:
    status, payload = _taken(cast(BinaryIO, request.stream), sha256, _bringer(sha256))
    response = jsonify(payload)
    response.status_code = status
    return response


def _taken(stream: BinaryIO, sha256: str, bringer: str) -> tuple[int, dict[str, Any]]:
    """Take the photo in: 201 when it is new here for whoever brings it, else 200."""
    is_new = upload.take(stream, sha256, bringer)
    # a portal's page is also a 200: the phone counts only an answer that names the photo and this server
    return 201 if is_new else 200, {"sha256": sha256, "server": db.Meta.value_of("server")}


def _bringer(sha256: str) -> str:
    """The key under which the caller brings the photo; Problem not-found where a guest's thing does not name it."""
    guest = identity.guest()
    if guest is not None:
        if not guest.may_bring(sha256):
            raise Problem("not-found")
        return guest.key
    return _bringing(*identity.syncing(), sha256)


def _bringing(person: Person, token: SyncToken | None, sha256: str) -> str:
    """The key under which this person brings the photo. Problem revoked, or no-room-for-photos."""
    if not upload.may_bring(person.id, sha256, token is not None and token.revoked is not None):
        raise Problem("revoked")
    allowance.require(person.id, sha256)
    return person.id


def _head(sha256: str) -> Response:
    guest = identity.guest()
    key = guest.key if guest is not None else identity.syncing()[0].id
    if not upload.is_here_for(key, sha256):
        storage.require_room()  # a phone that asks first need not send what would be refused
        raise Problem("not-found")
    return Response(status=200)


def _get(sha256: str) -> Response:
    reader = readers.reader_by(identity.bearer_secret(), identity.person)
    is_open = uses.knows(reader.id, sha256) if isinstance(reader, Person) else uses.is_open_to(reader, sha256)
    if not is_open:
        raise Problem("not-found")
    path, size = copies.copy(sha256, request.args.get("size", "full"), named=isinstance(reader, Person))
    # the browser's cache knows no persons: what a phone may keep of it, its service worker keeps by person
    return picture.send(path, size.mime, f"{sha256[:12]}.{size.ending}")
