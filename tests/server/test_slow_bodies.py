"""Whoever sends slowly holds up nobody: a thread is taken when the whole body is here, and for no longer than the answer takes to make."""

from __future__ import annotations

import asyncio
import json
import os
import select
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import apsw
import pytest

from tests import live, slow
from tests.evidence import pictures
from tests.server import raw
from tests.server.hasty import LONG, PLACES, Hasty

T = TypeVar("T")
HEAD = "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hasty")
    live.prepare(folder)
    server = Hasty(folder)
    yield server
    server.stop()


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, run in a thread of its own: Playwright keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def get(server, path, *more):
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "".join(f"{one}\r\n" for one in more)
    return raw.say(server.port, head.encode() + b"\r\n")


def test_beside_many_slow_bodies_everybody_else_is_answered_and_an_honest_slow_photo_arrives(real):
    server, cast = real
    photo = pictures.picture(size=(700, 500))
    path = f"/api/v1/photos/{pictures.sha(photo)}"

    async def honest():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {cast.sync_tokens['worker']}\r\n"
        writer.write(f"{head}Content-Length: {len(photo)}\r\nConnection: close\r\n\r\n".encode())
        for at in range(0, len(photo), 800):  # 8 kB a second
            writer.write(photo[at : at + 800])
            await writer.drain()
            await asyncio.sleep(0.1)
        line = await reader.readline()
        writer.close()
        return int(line.split()[1])

    with slow.senders(server.port, 64) as crowd:
        assert [get(server, path).status for path in ("/healthz", "/ask", "/healthz", "/ask")] == [200] * 4
        assert in_a_thread(honest()) == 201
    assert crowd.statuses == {"open": 64}


def test_who_sends_nothing_and_who_only_trickles_are_told_to_come_again_and_who_is_merely_slow_is_heard(
    hasty,
):
    async def both():
        return await asyncio.gather(
            slow.send(hasty.port, 50_000, rate=40), slow.send(hasty.port, 16_000, rate=4000)
        )

    silent = raw.connect(hasty.port)
    silent.sendall(HEAD.format(path="/api/v1/sync", length=9).encode() + b"[")
    assert in_a_thread(both()) == [408, 400]
    told = raw.heard(silent)
    assert told.status == 408 and told.headers["content-type"] == "application/problem+json"
    assert json.loads(told.body)["type"] == "/problems/not-whole" and int(told.headers["retry-after"]) > 0
    assert json.loads(told.body)["request_id"] == told.headers["x-request-id"]


def test_one_address_cannot_hold_every_place(hasty):
    held = []
    for _ in range(PLACES // 2):
        line = raw.connect(hasty.port)
        line.sendall(HEAD.format(path="/api/v1/sync", length=9).encode() + b"[")
        held.append(line)
    refused = raw.say(hasty.port, HEAD.format(path="/ask", length=2).encode() + b"[]")
    assert refused.status == 503 and int(refused.headers["retry-after"]) > 0
    assert get(hasty, "/healthz").status == 200
    for line in held:
        assert raw.heard(line).status == 408
    assert raw.say(hasty.port, HEAD.format(path="/api/v1/sync", length=2).encode() + b"[]").status == 401


def test_when_every_thread_is_taken_the_next_hears_it_at_once_and_health_is_told(hasty):
    """Somebody writes and writes; whoever must write too waits in the only thread."""
    db = apsw.Connection(str(hasty.folder / "gridwalk.db"))
    db.execute("begin immediate").fetchall()
    body = json.dumps({"login": "worker", "password": "x" * 9, "device": {"id": "0" * 8, "label": ""}})
    body = body.replace("00000000", "01890000-0000-7000-8000-000000000000").encode()
    line = raw.connect(hasty.port)
    line.sendall(HEAD.format(path="/api/v1/session", length=len(body)).encode() + body)
    assert get(hasty, "/healthz").status == 200  # by now the only thread has taken what came before
    page = get(hasty, "/ask", "Accept: text/html", "Accept-Language: en")
    assert page.status == 503 and int(page.headers["retry-after"]) > 0
    assert page.headers["content-type"].startswith("text/html") and b"Busy" in page.body
    assert "default-src 'none'" in page.headers["content-security-policy"]
    problem = get(hasty, "/api/v1/me")
    assert json.loads(problem.body)["title"] == "现在很忙"
    assert get(hasty, "/healthz").status == 200
    db.execute("rollback").fetchall()
    assert raw.heard(line).status in (401, 503)
    assert get(hasty, "/ask").status == 200


def test_who_does_not_read_the_answer_holds_no_thread_and_is_cut_off(hasty):
    lines = []
    for _ in range(6):
        line = raw.connect(hasty.port)
        line.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert line.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        lines.append(line)
    assert get(hasty, "/ask").status == 200
    whole = get(hasty, "/long")
    assert len(whole.body) == LONG and whole.body[-1] == 255
    for line in lines:
        with pytest.raises(ConnectionError):
            for _ in range(100):  # the end of a line is told to whoever says something more
                line.send(b"\n")
                select.select([], [], [line], 0.2)
        line.close()


def test_what_passes_through_leaves_nothing_behind_after_a_restart(hasty):
    left = hasty.folder / "passing" / "reply-left"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    hasty.kill()
    hasty.start()
    assert not left.exists()
