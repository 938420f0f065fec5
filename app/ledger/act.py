"""An act: who does something, through which door, when and where — what every verb is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.areas.access.reach import Reach, reach_of, reach_then_or_now
from app.core import clock
from app.core.place import Place
from app.people.models import Person

SKEW = 5 * clock.MINUTE


@dataclass(frozen=True)
class Relay:
    """How an op was relayed that its person did not send: whose token brought it, from which phone, and who let it in."""

    sender: str  # a person's id
    device: str | None = None
    released_by: str | None = None  # a supervisor, out of quarantine
    imported_by: str | None = None  # a supervisor, out of a phone's export

    def serialize(self) -> dict[str, str]:
        """The relay as the ledger stores it, without empty fields."""
        fields = vars(self)
        return {key: value for key, value in fields.items() if value is not None}


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
    sent: int | None = None  # what the phone's clock said when it sent this; None where no phone did
    guest: str | None = None  # under what key somebody without an account brings photos
    relay: Relay | None = None  # where its person did not send it

    @property
    def latest(self) -> int:
        """The latest moment that this act can tell of on the phone's own axis of time: its receipt plus the skew.

        A phone that is ahead by hours and consistently so loses nothing; one that is behind is given our own moment.
        """
        return max(self.received, self.sent or 0)

    @property
    def moment(self) -> int:
        """When it happened, on our own axis of time, so that what two phones tell can be put in order."""
        ahead = self.sent - self.received if self.sent is not None else 0
        return min(self.at - ahead, self.received)

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
        """For moves: the posts held now; for one that somebody else sent, those whose powers the sender has too."""
        if self.lent is not None:
            return self.lent
        reach = reach_of(self.person) if self.person is not None else Reach("", ())
        return self._within(reach, self.by_another) if self.by_another is not None else reach

    @property
    def by_another(self) -> str | None:
        """Whose token brought it, where that is somebody else's and a supervisor let it in."""
        is_released = self.relay is not None and self.relay.released_by is not None
        if (
            self.relay is None
            or not is_released
            or self.person is None
            or self.relay.sender == self.person.id
        ):
            return None
        return self.relay.sender

    def _within(self, reach: Reach, sender: str) -> Reach:
        hand = Person.get_or_none(Person.id == sender)
        if hand is None or not hand.may_sign_in():
            return Reach(reach.person, ())
        have = reach_of(hand)
        shared = tuple(
            post
            for post in reach.posts
            if post.role in have.roles_over(post.area_id)
            and (post.unit_id is None or post.unit_id in have.units)
        )
        return Reach(reach.person, shared)

    def reach_for_facts(self) -> Reach:
        """For facts: the posts held when it happened or now."""
        if self.lent is not None:
            return self.lent
        return reach_then_or_now(self.person, self.at) if self.person is not None else Reach("", ())


def by_clock() -> Act:
    """An act of the background worker, now."""
    return Act(person=None, at=clock.now(), actor="clock")


def by_resident(guest: str) -> Act:
    """An act of a resident, now; `guest` is the key of the request."""
    return Act(person=None, at=clock.now(), actor="resident", guest=guest)


def by_web(person: Person) -> Act:
    """An act of a person on a page, now."""
    return Act(person=person, at=clock.now())
