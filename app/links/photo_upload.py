"""A photo brought through a link: taken in like any other, under the name of the link's person or unit."""

from __future__ import annotations

from typing import BinaryIO

from app.evidence import upload
from app.links.lookup import Opened

MOST = 3  # photos in one form


def bringer(opened: Opened) -> str:
    """The key under which the bytes are stored: the person's id, or the unit's."""
    return opened.person.id if opened.person is not None else f"unit:{opened.link.unit}"


def bring(opened: Opened, stream: BinaryIO) -> str:
    """Store a photo that has just arrived; returns its digest. Raises the problems of `upload.take_new`."""
    return upload.take_new(stream, bringer(opened))
