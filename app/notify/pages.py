"""The inbox as a page, for those who sit at a desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request

from app.areas import permissions
from app.core import page
from app.notify import inbox
from app.notify.commands import ReadForm
from app.people import door

routes = Blueprint("notify", __name__, url_prefix="/notices")


@routes.get("")
@door.signed_in
def show() -> str:
    """What I was told, the latest first."""
    return _page()


@routes.post("/read")
@door.signed_in
def read() -> Any:
    """All that stood there has been read."""
    inbox.read(door.person(), until=int(page.form_body(ReadForm).until))
    return _page() if page.is_fragment() else redirect("/notices", 303)


def _page() -> str:
    person = door.person()
    bundles, cursor = inbox.page(person, request.args.get("cursor", ""), language=page.language())
    return page.render(
        "notify/inbox",
        bundles=bundles,
        cursor=cursor,
        unread=inbox.unread(person),
        matters="/desk/matters" if permissions.may(person, "desk") else "/matters",
        latest=max((one.last for one in bundles), default=0),
    )
