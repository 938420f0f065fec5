"""What a backup says of itself: its manifest, written last, and its list of photos. Without a manifest there is no backup."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.sync.backup.destination import Refused

FORMAT = 2
MANIFEST, PHOTOS, STORE = (
    "manifest.json",
    "photos",
    "store-",
)  # in the folder of a backup; `store-…` is renewed each time
DATABASE, SECRET, REVOKED, PHOTO_LIST = (
    "gridwalk.db",
    "secret",
    "revoked.txt",
    "photos.txt",
)  # in its `store-…`
MISSING, DELETED = "missing", "deleted"


class File(msgspec.Struct):
    """A file of the backup, its path from the backup's folder."""

    path: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct):
    """All that is known of a backup as a whole; `tables` and `sequences` are PostgreSQL's."""

    gridwalk: int
    version: str  # of the code that made it
    made: str  # RFC 3339
    server: str
    epoch: str
    engine: str  # sqlite | postgresql
    store: str  # the folder of its database
    steps: list[str]  # migrations that its database has taken
    rows: dict[str, int]  # by table
    photos: int  # whose bytes are here
    photo_bytes: int
    missing: int  # that the database names and whose bytes were lost or damaged before this backup
    files: list[File]
    tables: dict[str, list[str]] = {}  # table → its columns, in the order in which they are put back
    sequences: dict[str, int] = {}


@dataclass(frozen=True)
class Kept:
    """A photo that the database names. `digest` is that of the bytes kept, or why there are none: MISSING or DELETED."""

    kind: str  # photo | cleared
    name: str
    digest: str
    bytes: int = 0

    @property
    def is_here(self) -> bool:
        """Whether its bytes are in the backup."""
        return self.digest not in (MISSING, DELETED)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Refused where there is none, or none that this version can read."""
    if folder.is_file():
        raise Refused(
            f"{folder} is a file, and a backup is a folder; nothing was changed. One that an earlier version made is put "
            "back by that version, and then updated"
        )
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise Refused(
            f"{folder} is not a whole backup of Gridwalk: it has no {MANIFEST} that can be read, as if it had been "
            "interrupted; nothing was changed"
        ) from error
    if manifest.gridwalk != FORMAT:
        raise Refused(f"this backup is of another kind ({manifest.gridwalk}); nothing was changed")
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place, whole or not at all. What it names must be on the disk by then."""
    part = folder / f"{MANIFEST}.part"
    part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    fsync(part)
    part.replace(folder / MANIFEST)
    fsync(folder)


def describe(folder: Path, place: Path) -> list[File]:
    """Every file below `place`, which lies in the backup's `folder`, with its digest."""
    return [
        File(str(path.relative_to(folder)), path.stat().st_size, digest(path))
        for path in sorted(place.rglob("*"))
        if path.is_file()
    ]


def write_photos(file: Path, photos: Iterable[Kept]) -> None:
    """The list of photos, a line each: kind, name, digest of the bytes kept (or why there are none), bytes."""
    with file.open("w", encoding="ascii") as out:
        out.writelines(f"{each.kind} {each.name} {each.digest} {each.bytes}\n" for each in photos)


def read_photos(folder: Path, manifest: Manifest) -> Iterator[Kept]:
    """The photos of a backup, in the order in which they were listed."""
    with (folder / manifest.store / PHOTO_LIST).open(encoding="ascii") as lines:
        for line in lines:
            kind, name, digest_, size = line.split()
            yield Kept(kind, name, digest_, int(size))


def photo_path(folder: Path, digest_: str) -> Path:
    """Where a backup keeps bytes with this digest."""
    return folder / PHOTOS / digest_[:2] / digest_


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fsync(path: Path) -> None:
    """Make a file or a folder durable."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
