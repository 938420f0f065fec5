"""Doubts about where areas would lie: far from the area above, at 0, 0, or in place only after the shift of Chinese maps."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.areas.geometry.plane import Plane, around
from app.core.place import from_gcj02, metres

ZERO = 0.001  # degrees from 0, 0: "no coordinates" and a real place in China are never that near
EDGE = 100.0  # metres that one outline may reach over the other: borders are drawn twice and differ
FAR = 1_000.0  # metres outside
BACK = 0.2  # of the way: nearer to where it lies now than that after the shift, and it was the shift
FITS = 0.99  # of an outline lies inside the other
MOSTLY = 0.5
NEARLY = 0.9
FAR_OF_A_POINT = {
    "city": 100_000.0,
    "street": 30_000.0,
    "community": 10_000.0,
}  # by the kind of the area above
FAR_OF_A_SMALL_POINT = 5_000.0
FAR_OF_OTHERS = 200_000.0  # wider than any city's tree
OTHERS_LEAST = 3

Doubt = tuple[str, dict[str, Any]]  # reason, a key of `messages.REMARKS`, and what its sentence names


@dataclass(frozen=True)
class Site:
    """Where an area lies, or would: its outline and the point inside it, in WGS-84 degrees, as far as known."""

    name: str
    kind: str
    parent: str | None
    shape: BaseGeometry | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether it says where it lies."""
        return self.shape is not None or (self.lat is not None and self.lon is not None)


def is_zero(lat: float, lon: float) -> bool:
    """Whether a position is 0, 0, which stands for one that nobody has entered."""
    return abs(lat) < ZERO and abs(lon) < ZERO


def doubts_of(
    codes: Iterable[str], sites: Mapping[str, Site], before: Mapping[str, Site] | None = None
) -> Iterator[tuple[str, Doubt]]:
    """What looks wrong about each of `codes`, at most one doubt each; `sites` are all areas as they would lie.

    `before` are those that lie somewhere today. What is moved by the shift of Chinese maps is known by its own old
    place, also where the whole tree is; whatever does not fit into it then is not to blame.
    """
    ground = cache(lambda code: _Ground(sites[code].shape))
    middle = cache(lambda: _middle(sites))
    shift = cache(lambda code: _shift(sites[code], (before or {}).get(code)))
    for code in codes:
        site = sites[code]
        if not site.is_known:
            continue
        above = _above(site, sites)
        if site.shape is not None and _touches_zero(site.shape):
            yield code, ("at-zero", {})
        elif metres_off := shift(code):
            yield code, ("shifted-like-gcj02", {"m": round(metres_off)})
        elif above is not None and shift(above):
            continue
        elif doubt := _doubt(site, above, sites, ground, middle):
            yield code, doubt


def _shift(site: Site, before: Site | None) -> float:
    """How many metres it would move, if by the shift of Chinese maps; else 0."""
    if before is None or not before.is_known or (site.shape is None) != (before.shape is None):
        return 0.0
    here, there = _middle_of(site), _middle_of(before)
    off = metres(*here, *there)
    return off if off > EDGE and metres(*from_gcj02(*here), *there) < BACK * off else 0.0


def _middle_of(site: Site) -> tuple[float, float]:
    """(lat, lon) of an outline's centre, which moves as the outline does, else of the point."""
    if site.shape is None:
        return _point(site)
    centre = shapely.centroid(site.shape)
    return centre.y, centre.x


def _touches_zero(shape: BaseGeometry) -> bool:
    return bool(shapely.distance(shape, shapely.Point(0, 0)) < 10 * ZERO)


def _above(site: Site, sites: Mapping[str, Site]) -> str | None:
    """The nearest area above that says where it lies; None where there is none, or the parents go in a circle."""
    seen: set[str] = set()
    code = site.parent
    while code is not None and code in sites and code not in seen:
        if sites[code].is_known and not (sites[code].shape is not None and _touches_zero(sites[code].shape)):
            return code
        seen.add(code)
        code = sites[code].parent
    return None


def _doubt(
    site: Site,
    above: str | None,
    sites: Mapping[str, Site],
    ground: Callable[[str], _Ground],
    middle: Callable[[], tuple[float, float] | None],
) -> Doubt | None:
    if above is None:
        place, point = middle(), _point(site)
        gap = metres(*point, *place) if place else 0.0
        return ("far-from-others", {"km": _km(gap)}) if gap > FAR_OF_OTHERS else None
    parent = sites[above]
    if parent.shape is not None:
        return ground(above).doubt(site, parent.name)
    gap = metres(*_point(site), *_point(parent))
    most = FAR_OF_A_POINT.get(parent.kind, FAR_OF_A_SMALL_POINT)
    return ("far-from-parent", {"parent": parent.name, "km": _km(gap)}) if gap > most else None


def _middle(sites: Mapping[str, Site]) -> tuple[float, float] | None:
    """The median of all that is known; None where that is too little to say what is usual."""
    points = [_point(site) for site in sites.values() if site.is_known]
    if len(points) < OTHERS_LEAST:
        return None
    return statistics.median(lat for lat, _ in points), statistics.median(lon for _, lon in points)


def _point(site: Site) -> tuple[float, float]:
    """(lat, lon) inside it."""
    if site.lat is not None and site.lon is not None:
        return site.lat, site.lon
    inside = shapely.centroid(site.shape)
    return inside.y, inside.x


def _km(gap: float) -> str:
    return f"{gap / 1000:.1f}" if gap < 10_000 else f"{gap / 1000:,.0f}"


class _Ground:
    """The outline of an area above, in metres, ready to be compared with many below."""

    def __init__(self, shape: BaseGeometry) -> None:
        self._plane: Plane = around(shape)
        self._outline = self._plane.flatten(shape)
        shapely.prepare(self._outline)

    def doubt(self, site: Site, name: str) -> Doubt | None:
        """What looks wrong about a site that should lie in this outline, whose area is called `name`."""
        shape = site.shape if site.shape is not None else shapely.Point(*reversed(_point(site)))
        flat = self._plane.flatten(shape)
        if shapely.contains_properly(self._outline, flat):
            return None
        corners = shapely.points(shapely.get_coordinates(flat))
        reach = float(shapely.distance(self._outline, corners).max())
        if reach <= EDGE:
            return None
        if self._inside(self._plane.flatten(_unshifted(shape))) >= FITS:
            return "like-gcj02", {"parent": name}
        gap, inside = float(shapely.distance(self._outline, flat)), self._inside(flat)
        if gap > FAR:
            return "far-from-parent", {"parent": name, "km": _km(gap)}
        if inside < MOSTLY or (inside < NEARLY and reach > FAR):
            return "outside-parent", {"parent": name, "percent": round(100 * (1 - inside))}
        return None

    def _inside(self, flat: BaseGeometry) -> float:
        """Which part of it lies inside, from 0 to 1; a point lies in or out."""
        if flat.area == 0:
            return float(shapely.intersects(self._outline, flat))
        return float(shapely.intersection(self._outline, flat).area / flat.area)


def _unshifted(shape: BaseGeometry) -> BaseGeometry:
    """The shape if its coordinates were GCJ-02, in WGS-84; of long outlines a few metres are given for speed."""
    plain = shapely.simplify(shape, 0.00005)

    def back(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        moved = [from_gcj02(lat, lon)[::-1] for lon, lat in lonlat]
        return np.array(moved, dtype=float).reshape(-1, 2)

    return shapely.transform(plain, back)
