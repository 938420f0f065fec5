"""Writes into the ledger that the last of the disk is begun, and that there is room again, for those who look after the server."""

from __future__ import annotations

import logging

from app.core import clock, db
from app.core.files import disk
from app.ledger.act import by_clock
from app.ledger.record import record

log = logging.getLogger("gridwalk.disk")

TOLD = "disk:told"  # when it was last written that the disk is low; "" while it is well
AGAIN = clock.DAY  # until it is written once more, while it lasts


def watch() -> int:
    """Look at the disks; how many entries were written: one when it begins, one a day while it lasts, one when it is over."""
    noted = db.Meta.value_of(TOLD)
    if disk.is_low():
        is_due = not noted or bool(clock.due(int(noted) + AGAIN, AGAIN))
        return _write("disk_low", noted, str(clock.now())) if is_due else 0
    return _write("disk_well", noted, "") if noted and disk.is_well() else 0


def _write(verb: str, before: str, after: str) -> int:
    share = round(100 * disk.free_share(), 1)
    level = logging.WARNING if after else logging.INFO
    log.log(level, verb.replace("_", " "), extra={"fields": {"free_percent": share}})
    with db.transaction():
        if db.Meta.value_of(TOLD) != before:  # another worker was quicker
            return 0
        db.Meta.write(TOLD, after)
        record(by_clock(), "store", db.Meta.value_of("server"), verb, body={"free_percent": share})
    return 1
