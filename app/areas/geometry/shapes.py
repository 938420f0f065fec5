"""What can be said of an area's outline: how large it is and where a point inside it lies."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.areas.geometry.plane import square_metres

DIGITS = 7  # about a centimetre: more would only be noise (RFC 7946, section 11.2)


def measured_columns(shape: BaseGeometry) -> dict[str, Any]:
    """The columns of `Area` that follow from a polygonal lon/lat shape: shape, m2, lat, lon."""
    rounded = shapely.normalize(shapely.set_precision(shape, 10**-DIGITS))
    shape = shapely.orient_polygons(rounded)  # one form of every outline, so that the same again is no change
    inside = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return {
        "shape": as_geojson(shape),
        "m2": round(square_metres(shape), 1),
        "lat": round(inside.y, DIGITS),
        "lon": round(inside.x, DIGITS),
    }


def as_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """A GeoJSON geometry with positions of seven digits."""
    return _rounded(shapely.geometry.mapping(shape))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, DIGITS) if isinstance(value, float) else value
