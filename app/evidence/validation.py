"""Says whether bytes are a whole photo of a kind we take, without trusting what they say of themselves."""

from __future__ import annotations

import contextlib
import struct
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from PIL import Image

from app.core.problems.problem import Problem

PIXELS_MOST = 50_000_000
HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
)
PNG_HEAD, PNG_FRAME = 8, 12  # bytes before the first chunk; of a chunk beside its data
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
DECLARED = (*MIMES.values(), "image/heif", "image/heic-sequence", "image/heif-sequence")  # by phones

Image.MAX_IMAGE_PIXELS = PIXELS_MOST
pillow_heif.register_heif_opener()

_decoding = threading.BoundedSemaphore(2)  # a 50 Mpx photo takes 150 MB while it is decoded


@dataclass(frozen=True)
class PhotoFacts:
    """What a photo is: MIME type and size in pixels as stored (not yet turned upright)."""

    mime: str
    width: int
    height: int


def format_of(head: bytes) -> str | None:
    """Pillow's name of the format that the first bytes announce; None for anything we do not take."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


@contextlib.contextmanager
def opened(path: Path, smallest: int | None = None) -> Iterator[Image.Image]:
    """The photo, fully decoded; `smallest` px on the shorter side are enough (quicker for JPEG).

    Problem not-an-image, image-too-many-pixels or broken-image. At most two are decoded at once.
    """
    with _decoding:
        image, _ = _decode(path, kind_of(path), smallest)
        try:
            yield image
        finally:
            image.close()


def kind_of(path: Path) -> str:
    """Pillow's name of the file's format. Problem not-an-image for anything we do not take."""
    with path.open("rb") as file:
        kind = format_of(file.read(16))
    if kind is None:
        raise Problem("not-an-image")
    return kind


def _decode(path: Path, kind: str, smallest: int | None) -> tuple[Image.Image, tuple[int, int]]:
    """The picture, and its size as stored, of which `smallest` may have made less."""
    if kind == "PNG" and not _is_whole_png(path):
        raise Problem("broken-image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(path, formats=(kind,))
            if image.width * image.height > PIXELS_MOST:
                raise Problem("image-too-many-pixels")
            size = image.size
            if smallest is not None:
                image.draft("RGB", (smallest, smallest))
            image.load()
    except (Problem, MemoryError):
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Problem("image-too-many-pixels") from error
    except Exception as error:  # decoders raise whatever they like on broken bytes
        raise Problem("broken-image") from error
    return image, size


def _is_whole_png(path: Path) -> bool:
    """Whether its chunks go on to IEND (PNG, 5.6): the decoder is content with every pixel and does not miss the rest."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        at = PNG_HEAD
        while at + PNG_FRAME <= size:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            at += PNG_FRAME + length
            if kind == b"IEND":
                return at <= size
    return False


def inspect(path: Path) -> PhotoFacts:
    """Decode the whole photo once; its MIME type, width and height in pixels. Raises Problem like `opened`.

    Of a JPEG as few pixels as can be are made: every byte is read all the same, so that a cut or damage is found.
    """
    kind = kind_of(path)
    with _decoding:
        image, (width, height) = _decode(path, kind, 1)
        image.close()
    return PhotoFacts(MIMES[kind], width, height)
