"""Whether the open store holds together: database, ledger, receipts and every photo; a sentence for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from peewee import ModelSelect, fn

from app.core import db, keyset, migrate
from app.evidence.models import Photo
from app.ledger.models import Entry
from app.matters import rekeying, search_index
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.patrol.models import Patrol, Visit
from app.people.models import Person
from app.requests.models import Poster, ResidentRequest
from app.settings import Settings
from app.sync.backup import named_photos, photo_files, postgres_store, sqlite_store
from app.sync.models import Receipt

Say = Callable[[str], None]
SHOWN = 20  # rows named of one fault; the rest is counted

MOVED = "ledger-moved"  # of a store that was moved here: up to which number entries came, and how many


def faults(settings: Settings, say: Say) -> Iterator[str]:
    """Every fault found, as it is found; the store may be running. What the clock or a person changes meanwhile is no fault."""
    say("checking the database")
    current = settings.database_file
    if current is not None and current.exists() and (found := sqlite_store.faults_of(current)):
        yield from (f"database: {fault}" for fault in found)
        return  # its rows can say nothing that could be trusted
    migrate.require()
    db.connect()
    yield from _database(settings)
    say("checking the ledger")
    yield from ledger_faults()
    say("checking the lists")
    yield from list_faults()
    say("checking the receipts")
    yield from receipt_faults()
    say("checking the photos")
    yield from _photos()
    yield from _secret(settings.secret_file)


def counts() -> dict[str, int]:
    """How many there are of what was checked."""
    return {
        "ledger entries": Entry.select().count(),
        "receipts": Receipt.select().count(),
        "matters": Matter.select().count(),
        "photos": Photo.select().count(),
    }


def _database(settings: Settings) -> Iterator[str]:
    if settings.database_file is None:
        yield from (f"database: {fault}" for fault in postgres_store.faults(settings))
    for part in migrate.missing_parts():
        yield f"database: {part} is not there, and `gridwalk migrate` does not make it again: restore a backup"
    for key in ("server", "epoch"):
        if not db.Meta.value_of(key):
            yield f"database: the store has no {key}"


def ledger_faults() -> Iterator[str]:
    """What of the ledger is not there, and what it tells of that is not."""
    # PostgreSQL leaves out a number where a transaction was given up; SQLite counts from 1 and never does
    last, count = Entry.select(fn.MAX(Entry.seq), fn.COUNT(Entry.seq)).scalar(as_tuple=True)
    moved, came = map(int, db.Meta.value_of(MOVED, "0 0").split())
    if count and db.is_sqlite() and (lost := last - moved - (count - came)):
        yield f"ledger: {lost} of its entries up to {last} are missing"
    of_matter = Entry.select().where(
        Entry.seq == Matter.seq, Entry.kind == "matter", Entry.subject == Matter.id
    )
    yield from _named(
        Matter.select(Matter.number).where(~fn.EXISTS(of_matter)),
        "ledger: matter {}: its last entry is not there",
    )
    yield from _named(
        Matter.select(Matter.number).where(_entries_of_matter() < Matter.version),
        "ledger: matter {}: it has changed more often than entries tell",
    )
    begun = Entry.select().where(Entry.kind == "matter", Entry.subject == Matter.id, Entry.verb == "report")
    yield from _named(
        Matter.select(Matter.number).where(~fn.EXISTS(begun)),
        "ledger: matter {}: no entry says who reported it",
    )
    for kind, table in (("matter", Matter), ("patrol", Patrol), ("visit", Visit)):
        thing = table.select().where(table.id == Entry.subject)
        yield from _named(
            Entry.select(Entry.seq).where(Entry.kind == kind, ~fn.EXISTS(thing)),
            f"ledger: entry {{}}: its {kind} is not there",
        )
    author = Person.select().where(Person.id == Entry.by)
    yield from _named(
        Entry.select(Entry.seq).where(Entry.by.is_null(False), ~fn.EXISTS(author)),
        "ledger: entry {}: the person who wrote it is not there",
    )


def _entries_of_matter() -> ModelSelect:
    """How many entries tell of a matter; each of its changes is one."""
    return Entry.select(fn.COUNT(Entry.seq)).where(Entry.kind == "matter", Entry.subject == Matter.id)


def list_faults() -> Iterator[str]:
    """Matters that do not stand in the lists as they should, and rows of lists that belong to no matter as it stands."""
    wrong, ground = 0, Ground()
    for matter in keyset.pages(Matter.select(), Matter.id):
        if rekeying.is_found(matter, ground):
            continue
        with db.transaction():  # anew, while nobody writes
            is_found = rekeying.is_found(Matter.get_by_id(matter.id), Ground())
        if not is_found:
            wrong += 1
            if wrong <= SHOWN:
                yield f"lists: matter {matter.number} does not stand where it should"
    if wrong > SHOWN:
        yield f"lists: matter … does not stand where it should (and {wrong - SHOWN} more)"
    yield from _search_faults()
    if not wrong and rekeying.strays():
        with db.transaction():
            strays = rekeying.strays()
        if strays:
            yield f"lists: {strays} row(s) belong to no matter as it stands"


def _search_faults() -> Iterator[str]:
    """What the search's index has that no matter is, and what a matter says it has that it has not."""
    if any(not search_index.is_current(matter) for matter in keyset.pages(Matter.select(), Matter.id)):
        with db.transaction():  # anew, while nobody writes
            wrong = sum(
                not search_index.is_current(matter) for matter in keyset.pages(Matter.select(), Matter.id)
            )
        if wrong:
            yield f"search: {wrong} matter(s) are not found by what they say"
    if search_index.strays():
        with db.transaction():
            strays = search_index.strays()
        if strays:
            yield f"search: the index has {strays:+} row(s) beside those that matters name"


def receipt_faults() -> Iterator[str]:
    """Receipts without their entry, and entries of ops without a receipt."""
    applied = Receipt.select(Receipt.op).where(Receipt.status == "applied")
    entry = Entry.select().where(Entry.seq == Receipt.seq)
    yield from _named(
        applied.where(Receipt.seq.is_null(False), ~fn.EXISTS(entry)),
        "receipt {}: the ledger has no entry of it",
    )
    receipt = Receipt.select().where(Receipt.op == Entry.op, Receipt.status == "applied")
    yield from _named(
        Entry.select(Entry.seq).where(Entry.op.is_null(False), Entry.actor == "person", ~fn.EXISTS(receipt)),
        "ledger: entry {}: the record that made it has no receipt",
    )


def _photos() -> Iterator[str]:
    def ask(question: str) -> Iterator[tuple[object, ...]]:
        yield from db.database.execute_sql(question)

    def columns(table: str) -> set[str]:
        return {column.name for column in db.database.get_columns(table)}

    for photo in list(named_photos.named(ask, columns)):
        if fault := photo_files.fault_of(photo):
            yield fault


def _secret(file: Path) -> Iterator[str]:
    """The secret is made when it is first needed; once a code or a link has gone out, another one is no use."""
    if not file.exists() and (Poster.select().exists() or ResidentRequest.select().exists()):
        yield f"secret: {file} is not there, and the codes and links that were signed with it open nothing any more"


def _named(rows: ModelSelect, sentence: str) -> Iterator[str]:
    """A sentence for each row by its only column, and one for all that are not shown."""
    for number, row in enumerate(rows.tuples().iterator()):
        if number < SHOWN:
            yield sentence.format(row[0])
    if (more := rows.count() - SHOWN) > 0:
        yield f"{sentence.format('…')} (and {more} more)"
