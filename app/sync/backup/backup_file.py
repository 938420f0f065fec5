"""What may stand under the name of a backup or an export: nothing, or an earlier one; never a part of the store, nor what somebody else keeps."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

from app.run import locks
from app.settings import Settings

ABOUT = "about.json"
UNREADABLE = (
    KeyError, ValueError, AttributeError, TypeError, EOFError, NotImplementedError, RuntimeError, IndexError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""All that reading a broken, encrypted or strange archive may raise, besides what the disk says."""


class Refused(Exception):
    """A sentence for the operator; nothing was changed."""


def require_place(settings: Settings, file: Path, noun: str = "backup") -> None:
    """Refused where a `what`, backup or export, may not be written: a part of the store, a folder, and any other thing there."""
    none = f"no {noun} was made"
    require_not_own(settings, file, none)
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; {none}. Make it first")
    if file.is_dir():
        raise Refused(f"{file} is a folder; {none}. Name a file in it")
    if os.path.lexists(file) and not (_is_export(file) if noun == "export" else _is_backup(file)):
        raise Refused(
            f"{file} is there and is no {noun} of Gridwalk; it was left as it is, {none}. Name another file"
        )


def require_not_own(settings: Settings, file: Path, none: str) -> None:
    """Refused, with what was not done as `none`, where this is a file of the store or lies in one of its folders."""
    real = Path(os.path.realpath(file))
    if real in _own(settings) or any(real.is_relative_to(folder) for folder in _own_folders(settings)):
        raise Refused(f"{file} is a part of the store itself; {none}. Name another file")


def _own(settings: Settings) -> set[Path]:
    """The files of the store, as they are really called, also those that are not there just now."""
    paths = [
        settings.secret_file,
        *locks.files(settings),
        *(settings.data_dir / name for name in ("migrate.lock", "revoked.txt")),
    ]
    if (database := settings.database_file) is not None:
        real = Path(os.path.realpath(database))
        paths += [real.with_name(real.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return {Path(os.path.realpath(path)) for path in paths}


def _own_folders(settings: Settings) -> list[Path]:
    folders = (settings.evidence_dir, settings.data_dir / "passing", settings.data_dir / "incoming")
    return [Path(os.path.realpath(folder)) for folder in folders]


def _is_backup(file: Path) -> bool:
    """Whether this is an archive that `gridwalk backup` made, be it whole or not."""
    try:
        with zipfile.ZipFile(file) as archive:
            about: Any = json.loads(archive.read(ABOUT))
    except (OSError, *UNREADABLE):
        return False
    return isinstance(about, dict) and "gridwalk" in about


def _is_export(file: Path) -> bool:
    """Whether this is what `gridwalk export` wrote, by its first line."""
    try:
        with file.open("rb") as opened:
            about: Any = json.loads(opened.readline(1000))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and "gridwalk" in about
