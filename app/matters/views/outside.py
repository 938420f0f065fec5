"""A matter for another system that reads with the reach of a role: it may do nothing, and rings nobody up."""

from __future__ import annotations

from typing import Any

from app.areas.access.reach import Reach
from app.people.models import Person

# what a person needs to act, and the telephone numbers of staff
WITHOUT: dict[str, Any] = {"moves": [], "open_moves": [], "contacts": [], "may_send": False}


def as_read(matter: dict[str, Any], reader: Person | Reach) -> dict[str, Any]:
    """The matter as the API sends it to this reader."""
    if not isinstance(reader, Reach):
        return matter
    return {key: WITHOUT.get(key, value) for key, value in matter.items()}
