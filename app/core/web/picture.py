"""A photo as an answer: for whoever asked alone, never run as anything else, under a name that says nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from flask import Response, send_file

from app.core.files import elsewhere


def send(path: Path, mime: str, name: str = "") -> Response:
    """The file, which a browser may ask for again by its name; saved as `name` where one is given."""
    response = guarded(send_file(_readable(path), mimetype=mime, conditional=True, etag=path.stem))
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _readable(path: Path) -> Path | BinaryIO:
    if not elsewhere.is_elsewhere(path):
        return path
    with elsewhere.reached():
        return io.BytesIO(path.read_bytes())


def guarded(response: Response) -> Response:
    """The answer, which no cache on the way keeps and no browser takes for a page."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
