"""The page of a community's two indices: what they come to against its own past, and which part moved them by how much."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.core.web import page
from app.insight import asking, catch_up
from app.insight.indices import parts
from app.insight.indices.parts import LIKE_BEFORE, Moved, Told
from app.insight.page_parts import bounds, cell, spans, until_today
from app.people.sign_in import identity

routes = Blueprint("indices_pages", __name__, url_prefix="/figures/indices")


@routes.get("")
@identity.signed_in
def index() -> str:
    """Both indices of one community."""
    reach = reach_of(identity.person())
    asked = parts.of_community(asking.question(request.args, reach))
    asked, ahead = until_today(asked)
    past, is_told = parts.past_of(asked), asked.first <= clock.today()
    return render_template(
        "insight/indices.html", here=Area.get_by_id(asked.area), first=asked.first.isoformat(), last=asked.last.isoformat(),
        past_first=past.first, past_last=past.last, spans=spans("/figures/indices", asked), like_before=LIKE_BEFORE,
        indices=[_shown(one) for one in (parts.indices_of(asked, reach) if is_told else ())], ahead=ahead, is_whole=catch_up.is_whole(), bounds=bounds(asked),
        back=asking.address("/figures", asked),
    )  # fmt: skip


def _shown(one: Told) -> dict[str, Any]:
    return {
        "words": page.translated(one.index.words),
        "definition": page.translated(one.index.definition),
        "value": "—" if one.value is None else f"{one.value:.1f}",
        "is_withheld": one.is_withheld,
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: Moved) -> dict[str, Any]:
    return {
        "words": page.translated(part.figure.words),
        "definition": page.translated(part.figure.definition),
        "weight": part.weight,
        "now": cell(part.now),
        "past": cell(part.past),
        "points": "—" if part.points is None else f"{part.points:+.1f}",
    }
