"""A photo as an answer: for whoever asked alone, never run as anything else, under a name that says nothing."""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file


def send(path: Path, mime: str, name: str = "") -> Response:
    """The file, which a browser may ask for again by its name; saved as `name` where one is given."""
    response = guarded(send_file(path, mimetype=mime, conditional=True, etag=path.stem))
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def guarded(response: Response) -> Response:
    """The answer, which no cache on the way keeps and no browser takes for a page."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
