"""An act: who does something, through which door, when and where — what every verb is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.areas import reach
from app.areas.reach import Reach
from app.core import clock
from app.core.place import Place
from app.people.models import Person

SKEW = 5 * clock.MINUTE


@dataclass(frozen=True)
class Act:
    """One act by one person (None: the clock or a resident). `at` is the phone's time, `received` ours, epoch ms."""

    person: Person | None
    at: int
    received: int = field(default_factory=clock.now)
    op: str | None = None  # id of the op, unique for ever
    place: Place | None = None
    photos: tuple[str, ...] = ()
    actor: str = "person"  # person | clock | resident | operator | unit (by a link, without an account)
    lent: Reach | None = None  # what a link opens to someone without an account
    imported: bool = False
    skewed: bool = False
    guest: str | None = None  # under what key somebody without an account brings photos

    @property
    def bringer(self) -> str | None:
        """Who vouches for the photos of the act: the person, or the guest's key."""
        return self.person.id if self.person is not None else self.guest

    @property
    def unit(self) -> str | None:
        """The unit's code, for an act by whoever holds its link."""
        lent = self.lent.posts if self.lent is not None and self.actor == "unit" else ()
        return next((post.unit_id for post in lent), None)

    def reach_now(self) -> Reach:
        """For moves: the posts held now."""
        if self.lent is not None:
            return self.lent
        return reach.of(self.person) if self.person is not None else Reach("", ())

    def reach_for_facts(self) -> Reach:
        """For facts: the posts held when it happened or now."""
        if self.lent is not None:
            return self.lent
        return reach.then_or_now(self.person, self.at) if self.person is not None else Reach("", ())


def by_clock() -> Act:
    """What the background worker does."""
    return Act(person=None, at=clock.now(), actor="clock")


def by_resident(guest: str) -> Act:
    """What a resident does, now; `guest` is the key of the request."""
    return Act(person=None, at=clock.now(), actor="resident", guest=guest)


def by_web(person: Person) -> Act:
    """What a person does on a page, now."""
    return Act(person=person, at=clock.now())
