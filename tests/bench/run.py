"""`make bench`: sizes, a slow phone in a real browser, and the server beside a bare one; printed and kept as JSON.

`python -m tests.bench.run rates storm` does the parts that are named, RUNS=1 fewer runs of each rate.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT
from tests import live
from tests.bench import bot, browser, day_queue, hostile, machine, rates, sizes, storm, waits
from tests.bench.figures import Figure, write
from tests.cast import Cast

MOST = {
    "field_javascript_gzipped": 38.2,
    "field_first_load_gzipped": 41.2,
    "css_gzipped": 15,
    "precache_gzipped": 400,
    "tap_to_durable_text_p95": 100,
    "tap_to_durable_photo_p95": 200,
    "pick_to_photo_ready_p95": 1000,
    "offline_cold_start_to_usable": 800,
    "sign_in_to_usable_fast_3g": 2500,
    "flood_left_over_budget": 0,
    "honest_requests_refused": 0,
    "honest_request_p95": 2,
    "slow_bodies_healthz_p99": 50,
    "slow_bodies_ask_p99": 50,
    "web_rss_hostile": 300,
}


@contextmanager
def served() -> Iterator[tuple[live.Server, Cast, Path]]:
    """A server over a store of its own with the cast in it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cast = live.prepare(folder)
        running = machine.served(folder)
        try:
            yield running, cast, folder
        finally:
            running.stop()


def rated() -> list[Figure]:
    """How fast field work is taken in, and how large the web process is after it."""
    with served() as (running, cast, folder):
        figures = rates.measure(running, cast, folder)
        return [*figures, Figure("web_rss", "MB", [hostile.resident(running.pid)])]


def beside() -> list[Figure]:
    """What others feel beside slow senders, and the size of the process after strangers."""
    with served() as (running, cast, _):
        return [*waits.measure(running.port), *hostile.measure(running, cast.sync_tokens["worker"])]


def stormed() -> list[Figure]:
    """Five hundred phones that come back at once."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        return storm.measure(Path(name))


def flooded() -> list[Figure]:
    """What a script of ten thousand posts leaves behind, and what neighbours feel of it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        return bot.measure(Path(name))


PARTS: dict[str, Callable[[], list[Figure]]] = {
    "machine": machine.measure,
    "sizes": sizes.measure,
    "browser": browser.measure,
    "rates": rated,
    "postgres": rates.measure_postgres,
    "beside": beside,
    "storm": stormed,
    "day": day_queue.measure,
    "flood": flooded,
    "demo": machine.demonstration,
    "load": machine.load_after,
}


def main(wanted: list[str]) -> int:
    """Print each figure as soon as it is known; 1 when one is over its most."""
    over = False
    for name in wanted or PARTS:
        figures = PARTS[name]()
        for figure in figures:
            most = MOST.get(figure.name)
            is_over = most is not None and figure.value > most
            print(figure.line() + (f"  over {most}" if is_over else ""), flush=True)
            over = over or is_over
        write(figures, ROOT / "var" / "bench.json")
    return int(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
