"""A request becomes a matter, under the number that it was given when it arrived."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.place import Place
from app.ledger.act import Act, by_resident
from app.matters.models import Matter
from app.matters.moves.with_residents import join
from app.matters.residents import acts, opening
from app.matters.residents.opening import Asked
from app.requests.models import ResidentRequest


def admit(request: ResidentRequest, act: Act | None = None, **handed_over: Any) -> None:
    """Make its matter, or join the one it names while that is open, inside the caller's transaction.

    `act` is that of the person who entered it, else the resident's; `handed_over` what `Asked` is told of another system.
    """
    act = act or by_resident(request.bringer)
    matter = joinable(request.join_to)
    if matter is not None:
        _join(request, matter, act)
        request.matter, request.joined = matter.id, True
    else:
        request.matter = opening.ask(act, replace(_asked(request), **handed_over)).id
    request.save()


def joinable(matter: str | None) -> Matter | None:
    """The open matter to join: this one, or the one it was merged into; None if that has ended."""
    matter_row = Matter.get_or_none(Matter.id == matter) if matter is not None else None
    while matter_row is not None and matter_row.merged_into is not None:
        matter_row = Matter.get_or_none(Matter.id == matter_row.merged_into)
    return matter_row if matter_row is not None and matter_row.is_open() else None


def _join(request: ResidentRequest, matter: Matter, act: Act) -> None:
    content = request.words or None, tuple(request.photos)
    is_told_in_confidence = bool(request.confidential)
    acts.move(
        act,
        matter.id,
        join.MOVE.name,
        request.id,
        text=content[0],
        photos=content[1],
        confidential=is_told_in_confidence,
    )


def _asked(request: ResidentRequest) -> Asked:
    return Asked(
        request=request.id, number=request.number, category=request.category, text=request.words, area=request.area,
        placed=request.placed, channel=request.channel, place=_place(request), photos=tuple(request.photos),
        confidential=bool(request.confidential), received=request.received, held=request.held is not None,
    )  # fmt: skip


def _place(request: ResidentRequest) -> Place | None:
    if request.lat is None or request.lon is None:
        return None
    fields = request.place or {}
    return Place(request.lat, request.lon, fields.get("acc"), None, fields.get("source"))
