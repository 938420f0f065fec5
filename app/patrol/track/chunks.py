"""How fixes are stored: columns of small differences, deflated, that give back exactly what the phone sent.

A column whose values are all short decimals (27.5801234) is kept as whole numbers of its last digit, each as the
difference to the one before, in variable-length bytes; any other column as the doubles themselves.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FORM = 1
DIGITS_MOST = 9
MODERATE = 2.0**40  # beyond it no decimals are left to save
RAW = 255  # in place of the number of digits: doubles follow


@dataclass(frozen=True)
class Columns:
    """Fixes by column: epoch ms, degrees, degrees, metres and (each may be missing) metres per second."""

    t: Sequence[int]
    lat: Sequence[float]
    lon: Sequence[float]
    acc: Sequence[float]
    speed: Sequence[float | None] | None = None


def pack(columns: Columns) -> bytes:
    """The fixes of one chunk as compressed bytes."""
    out = bytearray([FORM, columns.speed is not None])
    _varint(out, len(columns.t))
    _deltas(out, columns.t)
    for column in (columns.lat, columns.lon, columns.acc):
        _floats(out, column)
    if columns.speed is not None:
        out.extend(1 if value is None else 0 for value in columns.speed)
        _floats(out, [0.0 if value is None else value for value in columns.speed])
    return zlib.compress(bytes(out), 6)


def unpack(packed: bytes | memoryview) -> Columns:
    """The columns that were given to `pack`."""
    raw = zlib.decompress(packed)
    form, has_speed = raw[0], raw[1]
    if form != FORM:
        raise ValueError(f"chunk of unknown form {form}")
    read = _Reader(raw, 2)
    n = read.varint()
    t = list(read.deltas(n))
    lat, lon, acc = (read.floats(n) for _ in range(3))
    speed: list[float | None] | None = None
    if has_speed:
        lacks = read.take(n)
        speed = [None if lacking else value for lacking, value in zip(lacks, read.floats(n), strict=True)]
    return Columns(t, lat, lon, acc, speed)


def _varint(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def _deltas(out: bytearray, values: Sequence[int]) -> None:
    before = 0
    for value in values:
        step, before = value - before, value
        _varint(out, step * 2 if step >= 0 else -step * 2 - 1)


def _floats(out: bytearray, values: Sequence[float]) -> None:
    is_moderate = all(abs(value) < MODERATE for value in values)
    for digits in range(DIGITS_MOST + 1) if is_moderate else ():
        scale = 10**digits
        whole = [round(value * scale) for value in values]
        if all(number / scale == value for number, value in zip(whole, values, strict=True)):
            out.append(digits)
            _deltas(out, whole)
            return
    out.append(RAW)
    out += struct.pack(f"<{len(values)}d", *values)


class _Reader:
    def __init__(self, raw: bytes, at: int) -> None:
        self.raw, self.at = raw, at

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

    def deltas(self, n: int) -> Iterator[int]:
        value = 0
        for _ in range(n):
            coded = self.varint()
            value += coded >> 1 if coded & 1 == 0 else -(coded + 1 >> 1)
            yield value

    def floats(self, n: int) -> list[float]:
        digits = self.take(1)[0]
        if digits == RAW:
            return list(struct.unpack(f"<{n}d", self.take(8 * n)))
        scale = 10**digits
        return [whole / scale for whole in self.deltas(n)]
