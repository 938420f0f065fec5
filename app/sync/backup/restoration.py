"""Puts a backup back: everything is proved before anything is touched, and the store before stays beside the new one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.board.models import ClearedPhoto
from app.core import db, secret
from app.evidence import storage
from app.evidence.models import Photo, PhotoBringer
from app.settings import Settings
from app.sync.backup import epoch, manifest, photo_files, postgres_store, proof, sqlite_store
from app.sync.backup.destination import Refused
from app.sync.backup.manifest import DATABASE, DELETED, REVOKED, SECRET, Kept, Manifest
from app.sync.backup.named_photos import PHOTO

Say = Callable[[str], None]
LINES_SHOWN = 20
STEP = 500  # digests in one statement


def restore(settings: Settings, folder: Path, say: Say, incomplete: bool = False) -> dict[str, int]:
    """Put the backup in `folder` in place of the present store, under a new epoch; what was found, by name.

    Refused, with nothing changed, where the backup is not whole, another engine's or a newer version's, where the store
    is in use, and where there is no room. `incomplete` lets a backup through whose photos alone are not all there: the
    store goes on knowing them, and whoever holds one is asked for it. Photos that came since the backup stay.
    """
    made = manifest.read_manifest(folder)
    _require_fit(settings, made)
    say("checking the backup")
    _require_whole(folder, made, incomplete)
    if settings.database_file is not None:
        sqlite_store.require_idle(settings.database_file)
    else:
        db.connect()
        postgres_store.require_idle()
    _require_room(settings, folder, made)
    say("putting the photos back")
    photos = sum(
        photo_files.put_back(folder, kept) for kept in manifest.read_photos(folder, made) if kept.is_here
    )
    say("making the store ready")
    counts = _put_store_back(settings, folder / made.store, made)
    return {"photos put back": photos, **counts}


def _require_fit(settings: Settings, made: Manifest) -> None:
    engine = "sqlite" if settings.database_file is not None else "postgresql"
    if made.engine != engine:
        raise Refused(
            f"this backup is of a store in {made.engine}, and DATABASE_URL names one in {engine}; nothing was changed"
        )
    sqlite_store.require_known_steps(made)


def _require_whole(folder: Path, made: Manifest, incomplete: bool) -> None:
    if faults := list(proof.store_faults(folder, made)):
        raise Refused("\n".join([*faults[:LINES_SHOWN], "this backup is damaged; nothing was changed"]))
    if (faults := list(proof.photo_faults(folder, made))) and not incomplete:
        more = [f"… and {len(faults) - LINES_SHOWN} more"] if len(faults) > LINES_SHOWN else []
        raise Refused(
            "\n".join(
                [
                    *faults[:LINES_SHOWN],
                    *more,
                    f"this backup lacks {len(faults)} photo(s); nothing was changed. Find a better one, or put it back as "
                    "it is with --incomplete: phones that still hold one of them are then asked for it",
                ]
            )
        )


def _require_room(settings: Settings, folder: Path, made: Manifest) -> None:
    """Refused where a disk has less room than the database, or the photos that are not there yet, will take."""
    database = sum(file.bytes for file in made.files) if made.engine == proof.SQLITE else 0
    photos = sum(
        kept.bytes
        for kept in manifest.read_photos(folder, made)
        if kept.is_here and kept.kind == PHOTO and not storage.is_stored(kept.name)
    )
    if settings.evidence_elsewhere:
        photos = 0  # takes no room here
    wanted: dict[int, int] = {}
    for place, need in ((settings.data_dir, database), (settings.evidence_dir, photos)):
        while not place.exists():
            place = place.parent
        disk = place.stat().st_dev
        wanted[disk] = wanted.get(disk, 0) + need
        if (free := shutil.disk_usage(place).free) < wanted[disk]:
            raise Refused(
                f"there is no room left on the disk of {place}: {wanted[disk]:,} bytes are needed and {free:,} are free; "
                "nothing was changed"
            )


def _put_store_back(settings: Settings, place: Path, made: Manifest) -> dict[str, int]:
    gone = [kept for kept in manifest.read_photos(place.parent, made) if kept.digest == DELETED]

    def renew(before: str | None) -> dict[str, int]:
        """Inside the new store: what was given up stays so, what came since is known again, and phones are asked."""
        _forget(gone)
        return {"photos received since": _adopt(before) if before else 0, **epoch.renew()}

    _join_revoked(settings.data_dir / REVOKED, place / REVOKED)
    stamp = sqlite_store.stamp()
    current = settings.database_file
    if current is None:
        counts = postgres_store.put_back(settings, place, made, stamp, renew)
        _replace_secret(settings, place / SECRET, stamp)
        return counts
    current.parent.mkdir(parents=True, exist_ok=True)
    with _workplace(current.parent) as workplace:
        shutil.copyfile(place / DATABASE, workplace / DATABASE)
        counts = sqlite_store.prepare(settings, workplace / DATABASE, renew)
        _replace_secret(settings, place / SECRET, stamp)
        sqlite_store.change_over(current, workplace / DATABASE, stamp)
    db.use(settings.database_url)
    return counts


def _forget(gone: list[Kept]) -> None:
    """Photos that the store gave up while the backup was made: their bytes are not in it, and nobody is to be asked."""
    with db.transaction():
        for start in range(0, len(gone), STEP):
            names = [kept.name for kept in gone[start : start + STEP]]
            Photo.delete().where(Photo.sha256.in_(names)).execute()
            PhotoBringer.delete().where(PhotoBringer.sha256.in_(names)).execute()
            ClearedPhoto.delete().where(ClearedPhoto.digest.in_(names)).execute()


def _adopt(before: str) -> int:
    """Photos that came since the backup, whose bytes are in the folder, are known again; how many.

    `before`: what the store before is called in a question. Records that name them are sent again by their phones.
    """
    asked = f"select sha256 from {before}.photo b where not exists (select 1 from photo p where p.sha256 = b.sha256)"
    here = [
        str(name) for (name,) in db.database.execute_sql(asked).fetchall() if storage.is_stored(str(name))
    ]
    mark = "?" if db.is_sqlite() else "%s"
    with db.transaction():
        for start in range(0, len(here), STEP):
            names = here[start : start + STEP]
            marks = ", ".join([mark] * len(names))
            for table in ("photo", "photo_bringer"):
                columns = ", ".join(_shared_columns(table, before))
                db.database.execute_sql(
                    f"insert into {table} ({columns}) select {columns} from {before}.{table} where sha256 in ({marks})"
                    " on conflict do nothing",
                    tuple(names),
                )
    return len(here)


def _shared_columns(table: str, before: str) -> list[str]:
    own = [column.name for column in db.database.get_columns(table)]
    other = {column.name for column in db.database.get_columns(table, before)}
    return [name for name in own if name in other]


def _join_revoked(own: Path, restored: Path) -> None:
    """The list beside the database keeps what it has and gains what only the backup knew."""
    had = own.read_text(encoding="ascii").splitlines() if own.exists() else []
    more = [line for line in restored.read_text(encoding="ascii").splitlines() if line not in set(had)]
    if more:
        own.parent.mkdir(parents=True, exist_ok=True)
        with own.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in more)


def _replace_secret(settings: Settings, restored: Path, stamp: str) -> None:
    """The backup's secret in place of the present one, which stays beside it where it is another."""
    present = settings.secret_file
    if present.exists() and present.read_bytes() != restored.read_bytes():
        shutil.copyfile(present, present.with_name(f"secret.before-{stamp}"))
    secret.replace(present, restored.read_bytes())


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards, also when interrupted."""
    place = Path(tempfile.mkdtemp(dir=beside, prefix=".gridwalk-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
