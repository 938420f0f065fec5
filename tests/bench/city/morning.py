"""A city's morning: every worker's phone sends its track each half minute, photos come in, desks look at lists, the public at boards; trackers beside phones, if asked."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import heapq
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app import open_store
from app.core import clock, db
from app.gateways.trackers.api import OWNTRACKS
from app.ledger.models import Entry
from app.settings import ROOT, Settings
from tests.bench import client, hostile, machine, rates, storm
from tests.bench.city import stores
from tests.bench.figures import Figure, percentile
from tests.bench.storm import Phone

EVERY = 30.0  # seconds between what one phone sends
FIXES = 3  # of half a minute
PHOTOS, PAGES = 20, 100  # a second in the whole city of 6,120 phones
DESKS, LOOK = 50, 5.0  # dispatchers, and the seconds between their looks
PHONES = 6120
HUNG_UP = 0  # no answer at all
BEGINNING = 16  # lines on which the patrols are started, before anything is measured
OPEN_MOST = 400  # lines: a proxy in front keeps so many
PUBLIC = ("/board/", "/ask")


@dataclass
class Kind:
    """What came of one kind of request: seconds from when it was due until its answer, and statuses."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass(order=True)
class Due:
    """A request to be made at `at` (seconds from the beginning); `again` seconds later once more."""

    at: float
    number: int
    kind: str = field(compare=False)
    who: int = field(compare=False)
    again: float = field(compare=False)


def measure(settings: Settings, minutes: float, phones: int, trackers: int = 0) -> list[Figure]:
    """The morning of so many phones, the first of them with a tracker beside the page; of fewer than a whole city's all else is as much less. RuntimeError where an op is lost."""
    open_store(settings)
    workers = storm.workers(phones)
    secrets = stores.trackers([phone.person for phone in workers[:trackers]])
    office = Office(workers, stores.desks(DESKS), phones / PHONES, secrets)
    before = Entry.select().where(Entry.verb == "track").count()
    db.let_go()
    running = machine.served(settings.data_dir)
    worker = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=running._env, stderr=subprocess.DEVNULL
    )
    try:
        asyncio.run(office.start(running.port))
        sizes = [hostile.resident(running.pid)]
        asyncio.run(office.live(running.port, minutes * 60))
        sizes.append(hostile.resident(running.pid))
    finally:
        worker.terminate()
        worker.wait()
        running.stop()
        stores.end_trackers(settings)
    open_store(settings)
    found = Entry.select().where(Entry.verb == "track").count() - before
    db.let_go()
    if found < office.taken:
        raise RuntimeError(f"{office.taken} tracks were answered, {found} are in the ledger")
    return [*office.figures(), Figure("morning_rss", "MB", sizes[1:], sizes[:1])]


class Office:
    """Everybody who asks something of the server this morning."""

    def __init__(
        self, phones: list[Phone], desks: list[str], share: float, trackers: list[str] | None = None
    ) -> None:
        self.trackers = trackers or []  # the secret of each
        self.phones, self.desks, self.share = phones, desks, share
        self.kinds = {name: Kind() for name in ("sync", "photo", "desk", "page", "tracker")}
        self.patrols = [client.uuid7() for _ in phones]
        self.taken = 0
        self._chance = random.Random(6120)
        self._photo, self._count = rates.photo(), 0
        self._sent = [0] * len(phones)

    def figures(self) -> list[Figure]:
        """What they felt."""
        kinds = self.kinds
        refused = sum(
            count for kind in kinds.values() for status, count in kind.statuses.items() if status >= 400
        )
        return [
            Figure("morning_sync_p99", "ms", [_ms(kinds["sync"], 99)]),
            Figure("morning_sync_p50", "ms", [_ms(kinds["sync"], 50)]),
            Figure("morning_photo_p99", "ms", [_ms(kinds["photo"], 99)]),
            Figure("morning_desk_p50", "ms", [_ms(kinds["desk"], 50)]),
            Figure("morning_page_p50", "ms", [_ms(kinds["page"], 50)]),
            Figure("morning_syncs", "answers", [float(len(kinds["sync"].waits))]),
            *(
                [
                    Figure("morning_tracker_p99", "ms", [_ms(kinds["tracker"], 99)]),
                    Figure("morning_tracker_p50", "ms", [_ms(kinds["tracker"], 50)]),
                    Figure("morning_trackers", "answers", [float(len(kinds["tracker"].waits))]),
                ]
                if self.trackers
                else []
            ),
            Figure("morning_put_off", "answers", [float(refused)]),
            Figure(
                "morning_hung_up", "lines", [float(sum(kind.statuses[HUNG_UP] for kind in kinds.values()))]
            ),
        ]

    async def start(self, port: int) -> None:
        """Start every patrol, before the morning that is measured: at nine they are on their way."""
        self._open(port, BEGINNING)
        await asyncio.gather(*(self._until_taken(self._started(who)) for who in range(len(self.phones))))

    def _open(self, port: int, lines: int) -> None:
        self._port = port
        self._lines: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(lines)

    async def live(self, port: int, seconds: float) -> None:
        """Make every request when it is due, whether or not earlier ones are answered."""
        self._open(port, OPEN_MOST)
        due = list(self._plan())
        heapq.heapify(due)
        began, running = time.monotonic(), set()
        while due and due[0].at < seconds:
            one = heapq.heappop(due)
            await asyncio.sleep(max(0.0, began + one.at - time.monotonic()))
            task = asyncio.ensure_future(self._make(one, began + one.at))
            running.add(task)
            task.add_done_callback(running.discard)
            heapq.heappush(due, Due(one.at + one.again, one.number, one.kind, one.who, one.again))
        await asyncio.gather(*running)

    def _plan(self) -> Iterator[Due]:
        """The first of everything."""
        whole = [("sync", n, EVERY) for n in range(len(self.phones))]
        whole += [("tracker", n, EVERY) for n in range(len(self.trackers))]
        whole += [("desk", n, LOOK) for n in range(round(len(self.desks) * self.share) or 1)]
        whole += [(kind, 0, 1 / (rate * self.share)) for kind, rate in (("photo", PHOTOS), ("page", PAGES))]
        for number, (kind, who, again) in enumerate(whole):
            yield Due(self._chance.uniform(0, again), number, kind, who, again)

    async def _make(self, one: Due, planned: float) -> None:
        kind = self.kinds[one.kind]
        for sent in self._requests(one):
            status = await self._until_taken(sent, kind)
            if one.kind in ("sync", "tracker") and status == 200:
                self.taken += 1
        kind.waits.append(time.monotonic() - planned)

    async def _until_taken(self, sent: bytes, kind: Kind | None = None) -> int:
        """The status in the end; whoever is put off comes again after a second."""
        while True:
            status = await self._ask(sent)
            if kind is not None:
                kind.statuses[status] += 1
            if status == 503:
                await asyncio.sleep(1)
            elif status != HUNG_UP:
                return status

    async def _ask(self, sent: bytes) -> int:
        async with self._room:
            reader, writer = (
                self._lines.pop() if self._lines else await asyncio.open_connection("127.0.0.1", self._port)
            )
            try:
                writer.write(sent)
                status, _, _ = await storm.answer(reader)
            except (
                OSError,
                EOFError,
            ):  # the server has hung up on an idle line meanwhile: the phone takes another
                return HUNG_UP
            self._lines.append((reader, writer))
            return status

    def _requests(self, one: Due) -> list[bytes]:
        if one.kind == "sync":
            return [self._track(one.who)]
        if one.kind == "tracker":
            return [self._position(one.who)]
        if one.kind == "photo":
            return self._with_photo(self._chance.randrange(len(self.phones)))
        if one.kind == "desk":
            return [client.request("GET", "/desk/", Cookie=f"gridwalk={self.desks[one.who]}")]
        return [client.request("GET", self._chance.choice(PUBLIC))]

    def _position(self, who: int) -> bytes:
        """What OwnTracks posts: one position of now."""
        told = client.track("", clock.now(), 1, 1)
        (lat,), (lon,) = told["lat"], told["lon"]
        body = {
            "_type": "location",
            "tst": clock.now() // 1000,
            "lat": lat,
            "lon": lon,
            "acc": 8,
            "tid": "gw",
        }
        pair = base64.b64encode(f"phone:{self.trackers[who]}".encode()).decode()
        return client.request("POST", OWNTRACKS, json.dumps(body).encode(), Authorization=f"Basic {pair}")

    def _started(self, who: int) -> bytes:
        phone = self.phones[who]
        begun = client.op(phone.person, "patrol.start", {"patrol": self.patrols[who]}, seq=1)
        return client.batch(phone.token, phone.device, [begun])

    def _track(self, who: int) -> bytes:
        phone, patrol = self.phones[who], self.patrols[who]
        self._sent[who] += 1
        start = clock.now() - round(EVERY * 1000)
        piece = client.track(patrol, start, FIXES, 10_000)
        op = client.op(phone.person, "patrol.track", piece, seq=self._sent[who] + 1)
        return client.batch(phone.token, phone.device, [op])

    def _with_photo(self, who: int) -> list[bytes]:
        self._count += 1
        phone = self.phones[who]
        data = rates.unique(self._photo, time.time_ns() % 10**16)
        sha256 = hashlib.sha256(data).hexdigest()
        bearer = {"Authorization": f"Bearer {phone.token}"}
        return [
            client.batch(phone.token, phone.device, [client.report(phone.person, photos=[sha256])]),
            client.request("PUT", f"/api/v1/photos/{sha256}", data, "image/jpeg", **bearer),
        ]


def _ms(kind: Kind, rank: int) -> float:
    return percentile(kind.waits, rank) * 1000 if kind.waits else 0.0
