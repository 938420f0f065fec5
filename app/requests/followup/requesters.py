"""Who asks for a matter: the requests that made it, joined it, or came to it when theirs was merged into it."""

from __future__ import annotations

from typing import Any

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, FIELD_ROLES
from app.core import clock
from app.core.prepared import Among
from app.matters.models import Matter
from app.matters.queries import lists
from app.requests import masking
from app.requests.models import Poster, ResidentRequest


def requests_of(matter: str) -> list[ResidentRequest]:
    """The matter's requests that have not been withdrawn, the first one first."""
    return list(
        ResidentRequest.select()
        .where(ResidentRequest.matter.in_(sorted(_with_merged(matter))), ResidentRequest.withdrawn.is_null())
        .order_by(ResidentRequest.received, ResidentRequest.id)
    )


def is_asked_without(matter: str, merged: str) -> bool:
    """Whether somebody asks for the matter, those of `merged`, which was merged into it, left out."""
    matters = sorted(_with_merged(matter) - _with_merged(merged))
    asking = ResidentRequest.select().where(
        ResidentRequest.matter.in_(matters), ResidentRequest.withdrawn.is_null()
    )
    return bool(asking.exists())


def names_of(matter: str) -> set[str]:
    """The names that residents gave with it, also those who took their request back."""
    rows = ResidentRequest.select(ResidentRequest.name).where(
        ResidentRequest.matter.in_(sorted(_with_merged(matter))), ResidentRequest.name.is_null(False)
    )
    return {name for (name,) in rows.tuples()}


def by_matter(matters: list[str], reach: Reach) -> dict[str, dict[str, Any]]:
    """For each matter how it came, what its poster says of the spot, how many asked; whom to ring, masked, only for staff who may read the words."""
    merged = dict(
        Matter.select(Matter.id, Matter.merged_into).where(Matter.merged_into.in_(matters)).tuples()
    )
    homes = {**merged, **{id: id for id in matters}}
    rows = ResidentRequest.select().where(
        ResidentRequest.matter.in_(sorted(homes)), ResidentRequest.withdrawn.is_null()
    )
    grouped: dict[str, list[ResidentRequest]] = {}
    for row in rows.order_by(ResidentRequest.received, ResidentRequest.id):
        grouped.setdefault(homes[row.matter], []).append(row)
    spots = _spots([asked[0] for asked in grouped.values()])
    is_staff = reach.holds(*FIELD_ROLES, *DESK_ROLES)
    hears = Matter.select(Matter.id).where(Matter.id.in_(matters), lists.may_hear(reach)).tuples()
    heard = {id for (id,) in hears}
    return {
        id: {**_shown(asked, is_staff, id in heard), "spot": spots.get(asked[0].id)}
        for id, asked in grouped.items()
    }


def spots_of(matters: list[str]) -> dict[str, str]:
    """What the posters say of these matters' places, by matter."""
    if not matters:
        return {}
    rows = ResidentRequest.select().where(
        ResidentRequest.matter.in_(matters),
        ResidentRequest.joined == False,  # noqa: E712
    )
    first_requests = {row.matter: row.id for row in rows}
    spots = _spots(list(rows))
    return {matter: spots[id] for matter, id in first_requests.items() if id in spots}


def channels_of(matters: list[str]) -> dict[str, str]:
    """How the first request for each of these matters came."""
    found: dict[str, str] = {}
    for matter, channel in _CHANNELS.rows(matters):
        found.setdefault(matter, channel)
    return found


_CHANNELS = Among(
    lambda ids: (
        ResidentRequest.select(ResidentRequest.matter, ResidentRequest.channel)
        .where(ResidentRequest.matter.in_(ids))
        .order_by(ResidentRequest.joined, ResidentRequest.received)
    )
)


def spot(request: ResidentRequest) -> str | None:
    """What the request's poster says of its place."""
    return _spots([request]).get(request.id)


def _spots(requests: list[ResidentRequest]) -> dict[str, str]:
    """What the poster that opened the form says of its place, where that is more than the area's name."""
    wanted = [request.poster for request in requests if request.poster]
    labels = {row.code: row for row in Poster.select().where(Poster.code.in_(wanted), Poster.label != "")}
    return {
        request.id: labels[request.poster].label
        for request in requests
        if request.poster in labels and labels[request.poster].area == request.area
    }


def _shown(asked: list[ResidentRequest], is_staff: bool, hears: bool) -> dict[str, Any]:
    """What was said in confidence only to whoever may hear it."""
    fields = {
        "channel": asked[0].channel,
        "asked": len(asked),
        "joined": sum(bool(request.joined) for request in asked),
    }
    if not is_staff:
        return fields
    return {**fields, "requests": [_one(request) for request in asked if hears or not request.confidential]}


def _one(request: ResidentRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "channel": request.channel,
        "contact": masking.masked(request),
        "confidential": bool(request.confidential),
        "joined": bool(request.joined),
        "words": request.words,
        "received": clock.rfc3339(request.received),
    }


def _with_merged(matter: str) -> set[str]:
    matters, fresh = {matter}, [matter]
    while fresh:
        rows = Matter.select(Matter.id).where(Matter.merged_into.in_(fresh)).tuples()
        fresh = [id for (id,) in rows if id not in matters]
        matters.update(fresh)
    return matters
