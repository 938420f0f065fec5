"""A past played by the real verbs in a store of its own: the rows of each matter, patrol and visit, to be traced for a city."""

from __future__ import annotations

import datetime as dt
import importlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from app import open_store
from app.areas import tree
from app.areas.models import Area, AreaSetting, Post
from app.core import clock, db, ids, migrate
from app.core.db import Row
from app.demo.stage import clock_work
from app.demo.whole_city import bulk, folk, ground, rounds
from app.demo.whole_city.ground import Block, City
from app.demo.whole_city.lives import LINES
from app.demo.whole_city.names import names_of
from app.demo.whole_city.play import Play
from app.demo.whole_city.size import Size
from app.evidence import storage
from app.evidence.models import Photo, PhotoBringer
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.terms import MatterTerm
from app.patrol.models import Patrol, Visit
from app.people.models import Person
from app.requests.models import ResidentRequest
from app.settings import Settings
from app.sync.models import Receipt

WEEKS = 5  # of matters; what is older in a city is traced from the first of them
ROUND_DAYS = 12
LOOKS = (6, 12, 18)  # hours at which the clock's work is looked at
ROOTS: tuple[type[Row], ...] = (Matter, Patrol, Visit)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Line = tuple[type[Row], dict[str, Any]]


@dataclass
class Life:
    """One matter, patrol or visit: when it began (epoch ms), and every row that tells of it, by table, in order."""

    root: str
    kind: str  # matter | patrol | visit
    begins: int
    lines: list[Line] = field(default_factory=list)


class Pattern(NamedTuple):
    """What was played, the names it was played under, and the photos in it with those who brought them."""

    now: int
    lives: list[Life]
    names: dict[str, str]  # what a thing is called there → its key
    block: Block
    spot: tuple[float, float]
    photos: dict[str, bytes]
    bringers: list[tuple[str, str]]  # (photo, person)


def play(now: int, a_day: int) -> Pattern:
    """The past up to `now` (epoch ms), with `a_day` matters a day, at one door of a city of one grid."""
    with tempfile.TemporaryDirectory(prefix="gridwalk-pattern-", ignore_cleanup_errors=True) as name:
        settings = Settings(data_dir=Path(name), demo=True)
        settings.evidence_dir.mkdir(parents=True)
        open_store(settings)
        migrate.migrate(settings.data_dir)
        importlib.import_module("app.wiring").rules()  # the verbs ask who may see what
        try:
            with db.transaction():
                clock.freeze(now - 60 * clock.DAY)
                city, names = _settle(now)
                played = _Played(now, city, names)
                played.matters(a_day)
                played.rounds()
                played.play.stage.play()
        finally:
            clock.freeze(None)
        found = _read(now, city, names)
        db.database.close()
    return found


def _settle(now: int) -> tuple[City, dict[str, str]]:
    """Write the ground and its people; key → name. The rounds are another worker's, so that no report marks them."""
    city = ground.build(Size(1, 1, 0, 0))
    people = folk.settle(city, clock.now())
    write_ground(city, people)
    block = city.blocks[0]
    names = names_of(block, *block.doors[0], people)
    walker = Person.create(id=ids.derived(now, "walker"), name="步行", staff_no="W1", phone="13800000000")
    Post.create(
        id=ids.derived(now, "post"), person=walker, area=block.code, role="grid_worker", begins="2026-01-01"
    )
    return city, names | {"walker": walker.id}


def write_ground(city: City, people: folk.Folk) -> None:
    """Write areas with their ancestry, and everybody, inside the caller's transaction."""
    bulk.load_models(Area, ground.area_rows(city))
    for table in folk.TABLES:
        bulk.load_models(table, people.rows[table])
    tree.rebuild()
    keep_tracks(city.blocks[0].above[3])


def keep_tracks(top: str) -> None:
    """The tracks of a city for measuring stay, so that there is something to measure; the reason stands with it."""
    AreaSetting.create(area=top, name="track_days", value="3650", reason="测量用的虚构城市")


class _Played:
    """Puts everything on the stage."""

    def __init__(self, now: int, city: City, names: dict[str, str]) -> None:
        self.today = clock.date_of(now)
        self.block = city.blocks[0]
        spot = self.block.doors[0][1].spot
        self.play = Play(now, names, spot)
        self.play.people = {person.id: person for person in Person.select()}
        self.play.people = {
            key: self.play.people[name] for key, name in names.items() if name in self.play.people
        }

    def matters(self, a_day: int) -> None:
        chance, stage = self.play.chance, self.play.stage
        for back in range(WEEKS * 7 - 1, -1, -1):
            day = clock.start_of(self.today - dt.timedelta(days=back))
            for hour in LOOKS:
                stage.at(day + hour * clock.HOUR, clock_work)
            for _ in range(a_day):
                when = day + round(chance.triangular(7, 21, 10) * clock.HOUR)
                line = chance.choices(LINES, [line.weight for line in LINES])[0]
                stage.at(when, lambda line=line: self.play.begin(line))  # type: ignore[misc]

    def rounds(self) -> None:
        days = (self.today - dt.timedelta(days=back) for back in range(ROUND_DAYS, 0, -1))
        for day in days:
            if day.weekday() != 6:
                rounds.play_day(self.play, clock.start_of(day), self.block.middle)


def _read(now: int, city: City, names: dict[str, str]) -> Pattern:
    block = city.blocks[0]
    lives = {life.root: life for life in _roots()}
    owners = {root: root for root in lives}
    owners |= {row.id: row.matter for row in ResidentRequest.select() if row.matter is not None}
    owners |= {
        f"{seq}": owners[subject]
        for seq, subject in Entry.select(Entry.seq, Entry.subject).tuples()
        if subject in owners
    }
    for op, seq in Receipt.select(Receipt.op, Receipt.seq).tuples():
        if f"{seq}" in owners:
            owners[op] = owners[f"{seq}"]
    for table in tables():
        for row in _rows(table):
            owner = next(_owners(row, owners), None)
            if table is Matter:
                row |= {"keyed": None, "indexed": None, "indexed_at": None}  # written where it is traced
            if owner is not None:
                lives[owner].lines.append((table, row))
    people = set(names.values())
    return Pattern(
        now, sorted(lives.values(), key=lambda life: life.begins), {name: key for key, name in names.items()}, block,
        block.doors[0][1].spot, {photo.sha256: storage.original(photo.sha256).read_bytes() for photo in Photo.select()},
        [(row.sha256, row.person) for row in PhotoBringer.select() if row.person in people],
    )  # fmt: skip


def _roots() -> Iterator[Life]:
    for matter in Matter.select(Matter.id, Matter.received_at):
        yield Life(matter.id, "matter", matter.received_at)
    for patrol in Patrol.select(Patrol.id, Patrol.started):
        yield Life(patrol.id, "patrol", patrol.started)
    for visit in Visit.select(Visit.id, Visit.started):
        yield Life(visit.id, "visit", visit.started)


def tables() -> list[type[Row]]:
    """Every table of the store but the terms, which are written by what they are derived from; the ledger first."""
    found = [table for table in _below(Row) if table is not MatterTerm]
    return sorted(found, key=lambda table: (table is not Entry, table._meta.table_name))


def _below(base: type[Row]) -> list[type[Row]]:
    return [table for each in base.__subclasses__() for table in (each, *_below(each))]


def _rows(table: type[Row]) -> Iterator[dict[str, Any]]:
    """Column → value as the database keeps it, in the order in which they were written."""
    columns = [field.column_name for field in table._meta.sorted_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    order = ' order by "seq"' if table is Entry else ""
    for row in db.database.execute_sql(f'select {named} from "{table._meta.table_name}"{order}').fetchall():
        yield dict(zip(columns, row, strict=True))


def _owners(row: dict[str, Any], owners: dict[str, str]) -> Iterator[str]:
    """The lives that a row tells of: by an id in a cell of its own, then by one inside a longer text."""
    texts = [value for value in row.values() if isinstance(value, str)]
    yield from (owners[text] for text in texts if text in owners)
    yield from (owners[id] for text in texts for id in UUID.findall(text) if id in owners)
