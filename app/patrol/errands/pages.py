"""The slip's page: public, without an account, for whoever holds its link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template

from app.areas.telephones import directory
from app.core import clock
from app.core.problems.problem import Problem
from app.core.web import page, public_page
from app.ledger.act import Act
from app.patrol.errands import serialize, slips, steps
from app.patrol.models import Errand

routes = Blueprint("patrol_pages", __name__, url_prefix="/e")
public_page.install(routes)


@routes.get("/<token>")
def slip(token: str) -> str:
    """What was handed over and given back, and whether it is done; 404 for a link that was guessed."""
    errand = _find(token)
    return render_template(
        "errands/slip.html",
        slip=serialize.on_slip(errand, page.language()),
        token=token,
        number=directory.desk_of(errand.area_id),
    )


@routes.post("/<token>")
def confirm(token: str) -> Any:
    """收到了，已办好: the resident's own word."""
    errand = _find(token)
    steps.confirm_received(Act(person=None, at=clock.now(), actor="resident"), errand.id)
    return redirect(f"/e/{token}", 303)


def _find(token: str) -> Errand:
    errand = Errand.get_or_none(Errand.token == slips.digest(token)) if len(token) < 100 else None
    if errand is None:
        raise Problem("not-found")
    if serialize.is_over(errand):
        raise Problem("gone")
    return errand
