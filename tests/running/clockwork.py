"""The clock of a server and its worker, driven by the test: each process reads from a file how far ahead of this machine's it stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.running.driven.sitecustomize import AHEAD

DRIVEN = Path(__file__).parent / "driven"


class Clockwork:
    """A clock that only the test sets forward; between two settings it runs on."""

    def __init__(self, file: Path, at: int) -> None:
        self._file = file
        self.set(at)

    def set(self, at: int) -> None:
        """It is that moment (epoch ms) now, in every process."""
        fresh = self._file.with_suffix(".next")
        fresh.write_text(str(at - time.time_ns() // 1_000_000), encoding="ascii")
        fresh.replace(self._file)  # whoever reads it just now reads the one or the other

    @property
    def env(self) -> dict[str, str]:
        """What a process is started with to go by it."""
        path = [str(DRIVEN), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {"PYTHONPATH": os.pathsep.join(path), AHEAD: str(self._file)}
