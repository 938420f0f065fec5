"""What whoever opens a link is shown of its matter: what its person would see, or what is a unit's to see without an account."""

from __future__ import annotations

from typing import Any

from app.links.lookup import Opened
from app.matters.moves.handling import note
from app.matters.views.serialize import for_person

PHOTOS = ("photos", "photos_before", "photos_after")


def payload(opened: Opened, language: str = "zh") -> dict[str, Any]:
    """The matter as JSON has it. A unit by its link is no staff: what staff note for one another stays with them, as a note's form promises."""
    whole = for_person(opened.matter, opened.person or opened.reach, language)
    return whole if opened.person is not None else _without_notes(whole)


def _without_notes(whole: dict[str, Any]) -> dict[str, Any]:
    notes = [
        entry for entry in whole["ledger"] if entry["move"] == note.MOVE.name and entry["actor"] == "person"
    ]
    ledger = [entry for entry in whole["ledger"] if entry not in notes]
    kept = _photos_of(notes) - _photos_of(ledger)
    photos = {key: [photo for photo in whole[key] if photo not in kept] for key in PHOTOS}
    return {**whole, **photos, "ledger": ledger}


def _photos_of(entries: list[dict[str, Any]]) -> set[str]:
    return {photo for entry in entries for photo in entry["photos"]}
