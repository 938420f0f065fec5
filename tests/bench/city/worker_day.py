"""What one worker's day costs a server: two hours of patrol sent each half minute, marks, visits, reports and photos."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import tempfile
import time

import apsw

from app.core import clock
from app.settings import Settings
from tests import live
from tests.bench import client, machine, rates
from tests.bench.city import stores
from tests.bench.client import Job
from tests.bench.figures import Figure

DAYS, EACH = 5, 200
HALF_MINUTES, FIXES = 240, 3
MARKS, VISITS, REPORTS, PHOTOS = 4, 2, 3, 3


def measure(settings: Settings) -> list[Figure]:
    """CPU seconds, bytes written and kept, and fsyncs of a day, in a city that is there already."""
    phones = rates.Phones(stores.writers(settings))
    running = live.Server(settings.data_dir)
    figures = {
        name: Figure(f"worker_day_{name}", unit, [])
        for name, unit in {"requests": "", "cpu": "s", "written": "kB", "kept": "kB", "fsyncs": ""}.items()
    }
    try:
        for _ in range(DAYS):
            queue = day(phones)
            before, kept = machine.spent_by(running.pid), _kept(settings)
            client.rate(running.port, [queue], seconds=600)
            after = machine.spent_by(running.pid)
            figures["requests"].runs.append(float(sum(len(job) for job in queue)))
            figures["cpu"].runs.append(after[0] - before[0])
            figures["written"].runs.append((after[1] - before[1]) / 1000)
            figures["kept"].runs.append((_kept(settings) - kept) / 1000)
        if shutil.which("strace"):  # it slows what it watches: on a day of its own
            figures["fsyncs"].runs.append(_synced(running, day(phones)))
        return [*(figure for figure in figures.values() if figure.runs), *_costs(running, settings, phones)]
    finally:
        running.stop()


def _costs(running: live.Server, settings: Settings, phones: rates.Phones) -> list[Figure]:
    """CPU milliseconds of the server for one of each thing."""
    desk = stores.signed_in(settings)["dispatcher"]
    patrol = phones.patrols(running.port)[0]
    things: dict[str, list[Job]] = {
        "track": phones.tracks(0, patrol, EACH, FIXES),
        "report": phones.reports(0, EACH),
        "photo": phones.photos(0, EACH // 4),
        "list": [(client.request("GET", "/desk/", Cookie=f"gridwalk={desk}"),)] * (EACH // 4),
        "board": [(client.request("GET", "/board/"),)] * EACH,
    }
    figures = []
    for name, queue in things.items():
        before = machine.spent_by(running.pid)[0]
        client.rate(running.port, [queue], seconds=600)
        spent = machine.spent_by(running.pid)[0] - before
        figures.append(Figure(f"cost_{name}", "ms", [spent * 1000 / len(queue)]))
    return figures


def day(phones: rates.Phones) -> list[Job]:
    """What a phone sends on a day, request by request."""
    person, patrol = phones.people[0], client.uuid7()
    start = clock.now() - 3 * clock.HOUR
    queue: list[Job] = [(phones.batch(0, [client.op(person, "patrol.start", {"patrol": patrol})]),)]
    for n in range(HALF_MINUTES):
        body = client.track(patrol, start + n * 30_000, FIXES, 10_000)
        queue.append((phones.batch(0, [client.op(person, "patrol.track", body)]),))
    queue += phones.reports(0, REPORTS + MARKS + VISITS)  # a mark and a visit cost about what a report does
    queue += phones.photos(0, PHOTOS)
    queue.append((phones.batch(0, [client.op(person, "patrol.finish", {"patrol": patrol})]),))
    return queue


def _kept(settings: Settings) -> float:
    """Bytes of the database, what still stands in its journal among them, and of the photos."""
    with apsw.Connection(str(settings.database_file), flags=apsw.SQLITE_OPEN_READONLY) as database:
        pages, size = (
            database.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
    photos = sum(file.stat().st_size for file in settings.evidence_dir.glob("originals/*/*"))
    return float(pages * size + photos)


def _synced(running: live.Server, queue: list[Job]) -> float:
    """How often the web process made the disk keep something on such a day."""
    with tempfile.NamedTemporaryFile(mode="r") as told:
        words = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", told.name]
        watching = subprocess.Popen(
            [*words, "-p", str(machine.children(running.pid)[0])], stderr=subprocess.DEVNULL
        )
        time.sleep(1)
        client.rate(running.port, [queue], seconds=600)
        watching.send_signal(signal.SIGINT)
        watching.wait()
        rows = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\b.*sync$", told.read(), re.M)
    return float(sum(map(int, rows)))
