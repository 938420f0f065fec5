"""Courses follow the ledger: each matter that has a new entry is read again, in small pieces that may be killed anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peewee import fn

from app.core import db
from app.core.prepared import Prepared, given
from app.insight import course, tallies, voices
from app.insight.course import Told
from app.insight.models import STORED, Answer, Called, Course, Tally
from app.insight.recurring import kept
from app.ledger.models import Entry
from app.matters.models import Matter

READ = "insight-read"  # the last entry that was read
WALKED = "insight-walked"  # the last matter of the first walk
DRAWN = "insight-drawn"  # how the areas were drawn at its start
PIECE = 200  # matters of one transaction: others write between two of them
NEWS = 1000  # entries of one: on a city's morning most are of tracks, and each piece takes a turn from the phones
PIECES = 20  # of one run of the clock's work: other work waits
_LAST = "~"  # behind every id

_NEWS = Prepared(
    lambda: (
        Entry.select(Entry.seq, Entry.kind, Entry.subject)
        .where(Entry.seq > given("after"), Entry.seq <= given("until"))
        .order_by(Entry.seq)
        .limit(NEWS)
    )
)
_NEXT = Prepared(
    lambda: Matter.select(Matter.id).where(Matter.id > given("after")).order_by(Matter.id).limit(PIECE)
)


def catch_up() -> int:
    """`follow` for the clock: a few pieces, then other work has its turn."""
    return follow(PIECES)


def follow(pieces: int | None = None) -> int:
    """Read what is new, at most so many pieces; how many matters were read.

    A store that has none of it yet is walked once from the first matter to the last, then entry by entry.
    """
    done = 0
    while (pieces is None or pieces > 0) and _has_more():
        with db.transaction():
            done += _piece()
        pieces = None if pieces is None else pieces - 1
    return done


def _has_more() -> bool:
    """Whether anything is new: asked outside of a transaction, for who writes takes a turn from the phones."""
    if db.Meta.value_of(WALKED) != _LAST or db.Meta.value_of(DRAWN) != tallies.drawn():
        return True
    return bool(_NEWS.rows(after=int(db.Meta.value_of(READ, "0")), until=db.settled()))


def start_anew() -> None:
    """Have every course and every tally made anew."""
    with db.transaction():
        for table in (Tally, Answer, Called):
            table.delete().execute()
        db.Meta.write(WALKED, "")
        db.Meta.write(READ, "")
        db.Meta.write(DRAWN, tallies.drawn())


def is_whole() -> bool:
    """Whether every matter was read and counted as the areas are drawn: the tallies tell all that the courses do."""
    return db.Meta.value_of(WALKED) == _LAST and db.Meta.value_of(DRAWN) == tallies.drawn()


def _piece() -> int:
    """Read the next piece; how many matters that were."""
    if db.Meta.value_of(DRAWN) != tallies.drawn():
        start_anew()
    walked = db.Meta.value_of(WALKED)
    if walked != _LAST:
        return _walk_on(walked)
    news = _NEWS.rows(after=int(db.Meta.value_of(READ, "0")), until=db.settled())
    subjects = {subject for _, kind, subject in news if kind == "matter"}
    subjects |= voices.matters_of([subject for _, kind, subject in news if kind == "request"])
    _store(subjects)
    if news:
        db.Meta.write(READ, str(news[-1][0]))
    return len(subjects)


def _walk_on(walked: str) -> int:
    if not db.Meta.value_of(READ):  # what comes in while the walk is under way is read behind it
        newest = Entry.select(fn.MAX(Entry.seq)).scalar() or 0
        db.Meta.write(READ, str(min(db.settled(), newest)))
    ids = [id for (id,) in _NEXT.rows(after=walked)]
    _store(ids, is_walk=True)
    db.Meta.write(WALKED, ids[-1] if len(ids) == PIECE else _LAST)
    return len(ids)


def _store(ids: Iterable[str], is_walk: bool = False) -> None:
    """Read these matters; what a walk meets is in no tally yet."""
    wanted = sorted(ids)
    entries = entries_of(wanted)
    before = [] if is_walk else list(Course.select().where(Course.matter.in_(wanted)).dicts())
    matters = Matter.select().where(Matter.id.in_(wanted))
    after = [course.of_matter(matter, entries[matter.id]) for matter in matters]
    for one in after:
        STORED.send(**one)
    tallies.move(before, after)
    kept.follow(before, after)
    voices.store({one["matter"]: one for one in after}, entries)


def entries_of(ids: list[str]) -> dict[str, list[Told]]:
    """Matter id → its entries, in the ledger's order."""
    columns = [getattr(Entry, name) for name in Told._fields]
    rows = Entry.select(*columns).where(Entry.kind == "matter", Entry.subject.in_(ids)).order_by(Entry.seq)
    found: dict[str, list[Told]] = defaultdict(list)
    for row in rows.tuples():
        entry = Told(*row)
        found[entry.subject].append(entry)
    return found
