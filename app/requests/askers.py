"""Who asks for a matter: the requests that made it, joined it, or came to it when theirs was merged into it."""

from __future__ import annotations

from app.matters.models import Matter
from app.requests.models import ResidentRequest


def of(matter: str) -> list[ResidentRequest]:
    """Those that have not been withdrawn, the first one first."""
    return list(
        ResidentRequest.select()
        .where(ResidentRequest.matter.in_(sorted(_with_merged(matter))), ResidentRequest.withdrawn.is_null())
        .order_by(ResidentRequest.received, ResidentRequest.id)
    )


def _with_merged(matter: str) -> set[str]:
    found, fresh = {matter}, [matter]
    while fresh:
        rows = Matter.select(Matter.id).where(Matter.merged_into.in_(fresh)).tuples()
        fresh = [id for (id,) in rows if id not in found]
        found.update(fresh)
    return found
