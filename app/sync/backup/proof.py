"""Proves a backup: every file by its digest, the database by itself, every photo by its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.evidence import soundness
from app.sync.backup import manifest, photo_files, sqlite_store
from app.sync.backup.manifest import DATABASE, PHOTO_LIST, SECRET, Manifest

SQLITE = "sqlite"


def store_faults(folder: Path, made: Manifest) -> Iterator[str]:
    """What is wrong with the files of the database, a sentence each; without one, the database can be put back."""
    place = folder / made.store
    listed = {file.path for file in made.files}
    for name in (
        SECRET,
        PHOTO_LIST,
        *([DATABASE] if made.engine == SQLITE else [f"{t}.copy" for t in made.tables]),
    ):
        if f"{made.store}/{name}" not in listed:
            yield f"{made.store}/{name}: it is not in the manifest"
    whole = True
    for file in made.files:
        path = folder / file.path
        if not path.is_file():
            yield f"{file.path}: it is missing"
        elif path.stat().st_size != file.bytes or soundness.digest(path) != file.sha256:
            yield f"{file.path}: it is damaged"
        else:
            continue
        whole = False
    if whole and made.engine == SQLITE:
        yield from (f"{DATABASE}: {fault}" for fault in sqlite_store.faults_of(place / DATABASE))


def photo_faults(folder: Path, made: Manifest) -> Iterator[str]:
    """What is wrong with the photos, a sentence each. The list of photos must be whole."""
    return photo_files.faults(folder, manifest.read_photos(folder, made))
