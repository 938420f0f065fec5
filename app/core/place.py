"""Positions: metres between them and the way to and from the shifted coordinates of Chinese maps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from app.core import clock, decode

EARTH = 6_371_008.8  # mean radius in metres (IUGG)
DEGREE = math.radians(EARTH)  # metres of a degree along a meridian


@dataclass(frozen=True)
class Place:
    """A WGS-84 position, its accuracy in metres (95 %) and the time of the fix in epoch ms, as far as known."""

    lat: float
    lon: float
    acc: float | None = None
    at: int | None = None
    source: str | None = None

    def serialize(self) -> dict[str, Any]:
        """The position as the API sends it."""
        return {
            "lat": self.lat,
            "lon": self.lon,
            "acc": self.acc,
            "at": clock.rfc3339_or_none(self.at),
            "source": self.source,
        }


def from_input(place: decode.PlaceIn | None, field: str = "place") -> Place | None:
    """The position that a phone sent; Problem bad-value for a bad time."""
    if place is None:
        return None
    return Place(
        place.lat,
        place.lon,
        place.acc,
        decode.time(place.at, f"{field}.at") if place.at else None,
        place.source,
    )


def metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres (haversine)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    a = (
        math.sin((p2 - p1) / 2) ** 2
        + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(a)))


def box(lat: float, lon: float, metres: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """((south, north), (west, east)) in degrees of the box that reaches so many metres each way from the position."""
    high = metres / DEGREE
    wide = high / max(0.01, math.cos(math.radians(lat)))
    return (lat - high, lat + high), (lon - wide, lon + wide)


_A = 6_378_245.0  # Krasovsky 1940, on which GCJ-02 is defined
_EE = 0.006_693_421_622_965_943


def _shift(lat: float, lon: float) -> tuple[float, float]:
    """The GCJ-02 offset in degrees at a WGS-84 position inside China."""
    x, y = lon - 105.0, lat - 35.0
    root = math.sqrt(abs(x))
    waves = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    dy = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    dy += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    dy += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    dx = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    dx += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    dx += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    phi = math.radians(lat)
    magic = 1 - _EE * math.sin(phi) ** 2
    dlat = math.degrees(dy / (_A * (1 - _EE) / magic**1.5))
    dlon = math.degrees(dx / (_A / math.sqrt(magic) * math.cos(phi)))
    return dlat, dlon


def to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """The position as a Chinese map draws it; outside China unchanged."""
    if not (0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347):
        return lat, lon
    dlat, dlon = _shift(lat, lon)
    return lat + dlat, lon + dlon


def from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """WGS-84 of a position read off a Chinese map, to better than a decimetre."""
    guess_lat, guess_lon = lat, lon
    for _ in range(6):
        shifted = to_gcj02(guess_lat, guess_lon)
        guess_lat, guess_lon = guess_lat - (shifted[0] - lat), guess_lon - (shifted[1] - lon)
    return guess_lat, guess_lon
