"""A request as Open311 tells it: every field of the standard, empty where it is nobody's business or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.gateways.open311 import states

NAMES = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A request that was found: when it was made (epoch ms), of which matter, and its row, written when it is sent."""

    requested: int
    matter: str
    row: Callable[[], dict[str, Any]]


def row(
    id: str, state: str, service: tuple[str, str], requested: int, updated: int, **more: Any
) -> dict[str, Any]:
    """The request with the id; `service` is its code and name, `more` by the standard's names."""
    known = {
        "service_request_id": id,
        "status": states.status(state),
        "service_name": service[1],
        "service_code": service[0],
        "requested_datetime": clock.rfc3339(requested),
        "updated_datetime": clock.rfc3339(updated),
        **more,
    }
    return {name: known.get(name) for name in NAMES}
