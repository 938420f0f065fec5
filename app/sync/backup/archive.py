"""A backup as one file, and the way back: consistent while the server runs, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import apsw
from peewee import DatabaseError

from app.core import clock, db, migrate, secret
from app.evidence.models import Photo
from app.settings import Settings
from app.sync.backup import epoch
from app.sync.backup.backup_file import ABOUT, UNREADABLE, Refused, require_place

DATABASE, SECRET, REVOKED, PHOTOS = "gridwalk.db", "secret", "revoked.txt", "photos.txt"
FORMAT = 1
KEPT = "no backup was made, and an earlier one under this name is as it was. Restore the last good one (docs/backup.md)"
DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError, apsw.FormatError)
Say = Callable[[str], None]


def backup(settings: Settings, file: Path, say: Say) -> None:
    """Write the store, its secret, the revoked tokens and the list of photos into `file`.

    Refused where the database is damaged, which a copy may hide or carry on, where `file` is something else than an
    earlier backup, and where there is no room: what stood in `file` stays as it was. A store of another version will do.
    """
    _require_sqlite(settings)
    require_place(settings, file)
    try:
        _back_up(settings, file, say)
    except (OSError, DatabaseError) as error:
        if not db.found_no_room(error):
            raise
        raise Refused(
            f"there is no room left on the disk of {file.parent}, or for temporary files: no backup was made, and an "
            "earlier one under this name is as it was. Make room, or name a file on another disk"
        ) from error


def _back_up(settings: Settings, file: Path, say: Say) -> None:
    with _workplace(file.parent) as place:
        say("copying the database")
        _copy(place / DATABASE)
        say("checking the copy")
        if missing := _require_whole(place / DATABASE, KEPT):
            raise Refused(f"the database is damaged (rows: {missing}); {KEPT}")
        secret.read_or_create(settings.secret_file)
        shutil.copy(settings.secret_file, place / SECRET)
        revoked = settings.data_dir / REVOKED
        (place / REVOKED).write_bytes(revoked.read_bytes() if revoked.exists() else b"")
        say("listing the photos")
        with (place / PHOTOS).open("w", encoding="ascii") as list_:
            _list_photos(list_)
        _describe(place)
        say("writing the archive")
        _pack(place, file)


def _list_photos(list_: TextIO) -> None:
    """A line a photo, in the order of their names; on a store of an older version none has been replaced yet."""
    known = {column.name for column in db.database.get_columns(Photo._meta.table_name)}
    columns = [
        field for field in (Photo.sha256, Photo.bytes, Photo.mime, Photo.cleaned) if field.name in known
    ]
    for photo in Photo.select(*columns).order_by(Photo.sha256).iterator() if columns else ():
        replaced = " cleaned" if photo.cleaned else ""  # such a file's digest is not its name
        list_.write(f"{photo.sha256} {photo.bytes} {photo.mime}{replaced}\n")


def _copy(to: Path) -> None:
    """A copy of the live database. Refused where it cannot be read whole: rows on a lost page are missing in a sound copy."""
    try:
        db.connect()
        verdict = db.database.execute_sql("pragma quick_check").fetchone()
        if verdict != ("ok",):
            raise Refused(f"the database is damaged ({_one_line(verdict[0])}); {KEPT}")
        if not migrate.begun():  # of an older or newer version is good enough: one copies it before an update
            raise Refused("run `gridwalk migrate` first: there is nothing to back up yet")
        db.database.execute_sql("vacuum into ?", (str(to),))
    except DatabaseError as error:
        if not isinstance(error.orig, DAMAGE) or db.found_no_room(error):
            raise
        raise Refused(f"the database is damaged ({_one_line(error)}); {KEPT}") from error


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:200]


def _describe(place: Path) -> None:
    about = {
        "gridwalk": FORMAT,
        "made": clock.rfc3339(clock.now()),
        "server": db.Meta.value_of("server"),
        "epoch": db.Meta.value_of("epoch"),
        "sha256": {path.name: _digest(path) for path in sorted(place.iterdir())},
    }
    (place / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def _pack(place: Path, file: Path) -> None:
    part = place / "archive"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name in (ABOUT, DATABASE, SECRET, REVOKED, PHOTOS):
            archive.write(place / name, name)
    part.chmod(0o600)
    _fsync(part)
    part.replace(file)
    _fsync(file.parent)


def restore(settings: Settings, file: Path, say: Say) -> dict[str, int]:
    """Put the store of `file` in place of the present one, which stays beside it under another name.

    The epoch changes, so that phones are asked what we lack; what was revoked since stays revoked; photos stay. The
    new store is made ready beside the old one and takes its place in one step. Returns what was found.
    """
    _require_sqlite(settings)
    current = settings.database_file
    assert current is not None
    current.parent.mkdir(parents=True, exist_ok=True)
    with _workplace(current.parent) as place:
        say("checking the archive")
        _unpack(file, place)
        if missing := _require_whole(place / DATABASE, "nothing was changed"):
            say(f"this backup has faults and is put back all the same: {missing}")
        _require_idle(current)
        say("making the store ready")
        counts = _prepare(settings, place)
        say("changing over")
        _change_over(current, place / DATABASE, settings, place / SECRET)
    db.use(settings.database_url)
    return counts


def _prepare(settings: Settings, place: Path) -> dict[str, int]:
    """Migrate, renew and clean the copy while nobody uses it."""
    _join_revoked(settings.data_dir / REVOKED, place / REVOKED)
    db.database.close()
    db.use(f"sqlite:///{place / DATABASE}")
    try:
        steps = migrate.migrate(settings.data_dir)
    except migrate.Unmigrated as error:
        raise Refused(f"this backup was not put back: {error}") from error
    counts = epoch.renew()
    db.database.execute_sql("pragma journal_mode=delete")
    db.database.close()
    return {"steps": len(steps), **counts}


def _change_over(current: Path, fresh: Path, settings: Settings, its_secret: Path) -> None:
    stamp = clock.rfc3339(clock.now())[:19].replace(":", "").replace("-", "")
    if current.exists():
        before = current.with_name(f"{current.name}.before-{stamp}")
        os.link(current, before)
        for log in (
            "-wal",
            "-shm",
        ):  # of a store too broken to be folded: must not be taken for the new one's
            if (old := current.with_name(current.name + log)).exists():
                old.replace(before.with_name(before.name + log))
    if settings.secret_file.exists() and settings.secret_file.read_bytes() != its_secret.read_bytes():
        shutil.copy(settings.secret_file, settings.secret_file.with_name(f"secret.before-{stamp}"))
    secret.replace(settings.secret_file, its_secret.read_bytes())
    _fsync(fresh)
    fresh.replace(current)
    _fsync(current.parent)


def _require_sqlite(settings: Settings) -> None:
    if not settings.database_url.startswith("sqlite"):
        raise Refused(
            "this store is in PostgreSQL: copy it with pg_dump, put it back with pg_restore, "
            "then run `gridwalk restore --epoch-only`; copy the secret and the evidence folder beside it"
        )


def _require_idle(current: Path) -> None:
    """Refused while a server or worker has the database open; otherwise its log is folded into the one file."""
    if not current.exists():
        return
    db.database.close()
    connection = apsw.Connection(str(current))
    try:
        connection.set_busy_timeout(1000)
        mode = connection.execute("pragma journal_mode=delete").fetchone()
    except apsw.BusyError as error:
        raise Refused("the store is in use: stop the server and the worker first") from error
    except (apsw.NotADBError, apsw.CorruptError, apsw.IOError):
        return  # a broken store is what one restores over
    finally:
        connection.close()
    if mode != ("delete",):
        raise Refused("the store is in use: stop the server and the worker first")


def _require_whole(database: Path, otherwise: str) -> str:
    """Refused, with what is `otherwise` so, unless pages and indexes of this database hold together.

    What rows of it name that is not there, as a sentence; empty where nothing is missing.
    """
    try:
        connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
        verdict = connection.execute("pragma integrity_check").fetchall()[0]
        orphans = connection.execute(
            'select "table", parent, count(*) from pragma_foreign_key_check group by 1, 2 order by 1, 2'
        ).fetchall()
        connection.close()
    except apsw.Error as error:
        raise Refused(f"the database is damaged ({error}); {otherwise}") from error
    if verdict != ("ok",):
        raise Refused(f"the database is damaged ({_one_line(verdict[0])}); {otherwise}")
    return ", ".join(
        f"{count} of {table} name a {parent} that is not there" for table, parent, count in orphans
    )


def _unpack(file: Path, place: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            about = json.loads(archive.read(ABOUT))
            for name, digest in about["sha256"].items():
                if name not in (DATABASE, SECRET, REVOKED, PHOTOS):
                    raise Refused(f"this archive holds something unknown: {name[:40]}")
                with archive.open(name) as packed, (place / name).open("wb") as out:
                    shutil.copyfileobj(packed, out)
                if _digest(place / name) != digest:
                    raise Refused("the archive is damaged; nothing was changed")
    except (OSError, *UNREADABLE) as error:
        if db.found_no_room(error):
            raise
        raise Refused(f"{file} is not a whole backup of Gridwalk; nothing was changed") from error
    if not (place / DATABASE).exists() or not (place / SECRET).exists():
        raise Refused(f"{file} is not a whole backup of Gridwalk; nothing was changed")


def _join_revoked(own: Path, restored: Path) -> None:
    """The list beside the database keeps what it has and gains what only the backup knew."""
    had = own.read_text(encoding="ascii").splitlines() if own.exists() else []
    more = [line for line in restored.read_text(encoding="ascii").splitlines() if line not in set(had)]
    if more:
        with own.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in more)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards, also when interrupted."""
    beside.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=beside, prefix=".gridwalk-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
