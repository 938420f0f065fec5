"""What is ours is for us alone: nobody but the account that runs Gridwalk reads or lists its files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

OTHERS = 0o077  # the rights of the group and of everybody else


@contextlib.contextmanager
def nothing_for_others() -> Iterator[None]:
    """Whatever is made meanwhile, by this process and its children, is for its owner alone."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def close(paths: Iterable[Path]) -> None:
    """Take the rights of others from these files and folders, made when that was not yet seen to, and from all in them.

    A folder goes last, so that one that is closed needs no second look. What is not there, or not ours, is left alone.
    """
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_symlink() or not path.stat().st_mode & OTHERS:
                continue
            for place, folders, files in os.walk(path):
                for name in (*folders, *files):
                    _close(Path(place) / name)
            _close(path)


def _close(path: Path) -> None:
    with contextlib.suppress(OSError):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o7777 & ~OTHERS)
