"""Five hundred phones come back into reach at once, each with fifty things that wait; how long until all have their receipts."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec

from app import open_store
from app.areas.models import Post
from app.core import clock, db, ids
from app.demo.whole_city import seed
from app.demo.whole_city.size import Size
from app.people import tokens
from app.people.models import Person
from app.settings import Settings
from app.sync.models import Receipt
from tests.bench import client, machine
from tests.bench.figures import Figure, percentile

PHONES, TRACKS, FIXES, REPORTS = 500, 8, 60, 40
OPS = 1 + TRACKS + REPORTS + 1
LONGEST = 600.0  # seconds


class Phone(NamedTuple):
    """Whose it is, and what it sends with."""

    person: str
    token: str
    device: str


class Told(NamedTuple):
    """What the phones were answered: statuses, and seconds from sending to the receipts."""

    statuses: Counter[int]
    waits: list[float]
    spent: float


def measure(folder: Path) -> list[Figure]:
    """The storm over a city of as many grids. RuntimeError where an op has no receipt, or two."""
    settings = Settings(data_dir=folder, demo=True)
    seed.seed(settings, Size(PHONES, PHONES, 2000, 0))
    phones = workers(PHONES)
    before = Receipt.select().count()
    db.let_go()
    running = machine.served(folder)
    try:
        told = asyncio.run(_all(running.port, [(phone, queue(phone)) for phone in phones]))
    finally:
        running.stop()
    open_store(settings)
    found = Receipt.select().count() - before
    db.let_go()
    if found != PHONES * OPS or set(told.statuses) - {200, 503}:
        raise RuntimeError(f"{found} receipts of {PHONES * OPS}; answers {dict(told.statuses)}")
    return [
        Figure("storm_drain", "s", [told.spent]),
        Figure("storm_receipt_p99", "s", [percentile(told.waits, 99)]),
        Figure("storm_put_off", "answers", [float(told.statuses[503])]),
    ]


def workers(count: int) -> list[Phone]:
    """A phone of each of so many workers of the open store, with a token."""
    posts = Post.select(Post.person).where(Post.role == "grid_worker").order_by(Post.area).limit(count)
    phones = []
    with db.transaction():
        for post in posts:
            device = ids.uuid7()
            token, _ = tokens.issue_sync_token(Person(id=post.person_id), device)
            phones.append(Phone(post.person_id, token, device))
    return phones


def queue(phone: Phone) -> bytes:
    """What waits on it: a patrol with its track, and reports from it."""
    patrol, start = client.uuid7(), clock.now() - clock.HOUR
    tracks = [client.track(patrol, start + n * FIXES * 5000, FIXES, 5000) for n in range(TRACKS)]
    ops = [
        client.op(phone.person, "patrol.start", {"patrol": patrol}),
        *(client.op(phone.person, "patrol.track", track) for track in tracks),
        *(client.report(phone.person) for _ in range(REPORTS)),
        client.op(phone.person, "patrol.finish", {"patrol": patrol}),
    ]
    for at, one in enumerate(ops):
        one["seq"] = at + 1
    return client.batch(phone.token, phone.device, ops)


async def _all(port: int, queues: list[tuple[Phone, bytes]]) -> Told:
    statuses: Counter[int] = Counter()
    waits: list[float] = []
    began = time.monotonic()
    await asyncio.gather(*(_drain(port, sent, statuses, waits) for _, sent in queues))
    return Told(statuses, waits, time.monotonic() - began)


async def _drain(port: int, sent: bytes, statuses: Counter[int], waits: list[float]) -> None:
    """Send until it is taken, and wait as long as the server says."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        began = time.monotonic()
        status, head, body = await ask(port, sent)
        statuses[status] += 1
        if status == 200:
            waits.append(time.monotonic() - began)
            answers = msgspec.json.decode(body)["results"]
            if any(answer["status"] not in ("applied", "duplicate") for answer in answers):
                raise RuntimeError(f"not applied: {answers}")
            return
        if status != 503:
            return
        await asyncio.sleep(float(head.partition(b"retry-after:")[2].split(b"\r\n", 1)[0] or 1))


async def ask(port: int, sent: bytes) -> tuple[int, bytes, bytes]:
    """(status, head in small letters, body) over a line of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        return await answer(reader)
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    """(status, head in small letters, body) of the next answer on this line."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
    return int(head[9:12]), head, await reader.readexactly(length)
