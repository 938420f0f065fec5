"""What a photo belongs to, and the rules by which slices say who may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.evidence.models import Photo, PhotoUse
from app.people.models import Person

Rule = Callable[[Person, str], bool]  # (person, subject id) → may see it
_rules: dict[str, Rule] = {}


def register(kind: str, rule: Rule) -> None:
    """Who may see the photos of things of this kind; called in create_app."""
    _rules[kind] = rule


def name(photos: Iterable[str], kind: str, subject: str, person: str | None) -> None:
    """Note that the thing names these photos, whether or not their bytes are here."""
    for sha256 in photos:
        PhotoUse.insert(
            sha256=sha256, kind=kind, subject=subject, person=person
        ).on_conflict_ignore().execute()


def missing(photos: Iterable[str]) -> list[str]:
    """Those whose bytes have not arrived, in the order given."""
    wanted = list(dict.fromkeys(photos))
    here = (
        {row.sha256 for row in Photo.select(Photo.sha256).where(Photo.sha256.in_(wanted))}
        if wanted
        else set()
    )
    return [sha256 for sha256 in wanted if sha256 not in here]


def may_see(person: Person, sha256: str) -> bool:
    """Whether one of the things that name the photo may be seen by the person."""
    uses = PhotoUse.select().where(PhotoUse.sha256 == sha256)
    return any(use.kind in _rules and _rules[use.kind](person, use.subject) for use in uses)
