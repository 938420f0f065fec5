"""Makes a backup: the database first, in one moment, then every photo it names, then the manifest, without which it is none."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peewee import DatabaseError
from playhouse.migrations import Runner

from app.core import clock, db, migrate, secret
from app.settings import Settings
from app.sync.backup import manifest, named_photos, photo_files, postgres_store, sqlite_store
from app.sync.backup.destination import Refused, require_folder
from app.sync.backup.manifest import PHOTO_LIST, PHOTOS, REVOKED, SECRET, STORE, Kept, Manifest
from app.sync.backup.named_photos import Named

Say = Callable[[str], None]
STEPS = 4  # that `back_up` tells of


def back_up(settings: Settings, folder: Path, version: str, say: Say) -> tuple[Manifest, list[str]]:
    """Back the running store up into `folder`, new or that of an earlier backup, of which only what is new is copied.

    Returns what the backup says of itself, and a sentence for each photo whose bytes are lost in the store itself: such
    a backup is complete in all else. Refused where the database is damaged, where `folder` holds something else, where
    another backup is being made there, and where there is no room: an earlier backup stays as it was until this one is whole.
    """
    require_folder(settings, folder)
    try:
        folder.mkdir(exist_ok=True)
        with _alone(folder):
            return _back_up(settings, folder, version, say)
    except (OSError, DatabaseError) as error:
        if not db.found_no_room(error):
            raise
        raise Refused(
            f"there is no room left on the disk of {folder}, or for temporary files: no backup was made, and an "
            "earlier one there is as it was. Make room, or name a folder on another disk"
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else makes a backup in this folder meanwhile."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refused(f"another backup is being made in {folder}; no backup was made") from error
    finally:
        os.close(number)


def _back_up(settings: Settings, folder: Path, version: str, say: Say) -> tuple[Manifest, list[str]]:
    (folder / PHOTOS).mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder, prefix=STORE))
    try:
        say("copying the database")
        with sqlite_store.damage_is_said():
            made = _copy_store(settings, place, version)
        say("copying the photos")
        faults = _copy_photos(folder, place, made)
        say("writing the manifest")
        made.files = manifest.describe(folder, place)
        os.sync()  # everything that the manifest names, before it
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        with suppress(OSError):  # an earlier backup's photos stay
            (folder / PHOTOS).rmdir()
        raise
    manifest.write(folder, made)
    say("removing what is not needed any more")
    _prune(folder, made)
    return made, faults


def _copy_store(settings: Settings, place: Path, version: str) -> Manifest:
    """The database, its secret and the revoked tokens, and a draft of the list of photos."""
    db.connect()
    applied = Runner(db.database.obj, str(migrate.FOLDER)).applied()
    if not applied:  # of an older or newer version is good enough: one copies it before an update
        raise Refused("run `gridwalk migrate` first: there is nothing to back up yet")
    made = Manifest(
        gridwalk=manifest.FORMAT, version=version, made=clock.rfc3339(clock.now()),
        engine="sqlite" if db.is_sqlite() else "postgresql", store=place.name, steps=sorted(applied),
        rows={}, photos=0, photo_bytes=0, missing=0, files=[],
        server=db.Meta.value_of("server"), epoch=db.Meta.value_of("epoch"),
    )  # fmt: skip
    if db.is_sqlite():
        sqlite_store.copy(place)
        made.rows = sqlite_store.counts_of(place)
        _draft(place, named_photos.named(sqlite_store.rows_of(place), _columns))
    else:
        with postgres_store.moment(settings) as connection:
            made.tables, made.rows, made.sequences = postgres_store.copy(connection, place)
            columns = postgres_store.columns_of(connection)
            _draft(place, named_photos.named(postgres_store.rows_of(connection), columns))
    secret.read_or_create(settings.secret_file)
    shutil.copyfile(settings.secret_file, place / SECRET)
    revoked = settings.data_dir / REVOKED
    (place / REVOKED).write_bytes(revoked.read_bytes() if revoked.exists() else b"")
    return made


def _columns(table: str) -> set[str]:
    return {column.name for column in db.database.get_columns(table)}


def _draft(place: Path, photos: Iterator[Named]) -> None:
    """Note down which photos the copied database names, so that its moment need not be held while they are copied."""
    with (place / f"{PHOTO_LIST}.draft").open("w", encoding="ascii") as out:
        out.writelines(f"{each.kind} {each.name} {each.expected or '-'}\n" for each in photos)


def _drafted(place: Path) -> Iterator[Named]:
    with (place / f"{PHOTO_LIST}.draft").open(encoding="ascii") as lines:
        for line in lines:
            kind, name, expected = line.split()
            yield Named(kind, name, None if expected == "-" else expected)


def _copy_photos(folder: Path, place: Path, made: Manifest) -> list[str]:
    """Copy every photo of the draft, count them into the manifest, and list them; a sentence for each that is lost."""
    faults: list[str] = []

    def counted() -> Iterator[Kept]:
        for kept, fault in photo_files.keep_all(folder, _drafted(place)):
            made.photos += kept.is_here
            made.photo_bytes += kept.bytes
            if fault:
                made.missing += 1
                faults.append(fault)
            yield kept

    manifest.write_photos(place / PHOTO_LIST, counted())
    (place / f"{PHOTO_LIST}.draft").unlink()
    return faults


def _prune(folder: Path, made: Manifest) -> None:
    for other in folder.glob(f"{STORE}*"):
        if other.name != made.store:
            shutil.rmtree(other, ignore_errors=True)
    photo_files.prune(folder, {kept.digest for kept in manifest.read_photos(folder, made)})
