"""Map files as ground: given for an area and all below it, found by whoever may see it, ended."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.geometry import location
from app.areas.models import Area
from app.core import clock, db, place
from app.core.problems.problem import Problem
from app.evidence import storage
from app.maps import archive
from app.maps.models import MapFile
from app.people import events
from app.people.models import Person

ACT = "administer"
PIECE = 1 << 20
NAME_MOST, ATTRIBUTION_MOST = 200, 200


def path_of(digest: str) -> Path:
    """Where the bytes of a file lie."""
    return storage.folder() / "maps" / digest


def give(
    by: Person | None,
    id: str,
    area: str,
    file: BinaryIO,
    name: str,
    *,
    is_shifted: bool = False,
    attribution: str = "",
) -> MapFile:
    """The file is ground for the area and all below it; the one before, which it takes the place of, ends. `by` None: the operator.

    The same `id` again is the same. Problems: not-found for an area out of reach, forbidden, bad-value, no-room-left.
    """
    _require(by, area)
    given: MapFile | None = MapFile.get_or_none(MapFile.id == id)
    if given is not None:
        return given
    if len(attribution) > ATTRIBUTION_MOST:
        raise Problem("bad-value", ("attribution", "too-long", {"most": ATTRIBUTION_MOST}))
    storage.require_room()
    size = file.seek(0, 2)
    found = archive.facts(file, size)
    _require_cover(area, found, is_shifted)
    with storage.incoming() as (copy, path):
        digest = _copy(file, copy)
        if not storage.is_there(path_of(digest)):
            storage.store(copy, path, path_of(digest))
    with db.transaction():
        before = list(live().where(MapFile.area == area))
        row = MapFile.create(
            id=id, area=area, name=name[:NAME_MOST], digest=digest, bytes=size, is_shifted=is_shifted,
            attribution=attribution, made_by=by.id if by is not None else None, **asdict(found),
        )  # fmt: skip
        for old in before:
            MapFile.update(ended=clock.now()).where(MapFile.id == old.id).execute()
        events.note(
            by,
            "area",
            area,
            "map_given",
            None,
            {"map": id, "name": row.name, "bytes": size, "digest": digest},
        )
    for old in before:
        _sweep(old.digest)
    return row


def end(by: Person | None, id: str) -> None:
    """The file is no ground any more, and its bytes go. Problem not-found for one out of reach; twice is harmless."""
    row: MapFile | None = MapFile.get_or_none(MapFile.id == id)
    if row is None:
        raise Problem("not-found")
    _require(by, row.area)
    if row.ended is None:
        with db.transaction():
            MapFile.update(ended=clock.now()).where(MapFile.id == id, MapFile.ended.is_null()).execute()
            events.note(by, "area", row.area, "map_ended", None, {"map": id, "name": row.name})
    _sweep(row.digest)


def live() -> Any:
    """A query of the files that are ground now."""
    return MapFile.select().where(MapFile.ended.is_null())


def within(roots: list[str]) -> list[MapFile]:
    """The files of these areas and all below."""
    return list(live().where(MapFile.area.in_(tree.below(*roots))).order_by(MapFile.area))


def seen_by(reach: Reach) -> list[MapFile]:
    """The files whose area a post of the reader's lies in, at or above, the widest first: a city's file is its grids' ground too."""
    rows = [row for row in live() if _is_seen(row, reach)]
    return sorted(rows, key=lambda row: (len(tree.chain(row.area)), row.area))


def find(reach: Reach, id: str) -> MapFile:
    """One that the reader may see and whose bytes are here. Problem not-found for any other."""
    row: MapFile | None = MapFile.get_or_none(MapFile.id == id, MapFile.ended.is_null())
    if row is None or not _is_seen(row, reach) or not is_here(row):
        raise Problem("not-found")
    return row


def is_here(row: MapFile) -> bool:
    """Whether its bytes are here: a restored store has the row alone, until the file is given again."""
    return storage.is_there(path_of(row.digest))


def _is_seen(row: MapFile, reach: Reach) -> bool:
    above = frozenset(tree.chain(row.area))
    return any(code in above or row.area in tree.chain(code) for code in reach.areas)


def _require(by: Person | None, area: str) -> None:
    if not Area.select().where(Area.code == area).exists():
        raise Problem("not-found")
    if by is None:
        return
    reach = reach_of(by)
    permissions.require(reach, ACT)
    if not permissions.may(reach, ACT, area):
        raise Problem("not-found")


def _require_cover(area: str, found: archive.Facts, is_shifted: bool) -> None:
    """Problem bad-value where the file lies elsewhere than the area, whose outline is known."""
    shape = location.index().shapes.get(area)
    if shape is None:
        return
    west, south, east, north = shape.bounds
    if is_shifted:
        (south, west), (north, east) = place.to_gcj02(south, west), place.to_gcj02(north, east)
    beside = found.east < west or east < found.west
    if beside or found.north < south or north < found.south:
        raise Problem("bad-value", ("file", "map-elsewhere"))


def _copy(file: BinaryIO, to: BinaryIO) -> str:
    """The digest of what was copied."""
    seen = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        seen.update(piece)
        to.write(piece)
    return seen.hexdigest()


def _sweep(digest: str) -> None:
    """Delete bytes that no ground needs any more."""
    if not live().where(MapFile.digest == digest).exists():
        storage.delete(path_of(digest))
