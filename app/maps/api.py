"""The door of map files: which there are for whoever asks, and their bytes by ranges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from app.areas.access.reach import reach_of
from app.core.files import elsewhere
from app.core.web import picture
from app.maps import files
from app.maps.models import MapFile
from app.people.sign_in import identity

routes = Blueprint("maps_api", __name__, url_prefix="/api/v1/maps")
MIME = "application/vnd.pmtiles"


@routes.get("")
@identity.signed_in
def listed() -> Response:
    """The files that are ground for the caller, the widest first, with what a phone must know before it fetches one."""
    rows = [row for row in files.seen_by(reach_of(identity.person())) if files.is_here(row)]
    answer = jsonify({"maps": [_shown(row) for row in rows]})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown(row: MapFile) -> dict[str, Any]:
    return {
        "id": row.id, "area": row.area, "name": row.name, "bytes": row.bytes, "digest": row.digest, "tiles": row.tiles,
        "lowest": row.lowest, "highest": row.highest, "bounds": [row.west, row.south, row.east, row.north],
        "datum": "gcj02" if row.is_shifted else "wgs84", "attribution": row.attribution,
    }  # fmt: skip


@routes.get("/<uuid:id>")
@identity.signed_in
def file(id: Any) -> Response:
    """The bytes of one, whole or by range; its ETag is the digest, so a range of another file is never taken for this one's."""
    row = files.find(reach_of(identity.person()), str(id))
    path = files.path_of(row.digest)
    if elsewhere.is_elsewhere(path):
        return picture.guarded(_from_elsewhere(path, row))
    try:
        answer = send_file(path, mimetype=MIME, conditional=True, etag=row.digest)
    except RequestedRangeNotSatisfiable:
        answer = Response(status=416, headers={"Content-Range": f"bytes */{row.bytes}"})
    return picture.guarded(answer)


def _from_elsewhere(path: Path, row: MapFile) -> Response:
    """The same of a store on other machines, of which no more is read than is asked for."""
    answer = Response(_read(path, 0, row.bytes), mimetype=MIME)
    wanted = request.range.range_for_length(row.bytes) if request.range and _holds(row.digest) else None
    if wanted is not None:
        start, stop = wanted
        answer = Response(_read(path, start, stop - start), 206, mimetype=MIME)
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{row.bytes}"
        answer.headers["Content-Length"] = str(stop - start)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.set_etag(row.digest)
    return answer


def _holds(digest: str) -> bool:
    asked = request.if_range.etag
    return asked is None or asked == digest


def _read(path: Path, start: int, length: int) -> Iterator[bytes]:
    with elsewhere.reached(), path.open("rb") as opened:
        opened.seek(start)
        while length > 0 and (piece := opened.read(min(length, files.PIECE))):
            length -= len(piece)
            yield piece
