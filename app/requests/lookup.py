"""From a private link to its request, and from a request to the matter where it is dealt with."""

from __future__ import annotations

from collections.abc import Callable

from app.core.problems.problem import Problem
from app.matters.models import Matter
from app.matters.residents import told
from app.people import tokens
from app.requests.models import ResidentRequest


def find(token: str) -> ResidentRequest:
    """The request of a private link; Problem not-found for any other token."""
    digest = tokens.digest(token)
    row = ResidentRequest.get_or_none((ResidentRequest.token == digest) | (ResidentRequest.found == digest))
    if row is None:
        raise Problem("not-found")
    return row


def matters_told(request: ResidentRequest) -> list[Matter]:
    """`matters_of`, as the resident is told of them by now; not to be saved."""
    return _followed(request, told.as_told)


def matters_of(request: ResidentRequest) -> list[Matter]:
    """The matter that the request made or joined, then those into which it went on; the last is the living one."""
    return _followed(request, lambda matter: matter)


def _followed(request: ResidentRequest, as_seen: Callable[[Matter], Matter]) -> list[Matter]:
    matters: list[Matter] = []
    wanted = request.matter
    while wanted is not None and wanted not in {matter.id for matter in matters}:
        matter = as_seen(Matter.get_by_id(wanted))
        matters.append(matter)
        wanted = matter.merged_into
    return matters


def matter_of(request: ResidentRequest) -> Matter | None:
    """The matter where the request is dealt with; None while it is held, and for one that was refused."""
    matters = matters_of(request)
    return matters[-1] if matters else None
