"""The doors of trackers: 401 for a secret that opens nothing, 200 for everything that a tracker cannot mend."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, Response, jsonify, request

from app.core.web import thin
from app.core.writers import again
from app.gateways.trackers import osmand, owntracks
from app.patrol.companions import devices, modes, positions

routes = Blueprint("trackers", __name__, url_prefix="/gateways")
OWNTRACKS, OSMAND = "/gateways/owntracks", "/gateways/osmand"
BASIC = "Basic"
ENCRYPTED = (
    "a tracker sends encrypted payloads, which nobody here can read: nothing was kept. Its encryption key must be emptied "
    "in the app's settings; its person is told so on the page of trackers"
)

log = logging.getLogger("gridwalk.trackers")


@routes.post("/owntracks")
def owntracks_door() -> Response:
    """What the OwnTracks app posts; what it is asked for in return."""
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return jsonify(_owntracks(credentials if kind == BASIC else "", request.get_data()))


@thin.door("POST", OWNTRACKS, OWNTRACKS, writes=True, scheme=BASIC)
def owntracks_by_secret(asked: thin.Asked) -> tuple[int, Any]:
    """The same, as the app sends it."""
    return 200, _owntracks(asked.secret, asked.whole)


@routes.route("/osmand", methods=["GET", "POST"])
def osmand_door() -> Response:
    """What Traccar Client sends, by query, form or JSON."""
    raw = request.get_data(parse_form_data=False)
    return jsonify(_osmand(request.query_string.decode("latin-1"), raw, request.mimetype))


@thin.door("GET", OSMAND, OSMAND, writes=True, scheme="")
@thin.door("POST", OSMAND, OSMAND, writes=True, scheme="")
def osmand_by_secret(asked: thin.Asked) -> tuple[int, Any]:
    """The same, as the app sends it."""
    return 200, _osmand(asked.query, asked.whole, asked.kind)


def _owntracks(credentials: str, raw: bytes) -> list[dict[str, Any]]:
    companion, person = devices.holder_of(owntracks.secret_of(credentials))
    messages = owntracks.messages(raw)
    found = [position for each in messages if (position := owntracks.position(each)) is not None]
    again.repeated(lambda: positions.take(companion, person, found))
    if any(owntracks.is_encrypted(each) for each in messages):
        log.warning(ENCRYPTED)
        again.repeated(lambda: devices.note_encrypted(companion))
    mode = again.repeated(lambda: modes.wanted(companion))
    return [owntracks.command(mode)] if mode is not None else []


def _osmand(query: str, raw: bytes, kind: str) -> dict[str, Any]:
    secret, position = osmand.parse(query, raw, kind)
    companion, person = devices.holder_of(secret)
    again.repeated(lambda: positions.take(companion, person, [position] if position is not None else []))
    return {}
