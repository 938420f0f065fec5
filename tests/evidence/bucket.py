"""A real S3 server beside the tests (moto's, in a process of its own), and buckets in it."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"Running on (http://[\d.:]+)")
_numbers = itertools.count(1)


class Server:
    """One server: its address, and whether it lives."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        said = self._process.stderr
        assert said is not None
        self.address = next(found[1] for line in said if (found := ADDRESS.search(line)))
        self._drain = subprocess.Popen(["cat"], stdin=said, stdout=subprocess.DEVNULL)

    def bucket(self) -> str:
        """The EVIDENCE_URL of a bucket of its own, with a folder in it that is not there yet."""
        import s3fs

        name = f"photos-{os.getpid()}-{next(_numbers)}"
        s3fs.S3FileSystem(endpoint_url=self.address, key="us", secret="ours").mkdir(name)
        return f"s3://{name}/gridwalk?endpoint_url={self.address}&key=us&secret=ours"

    def end(self) -> None:
        """As a machine that goes away."""
        self._process.kill()
        self._process.wait()
        self._drain.wait()


@contextmanager
def serving() -> Iterator[Server]:
    """A server until the end of the block."""
    server = Server()
    try:
        yield server
    finally:
        server.end()


def empty(folder: Path) -> None:
    """Lose everything below a folder, of this machine or of a bucket."""
    for path in [*folder.rglob("*")]:
        if path.is_file():
            path.unlink()
