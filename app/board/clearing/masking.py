"""Covers what must not be seen, in the pixels themselves, and keeps the result under its own digest."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

from PIL import Image, ImageDraw

from app.board.clearing.marks import Box, Marks, Stroke
from app.board.models import ClearedPhoto
from app.evidence import copies, storage

MOST = 1024  # px of the longer side: what a phone shows, and small enough that small print is not read
INK = (20, 32, 43)
MIME = "image/webp"


def masked(sha256: str, marks: Marks) -> Image.Image:
    """The cleaned photo with everything marked painted over in one colour; Problem not-found without its bytes."""
    image = copies.pixels(sha256, MOST)
    brush = ImageDraw.Draw(image)
    for box in marks.boxes:
        _cover_box(brush, image.size, box)
    for stroke in marks.strokes:
        _cover_stroke(brush, image.size, stroke)
    return image


def _cover_box(brush: ImageDraw.ImageDraw, size: tuple[int, int], box: Box) -> None:
    """Outwards to whole pixels, so that no edge of what is below shines through."""
    wide, high = size
    left, top = math.floor(box.x * wide), math.floor(box.y * high)
    right, bottom = math.ceil((box.x + box.w) * wide), math.ceil((box.y + box.h) * high)
    brush.rectangle((left, top, max(right, left), max(bottom, top)), fill=INK)


def _cover_stroke(brush: ImageDraw.ImageDraw, size: tuple[int, int], stroke: Stroke) -> None:
    wide, high = size
    radius = max(1.0, stroke.d * wide / 2)
    points = [(x * wide, y * high) for x, y in zip(stroke.p[::2], stroke.p[1::2], strict=True)]
    if len(points) > 1:
        brush.line(points, fill=INK, width=math.ceil(2 * radius), joint="curve")
    for x, y in points:
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INK)


def store(image: Image.Image) -> str:
    """Write the picture anew, with nothing in it but its pixels; returns the digest it is stored under.

    Problem no-room-left where the disk is nearly full.
    """
    storage.require_room()
    with storage.incoming() as (file, path):
        image.save(file, "WEBP", quality=78, method=4)
        file.flush()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        storage.store(file, path, where(digest))
    return digest


def where(digest: str) -> Path:
    """Where the masked copy lies."""
    return storage.folder() / "cleared" / digest[:2] / digest


def drop_unused(digests: set[str]) -> None:
    """Forget the copies that no clearing names any more."""
    used = {
        row.digest
        for row in ClearedPhoto.select(ClearedPhoto.digest).where(ClearedPhoto.digest.in_(list(digests)))
    }
    for digest in digests - used:
        storage.delete(where(digest))
