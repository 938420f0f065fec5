"""A request becomes a matter, under the number that it was given when it arrived."""

from __future__ import annotations

from app.core.place import Place
from app.ledger.act import Act, by_resident
from app.matters import asking
from app.matters.asking import Asked
from app.requests.models import STAFF, ResidentRequest


def admit(request: ResidentRequest, act: Act | None = None) -> None:
    """Make its matter, inside the caller's transaction; `act` is the person's who entered it, else the resident's."""
    done = asking.ask(act or by_resident(request.bringer), _asked(request))
    request.matter = done.id
    request.save()


def _asked(request: ResidentRequest) -> Asked:
    return Asked(
        request=request.id, number=request.number, category=request.category, text=request.words, area=request.area,
        placed=request.placed, channel=request.channel, place=_place(request), photos=tuple(request.photos),
        confidential=bool(request.confidential), received=request.received, held=request.held is not None,
    )  # fmt: skip


def _place(request: ResidentRequest) -> Place | None:
    if request.lat is None or request.lon is None:
        return None
    kept = request.place or {}
    return Place(request.lat, request.lon, kept.get("acc"), None, kept.get("source"))


def is_entered(request: ResidentRequest) -> bool:
    """Whether a desk entered it; such ones are counted apart, always."""
    return request.channel == STAFF
