"""What a photo belongs to, and the rules by which slices say who may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.areas.access.reach import Reach
from app.core import clock
from app.core.prepared import Prepared, given, insertion
from app.evidence import storage
from app.evidence.models import Photo, PhotoBringer, PhotoUse
from app.people.models import Person

Rule = Callable[[Person, str], bool]  # (person, subject id) → may see it
Where = Callable[[str], str | None]  # subject id → code of the area it lies in
Keeps = Callable[
    [Person, str, str], bool
]  # (person, subject id, photo) → this one is kept from them all the same
_rules: dict[str, Rule] = {}
_where: dict[str, Where] = {}
_keeps: dict[str, Keeps] = {}
_reads: dict[str, Callable[[Reach, str, str], bool]] = {}


def register(kind: str, rule: Rule, where: Where | None = None, keeps: Keeps | None = None) -> None:
    """Register, for one kind of thing, who may see its photos and where it lies; called in create_app."""
    _rules[kind] = rule
    if keeps is not None:
        _keeps[kind] = keeps
    if where is not None:
        _where[kind] = where


def register_reading(kind: str, rule: Callable[[Reach, str, str], bool]) -> None:
    """Register whether a system that reads with this reach sees the photo of that thing; called in create_app."""
    _reads[kind] = rule


def name(photos: Iterable[str], kind: str, subject: str, person: str | None) -> None:
    """Note that the thing names these photos, whether or not their bytes are here."""
    for sha256 in photos:
        if person is not None and not has_brought(person, sha256) and _seen_by(person, sha256):
            vouch_for(sha256, person)
        _USE.send(sha256=sha256, kind=kind, subject=subject, person=person)


_USE = Prepared(lambda: insertion(PhotoUse).on_conflict_ignore())


def vouch_for(sha256: str, person: str) -> None:
    """Note that the person vouches for the photo: by bringing its bytes, or by naming it while in reach of it."""
    _VOUCH.send(sha256=sha256, person=person, received=clock.now())


_VOUCH = Prepared(lambda: insertion(PhotoBringer).on_conflict_ignore())


def is_here(sha256: str) -> bool:
    """Whether the photo has arrived and its bytes are in the folder."""
    return _ARRIVED.holds(sha256=sha256) and storage.is_stored(sha256)


_ARRIVED = Prepared(lambda: Photo.select(Photo.sha256).where(Photo.sha256 == given("sha256")))


def missing(photos: Iterable[str], person: str | None = None) -> list[str]:
    """Those of the digests whose bytes have not arrived, in the order given.

    With a `person`, also those that are here but that this person neither brought nor may see: whether somebody
    else has stored the same bytes is not told.
    """
    wanted = list(dict.fromkeys(photos))
    known = Photo.select(Photo.sha256).where(Photo.sha256.in_(wanted)) if wanted else ()
    stored = {row.sha256 for row in known if storage.is_stored(row.sha256)}
    return [
        sha256
        for sha256 in wanted
        if sha256 not in stored or (person is not None and not knows(person, sha256))
    ]


def knows(person: str, sha256: str) -> bool:
    """Whether the person brought the photo or may see it."""
    return has_brought(person, sha256) or _seen_by(person, sha256)


def has_brought(person: str, sha256: str) -> bool:
    """Whether the person brought the bytes."""
    return _BROUGHT.holds(sha256=sha256, person=person)


_BROUGHT = Prepared(
    lambda: PhotoBringer.select(PhotoBringer.sha256).where(
        PhotoBringer.sha256 == given("sha256"), PhotoBringer.person == given("person")
    )
)


def is_named_by(person: str, sha256: str, kind: str) -> bool:
    """Whether a thing of this kind, recorded by the person, names the photo."""
    return (
        PhotoUse.select()
        .where(PhotoUse.sha256 == sha256, PhotoUse.kind == kind, PhotoUse.person == person)
        .exists()
    )


def _seen_by(person: str, sha256: str) -> bool:
    viewer = Person.known(person)
    return viewer is not None and may_see(viewer, sha256)


def may_see(person: Person, sha256: str) -> bool:
    """Whether one of the things that name the photo may be seen by the person.

    A thing counts only if whoever named the photo also brought it: knowing a digest opens nothing.
    """
    return any(_is_open(use, person) for use in vouched(sha256) if use.kind in _rules)


def is_open_to(reach: Reach, sha256: str) -> bool:
    """Whether a system that reads with this reach may see one of the things that name the photo."""
    return any(_reads[use.kind](reach, use.subject, sha256) for use in vouched(sha256) if use.kind in _reads)


def _is_open(use: PhotoUse, person: Person) -> bool:
    keeps = _keeps.get(use.kind)
    return _rules[use.kind](person, use.subject) and not (keeps and keeps(person, use.subject, use.sha256))


def vouched(sha256: str) -> list[PhotoUse]:
    """The things that name the photo, named by somebody who brought it."""
    named = [PhotoUse(**dict(zip(_USE_COLUMNS, row, strict=True))) for row in _NAMED.rows(sha256=sha256)]
    bringers = {row[0] for row in _BRINGERS.rows(sha256=sha256)} if named else set()
    return [use for use in named if use.person is None or use.person in bringers]


_USE_COLUMNS = ("sha256", "kind", "subject", "person")
_NAMED = Prepared(
    lambda: (
        PhotoUse.select(*(getattr(PhotoUse, name) for name in _USE_COLUMNS))
        .where(PhotoUse.sha256 == given("sha256"))
        .order_by(PhotoUse.kind, PhotoUse.subject)
    )
)
_BRINGERS = Prepared(
    lambda: PhotoBringer.select(PhotoBringer.person).where(PhotoBringer.sha256 == given("sha256"))
)


def area_of(sha256: str) -> str | None:
    """The code of the area of the first thing that names the photo; None if nothing does yet."""
    codes = (_where[use.kind](use.subject) for use in vouched(sha256) if use.kind in _where)
    return next((code for code in codes if code), None)
