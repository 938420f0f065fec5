"""Photos for the tests: whole ones of every kind, and every kind of broken one."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def sha(data: bytes) -> str:
    """The name under which the bytes go."""
    return hashlib.sha256(data).hexdigest()


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), seed: int = 1, **save: Any) -> bytes:
    """A photo with some detail in it; `seed` makes another one."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.paste((seed % 256, 200, 40), (0, 0, size[0] // 3, size[1] // 3))
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    """A JPEG that knows where it was taken, carries a comment, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[2] = (27.0, 34.0, 48.0)
    exif.get_ifd(0x8825)[4] = (120.0, 33.0, 0.0)
    return picture(exif=exif, comment=b"SECRETCOMMENT")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kB that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
