"""How much memory the ledger of a hundred thousand matters takes while it is sent, as each kind of file, and how long it is."""

from __future__ import annotations

import datetime as dt
import http.client
import time
from pathlib import Path
from urllib.parse import urlencode

from app import open_store
from app.core import clock, db
from app.insight.models import Course
from app.settings import Settings
from tests.bench import machine
from tests.bench.city import stores
from tests.bench.figures import Figure

ROWS = 100_000
KINDS = ("xlsx", "csv", "json")
READER = "duty desk"  # of the whole city
READ = 65_536  # bytes at a time
ALL_OF_IT = "5"  # written to clear_refs: the highest mark of memory begins anew


def measure(settings: Settings) -> list[Figure]:
    """MB over what the web process held before, and seconds, of the largest kind of file."""
    secret = stores.signed_in(settings)[READER]
    asked = urlencode(dict(zip(("from", "to"), _days(settings), strict=True)))
    running = machine.served(settings.data_dir)
    try:
        _sent(
            running.port, f"/figures/ledger/matters.xlsx?{asked}&category=litter", secret
        )  # what is loaded once
        more, spent = [], []
        for kind in KINDS:
            before = _begun_anew(running.pid)
            began = time.perf_counter()
            size = _sent(running.port, f"/figures/ledger/matters.{kind}?{asked}", secret)
            spent.append(time.perf_counter() - began)
            more.append(_highest(running.pid) - before)
            print(
                f"  {kind}: {size / 1e6:.1f} MB sent in {spent[-1]:.1f} s, {more[-1]:.1f} MB more held",
                flush=True,
            )
    finally:
        running.stop()
    return [Figure("ledger_100k_held", "MB", [max(more)]), Figure("ledger_100k", "s", [max(spent)])]


def _days(settings: Settings) -> tuple[str, str]:
    """The last days that have so many matters together."""
    open_store(settings)
    last = clock.today()
    first = last
    while Course.select().where(Course.received_day >= first.isoformat()).count() < ROWS:
        first -= dt.timedelta(days=1)
    db.let_go()
    return first.isoformat(), last.isoformat()


def _sent(port: int, path: str, secret: str) -> int:
    """Read the file; its bytes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    line.request("GET", path, headers={"Cookie": f"gridwalk={secret}"})
    answer, size = line.getresponse(), 0
    while piece := answer.read(READ):
        size += len(piece)
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path}: {answer.status}")
    line.close()
    return size


def _children(pid: int) -> list[Path]:
    named = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [Path("/proc") / child for child in named]


def _begun_anew(pid: int) -> float:
    """Set back the highest mark of the server's processes; MB that they hold now."""
    for child in _children(pid):
        (child / "clear_refs").write_text(ALL_OF_IT, encoding="ascii")
    return _highest(pid)


def _highest(pid: int) -> float:
    """MB that the largest of the server's processes held at most."""
    lines = (
        line
        for child in _children(pid)
        for line in (child / "status").read_text(encoding="ascii").splitlines()
    )
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
