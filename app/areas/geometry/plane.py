"""Metres on the ground around an area: a local flat projection, good to millimetres over a community."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from app.core.place import DEGREE, EARTH


class Plane:
    """Equirectangular metres east and north of an origin in WGS-84 degrees."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon
        self._east = DEGREE * math.cos(math.radians(lat))

    def flatten(self, shape: BaseGeometry) -> BaseGeometry:
        """A lon/lat geometry in metres."""
        origin, scale = np.array([self.lon, self.lat]), np.array([self._east, DEGREE])
        return shapely.transform(shape, lambda lonlat: (lonlat - origin) * scale)

    def degrees(self, metres: ArrayLike) -> NDArray[np.float64]:
        """Rows of (east, north) metres as rows of (lon, lat)."""
        return np.asarray(metres, dtype=float) / np.array([self._east, DEGREE]) + np.array(
            [self.lon, self.lat]
        )

    def points(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.object_]:
        """Points in metres for columns of degrees."""
        east = (np.asarray(lon, dtype=float) - self.lon) * self._east
        north = (np.asarray(lat, dtype=float) - self.lat) * DEGREE
        return shapely.points(east, north)


def around(shape: BaseGeometry) -> Plane:
    """The plane whose origin is the middle of the shape's box."""
    west, south, east, north = shape.bounds
    return Plane((south + north) / 2, (west + east) / 2)


def square_metres(shape: BaseGeometry) -> float:
    """The area of a lon/lat geometry in m²."""
    return float(around(shape).flatten(shape).area)


class Shapes:
    """The union of some areas' shapes, ready to be asked about many fixes."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        whole = shapely.union_all(list(shapes))
        self._plane = around(whole)
        self._whole = self._plane.flatten(whole)
        shapely.prepare(self._whole)

    def outside(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
        """Metres from each position (columns of WGS-84 degrees) to the nearest of the areas; 0 inside one."""
        return np.asarray(shapely.distance(self._whole, self._plane.points(lat, lon)), dtype=np.float64)


def steps(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres from each position to the next along great circles (haversine, as `place.metres`), for columns of WGS-84 degrees."""
    north, east = np.radians(lat), np.radians(lon)
    along = np.cos(north[:-1]) * np.cos(north[1:]) * np.sin(np.diff(east) / 2) ** 2
    a = np.sin(np.diff(north) / 2) ** 2 + along
    return np.asarray(2 * EARTH * np.arcsin(np.minimum(1.0, np.sqrt(a))))
