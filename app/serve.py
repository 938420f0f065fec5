"""The web process: granian over our WSGI application, with TLS and HTTP/2 where configured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from app import create_app, log, open_store
from app.core import migrate
from app.settings import Settings, load


def application() -> Any:
    """What granian's worker loads: the app over a migrated store. RuntimeError on an unmigrated one."""
    settings = load()
    log.install()
    open_store(settings)
    waiting = migrate.pending()
    if waiting:
        raise RuntimeError(f"run `gridwalk migrate` first: {', '.join(waiting)}")
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    return create_app(settings)


def serve(settings: Settings) -> None:
    """Serve until ended."""
    tls: dict[str, Any] = {}
    if settings.tls_cert:
        tls = {"ssl_cert": Path(settings.tls_cert), "ssl_key": Path(settings.tls_key)}
    Granian(
        "app.serve:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads,
        http=HTTPModes.auto if settings.tls_cert else HTTPModes.http1,
        backlog=1024,
        respawn_failed_workers=False,
        workers_kill_timeout=3,
        log_access=False,
        websockets=False,
        **tls,
    ).serve()
