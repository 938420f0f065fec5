"""What a tracker sent outside a patrol: in no backup while it waits, and after its day in no table, file or line at all."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import pytest

from app import jobs
from app.core import clock, db
from app.patrol.companions import devices
from app.patrol.companions.models import SealedFix
from tests.patrol.companions.tracker import Tracker, open_in
from tests.patrol.walk import ms, start

PLANTED = (27.58123456, 120.55123456)
MARKS = [
    form
    for number in PLANTED
    for form in (
        str(number).encode(), struct.pack(">d", number), struct.pack("<d", number),
        str(round(number * 1e8)).encode(), struct.pack("<q", round(number * 1e8)),
    )
]  # fmt: skip


def found_in(folder: Path) -> list[str]:
    """The files below the folder that hold one of the numbers in any form."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(mark in path.read_bytes() for mark in MARKS)
    ]


def tables_with_it() -> list[str]:
    rows = {
        table: db.database.execute_sql(f'select * from "{table}"').fetchall()
        for table in db.database.get_tables()
    }
    return [name for name, all_ in rows.items() if any(str(number) in str(all_) for number in PLANTED)]


@pytest.mark.both
def test_no_backup_holds_what_waits_and_the_store_that_is_set_aside_neither(run, app, cast, store, tmp_path):
    clock.freeze(ms(0))
    open_in(cast)
    Tracker(app, cast.worker).at(-60, *PLANTED)
    assert tables_with_it() == ["sealed_fix"]
    kept = tmp_path / "kept"
    assert run("backup", kept)[0] == 0 and found_in(kept) == []
    assert SealedFix.select().count() == 1  # the store has it still
    assert run("restore", kept)[0] == 0
    assert SealedFix.select().count() == 0 and tables_with_it() == []
    if db.is_sqlite():
        assert found_in(store.data_dir) == []


@pytest.mark.both
def test_a_tracker_that_was_ended_since_the_backup_stays_ended(run, app, cast, tmp_path):
    clock.freeze(ms(0))
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    assert run("backup", tmp_path / "kept")[0] == 0
    devices.end(cast.worker, devices.find(cast.worker, tracker.id))
    assert run("restore", tmp_path / "kept")[0] == 0
    assert tracker.at(-60).status_code == 401 and SealedFix.select().count() == 0


@pytest.mark.both
def test_after_a_day_it_is_nowhere(run, app, cast, store, tmp_path, caplog):
    clock.freeze(ms(0))
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    with caplog.at_level(logging.INFO):
        tracker.at(-60, *PLANTED)
        patrol = start(cast.worker)
        clock.freeze(ms(60) + clock.DAY)
        jobs.run_due(force=True)
        tracker.at(-3600, *PLANTED)
        assert tables_with_it() == []
        assert run("backup", tmp_path / "kept")[0] == 0
    db.database.close()
    assert found_in(tmp_path / "kept") == found_in(store.data_dir) == []
    assert not any(str(number) in str(vars(line)) for line in caplog.records for number in PLANTED)
    db.connect()
    assert patrol


@pytest.mark.sqlite
def test_the_search_finds_what_is_there(app, cast, store):
    """The control of the two above: while it waits, the store's own file or its log has the bytes."""
    clock.freeze(ms(0))
    open_in(cast)
    Tracker(app, cast.worker).at(-60, *PLANTED)
    db.database.close()
    assert found_in(store.data_dir)
    db.connect()
