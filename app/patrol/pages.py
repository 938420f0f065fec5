"""The slip's page: public, without an account, for whoever holds its link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template

from app.areas import telephones
from app.core import clock, look, page
from app.core.problems import Problem
from app.ledger.act import Act
from app.patrol import errand_showing, errands, slips
from app.patrol.models import Errand

routes = Blueprint("patrol_pages", __name__, url_prefix="/e")
look.install(routes)


@routes.get("/<token>")
def slip(token: str) -> str:
    """What was handed over and given back, and whether it is done; 404 for a link that was guessed."""
    found = _find(token)
    return render_template(
        "errands/slip.html",
        slip=errand_showing.on_slip(found, page.language()),
        token=token,
        number=telephones.desk_of(found.area_id),
    )


@routes.post("/<token>")
def confirm(token: str) -> Any:
    """收到了,已办好: the resident's own word."""
    found = _find(token)
    errands.received(Act(person=None, at=clock.now(), actor="resident"), found.id)
    return redirect(f"/e/{token}", 303)


def _find(token: str) -> Errand:
    found = Errand.get_or_none(Errand.token == slips.digest(token)) if len(token) < 100 else None
    if found is None:
        raise Problem("not-found")
    if errand_showing.is_over(found):
        raise Problem("gone")
    return found
