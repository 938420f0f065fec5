"""The disks that hold our things: whether they take what is written, and whether the last of their room is begun, which is kept for texts."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

SURE = 1.0  # seconds for which a disk that took something is not asked again, whoever asks for /healthz how often

_folders: tuple[Path, ...] = ()
_floor = 0.0
_took: dict[Path, float] = {}  # when each folder took something last


def use(*folders: Path, floor: float) -> None:
    """Name the folders that hold the store, and the share of a disk (0 to 1) that is kept for texts."""
    global _folders, _floor
    _folders, _floor = folders, floor
    _took.clear()


def free_share() -> float:
    """Of the fullest of our disks, the share that is free for us, in bytes or in files, whichever is less."""
    return min((_share(folder) for folder in _folders), default=1.0)


def _share(folder: Path) -> float:
    """1 where the system does not say: a folder that is not there is another fault, and has its own word."""
    try:
        found = os.statvfs(_that_exists(folder))
    except OSError:
        return 1.0
    ours = found.f_blocks - found.f_bfree + found.f_bavail  # without what is root's alone, as df(1) counts
    files = found.f_favail / found.f_files if found.f_files else 1.0
    return min(found.f_bavail / ours if ours else 1.0, files)


def _that_exists(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.exists()), folder)


def is_low() -> bool:
    """Whether the last of the room is begun: photos and large files stay outside, texts still come in."""
    return free_share() < _floor


def is_well() -> bool:
    """Whether there is room again, with some to spare, so that a disk at its floor is not low and well by turns."""
    return free_share() >= min(1.0, _floor * 1.2)


def takes_writing(folder: Path) -> bool:
    """Whether a block written into `folder` reaches the disk: really written, and synced."""
    if time.monotonic() - _took.get(folder, -SURE) < SURE:
        return True
    with contextlib.suppress(OSError), tempfile.TemporaryFile(dir=folder) as file:
        file.write(os.urandom(4096))
        file.flush()
        os.fsync(file.fileno())
        _took[folder] = time.monotonic()
        return True
    return False
