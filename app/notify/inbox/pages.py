"""The inbox as a page, for those who sit at a desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from app.areas.access import permissions
from app.core.web import page
from app.notify.commands import ReadForm
from app.notify.inbox import notices
from app.people.sign_in import identity

routes = Blueprint("notify", __name__, url_prefix="/notices")


@routes.get("")
@identity.signed_in
def show() -> str:
    """What I was told, the latest first."""
    return _page()


@routes.post("/read")
@identity.signed_in
def mark_all_read() -> Any:
    """Mark everything on the page as read."""
    notices.mark_read(identity.person(), until=int(page.form_body(ReadForm).until))
    return _page() if page.is_fragment() else redirect("/notices", 303)


def _page() -> str:
    person = identity.person()
    bundles, cursor = notices.page(person, request.args.get("cursor", ""), language=page.language())
    return page.render(
        "notify/inbox",
        bundles=bundles,
        cursor=cursor,
        unread=notices.unread(person),
        matters="/desk/matters" if permissions.may(person, "desk") else "/matters",
        latest=max((bundle.last for bundle in bundles), default=0),
    )
