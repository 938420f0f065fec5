"""The copies that people see: upright, without metadata, in three sizes, made on first view."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from app.core.problems.problem import Problem
from app.evidence import caption, colours, storage, validation
from app.evidence.models import Photo

MADE = 4  # counts up whenever copies are made differently, so that old ones are not served


@dataclass(frozen=True)
class Size:
    """Longest side in px (None: as it is), Pillow's format, file ending, MIME type, and whether it carries the line."""

    most: int | None
    format: str
    ending: str
    mime: str
    line: bool


SIZES = {
    "full": Size(None, "JPEG", "jpg", "image/jpeg", True),
    "1024": Size(1024, "WEBP", "webp", "image/webp", True),
    "320": Size(320, "WEBP", "webp", "image/webp", False),
}


def copy(sha256: str, size: str, named: bool = True) -> tuple[Path, Size]:
    """The file of the copy in that size, made now unless it was; Problem not-found, or bad-value for a size we do not make.

    `named` False, for people outside: the line on it does not say who brought it.
    """
    if size not in SIZES:
        raise Problem("bad-value", ("size", "not-a-choice"))
    if not Photo.select().where(Photo.sha256 == sha256).exists() or not storage.is_stored(sha256):
        raise Problem("not-found")
    wanted = SIZES[size]
    line = caption.caption_text(sha256, named) if wanted.line else ""
    mark = hashlib.sha256(f"{MADE} {line}".encode()).hexdigest()[:8]
    path = storage.copies(sha256) / f"{sha256}-{size}-{mark}.{wanted.ending}"
    if not storage.is_there(path):
        _make(storage.original(sha256), path, wanted, line)
    return path, wanted


def pixels(sha256: str, most: int) -> Image.Image:
    """The photo upright, no larger than `most`, without metadata and without the line, for another copy to be made of it.

    Problem not-found while its bytes are not here; otherwise as `validation.opened`.
    """
    if not Photo.select().where(Photo.sha256 == sha256).exists() or not storage.is_stored(sha256):
        raise Problem("not-found")
    with storage.at_hand(storage.original(sha256)) as file, validation.opened(file, most) as image:
        return bare(image, most)


def _make(original: Path, path: Path, size: Size, line: str) -> None:
    with storage.at_hand(original) as here, validation.opened(here, size.most) as image:
        clean = bare(image, size.most)
    if line:
        caption.draw(clean, line)
    with storage.incoming() as (file, temporary):
        clean.save(file, size.format, quality=88 if size.format == "JPEG" else 80)
        file.flush()
        storage.settle(temporary, path)


def bare(image: Image.Image, most: int | None) -> Image.Image:
    """The picture upright, no larger than `most` px, in sRGB, on a new canvas, so that nothing but pixels is copied."""
    profile = image.info.get("icc_profile")
    with contextlib.suppress(Exception):  # unreadable EXIF: shown as it lies
        ImageOps.exif_transpose(image, in_place=True)
    image = colours.evened(image)
    if most is not None:
        image.thumbnail((most, most))
    image = colours.to_srgb(image, profile)
    fresh = Image.new("RGB", image.size, (255, 255, 255))
    fresh.paste(image, mask=image if image.mode == "RGBA" else None)
    return fresh
