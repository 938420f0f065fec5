"""A photo brought through a link: taken in like any other, under the name of the link's person or unit."""

from __future__ import annotations

from typing import BinaryIO

from app.evidence import upload
from app.links.lookup import Opened

MOST = 3  # photos in one form


def bringer(opened: Opened) -> str:
    """Under whose name the bytes are kept: the person, or the unit as such."""
    return opened.person.id if opened.person is not None else f"unit:{opened.link.unit}"


def bring(opened: Opened, stream: BinaryIO) -> str:
    """The digest of a photo that has just come; the problems of `intake.take`."""
    return upload.take_new(stream, bringer(opened))
