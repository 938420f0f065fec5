"""The web process: granian before our own threads (`app.server`), with TLS and HTTP/2 where configured."""

from __future__ import annotations

import ssl
from typing import Any

from flask import Flask, request
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings, HTTP2Settings

from app import create_app, open_store
from app.areas.geometry import location
from app.core import db, migrate
from app.core.problems.problem import Problem
from app.core.web import thin
from app.run import locks, log
from app.server import process
from app.server.rsgi import Server
from app.settings import Settings, load

HEAD_MOST = 64 * 1024  # bytes of a request's line and headers, and of a body that granian holds at once
FILE_THREADS = 8  # that read files for answers, a piece at a time, as fast as their readers take them


def application() -> Server:
    """What granian's worker loads: the app over the store, which answers 503 until its database is there."""
    process.give_memory_back()
    settings = load()
    log.install()
    open_store(settings)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    if db.healthy():
        location.index()  # before anybody asks: all who come first would wait for it
        db.let_go()
    else:
        _look_when_it_answers(app)
    return Server(app, settings)


def _look_when_it_answers(app: Flask) -> None:
    """The database was away at the start: whether it is migrated is asked as soon as it answers."""
    known = False

    def require() -> None:
        nonlocal known
        if not known:
            if migrate.newer() or migrate.pending():
                raise Problem("busy")
            known = True

    app.extensions[thin.NAME].checks.append(require)

    @app.before_request
    def check() -> None:
        if request.path != "/healthz":
            require()


def serve(settings: Settings, target: str = "app.run.web:application") -> None:
    """Serve what `target` makes, until ended. migrate.Unmigrated on a store that is not migrated."""
    open_store(settings)
    migrate.require()
    tls = tls_files(settings)
    Granian(
        target,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        workers=settings.processes,
        runtime_blocking_threads=FILE_THREADS,
        http=HTTPModes.auto if tls else HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=30_000, max_buffer_size=HEAD_MOST),
        http2_settings=HTTP2Settings(
            initial_connection_window_size=4 * HEAD_MOST,
            initial_stream_window_size=4 * HEAD_MOST,
            keep_alive_interval=30_000,
            max_concurrent_streams=100,
            max_headers_size=HEAD_MOST,
        ),
        backlog=1024,
        backpressure=process.allow_many_lines(),
        # beside others it is started again here, unless it dies at once; alone its supervisor does that
        respawn_failed_workers=settings.processes > 1,
        workers_kill_timeout=2,  # less than the supervisor's GRACE
        log_access=False,
        log_dictconfig=log.GRANIAN,
        websockets=False,
        **tls,
    ).serve()


def tls_files(settings: Settings) -> dict[str, Any]:
    """What granian is told about certificate and key; locks.Refused where the two cannot be used together."""
    if settings.tls_cert is None or settings.tls_key is None:
        return {}
    for name, file in (("TLS_CERT", settings.tls_cert), ("TLS_KEY", settings.tls_key)):
        try:
            file.read_bytes()
        except OSError as error:
            raise locks.Refused(f"{name} names {file}: {error.strerror}; nothing was started") from error
    try:  # a key that asks for a pass phrase would hang here without an answer
        ssl.create_default_context().load_cert_chain(settings.tls_cert, settings.tls_key, password="")
    except ssl.SSLError as error:
        raise locks.Refused(
            f"TLS_CERT ({settings.tls_cert}) and TLS_KEY ({settings.tls_key}) are no certificate and its key "
            f"in PEM without a pass phrase: {error.reason or error}; nothing was started"
        ) from error
    return {"ssl_cert": settings.tls_cert, "ssl_key": settings.tls_key}
