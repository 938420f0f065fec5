"""Colour profiles for the tests, built tag by tag (ICC.1:2001-04): small ones of known meaning."""

from __future__ import annotations

import struct

# primaries and gamma as D50 colorants, published with the spaces: Adobe RGB (1998), Display P3
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
SRGB_GAMMA = tuple(
    round(65535 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4))
    for v in (n / 255 for n in range(256))
)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(x) + _fixed(y) + _fixed(z)


def _curve(*points: int) -> bytes:
    """One point: a gamma in 1/256; several: a table."""
    return b"curv\0\0\0\0" + struct.pack(f">I{len(points)}H", len(points), *points)


def _profile(kind: bytes, space: bytes, between: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        **tags,
    }
    table, body = struct.pack(">I", len(tags)), b""
    at = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"test", 0x02400000, kind, space, between)
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(0.9642) + _fixed(1.0) + _fixed(0.8249)
    return head.ljust(128, b"\0") + table + body


def rgb(colorants: tuple[tuple[float, float, float], ...], curve: tuple[int, ...]) -> bytes:
    """A profile of three colorants with one curve for all."""
    tags = {
        name: _xyz(*colorant) for name, colorant in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True)
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(*curve))
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


ADOBE_RGB = rgb(ADOBE, (0x0233,))  # gamma 2.19921875
P3 = rgb(DISPLAY_P3, SRGB_GAMMA)
LINEAR_GREY = _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _curve(0x0100)})


def press() -> bytes:
    """A CMYK profile of a press that has one ink alone: whatever cyan, magenta and yellow say, black darkens the paper.

    A 2⁴ table from CMYK to Lab: L is 100 without black and 0 with it, a and b are neutral.
    """
    line = bytes(range(256))
    corners = b"".join(bytes((0 if number & 1 else 255, 128, 128)) for number in range(16))
    matrix = b"".join(_fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + 4 * line + corners + 3 * line
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


PRESS = press()
