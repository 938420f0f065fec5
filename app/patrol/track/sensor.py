"""What of a phone's rows of positions can be used: what the sensor said oddly costs its own row, never its neighbours."""

from __future__ import annotations

from app.patrol.commands import TrackBody
from app.patrol.track.chunks import Columns

UNKNOWN = 100.0  # metres: what an accuracy counts as that is not known, or is none (the product's rule)
FARTHEST = 100_000.0  # metres of accuracy beyond which a row says nothing
FASTEST = 10_000.0  # metres per second


def usable(body: TrackBody) -> tuple[Columns, int]:
    """The rows of a chunk that can be used, as columns, and the number of those left out.

    Left out is a row without a latitude or longitude, with one outside the earth, or with an accuracy over 100 km.
    An accuracy that is unknown, zero or below counts as 100 m, a speed below zero or out of range as unknown.
    """
    lat, lon, acc, speeds = body.lat, body.lon, body.acc, body.speed
    rows = [i for i in range(len(body.t)) if is_usable(lat[i], lon[i], acc[i])]
    columns = Columns(
        [body.t[i] for i in rows],
        [lat[i] or 0.0 for i in rows],
        [lon[i] or 0.0 for i in rows],
        [accuracy(acc[i]) for i in rows],
        None if speeds is None else [speed(speeds[i]) for i in rows],
    )
    return columns, len(body.t) - len(rows)


def is_usable(lat: float | None, lon: float | None, acc: float | None) -> bool:
    """Whether a row says a place on earth, surer than 100 km."""
    return _within(lat, 90) and _within(lon, 180) and (acc or 0) <= FARTHEST


def _within(degrees: float | None, most: float) -> bool:
    return degrees is not None and -most <= degrees <= most


def accuracy(metres: float | None) -> float:
    """The accuracy as it counts, in metres."""
    return UNKNOWN if metres is None or metres <= 0 else metres


def speed(mps: float | None) -> float | None:
    """The speed in metres per second; None where it is none."""
    return mps if mps is not None and 0 <= mps <= FASTEST else None
