"""The operator's verbs about the store as a whole: backup, restore, export."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app import open_store
from app.core import db, migrate
from app.privacy.models import Complaint
from app.run import locks
from app.settings import Settings
from app.sync.backup import archive, epoch
from app.sync.backup import export as backup_export
from app.sync.backup.backup_file import Refused, require_place

FILE: tuple[str, dict[str, object]] = ("file", {"type": Path, "metavar": "FILE"})
RESTORE: tuple[tuple[str, dict[str, object]], ...] = (
    ("file", {"type": Path, "metavar": "FILE", "nargs": "?"}),
    ("--epoch-only", {"action": "store_true", "help": "the database was put back by other means"}),
)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def backup(settings: Settings, given: argparse.Namespace) -> int:
    """A consistent copy of the running store."""
    open_store(settings)
    try:
        archive.backup(settings, given.file.absolute(), _say)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"backup: {given.file} ({given.file.stat().st_size} bytes). Photos: copy {settings.evidence_dir}")
    return 0


def restore(settings: Settings, given: argparse.Namespace) -> int:
    """The store of a backup in place of the present one, under a new epoch, while no server and no worker runs."""
    if given.file is None and not given.epoch_only:
        print("name the FILE to restore, or --epoch-only", file=sys.stderr)
        return 2
    try:
        with locks.nobody_serves(settings):
            found = _restored(settings, given)
    except (Refused, locks.Refused, migrate.Unmigrated) as refused:
        print(refused, file=sys.stderr)
        return 1
    for name, count in found.items():
        print(f"{name}: {count}")
    print("restored under a new epoch: phones will be asked what this store lacks")
    return 0


def _restored(settings: Settings, given: argparse.Namespace) -> dict[str, int]:
    open_store(settings)
    if given.epoch_only:
        migrate.require()
        return epoch.renew()
    return archive.restore(settings, given.file, _say)


def export(settings: Settings, given: argparse.Namespace) -> int:
    """Everything as JSON lines."""
    open_store(settings)
    migrate.require()
    try:
        require_place(settings, given.file.absolute(), "export")
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    db.connect()
    print(f"{backup_export.export(given.file, _say, [Complaint])} rows in {given.file}")
    return 0
