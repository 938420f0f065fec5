"""A worker connects a tracker, ends it, and is found by its secret."""

from __future__ import annotations

from app.core import clock, db, decode, ids
from app.core.prepared import Prepared, given
from app.core.problems.problem import Problem
from app.patrol.companions import allowed, sealed, wiping
from app.patrol.companions.models import KINDS, Companion, SealedFix
from app.people import events, tokens
from app.people.models import Person

MOST = 5  # of one person at a time: a phone each, and the former ones until they are ended
NAME_MOST = 30
KEPT = 30 * clock.DAY  # once it has ended
HEARD_EVERY = clock.MINUTE  # how exactly it is known when a tracker was last heard


def agree(person: Person, kind: str, name: str, id: str | None = None) -> tuple[Companion, str]:
    """The person's new tracker, and its secret, which is shown this once.

    `id`: that of the form. Sent again it is the same tracker, and what was shown before is good no more. Problems: forbidden where it was not opened, bad-value for another kind, a name that is none, or one too many.
    """
    name = " ".join(name.split())
    if not allowed.may_use(person.id):
        raise Problem("forbidden")
    if kind not in KINDS:
        raise Problem("bad-value", ("kind", "not-a-choice"))
    if not name:
        raise Problem("bad-value", ("name", "missing"))
    if len(name) > NAME_MOST:
        raise Problem("bad-value", ("name", "too-long", {"most": NAME_MOST}))
    if decode.CONTROL.search(name):
        raise Problem("bad-value", ("name", "control-character"))
    secret = tokens.new()
    with db.transaction():
        there = Companion.get_or_none(Companion.id == id) if id is not None else None
        if there is not None:
            return _shown_again(person, there, secret)
        if len(live(person.id)) >= MOST:
            raise Problem("bad-value", ("name", "too-many", {"most": MOST}))
        companion = Companion.create(
            id=id or ids.uuid7(), person=person.id, kind=kind, name=name, secret=tokens.digest(secret)
        )
        events.note(person, "companion", companion.id, "agreed", body={"kind": kind})
    return companion, secret


def _shown_again(person: Person, companion: Companion, secret: str) -> tuple[Companion, str]:
    """The tracker that the form made before, with another secret. Problem form-done once it has ended, or where it is another's."""
    if companion.person != person.id or companion.ended is not None:
        raise Problem("form-done")
    tokens.remember([str(companion.secret)])
    companion.secret = tokens.digest(secret)
    companion.save()
    events.note(person, "companion", companion.id, "secret_renewed")
    return companion, secret


def find(person: Person, id: str) -> Companion:
    """One's own tracker; Problem not-found."""
    companion: Companion | None = Companion.get_or_none(Companion.id == id, Companion.person == person.id)
    if companion is None:
        raise Problem("not-found")
    return companion


def end(person: Person, companion: Companion) -> None:
    """Its secret opens nothing from now on, and what waits of it is destroyed. Asking twice is harmless."""
    tokens.remember([str(companion.secret)])
    with db.transaction(), wiping.wiping():
        ended = (
            Companion.update(ended=clock.now())
            .where(Companion.id == companion.id, Companion.ended.is_null())
            .execute()
        )
        SealedFix.delete().where(SealedFix.companion == companion.id).execute()
        if ended:
            events.note(person, "companion", companion.id, "ended")


def reapply() -> None:
    """After a restore: trackers that were ended since the backup stay ended."""
    for secret_digest, at in tokens.remembered():
        Companion.update(ended=at).where(
            Companion.secret == secret_digest, Companion.ended.is_null()
        ).execute()


def sweep() -> int:
    """Destroy what no start has come for, and forget trackers that ended long ago; how many rows."""
    count = sealed.destroy()
    wiping.settle()
    with db.transaction():
        return count + int(Companion.delete().where(Companion.ended < clock.now() - KEPT).execute())


def live(person: str) -> list[Companion]:
    """The person's trackers that have not ended, the latest first."""
    return _LIVE.all_of(Companion, person=person)


_LIVE = Prepared(
    lambda: (
        Companion.select()
        .where(Companion.person == given("person"), Companion.ended.is_null())
        .order_by(Companion.agreed.desc(), Companion.id.desc())
    )
)


def holder_of(secret: str) -> tuple[Companion, Person]:
    """Whose tracker has this secret, and the tracker; Problem tracker-ended where it is unknown, over, or of a leaver."""
    companion = _BY_SECRET.one_of(Companion, secret=tokens.digest(secret)) if secret else None
    person = Person.known(companion.person) if companion is not None and companion.ended is None else None
    if companion is None or person is None or not person.may_sign_in():
        raise Problem("tracker-ended")
    return companion, person


_BY_SECRET = Prepared(lambda: Companion.select().where(Companion.secret == given("secret")))


def note_heard(companion: Companion, now: int) -> None:
    """That it sent something, to the minute. Inside the caller's transaction."""
    if companion.heard is None or not companion.heard <= now < companion.heard + HEARD_EVERY:
        _HEARD.send(id=companion.id, now=now)


_HEARD = Prepared(lambda: Companion.update(heard=given("now")).where(Companion.id == given("id")))


def note_encrypted(companion: Companion) -> None:
    """That what it sends can only be read by itself: its person is told where to switch that off."""
    with db.transaction():
        now = clock.now()
        note_heard(companion, now)
        if companion.encrypted is None or companion.encrypted < now - HEARD_EVERY:
            Companion.update(encrypted=now).where(Companion.id == companion.id).execute()


def note_readable(companion: Companion) -> None:
    """That a position of it could be read: what was said of encryption is over. Inside the caller's transaction."""
    if companion.encrypted is not None:
        _READABLE.send(id=companion.id)


_READABLE = Prepared(lambda: Companion.update(encrypted=None).where(Companion.id == given("id")))


def of_person(person: Person) -> list[dict[str, str | None]]:
    """The person's trackers, for the download of one's own data."""
    rows = Companion.select().where(Companion.person == person.id).order_by(Companion.agreed)
    return [
        {
            "kind": row.kind, "name": row.name, "agreed": clock.rfc3339(row.agreed),
            "ended": clock.rfc3339_or_none(row.ended), "heard": clock.rfc3339_or_none(row.heard),
        }
        for row in rows
    ]  # fmt: skip
