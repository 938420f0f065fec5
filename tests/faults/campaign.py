"""The seeded fault campaign: many small days over a bad network and a server that is killed, then every op counted.

Usage: python -m tests.faults.campaign --n 1000 --seed 7. Exit status 0 only with 0 lost and 0 doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from app import open_store
from app.core import db, migrate
from app.evidence import storage
from app.ledger.models import Entry
from app.patrol.models import Chunk, Patrol, Visit
from app.settings import Settings
from app.sync.batch import content_digest
from app.sync.models import Receipt
from tests import cast as cast_
from tests.faults.days import Day
from tests.faults.drainer import DONE, Died, Drainer, Queue
from tests.faults.proxy import Proxy
from tests.faults.server import Server

PHONES = 4  # at a time
PATIENCE = 120.0  # seconds one run may take before it counts as stuck
NAMES = ("worker", "worker", "lead")  # whose post areas hold the building of the days


@dataclass
class Count:
    """What the campaign found."""

    ops: int = 0
    photos: int = 0
    deaths: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class Campaign:
    """`n` runs from one seed against one server."""

    def __init__(self, folder: Path, n: int, seed: int) -> None:
        self.folder, self.n, self.seed, self.count = folder, n, seed, Count()
        self.settings = Settings(data_dir=folder / "data")
        self.settings.evidence_dir.mkdir(parents=True)
        open_store(self.settings)
        migrate.migrate(self.settings.data_dir)
        self.cast = cast_.make()
        db.database.close()
        self.server = Server(self.settings.data_dir)
        self.queues: list[Queue] = []

    def run(self) -> Count:
        """All runs, then a calm network until nothing waits, then the count."""
        self.server.start()
        proxy = Proxy(self.server.port, self.seed, self.server.kill_and_restart, kill_every=100)
        try:
            with ThreadPoolExecutor(PHONES) as pool:
                self.queues = list(pool.map(lambda number: self._day(number, proxy), range(self.n)))
        finally:
            proxy.close()
            with self.server._lock:  # a restart under way ends first
                self.server.stop()
        self.faults = proxy.faults
        self._compare()
        return self.count

    def _day(self, number: int, proxy: Proxy) -> Queue:
        """One run: a day is recorded, then drained by one or two senders that may die; the end of it is calm."""
        chance = random.Random(f"{self.seed}/{number}")
        name = chance.choice(NAMES)
        path = self.folder / f"queue-{number}.jsonl"
        queue = Queue(path)
        for op, photos in Day(self.cast.people[name].id, chance).fill():
            queue.add(op, photos)
        until = time.monotonic() + PATIENCE
        while queue.waiting() and time.monotonic() < until:
            senders = [
                Drainer(
                    queue, proxy.port, self.cast.sync_tokens[name], self.cast.devices[name], chance.random()
                )
                for _ in range(2 if chance.random() < 0.3 else 1)
            ]
            threads = [threading.Thread(target=self._drain, args=(sender, until)) for sender in senders]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            queue = Queue(path)  # whatever died, what was written is what is known
        return queue

    def _drain(self, sender: Drainer, until: float) -> None:
        try:
            sender.drain(until)
        except Died:
            self.count.deaths += 1

    def _compare(self) -> None:
        """Every op that any phone made against the server's receipts, ledger, tables and folder."""
        db.connect()
        receipts = {row.op: row for row in Receipt.select()}
        entries = Counter(
            (row.op, row.kind, row.subject, row.verb) for row in Entry.select().where(Entry.op.is_null(False))
        )
        told = {key[0] for key in entries}
        self.count.doubled += [str(key) for key, times in entries.items() if times > 1]
        made: Counter[str] = Counter()
        for queue in self.queues:
            for op in queue.ops.values():
                made[op["type"]] += 1
                self._op(op, queue, receipts, told)
            for sha, data in queue.photos.items():
                self.count.photos += 1
                path = storage.original(sha)
                if not path.exists() or path.read_bytes() != data:
                    self.count.lost.append(f"photo {sha}")
        self.count.ops = sum(made.values())
        for type_, table in (("patrol.start", Patrol), ("patrol.track", Chunk), ("visit.record", Visit)):
            if table.select().count() > made[type_]:
                self.count.doubled.append(f"{table.__name__}: {table.select().count()} of {made[type_]}")
        if db.database.execute_sql("pragma integrity_check").fetchone()[0] != "ok":
            self.count.changed.append("integrity_check")
        extra = set(receipts) - {id for queue in self.queues for id in queue.ops}
        self.count.changed += [f"phantom {id}" for id in extra]

    def _op(self, op: dict, queue: Queue, receipts: dict[str, Receipt], told: set[str]) -> None:
        receipt, known = receipts.get(op["id"]), queue.received.get(op["id"])
        if receipt is None or receipt.status != "applied" or op["id"] not in told:
            self.count.lost.append(f"{op['type']} {op['id']} {known}")
        elif (
            known is None
            or known["status"] not in DONE
            or known.get("missing")
            or known["seq"] != receipt.seq
        ):
            self.count.lost.append(f"not told: {op['type']} {op['id']} {known}")
        elif receipt.digest != content_digest.digest(op):
            self.count.changed.append(op["id"])


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-faults-"))
    began = time.monotonic()
    print(f"faults: n={given.n} seed={given.seed}", flush=True)
    campaign = Campaign(folder, given.n, given.seed)
    count = campaign.run()
    for kind, times in sorted(campaign.faults.items()):
        print(f"  {kind}: {times}")
    print(f"  phone died: {count.deaths}   server restarted: {campaign.server.kills}")
    print(
        f"faults: seed={given.seed} runs={given.n} ops={count.ops} photos={count.photos} lost={len(count.lost)} "
        f"doubled={len(count.doubled)} changed={len(count.changed)} seconds={time.monotonic() - began:.0f}"
    )
    for line in (*count.lost[:10], *count.doubled[:10], *count.changed[:10]):
        print(f"  {line}")
    well = not (count.lost or count.doubled or count.changed)
    if well:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"  kept for looking into: {folder}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
