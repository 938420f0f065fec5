"""Everything the store knows as open JSON lines: for an operator's records, without what opens a door or tells whom to ring."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from peewee import Model

from app.areas.models import (
    Absence,
    Area,
    AreaSetting,
    DutyTurn,
    LayBelow,
    OutdoorPause,
    Post,
    Successor,
    Telephone,
    Unit,
)
from app.board.models import ClearedPhoto, Clearing
from app.campaigns import models as campaigns
from app.core import clock, db
from app.evidence.models import Photo, PhotoBringer, PhotoUse
from app.ledger.models import Entry
from app.matters import models as matters
from app.patrol import models as patrol
from app.people.models import Device, Person
from app.places import models as places
from app.requests.models import DoorPlate, NotOurs, Poster, ResidentRequest, Verdict
from app.storms import models as storms
from app.sync.models import Quarantine, Receipt

# column by table: what signs in, what opens a private page, and what tells who a resident is and where they stood
LEFT_OUT = {
    "person": {"password", "handle", "phone"},
    "errand": {"token"},
    "matter": {"keyed", "indexed", "indexed_at"},  # where lists and searches find it, worked out of the rest
    "resident_request": {"token", "found", "nonce_digest", "digest", "name", "phone", "place", "lat", "lon"},
    "complaint": {"id", "name", "phone"},
    "source": {"key"},
    "reading_key": {"key"},
    "other_system": {"key"},
    "sending": {"body"},
    "delivery": {"digest"},
}
STOOD = ("place", "lat", "lon")


def tables(more: Sequence[type[Model]] = ()) -> list[type[Model]]:
    """Every table that an export holds, `more` after our own."""
    own: list[type[Model]] = [
        Area,
        AreaSetting,
        Successor,
        LayBelow,
        Post,
        Absence,
        OutdoorPause,
        Unit,
        DutyTurn,
        Person,
        Device,
        Photo,
        PhotoBringer,
        PhotoUse,
        Entry,
        Receipt,
        Quarantine,
        ResidentRequest,
        Verdict,
        Poster,
        DoorPlate,
        NotOurs,
        Telephone,
        Clearing,
        ClearedPhoto,
        *more,
    ]
    for module in (matters, patrol, places, storms, campaigns):
        own += [
            table
            for table in vars(module).values()
            if isinstance(table, type) and issubclass(table, db.Row) and table.__module__ == module.__name__
        ]
    return own


def export(file: Path, say: Callable[[str], None], more: Sequence[type[Model]] = ()) -> int:
    """Write one JSON object per line, `{"table", "row"}`, after a first line that says what it is; how many rows.

    `more`: tables of the slices beside this one.
    """
    part = file.with_name(file.name + ".part")
    rows = 0
    try:
        with part.open("w", encoding="utf-8") as out:
            _line(
                out, {"gridwalk": 1, "made": clock.rfc3339(clock.now()), "server": db.Meta.value_of("server")}
            )
            with db.database.atomic():  # one moment for all tables
                for table in tables(more):
                    count = 0
                    for row in table.select().dicts().iterator():
                        _line(
                            out, {"table": table._meta.table_name, "row": _plain(table._meta.table_name, row)}
                        )
                        count += 1
                    say(f"{table._meta.table_name}: {count}")
                    rows += count
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _line(out: TextIO, value: Any) -> None:
    out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def _plain(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Bytes as base64; without what is left out, and without where a resident stood who reported it."""
    left = LEFT_OUT.get(table, set())
    if table == "matter" and row["finder"] is None:
        left = left.union(STOOD)
    return {
        key: base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value
        for key, value in row.items()
        if key not in left
    }
