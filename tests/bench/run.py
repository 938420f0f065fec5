"""`make bench`: sizes, a slow phone in a real browser, and the server beside raw commits; printed and kept as JSON."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from app.settings import ROOT
from tests import live
from tests.bench import bot, browser, hostile, server, sizes, waits
from tests.bench.figures import Figure, write

MOST = {
    "field_javascript_gzipped": 41.2,
    "field_first_load_gzipped": 44.2,
    "css_gzipped": 15,
    "precache_gzipped": 400,
    "tap_to_durable_text_p95": 100,
    "tap_to_durable_photo_p95": 400,
    "offline_cold_start_to_usable": 1500,
    "flood_left_over_budget": 0,
    "honest_requests_refused": 0,
    "honest_request_p95": 2,
    "slow_bodies_healthz_p99": 50,
    "slow_bodies_ask_p99": 50,
    "web_rss_hostile": 300,
}


def served() -> list[Figure]:
    """The server's figures over a store of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cast = live.prepare(folder)
        running = live.Server(folder)
        try:
            return [
                *server.measure(running.port, cast, folder),
                *waits.measure(running.port),
                *hostile.measure(running, cast.sync_tokens["worker"]),
            ]
        finally:
            running.stop()


def flooded() -> list[Figure]:
    """What a script of ten thousand posts leaves behind, and what neighbours feel of it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        return bot.measure(Path(name))


def main() -> int:
    """Print each figure as soon as it is known; 1 when one is over its most."""
    figures: list[Figure] = []
    for part in (sizes.measure, browser.measure, served, flooded):
        for figure in part():
            figures.append(figure)
            most = MOST.get(figure.name)
            over = most is not None and figure.value > most
            print(figure.line() + (f"  over {most}" if over else ""), flush=True)
    write(figures, ROOT / "var" / "bench.json")
    return int(any(figure.name in MOST and figure.value > MOST[figure.name] for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
