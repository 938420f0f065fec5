"""How fixes are stored: columns of small differences, deflated, that give back exactly what the phone sent.

A column whose values are all short decimals (27.5801234) is kept as whole numbers of its last digit: the first, then the
difference of each to the one before, in as few bytes as the largest needs, all first bytes before all second ones. Any
other column is kept as the doubles themselves. Form 1, whose differences had bytes of variable length, is still read.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FORM = 2
DIGITS_MOST = 9
MODERATE = 2.0**40  # beyond it no decimals are left to save
RAW = 255  # in place of the number of digits: doubles follow
WIDTHS = (1, 2, 4, 8)  # bytes of a difference
FIRST = struct.Struct("<q")  # of a column of whole numbers
HEAD = struct.Struct("<BBI")  # form, whether there are speeds, how many fixes


@dataclass(frozen=True)
class Columns:
    """Fixes by column: epoch ms, degrees, degrees, metres and (each may be missing) metres per second."""

    t: Sequence[int]
    lat: Sequence[float]
    lon: Sequence[float]
    acc: Sequence[float]
    speed: Sequence[float | None] | None = None


NONE = Columns([], [], [], [])


def pack(columns: Columns) -> bytes:
    """The fixes of one chunk as compressed bytes."""
    parts = [HEAD.pack(FORM, columns.speed is not None, len(columns.t)), _whole(columns.t)]
    parts += [_floats(column) for column in (columns.lat, columns.lon, columns.acc)]
    if columns.speed is not None:
        parts.append(bytes(value is None for value in columns.speed))
        parts.append(_floats([0.0 if value is None else value for value in columns.speed]))
    return zlib.compress(b"".join(parts), 6)


def unpack(packed: bytes | memoryview) -> Columns:
    """The columns that were given to `pack`. ValueError for bytes of a form that is not known."""
    read, has_speed = _reader(packed)
    t, lat, lon, acc = (column.tolist() for column in _positions(read))
    speed: list[float | None] | None = None
    if has_speed:
        lacks = read.take(len(t))
        speed = [
            None if lacking else value for lacking, value in zip(lacks, read.floats().tolist(), strict=True)
        ]
    return Columns(t, lat, lon, acc, speed)


def positions(packed: bytes | memoryview) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """Times, latitudes, longitudes and accuracies as arrays. ValueError for bytes of a form that is not known."""
    return _positions(_reader(packed)[0])


def _positions(read: _FirstForm | _SecondForm) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    return read.times(), read.floats(), read.floats(), read.floats()


def _reader(packed: bytes | memoryview) -> tuple[_FirstForm | _SecondForm, bool]:
    """What reads the columns in turn, and whether speeds are among them."""
    raw = zlib.decompress(packed)
    if raw[0] == 1:
        return _FirstForm(raw, 2), bool(raw[1])
    if raw[0] != FORM:
        raise ValueError(f"chunk of unknown form {raw[0]}")
    _, has_speed, n = HEAD.unpack_from(raw)
    return _SecondForm(raw, HEAD.size, n), has_speed


def moved(packed: bytes | memoryview, ms: int, lat: float, lon: float) -> bytes:
    """The same track so much later and so many degrees to the north and east, for what is only measured with.

    Only the first value of each of these columns changes. ValueError for bytes of a form that is not `FORM`.
    """
    raw = bytearray(zlib.decompress(packed))
    form, _, n = HEAD.unpack_from(raw)
    if form != FORM:
        raise ValueError(f"chunk of form {form}")
    at = _shift(raw, HEAD.size, n, ms)
    for degrees in (lat, lon):
        if raw[at] == RAW:
            raise ValueError("a column of doubles")
        at = _shift(raw, at + 1, n, round(degrees * 10 ** raw[at]))
    return zlib.compress(raw, 6)


def _shift(raw: bytearray, at: int, n: int, by: int) -> int:
    """Add to the first of a column of whole numbers; where the next column begins."""
    if not n:
        return at + 1
    FIRST.pack_into(raw, at, FIRST.unpack_from(raw, at)[0] + by)
    return at + FIRST.size + 1 + raw[at + FIRST.size] * (n - 1)


def _whole(values: Sequence[int] | NDArray[np.int64]) -> bytes:
    column = np.asarray(values, dtype=np.int64)
    steps = np.diff(column)
    widest = int(np.abs(steps).max()) if len(steps) else 0
    width = next(width for width in WIDTHS if widest < 1 << 8 * width - 1)
    planes = steps.astype(f"<i{width}").view(np.uint8).reshape(-1, width).T
    return column[:1].astype("<i8").tobytes() + bytes([width]) + planes.tobytes()


def _floats(values: Sequence[float]) -> bytes:
    column = np.asarray(values, dtype=np.float64)
    if (np.abs(column) < MODERATE).all():
        for digits in range(DIGITS_MOST + 1):
            scale = float(10**digits)
            whole = np.rint(column * scale)
            if np.array_equal(whole / scale, column) and not (np.signbit(column) & (column == 0)).any():
                return bytes([digits]) + _whole(whole.astype(np.int64))
    return bytes([RAW]) + column.astype("<f8").tobytes()


class _SecondForm:
    """Reads the columns in turn."""

    def __init__(self, raw: bytes, at: int, n: int) -> None:
        self.raw, self.at, self.n = raw, at, n

    def take(self, n: int) -> bytes:
        self.at += n
        return self.raw[self.at - n : self.at]

    def times(self) -> NDArray[np.int64]:
        return self._whole()

    def floats(self) -> NDArray[np.float64]:
        digits = self.take(1)[0]
        if digits == RAW:
            return np.frombuffer(self.take(8 * self.n), "<f8")
        return self._whole() / float(10**digits)

    def _whole(self) -> NDArray[np.int64]:
        first = np.frombuffer(self.take(8 if self.n else 0), "<i8")
        width, steps = self.take(1)[0], max(self.n - 1, 0)
        planes = np.frombuffer(self.take(width * steps), np.uint8).reshape(width, steps)
        column = np.ascontiguousarray(planes.T).view(f"<i{width}").reshape(steps)
        return np.cumsum(np.concatenate([first, column]), dtype=np.int64)


class _FirstForm:
    """Reads the columns of the first form in turn."""

    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at
        self.n = self.varint()

    def take(self, n: int) -> bytes:
        self.at += n
        return self.raw[self.at - n : self.at]

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.raw[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def deltas(self) -> Iterator[int]:
        value = 0
        for _ in range(self.n):
            coded = self.varint()
            value += coded >> 1 if coded & 1 == 0 else -(coded + 1 >> 1)
            yield value

    def times(self) -> NDArray[np.int64]:
        return np.array([*self.deltas()], np.int64)

    def floats(self) -> NDArray[np.float64]:
        digits = self.take(1)[0]
        if digits == RAW:
            return np.frombuffer(self.take(8 * self.n), "<f8")
        scale = 10**digits
        return np.array([whole / scale for whole in self.deltas()], np.float64)
