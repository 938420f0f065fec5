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
    lat, lon, acc, speed = body.lat, body.lon, body.acc, body.speed
    rows = [
        i
        for i in range(len(body.t))
        if _within(lat[i], 90) and _within(lon[i], 180) and (acc[i] or 0) <= FARTHEST
    ]
    columns = Columns(
        [body.t[i] for i in rows],
        [lat[i] or 0.0 for i in rows],
        [lon[i] or 0.0 for i in rows],
        [_accuracy(acc[i]) for i in rows],
        None if speed is None else [_speed(speed[i]) for i in rows],
    )
    return columns, len(body.t) - len(rows)


def _within(degrees: float | None, most: float) -> bool:
    return degrees is not None and -most <= degrees <= most


def _accuracy(metres: float | None) -> float:
    return UNKNOWN if metres is None or metres <= 0 else metres


def _speed(speed: float | None) -> float | None:
    return speed if speed is not None and 0 <= speed <= FASTEST else None
