"""Makes a whole city in an empty store, all of it or nothing, and proves it."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app import open_store
from app.areas.models import Area
from app.core import clock, db, migrate, secret
from app.core.writers import turns
from app.demo.whole_city import bulk, folk, ground, pattern
from app.demo.whole_city.copies import Copies, Doors
from app.demo.whole_city.pattern import Pattern
from app.demo.whole_city.size import Size
from app.demo.whole_city.tracing import Tracer, columns_of, every_table
from app.evidence import upload
from app.evidence.models import PhotoBringer
from app.ledger.models import Entry
from app.matters import rekeying, search_index
from app.matters.models import Counter, Matter
from app.patrol.models import Patrol
from app.people.models import Person
from app.settings import Settings
from app.sync.backup import verification

PATTERN_DAYS = pattern.WEEKS * 7
A_DAY_MOST = 14  # matters played for one day: four hundred and more, of which no two are alike
INDEXED_AT_ONCE = 5000  # matters: nobody else wants to write meanwhile
STEPS = (
    "a past played by the real verbs",
    "ground and people",
    "the ledger",
    "everything else",
    "the lists",
    "proof",
)

Tell = Callable[[str], None]


class NotEmpty(Exception):
    """The store holds something already."""


class Unsound(Exception):
    """What was made does not hold together: a sentence for each fault."""


def seed(
    settings: Settings, size: Size, now: int | None = None, tell: Tell = lambda step: None
) -> dict[str, int]:
    """Make the city as of `now` (epoch ms) and return how many there are of what; the store is then open.

    NotEmpty where there is anything. Unsound, and nothing made, where the proof fails.
    """
    now = clock.now() if now is None else now
    _require_empty(settings)
    tell(STEPS[0])
    played = pattern.play(now, max(2, min(A_DAY_MOST, size.matters // PATTERN_DAYS)))
    open_store(settings)
    with _apart(settings):
        city = ground.build(size)
        with db.transaction():
            tell(STEPS[1])
            people = folk.settle(city, now - 400 * clock.DAY)
            pattern.write_ground(city, people)
            _bring_photos(played)
            copies = _trace(played, Doors(city, people, played), size, tell)
            tell(STEPS[4])
            rekeying.fill()
            search_index.fill(size=INDEXED_AT_ONCE)
            db.Meta.write(
                "notify:cursor", str(copies.entry_count)
            )  # nobody is told of a past that was traced
        tell(STEPS[5])
        if faults := list(_faults(size, copies)):
            raise Unsound("\n".join(faults))
    secret.read_or_create(settings.secret_file)
    return counts()


def counts() -> dict[str, int]:
    """How many there are of what a city is wished with, and of what came with it."""
    kinds = {
        kind: Area.select().where(Area.kind == kind).count() for kind in ("grid", "micro_grid", "building")
    }
    return {
        **kinds, "people": Person.select().count(), "matters": Matter.select().count(),
        "patrols": Patrol.select().count(), "ledger entries": Entry.select().count(),
    }  # fmt: skip


def _require_empty(settings: Settings) -> None:
    """NotEmpty, or a store that is ready: one that was never begun is brought to this version."""
    open_store(settings)
    migrate.migrate(settings.data_dir)
    if Person.select().exists() or Area.select().exists() or Entry.select().exists():
        raise NotEmpty
    db.let_go()


@contextlib.contextmanager
def _apart(settings: Settings) -> Iterator[None]:
    """Open the database to be filled: SQLite's beside its place, where it is put when it is whole; else the store's own."""
    place = settings.database_file
    if place is None:
        migrate.migrate(settings.data_dir)
        yield
        return
    building = place.with_name(f"{place.name}.building")
    _remove(building)
    try:
        db.use(replace(settings, database_url=f"sqlite:///{building}").database_url)
        migrate.migrate(settings.data_dir)
        for pragma in bulk.UNSAFE:
            db.database.execute_sql(f"pragma {pragma}").fetchall()
        yield
        db.database.execute_sql("pragma journal_mode = wal").fetchall()
        db.let_go()
        _put(building, place)
    finally:
        db.let_go()
        _remove(building, *turns.ENDINGS)  # and those by which its writers took turns
    open_store(settings)
    db.connect()


def _put(building: Path, place: Path) -> None:
    """Put the whole file in the place of the empty one, durably."""
    with building.open("rb") as file:
        os.fsync(file.fileno())
    _remove(place)
    building.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _remove(file: Path, *more: str) -> None:
    for end in ("", "-wal", "-shm", "-journal", *more):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _bring_photos(played: Pattern) -> None:
    """The few photos that all matters of the city name."""
    for sha256, raw in played.photos.items():
        upload.take(io.BytesIO(raw), sha256, "")


def _trace(played: Pattern, doors: Doors, size: Size, tell: Tell) -> Copies:
    """Write every row of every copy, inside the caller's transaction."""
    tracer = Tracer(played, list(doors.keys))
    lives = [tracer.ready(life) for life in played.lives]
    copies = Copies(played, lives, doors, size)
    tables = [table for table in every_table(lives) if table is not Entry]
    with bulk.without_indexes([Entry, *tables]):
        tell(STEPS[2])
        bulk.load(Entry, columns_of(Entry), copies.entries())
        bulk.count_on(Entry, "seq", copies.entry_count)
        tell(STEPS[3])
        for table in tables:
            bulk.load(table, columns_of(table), copies.rows(table))
        bulk.load_models(Counter, ({"day": day, "last": last} for day, last in copies.counters.items()))
        bulk.load(PhotoBringer, ("sha256", "person", "received"), _bringers(played, tracer, doors))
    return copies


def _bringers(played: Pattern, tracer: Tracer, doors: Doors) -> Iterator[tuple[str, str, int]]:
    """Whoever has a role of somebody who brought a photo has brought it too."""
    places = [(sha256, tracer.place_of(person)) for sha256, person in played.bringers]
    seen: set[tuple[str, str]] = set()
    for door in range(len(doors.all)):
        names = doors.names(door)
        for sha256, place in places:
            if place is not None and (sha256, names[place]) not in seen:
                seen.add((sha256, names[place]))
                yield sha256, names[place], played.now


def _faults(size: Size, copies: Copies) -> Iterator[str]:
    """What does not hold of what was made: numbers wished, the ledger without a gap, the rules of `verify` that need no photo."""
    found = counts()
    for name, wished in (("grid", size.grids), ("micro_grid", size.micro_grids), ("matters", size.matters)):
        if found[name] != wished:
            yield f"{name}: {found[name]} instead of {wished}"
    if found["ledger entries"] != copies.entry_count:
        yield f"ledger: {found['ledger entries']} entries instead of {copies.entry_count}"
    if db.is_sqlite():
        for row in db.database.execute_sql("pragma foreign_key_check").fetchall()[:10]:
            yield f"database: a row of {row[0]} names one of {row[2]} that is not there"
    yield from verification.ledger_faults()
    yield from verification.receipt_faults()
