"""The real server with little patience and few places, so that what takes it minutes to refuse takes a test seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Response

from app import create_app, open_store
from app.run import log, web
from app.server import process, rsgi
from app.server.body_budget import Budget
from app.server.body_reader import Pace
from app.settings import load
from tests import live

PLACES = 16  # for bodies on their way in, so that one address gets eight
LONG = 256 * 65_536  # bytes, more than a line takes while nobody reads


class Hasty(live.Server):
    """One thread, no queue, a second's patience."""

    command = ("tests.server.hasty",)

    def __init__(self, folder: Path, **env: str) -> None:
        super().__init__(folder, THREADS="1", **env)


def application() -> rsgi.Server:
    """As `web.application`, with a page besides that is long."""
    process.give_memory_back()
    settings = load()
    log.install()
    open_store(settings)
    app = create_app(settings)

    @app.get("/long")
    def long() -> Response:
        def pieces() -> Iterator[bytes]:
            for number in range(LONG // 65_536):
                yield bytes([number % 256]) * 65_536

        return Response(pieces(), content_type="application/octet-stream")

    rsgi.WAITING = 0
    process.UNREAD = 1.0
    server = rsgi.Server(app, settings, Pace(idle=1, grace=2, rate=1000))
    server._intake.bodies = Budget(PLACES)
    return server


if __name__ == "__main__":
    web.serve(load(), "tests.server.hasty:application")
