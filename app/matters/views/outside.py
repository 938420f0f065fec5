"""A matter for another system that reads with the reach of a role: it may do nothing, and rings nobody up."""

from __future__ import annotations

import re
from typing import Any

from app.areas.access.reach import Reach
from app.core import telephone
from app.people.models import Person

# what a person needs to act, and the telephone numbers of staff
WITHOUT: dict[str, Any] = {"moves": [], "open_moves": [], "contacts": [], "may_send": False}
# where somebody's own words stand, at any depth
_ENDING = re.compile(r"(?<=[*]{4})[0-9]{2,4}(?![0-9])")
WORDS = frozenset({"text", "resident_text", "words", "sentence", "spot", "instruction", "case_number"})


def as_read(matter: dict[str, Any], reader: Person | Reach) -> dict[str, Any]:
    """The matter as the API sends it to this reader."""
    if not isinstance(reader, Reach):
        return matter
    return veiled({key: WITHOUT.get(key, value) for key, value in matter.items()})


def veiled(matter: dict[str, Any]) -> dict[str, Any]:
    """The matter with the telephone numbers veiled, those in words too, and without their last four digits.

    A matter's number and those four open its resident's page (`/find`), where one answers in the resident's name.
    """
    return {key: _veiled(key, value) for key, value in matter.items()}


def _veiled(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return veiled(value)
    if isinstance(value, list):
        return [_veiled(key, part) for part in value]
    if not isinstance(value, str):
        return value
    if key == "phone":
        return _ENDING.sub("", value)
    return _ENDING.sub("", telephone.veiled(value)) if key in WORDS else value
