"""One's notices and the browsers one is told in, over JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.core.problems.problem import Problem
from app.core.web import page
from app.notify.channels import webpush_subscriptions
from app.notify.commands import PushBody, PushEnd, ReadBody
from app.notify.inbox import notices
from app.people.sign_in import identity

routes = Blueprint("notify_api", __name__, url_prefix="/api/v1")


@routes.get("/notices")
def my_notices() -> dict[str, Any]:
    """What I was told, bundled by matter, the latest first."""
    person = identity.person()
    bundles, cursor = notices.page(person, request.args.get("cursor", ""), language=page.language())
    return {
        "notices": [bundle.serialize() for bundle in bundles],
        "unread": notices.unread(person),
        "cursor": cursor,
    }


@routes.post("/notices/read")
def read_notices() -> dict[str, int]:
    """Mark these notices, or all up to one, as read; asking twice is harmless."""
    person, payload = identity.person(), page.json_body(ReadBody)
    if (payload.ids is None) == (payload.until is None):
        raise Problem("bad-value", ("ids", "missing" if payload.ids is None else "unknown"))
    ids = None if payload.ids is None else [int(number) for number in payload.ids]
    notices.mark_read(person, ids, payload.until)
    return {"unread": notices.unread(person)}


@routes.get("/push")
def push_key() -> dict[str, str]:
    """The public key that a browser's push service checks us by."""
    identity.person()
    return {"key": webpush_subscriptions.public_key()}


@routes.post("/push")
def begin_push() -> Response:
    """Subscribe this browser to the caller's notices."""
    session, payload = identity.session(), page.json_body(PushBody)
    webpush_subscriptions.add(
        session, payload.endpoint, payload.keys.p256dh, payload.keys.auth, page.language()
    )
    return Response(status=204)


@routes.delete("/push")
def end_push() -> Response:
    """End this browser's subscription."""
    person, payload = identity.person(), page.json_body(PushEnd)
    webpush_subscriptions.remove(person, payload.endpoint)
    return Response(status=204)
