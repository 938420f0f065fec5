"""Makes PMTiles files (version 3) of pictures, by the specification and not by the code that reads them."""

from __future__ import annotations

import gzip
import io
import math
import struct

from PIL import Image

from tests import cast as c

PNG, JPEG, WEBP, MVT = 2, 3, 4, 1
# the community of the cast, and a little around it
BOUNDS = (c.LON - 0.001, c.LAT - 0.001, c.LON + 0.006, c.LAT + 0.004)
GREEN, BLUE = (40, 160, 90), (40, 90, 200)


def picture(colour: tuple[int, int, int] = GREEN, kind: str = "PNG") -> bytes:
    """One tile of one colour."""
    to = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(to, kind)
    return to.getvalue()


def number_of(z: int, x: int, y: int) -> int:
    """The tile's number along the Hilbert curve, after all of the levels above."""
    before = (4**z - 1) // 3
    d, side = 0, 1 << z
    s = side >> 1
    while s:
        rx, ry = int(bool(x & s)), int(bool(y & s))
        d += s * s * ((3 * rx) ^ ry)
        if ry == 0:
            if rx == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        s >>= 1
    return before + d


def tile_at(lat: float, lon: float, z: int) -> tuple[int, int, int]:
    """The tile in which a position lies."""
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * n), int(y * n)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def _directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    """Of (number, run, offset, length), packed."""
    out, last = _varint(len(entries)), 0
    for number, *_ in entries:
        out, last = out + _varint(number - last), number
    for column in (1, 3):
        out += b"".join(_varint(entry[column]) for entry in entries)
    out += b"".join(_varint(entry[2] + 1) for entry in entries)
    return gzip.compress(out, mtime=0)


def archive(
    tiles: dict[tuple[int, int, int], bytes], *, kind: int = PNG, bounds: tuple[float, ...] = BOUNDS, version: int = 3,
    tile_packing: int = 1, in_leaf: bool = False, filler: int = 0,
) -> bytes:  # fmt: skip
    """A whole file; `in_leaf`: its entries stand in a directory below the root; `filler`: bytes at the end of the tiles."""
    entries, data = [], b""
    for number, tile in sorted((number_of(*at), tile) for at, tile in tiles.items()):
        entries.append((number, 1, len(data), len(tile)))
        data += tile
    data += bytes(filler)
    root, leaves = _directory(entries), b""
    if in_leaf:
        leaves = root
        root = _directory([(entries[0][0], 0, 0, len(leaves))])
    about = gzip.compress(b"{}", mtime=0)
    places, at = [], 127
    for part in (root, about, leaves, data):
        places += [at, len(part)]
        at += len(part)
    levels = [z for z, _, _ in tiles]
    degrees = [round(value * 10_000_000) for value in bounds]
    head = struct.pack("<7sB8Q3Q6B4iB2i", b"PMTiles", version, *places, len(tiles), len(tiles), len(tiles),
                       1, 2, tile_packing, kind, min(levels), max(levels), *degrees, min(levels), 0, 0)  # fmt: skip
    assert len(head) == 127
    return head + root + about + leaves + data


def of_the_community(lowest: int = 14, highest: int = 17, **more: int) -> bytes:
    """Green squares over the cast's community, on each of these levels."""
    west, south, east, north = BOUNDS
    tiles = {}
    for z in range(lowest, highest + 1):
        _, left, top = tile_at(north, west, z)
        _, right, bottom = tile_at(south, east, z)
        tiles |= {(z, x, y): picture() for x in range(left, right + 1) for y in range(top, bottom + 1)}
    return archive(tiles, **more)  # type: ignore[arg-type]
