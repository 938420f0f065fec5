"""The photos of a store that moves: each copied to its new place by the digest of its bytes and read back there."""

from __future__ import annotations

from pathlib import Path

from app.core.files import elsewhere
from app.evidence import soundness, storage
from app.settings import Settings
from app.sync.backup import named_photos
from app.sync.backup.destination import Refused
from app.sync.backup.photo_files import fault_of
from app.sync.move.side import Side


def move(settings: Settings, target: Settings, source: Side) -> dict[str, int]:
    """Copy every photo that the database names, unless it is there; how many there are, and how many were lost before.

    Refused where what was written does not read the same.
    """
    if settings.evidence_url == target.evidence_url:
        return {}
    root = elsewhere.place(target.evidence_elsewhere) if target.evidence_elsewhere else target.evidence_dir
    moved = lost = 0
    columns = {table.name: set(table.columns) for table in source.tables()}
    for photo in named_photos.named(source.ask, lambda table: columns.get(table, set())):
        if fault_of(photo):
            lost += 1
            continue
        with storage.at_hand(photo.path) as here:
            _copy(here, root.joinpath(*photo.path.parts[-3:]), target.evidence_dir)
        moved += 1
    return {"photos": moved, "photos that were lost before": lost}


def _copy(here: Path, goal: Path, arrivals: Path) -> None:
    digest = soundness.digest(here)
    if soundness.digest(goal) == digest:
        return
    with here.open("rb") as file, storage.incoming(arrivals) as (out, path):
        while piece := file.read(1 << 20):
            out.write(piece)
        storage.store(out, path, goal)
    if soundness.digest(goal) != digest:
        raise Refused(f"{goal.name}: its copy does not read the same; nothing more was done")
