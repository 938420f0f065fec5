"""A request as Open311 tells it: every field of the standard, empty where it is nobody's business or nobody knows."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.gateways.open311 import services, states

NAMES = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip


def row(
    id: str, state: str, category: str, language: str, requested: int, updated: int, **more: Any
) -> dict[str, Any]:
    """The request with the id; `more` by the standard's names."""
    known = {
        "service_request_id": id,
        "status": states.status(state),
        "service_name": services.name(category, language),
        "service_code": category,
        "requested_datetime": clock.rfc3339(requested),
        "updated_datetime": clock.rfc3339(updated),
        **more,
    }
    return {name: known.get(name) for name in NAMES}
