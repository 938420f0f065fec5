"""The RSGI application that granian calls: takes the body in whole, then has a thread run the WSGI application."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask

from app.core.problems.problem import Problem
from app.core.web import body_limits, thin
from app.core.web.proxies import Proxies
from app.core.web.thin import Call, Doors
from app.core.writers import committer
from app.core.writers.committer import MOST, Committer
from app.server import health, process
from app.server.body_budget import caller_of
from app.server.body_reader import Body, Intake, Pace
from app.server.environ import caller, environ
from app.server.health import Health
from app.server.kept_pages import KeptPages
from app.server.pool import Full, Pool
from app.server.refusals import Refusals
from app.server.reply import OPENED, Reply, answer
from app.settings import Settings

WAITING = 200  # requests that wait for a thread; the next is told to come again
# seconds that a phone's batch may wait here: the phone gives an answer up after twenty (`limits` in batch.js), of which its
# line takes a share, and then sends all of it once more
PATIENCE = 7.0

log = logging.getLogger("gridwalk.server")


class Server:
    """One per process. Everything but the WSGI application itself runs on the event loop."""

    def __init__(self, app: Flask, settings: Settings, pace: Pace | None = None) -> None:
        self._app, self._proxies = app, Proxies(settings.trusted_proxies, settings.proxy_addresses)
        self._folder = _swept(settings.data_dir / "passing")
        self._disk = ThreadPoolExecutor(2, thread_name_prefix="disk")
        self._intake = Intake(self._folder, self._disk, pace)
        self._pool = Pool("web", settings.threads, WAITING)
        self._committer = Committer()
        committer.use(self._committer)
        self._writers = Pool("writers", 2 * MOST, WAITING, self._committer, PATIENCE)
        self._thin: Doors = app.extensions[thin.NAME]
        self._health = Health(app, settings.evidence_dir, self._disk)
        self._refusals = Refusals(app)
        self._kept = KeptPages()
        self._listens = False

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Answer one request."""
        if not self._listens:
            self._listens = True
            process.end_unread_lines()
        (await self._answered(scope, proto)).send(proto)

    def __rsgi_del__(self, _: asyncio.AbstractEventLoop) -> None:
        """Begin nothing more."""
        self._pool.end()
        self._writers.end()
        self._health.end()
        self._disk.shutdown(wait=False, cancel_futures=True)

    async def _answered(self, scope: Any, proto: Any) -> Reply:
        taken: Body | None = None
        page = self._kept.key(scope)
        kept = None if page is None else self._kept.find(page)
        if kept is not None:
            return kept
        try:
            taken = await self._body(scope, proto)
            variables = environ(
                scope, await taken.whole() if taken else io.BytesIO(), taken.size if taken else 0
            )
            if scope.path == health.PATH:
                return await self._health.reply(answer, self._app, variables, self._folder)
            call = self._thin.call(variables)
            if call is not None and call.writes:
                return await self._written(call, scope)
            reply = await self._pool.run(self._whose(scope), answer, self._app, variables, self._folder)
            if page is not None:
                self._kept.remember(page, reply)
            return reply
        except Problem as problem:
            return self._refused(problem.name, scope)
        except Full:
            return self._refused("busy", scope)
        except Exception:
            log.exception("internal")
            return self._refused("internal", scope)
        finally:
            if taken is not None:
                taken.close()

    async def _written(self, call: Call, scope: Any) -> Reply:
        """The reply to a call whose work is done together with others', when all of it is durable."""
        outcome: Any
        try:
            outcome = await self._writers.run(self._whose(scope), call.answer)
        except Full:
            raise
        except Exception as error:
            outcome = error
        return Reply(*call.reply(outcome))

    async def _body(self, scope: Any, proto: Any) -> Body | None:
        """The body, None where the head says that there is none."""
        length = scope.headers.get("content-length")
        if (
            scope.http_version.startswith("1")
            and length in (None, "0")
            and "transfer-encoding" not in scope.headers
        ):
            return None
        kind = (scope.headers.get("content-type") or "").split(";")[0].strip().lower()
        return await self._intake.take(
            proto,
            self._network(scope),
            body_limits.most(scope.path, kind),
            None if length is None else int(length),
        )

    def _network(self, scope: Any) -> str:
        return caller_of(caller(scope, self._proxies))

    def _whose(self, scope: Any) -> str:
        """The key for taking turns at a thread: the network and, if signed in, the credential as it was sent."""
        credential = scope.headers.get("authorization") or scope.headers.get("cookie") or ""
        return f"{self._network(scope)} {credential}"

    def _refused(self, name: str, scope: Any) -> Reply:
        return self._refusals.reply(name, environ(scope, io.BytesIO(), 0))


def _swept(folder: Path) -> Path:
    """The folder for what passes through, without what an earlier process left there."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > 2 * OPENED:
                left.unlink()
    return folder
