"""`make bench-city`: the cities are made where they are missing, then read, written, and lived in for a morning.

`python -m tests.bench.city.run reading` does the parts that are named.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from app.demo.whole_city.size import Size
from app.settings import ROOT
from tests import live
from tests.bench import machine, rates
from tests.bench.city import keyboard, ledgers, morning, reading, stores, worker_day
from tests.bench.figures import Figure, write

FEW = 10_000  # matters of the city beside which the large one is read
SMALL_DAYS = 2
WRITES = {"report_single": "report_single_50m", "fixes_600": "fixes_600_50m"}


def written(size: Size) -> list[Figure]:
    """The same writes in the large city, over those in an empty store of the same run."""
    settings = stores.made(size)
    running = machine.served(settings.data_dir)
    try:
        large = rates.measure(running, stores.writers(settings), settings.data_dir, only=WRITES)
    finally:
        running.stop()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        cast = live.prepare(Path(name))
        running = machine.served(Path(name))
        try:
            empty = {figure.name: figure for figure in rates.measure(running, cast, Path(name), only=WRITES)}
        finally:
            running.stop()
    return [Figure(WRITES[one.name], one.unit, one.runs, empty[one.name].runs) for one in large]


def main() -> None:
    """Print each figure as soon as it is known."""
    words = argparse.ArgumentParser()
    words.add_argument(
        "parts", nargs="*", choices=("reading", "ledgers", "writing", "morning", "day", "keys", [])
    )
    for name, default in Size(6120, 30_178, 1_000_000, 30)._asdict().items():
        words.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--phones", type=int, default=0)
    words.add_argument(
        "--trackers", type=int, default=0, help="so many of the phones have one beside the page"
    )
    given = words.parse_args()
    size = Size(given.grids, given.micro_grids, given.matters, given.days)
    small = Size(given.grids, given.micro_grids, min(FEW, given.matters), min(SMALL_DAYS, given.days))
    parts = {
        "reading": lambda: reading.measure(stores.made(size), stores.made(small)),
        "ledgers": lambda: ledgers.measure(stores.made(size)),
        "writing": lambda: written(size),
        "morning": lambda: morning.measure(
            stores.made(size), given.minutes, given.phones or given.grids, given.trackers
        ),
        "day": lambda: worker_day.measure(stores.made(small)),
        "keys": lambda: keyboard.measure(stores.made(small)),
    }
    for name in ["machine", *(given.parts or parts)]:
        figures = machine.measure() if name == "machine" else parts[name]()
        for figure in figures:
            print(figure.line(), flush=True)
        write(figures, ROOT / "var" / "bench.json")


if __name__ == "__main__":
    main()
