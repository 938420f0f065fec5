"""Files that other machines keep for us: on S3, or on whatever else fsspec speaks to, by paths that read like this machine's."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from app.core.problems.problem import Problem

# S3: seconds to connect and to wait, and tries, before whoever asks is told to come again: phones do so by themselves
PATIENCE = {"config_kwargs": {"connect_timeout": 3, "read_timeout": 15, "retries": {"max_attempts": 1}}}
TRIES = 2
GLANCE = 2.0  # seconds for the answer of a store that is asked how it is, which is then called down
SURE = (
    1.0  # seconds for which one that took something is not asked again, whoever asks for /healthz how often
)

log = logging.getLogger("gridwalk.elsewhere")


class Away(Problem):
    """The store on other machines does not answer, or refuses us: whoever asks is told to come again."""

    def __init__(self) -> None:
        super().__init__("busy")


def place(url: str) -> Path:
    """The folder that `url` names: `s3://bucket/folder?endpoint_url=https://…`, what follows the question mark being
    fsspec's options for that kind of store. Whatever is asked of it, and of what lies in it, is asked within `reached`.
    """
    from upath import UPath

    parts = urlsplit(url)
    options: dict[str, Any] = {**(PATIENCE if parts.scheme == "s3" else {}), **dict(parse_qsl(parts.query))}
    # what it listed is never kept: other nodes write there too
    made = UPath(f"{parts.scheme}://{parts.netloc}{parts.path}", use_listings_cache=False, **options)
    if parts.scheme == "s3":
        made.fs.retries = TRIES
    return cast(Path, made)


def is_elsewhere(path: Path) -> bool:
    """Whether this path is not one of this machine."""
    return not isinstance(path, Path)


@contextmanager
def reached() -> Iterator[None]:
    """Raise Away for whatever goes wrong with the store inside; that something is not there is no such thing."""
    try:
        yield
    except (FileNotFoundError, Problem):
        raise
    except Exception as error:
        log.warning("store elsewhere", extra={"fields": {"error": type(error).__name__}})
        raise Away from error


def is_there(path: Path) -> bool:
    """Whether there is a file; unlike `is_file`, which says no as well where nobody answers."""
    try:
        with reached():
            path.stat()
    except FileNotFoundError:
        return False
    return True


class Pulse:
    """Says whether a store takes what is written, within GLANCE, also while it hangs."""

    def __init__(self, folder: Path) -> None:
        self._probe = folder / "probe"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="elsewhere")
        self._question: Future[None] | None = None
        self._took = -SURE

    def beats(self) -> bool:
        """Nothing is put in line behind a question that hangs: who asks then waits for that one to come back."""
        if time.monotonic() - self._took < SURE:
            return True
        if self._question is None or self._question.done():
            self._question = self._thread.submit(self._ask)
        try:
            self._question.result(GLANCE)
        except Exception:
            return False
        return True

    def _ask(self) -> None:
        with reached():
            self._probe.write_bytes(b"gridwalk")
        self._took = time.monotonic()
