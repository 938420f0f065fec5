"""How long others wait beside five hundred bodies that come slowly, and how long without them in the same run."""

from __future__ import annotations

import http.client
import time

from tests import slow
from tests.bench.figures import Figure, percentile

SENDERS, ASKED, RUNS = 500, 200, 3
PATHS = {"slow_bodies_healthz_p99": "/healthz", "slow_bodies_ask_p99": "/ask"}


def waited(port: int, path: str) -> float:
    """The 99th percentile of what ASKED calls of `path` one after another take, in ms. RuntimeError unless all get 200."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    spent = []
    for _ in range(ASKED):
        began = time.perf_counter()
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        spent.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    line.close()
    return percentile(spent, 99)


def measure(port: int) -> list[Figure]:
    """The wait at each path beside slow senders, over the wait without them."""
    figures = {name: Figure(name, "ms", []) for name in PATHS}
    for path in PATHS.values():
        waited(port, path)  # once, so that nothing is loaded for the first time while it counts
    for _ in range(RUNS):
        for name, path in PATHS.items():
            figures[name].floor.append(waited(port, path))
        with slow.senders(port, SENDERS) as crowd:
            for name, path in PATHS.items():
                figures[name].runs.append(waited(port, path))
        if crowd.statuses != {"open": SENDERS}:
            raise RuntimeError(f"the senders were not there all the time: {crowd.statuses}")
    return list(figures.values())
