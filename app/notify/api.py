"""One's notices and the browsers one is told in, over JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.core import page
from app.core.problems import Problem
from app.notify import inbox, subscriptions
from app.notify.commands import PushBody, PushEnd, ReadBody
from app.people import door

routes = Blueprint("notify_api", __name__, url_prefix="/api/v1")


@routes.get("/notices")
def my_notices() -> dict[str, Any]:
    """What I was told, bundled by matter, the latest first."""
    person = door.person()
    bundles, cursor = inbox.page(person, request.args.get("cursor", ""), language=page.language())
    return {
        "notices": [one.shown() for one in bundles],
        "unread": inbox.unread(person),
        "cursor": cursor,
    }


@routes.post("/notices/read")
def read_notices() -> dict[str, int]:
    """I have read these, or all up to one; asking twice is harmless."""
    person, given = door.person(), page.json_body(ReadBody)
    if (given.ids is None) == (given.until is None):
        raise Problem("bad-value", ("ids", "missing" if given.ids is None else "unknown"))
    ids = None if given.ids is None else [int(one) for one in given.ids]
    inbox.read(person, ids, given.until)
    return {"unread": inbox.unread(person)}


@routes.get("/push")
def push_key() -> dict[str, str]:
    """The public key that a browser's push service checks us by."""
    door.person()
    return {"key": subscriptions.public_key()}


@routes.post("/push")
def begin_push() -> Response:
    """Tell me in this browser, too."""
    session, given = door.session(), page.json_body(PushBody)
    subscriptions.add(session, given.endpoint, given.keys.p256dh, given.keys.auth, page.language())
    return Response(status=204)


@routes.delete("/push")
def end_push() -> Response:
    """Tell me in this browser no more."""
    person, given = door.person(), page.json_body(PushEnd)
    subscriptions.remove(person, given.endpoint)
    return Response(status=204)
