"""What may stand under the name of a backup or an export: nothing, or an earlier one; never a part of the store, nor what somebody else keeps."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from app.evidence import storage
from app.run import locks
from app.settings import Settings

OURS = ("manifest.json", "manifest.json.part", "photos")  # in the folder of a backup, beside `store-…`


class Refused(Exception):
    """A sentence for the operator; nothing was changed."""


def require_folder(settings: Settings, folder: Path) -> None:
    """Refused where a backup may not be made: in a part of the store, and where something else stands already."""
    none = "no backup was made"
    require_not_own(settings, folder, none, "folder")
    if os.path.realpath(folder) == os.path.realpath(settings.data_dir):
        raise Refused(f"{folder} is a part of the store itself; {none}. Name another folder")
    if not folder.parent.is_dir():
        raise Refused(f"there is no folder {folder.parent}; {none}. Make it first")
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise Refused(
            f"{folder} is no folder, and a backup is one; it was left as it is, {none}. Name another"
        )
    inside = sorted(path.name for path in folder.iterdir())
    strange = [name for name in inside if name not in OURS and not name.startswith("store-")]
    if strange and not _is_backup(folder):
        raise Refused(
            f"{folder} holds something else ({strange[0][:40]}); it was left as it is, {none}. Name another folder"
        )


def require_file(settings: Settings, file: Path) -> None:
    """Refused where an export may not be written: in a part of the store, a folder, and over any other thing there."""
    none = "no export was made"
    require_not_own(settings, file, none)
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; {none}. Make it first")
    if file.is_dir():
        raise Refused(f"{file} is a folder; {none}. Name a file in it")
    if os.path.lexists(file) and not _is_export(file):
        raise Refused(
            f"{file} is there and is no export of Gridwalk; it was left as it is, {none}. Name another file"
        )


def require_not_own(settings: Settings, path: Path, none: str, noun: str = "file") -> None:
    """Refused, with what was not done as `none`, where this is a file of the store or lies in one of its folders."""
    real = Path(os.path.realpath(path))
    if real in _own(settings) or any(real.is_relative_to(folder) for folder in _own_folders(settings)):
        raise Refused(f"{path} is a part of the store itself; {none}. Name another {noun}")


def own(settings: Settings) -> list[Path]:
    """Every file of the store and every folder that we made for it; the data folder and that of the photos, which an
    operator may have had before, only where nothing else lies in them."""
    evidence = Path(os.path.realpath(settings.evidence_dir))
    parts = [evidence / name for name in storage.PARTS]
    ours = [path for path in _own(settings) if not path.is_dir()]
    ours += [*parts, *(folder for folder in _own_folders(settings) if folder != evidence)]
    if all(path in parts for path in _inside(evidence)):
        ours.append(evidence)
    known = {*ours, evidence}
    if all(path in known or _is_left_by_us(settings, path) for path in _inside(settings.data_dir)):
        ours.append(settings.data_dir)
    return ours


def _inside(folder: Path) -> list[Path]:
    """What lies in the folder, as it is really called; nothing where there is none."""
    return [Path(os.path.realpath(path)) for path in folder.iterdir()] if folder.is_dir() else []


def _is_left_by_us(settings: Settings, path: Path) -> bool:
    """Whether a restore left this in the data folder: the store or the secret before, or a place to work in."""
    names = ["secret", ".gridwalk-", ".secret-"]
    if settings.database_file is not None:
        names.append(settings.database_file.name)
    return path.name.startswith(tuple(names))


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


def _is_backup(folder: Path) -> bool:
    """Whether `gridwalk backup` made this folder, to which somebody has added something."""
    return _says_gridwalk(folder / "manifest.json", 1 << 24)


def _is_export(file: Path) -> bool:
    """Whether this is what `gridwalk export` wrote, by its first line."""
    return _says_gridwalk(file, 1000, line=True)


def _says_gridwalk(file: Path, most: int, line: bool = False) -> bool:
    try:
        with file.open("rb") as opened:
            about: Any = json.loads(opened.readline(most) if line else opened.read(most))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and "gridwalk" in about
