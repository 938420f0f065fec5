"""The answer to /healthz: from a thread of its own, or from the event loop where that thread does not come back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from flask import Flask, g, jsonify

from app.core.web import guard
from app.server.refusals import MARK
from app.server.reply import Reply

PATH = "/healthz"  # has a thread of its own, so that it says how we are when all others are taken
PATIENCE = 4.0  # seconds; a database that is frozen takes a question and never answers it
GLANCE = 0.5  # seconds for a look at the folder of photos, which is then called down


class Health:
    """One thread asks the application; while it hangs, those who ask are told that the database is down."""

    def __init__(self, app: Flask, evidence: Path, disk: Executor) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._hangs: asyncio.Future[Reply] | None = (
            None  # a question that had no answer in time, if it still has none
        )
        self._evidence, self._disk = evidence, disk
        self._down = {part: _rendered(app, part) for part in ("ok", "down")}

    async def reply(self, call: Callable[..., Reply], *arguments: object) -> Reply:
        """What `call` says within PATIENCE, else that the database is down. From the event loop only.

        Nothing is put in line behind a question that hangs: who asks then waits for that one to come back.
        """
        hanging = self._hangs
        if hanging is not None and not await _comes(hanging):
            return await self._is_down()
        question = self._thread.submit(call, *arguments)
        answer = asyncio.wrap_future(question)
        if await _comes(answer):
            return answer.result()
        if not question.cancel():
            self._hangs = answer
            answer.add_done_callback(self._back)
        return await self._is_down()

    def _back(self, answer: asyncio.Future[Reply]) -> None:
        """Note that a late reply came after all; its content is not used."""
        self._hangs = None
        if not answer.cancelled():
            answer.exception()

    async def _is_down(self) -> Reply:
        return self._down[await self._folder()]

    async def _folder(self) -> str:
        look = asyncio.get_running_loop().run_in_executor(
            self._disk, os.access, self._evidence, os.R_OK | os.W_OK | os.X_OK
        )
        try:
            return "ok" if await asyncio.wait_for(look, GLANCE) else "down"
        except TimeoutError:
            return "down"

    def end(self) -> None:
        """Begin nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


async def _comes(answer: asyncio.Future[Reply]) -> bool:
    """Whether it is there within PATIENCE."""
    return bool((await asyncio.wait([answer], timeout=PATIENCE))[0])


def _rendered(app: Flask, evidence: str) -> Reply:
    with app.test_request_context(PATH):
        g.request_id = MARK
        payload = {
            "status": "down",
            "database": "down",
            "evidence": evidence,
            "disk": evidence,
            "version": app.config["VERSION"],
        }
        response = jsonify(payload)
        response.status_code, response.headers["Retry-After"] = 503, "5"
        response = guard.dressed(response)
        headers = [(key, value) for key, value in response.headers.items() if value != MARK]
        return Reply(503, headers, response.get_data())
