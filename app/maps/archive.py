"""Reads what a PMTiles file (version 3) says of itself, and refuses what is none, is cut short, or holds no pictures.

The form is that of the specification of PMTiles, version 3: a header of 127 bytes in little-endian order, then directories.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from app.core.problems.problem import Problem

HEADER = struct.Struct("<7sB11Q6B4i")
ROOT_END = 16_384  # header and root directory lie within the first 16 kB
DIRECTORY_MOST = 8_000_000  # bytes of one directory, unpacked
DEEP = 3  # directories below each other
ZOOM_MOST = 22
NONE, GZIP = 1, 2
PICTURES = {2: "png", 3: "jpg", 4: "webp"}
VECTOR = 1
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "webp": b"RIFF"}


@dataclass(frozen=True)
class Facts:
    """What a file holds; degrees as the file says them."""

    tiles: str
    lowest: int
    highest: int
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class _Sections:
    root: tuple[int, int]  # offset, length
    leaves: tuple[int, int]
    data: tuple[int, int]
    packing: int


def facts(file: BinaryIO, size: int) -> Facts:
    """What the file holds. Problem bad-value (`file`) with the reason where it cannot be a ground."""
    file.seek(0)
    head = file.read(HEADER.size + 25)
    if head[:7] != b"PMTiles":
        _refuse("not-pmtiles")
    if len(head) < 127:
        _refuse("cut-pmtiles")
    values = HEADER.unpack(head[: HEADER.size])
    if values[1] != 3:
        _refuse("old-pmtiles")
    places, (_, packing, tile_packing, kind, lowest, highest) = values[2:13], values[13:19]
    sections = _Sections(places[0:2], places[4:6], places[6:8], packing)
    if any(offset + length > size for offset, length in _pairs(places[:8])):
        _refuse("cut-pmtiles")
    if kind == VECTOR:
        _refuse("vector-tiles")
    if kind not in PICTURES:
        _refuse("unknown-tiles")
    west, south, east, north = (value / 10_000_000 for value in values[19:23])
    is_sound = (
        packing in (NONE, GZIP)
        and tile_packing in (0, NONE)
        and 0 <= lowest <= highest <= ZOOM_MOST
        and -180 <= west < east <= 180
        and -90 <= south < north <= 90
        and sections.root[0] + sections.root[1] <= ROOT_END
    )
    if not is_sound:
        _refuse("broken-pmtiles")
    _require_first_tile(file, sections, STARTS[PICTURES[kind]])
    return Facts(PICTURES[kind], lowest, highest, west, south, east, north)


def _pairs(places: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return zip(places[0::2], places[1::2], strict=True)


def _require_first_tile(file: BinaryIO, sections: _Sections, start: bytes) -> None:
    """The first tile is where the directories say, and is such a picture as the header says."""
    offset, length = sections.root
    for _ in range(DEEP):
        run, offset, length = _first(file, offset, length, sections.packing)
        base, whole = sections.data if run else sections.leaves
        if length == 0 or offset + length > whole or (not run and length > DIRECTORY_MOST):
            _refuse("broken-pmtiles")
        offset += base
        if run:
            file.seek(offset)
            if not file.read(len(start)).startswith(start):
                _refuse("broken-pmtiles")
            return
    _refuse("broken-pmtiles")


def _first(file: BinaryIO, offset: int, length: int, packing: int) -> tuple[int, int, int]:
    """(run length, offset, length) of the first entry of a directory; a run of 0 leads to a further directory."""
    file.seek(offset)
    data = file.read(length)
    try:
        if packing == GZIP:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, DIRECTORY_MOST)
        numbers = _numbers(data)
        count = next(numbers)
        columns = [[next(numbers) for _ in range(count)][:1] for _ in range(4)]
    except (StopIteration, zlib.error):
        _refuse("broken-pmtiles")
    if count == 0 or columns[3][0] == 0:
        _refuse("broken-pmtiles")
    return columns[1][0], columns[3][0] - 1, columns[2][0]


def _numbers(data: bytes) -> Iterator[int]:
    """The variable-length whole numbers in these bytes; ends where they end."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        if byte & 128:
            shift += 7
            if shift > 63:
                return
            continue
        yield value
        value = shift = 0


def _refuse(reason: str) -> NoReturn:
    raise Problem("bad-value", ("file", reason))
