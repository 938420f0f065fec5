"""What machine the figures come from, how busy it was, how large the web process is, and how long the demonstration takes to make."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.settings import PROCESSES, ROOT
from tests import live
from tests.bench.figures import Figure

WRITES = 500


def served(folder: Path) -> live.Server:
    """A server over the folder with as many processes as an operator's has who says nothing."""
    return live.Server(folder, PROCESSES=str(PROCESSES))


def measure() -> list[Figure]:
    """Cores, memory, how many processes wanted one, and what a durable write of 4 kB costs here."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        Figure("machine_cores", "", [float(os.cpu_count() or 1)]),
        Figure("machine_memory", "GiB", [memory]),
        Figure("machine_load_before", "processes", [os.getloadavg()[0]]),
        Figure("machine_fsync", "writes/s", [_writes() for _ in range(3)]),
    ]


def load_after() -> list[Figure]:
    """How many processes wanted a core at the end, the bench's own among them."""
    return [Figure("machine_load_after", "processes", [os.getloadavg()[0]])]


def _writes() -> float:
    """Durable writes of 4 kB a second, one after another."""
    with tempfile.NamedTemporaryFile(dir=ROOT / "var") as file:
        began = time.perf_counter()
        for _ in range(WRITES):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return WRITES / (time.perf_counter() - began)


def demonstration(runs: int = 3) -> list[Figure]:
    """Seconds until the demonstration city is made, and those of them that a core worked."""
    spent, worked = Figure("demo_seed", "s", []), Figure("demo_seed_cpu", "s", [])
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as name:
            for verb in ("migrate", "seed-demo"):
                before, began = _worked(), time.perf_counter()
                subprocess.run(
                    [sys.executable, "-m", "app.cli", verb], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, env={**os.environ, "DATA_DIR": name, "GRIDWALK_DEMO": "1", "DATABASE_URL": "", "EVIDENCE_URL": ""},
                )  # fmt: skip
            spent.runs.append(time.perf_counter() - began)
            worked.runs.append(_worked() - before)
    return [spent, worked]


def _worked() -> float:
    """CPU seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children(pid: int) -> list[int]:
    """The processes that `pid` started: what serves is one."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def spent_by(pid: int) -> tuple[float, float]:
    """(CPU seconds, bytes handed to the disk) of the children of `pid` so far."""
    seconds = written = 0.0
    for child in children(pid):
        fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        lines = Path(f"/proc/{child}/io").read_text(encoding="ascii").splitlines()
        written += next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))
    return seconds, written
