"""Which area a position belongs to: the smallest that holds it, or the nearest of the caller's own.

What computes with shapes is loaded by the first who asks about one: an operator's verb mostly asks about none.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.areas import history
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock, db
from app.core.place import Place, metres
from app.core.problems.problem import Problem
from app.core.remembered import remembered

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from app.areas.geometry.plane import Shapes

PREPARED_MOST = 500  # sets of areas whose joined shape is kept ready


@dataclass(frozen=True)
class IndexedArea:
    """What the index holds of one area."""

    code: str
    parent: str | None
    begins: str
    ends: str
    overlay: bool
    depth: int
    lat: float | None
    lon: float | None
    m2: float | None

    @property
    def rank(self) -> tuple[bool, float, int, str]:
        """Overlay first, then the smaller, then the deeper; the code makes it the same every time."""
        return (not self.overlay, self.m2 if self.m2 is not None else float("inf"), -self.depth, self.code)


class Index:
    """All areas of one version of the tree, in memory."""

    def __init__(self, key: tuple[Any, ...]) -> None:
        import shapely

        self.key, self._point = key, shapely.Point
        columns = (Area.code, Area.parent, Area.begins, Area.ends, Area.overlay, Area.depth)
        rows = list(Area.select(*columns, Area.lat, Area.lon, Area.m2).order_by(Area.code).tuples())
        self.shapes = _shapes()
        self.known = {row[0]: _known(row, self.shapes.get(row[0])) for row in rows}
        self.tops = [area for area in self.known.values() if area.parent is None]
        self._shaped = list(self.shapes)
        self._tree = shapely.STRtree([self.shapes[code] for code in self._shaped])
        self._prepared: dict[frozenset[str], Shapes | None] = {}

    def holding(self, lat: float, lon: float, day: str) -> list[str]:
        """Areas in date whose shape holds the position, the smallest first."""
        hits = self._tree.query(self._point(lon, lat), predicate="intersects")
        candidates = (self.known[self._shaped[hit]] for hit in hits)
        return [
            candidate.code
            for candidate in sorted((k for k in candidates if k.begins <= day <= k.ends), key=_rank)
        ]

    def chain(self, code: str) -> list[str]:
        """The area itself, its parent, and so on to the top."""
        above, at = [], self.known.get(code)
        while at is not None:
            above.append(at.code)
            at = self.known.get(at.parent) if at.parent else None
        return above

    def is_below(self, code: str, roots: frozenset[str]) -> bool:
        """Whether the area is one of `roots` or lies below one."""
        return any(above in roots for above in self.chain(code))

    def prepared(self, codes: frozenset[str]) -> Shapes | None:
        """The joined shape of the areas; None if none of them has one."""
        from app.areas.geometry.plane import Shapes

        if codes not in self._prepared:
            shapes = [self.shapes[code] for code in sorted(codes) if code in self.shapes]
            if len(self._prepared) >= PREPARED_MOST:
                self._prepared.clear()
            self._prepared[codes] = Shapes(shapes) if shapes else None
        return self._prepared[codes]


def _rank(known: IndexedArea) -> tuple[bool, float, int, str]:
    return known.rank


def _known(row: tuple[Any, ...], shape: BaseGeometry | None) -> IndexedArea:
    from app.areas.geometry.plane import square_metres

    known = IndexedArea(*row)
    return known if known.m2 is not None or shape is None else replace(known, m2=square_metres(shape))


def _shapes() -> dict[str, BaseGeometry]:
    """Polygons by code; a point or a line holds nothing and is left out."""
    import numpy as np
    import shapely

    rows = list(
        Area.select(Area.code, Area.shape.cast("text"))
        .where(Area.shape.is_null(False))
        .order_by(Area.code)
        .tuples()
    )
    shapes = shapely.from_geojson([row[1] for row in rows], on_invalid="ignore")
    polygonal = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    wanted = np.isin(shapely.get_type_id(shapes), polygonal) & ~shapely.is_empty(shapes)
    return {row[0]: shape for row, shape, is_wanted in zip(rows, shapes, wanted, strict=True) if is_wanted}


@remembered
def _areas_version() -> str:
    return db.Meta.value_of("areas-version", "0")  # it is written beside each change of the tree


_index: Index | None = None
_building = (
    threading.Lock()
)  # of a whole city it takes a second and fifty megabytes: one thread does it, the others wait


def index() -> Index:
    """The index of the current tree; built again after the areas changed or another database was opened."""
    key = (db.database.obj, _areas_version())
    current = _index
    if current is None or current.key != key:
        with _building:
            current = _built(key)
    return current


def _built(key: tuple[Any, ...]) -> Index:
    global _index
    current = _index
    if current is None or current.key != key:
        current = _index = Index(key)
    return current


def smallest(lat: float, lon: float, reach: Reach, day: dt.date | None = None) -> str | None:
    """The smallest area in reach that holds the WGS-84 position on that day (today); None where none does.

    Overlay first, then by m², then the deeper; areas without a shape hold nothing (CONTRACT, last paragraph).
    """
    now, roots = index(), reach.roots
    held = now.holding(lat, lon, (day or clock.today()).isoformat())
    return next((code for code in held if now.is_below(code, roots)), None)


def place_in(
    reach: Reach, place: Place | None, running: str | None, day: dt.date | None = None
) -> tuple[str, str]:
    """(area code, "shape" or "fallback") for something whose area was not said; never refused for that.

    `running` is the area of the caller's running patrol. Without posts the top area answers. Problem
    unknown-area only where there are no areas at all.
    """
    if place is not None:
        area = smallest(place.lat, place.lon, reach, day)
        if area is not None:
            return area, "shape"
        near = nearest(place.lat, place.lon, reach.areas)
        if near is not None:
            return near, "fallback"
    elif running is not None:
        return running, "fallback"
    if reach.posts:
        oldest = min(reach.posts, key=lambda post: (post.begins, post.created, post.id))
        return oldest.area_id, "fallback"
    return top(), "fallback"


def nearest(lat: float, lon: float, codes: Iterable[str]) -> str | None:
    """The nearest of these areas, measured to its shape, else to its point; None if none has either."""
    far = {code: gap for code in codes if (gap := _metres_to(lat, lon, code)) is not None}
    return min(far, key=lambda code: (far[code], code)) if far else None


def _metres_to(lat: float, lon: float, code: str) -> float | None:
    shapes, entry = shapes_of([code]), index().known.get(code)
    if shapes is not None:
        return float(shapes.outside([lat], [lon])[0])
    if entry is None or entry.lat is None or entry.lon is None:
        return None
    return metres(lat, lon, entry.lat, entry.lon)


def standing(area: str, lat: float | None = None, lon: float | None = None) -> str:
    """The area; where it has ended, the one that took over at this WGS-84 position, or the first of them where none holds it."""
    today, passed = clock.today().isoformat(), set()
    while area not in passed and (entry := index().known.get(area)) is not None and entry.ends < today:
        passed.add(area)
        heirs = history.successors(area)
        if not heirs:
            return area
        held = [] if lat is None or lon is None else index().holding(lat, lon, today)
        area = next((code for code in held if index().is_below(code, frozenset(heirs))), heirs[0])
    return area


def top() -> str:
    """The top of the tree today; Problem unknown-area where there is none."""
    today, tops = clock.today().isoformat(), index().tops
    standing = [area.code for area in tops if area.begins <= today <= area.ends]
    if not tops:
        raise Problem("unknown-area")
    return min(standing or [area.code for area in tops])


def shapes_of(codes: Iterable[str]) -> Shapes | None:
    """The joined shapes of these areas, for measuring how far outside them many fixes lie; None if none has a shape.

    Areas that have ended keep their shape: a past patrol is computed as it was walked.
    """
    return index().prepared(frozenset(codes))


def has_shape(code: str) -> bool:
    """Whether the area has a polygon."""
    return code in index().shapes
