"""What a tracker sent outside a patrol: in no backup while it waits, and after its day in no table, file or line at all."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from app import jobs
from app.core import clock, db
from app.patrol.companions import devices, sealed, wiping
from app.patrol.companions.models import SealedFix
from app.patrol.models import Chunk
from app.patrol.track import chunks
from tests.patrol.companions.planted import PLANTED, copied, found_in
from tests.patrol.companions.tracker import Tracker, location, open_in
from tests.patrol.walk import finish, ms, start

READS = """
import sqlite3, sys
line = sqlite3.connect(sys.argv[1], isolation_level=None)
line.execute("begin")
print(line.execute("select count(*) from sealed_fix").fetchone()[0], flush=True)
sys.stdin.read()
"""


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


def packed(seconds: float, acc: float) -> bytes:
    """The planted position as the chunk of a patrol has it: OwnTracks' word, with its speed."""
    return chunks.pack(sealed.columns(ms(seconds), *PLANTED, acc, 4 / 3.6))


@pytest.mark.sqlite
def test_of_what_a_late_end_took_out_of_a_patrol_no_byte_stays_either(run, app, cast, store, tmp_path):
    clock.freeze(ms(0))
    open_in(cast)
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(1200))
    for second in (60, 900, 960):
        tracker.at(second, *PLANTED)
    assert Chunk.get(Chunk.first == ms(900)).packed == packed(900, 8)  # or the search below looks for nothing
    finish(cast.worker, patrol, at=1200, ended=600)
    clock.freeze(ms(1200) + clock.DAY)
    jobs.run_due(force=True)
    Chunk.delete().execute()  # what lay within the patrol is another matter
    assert run("backup", tmp_path / "kept")[0] == 0
    db.database.close()
    for place in (tmp_path / "kept", store.data_dir):
        files = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
        assert files and not any(packed(second, 8) in data for data in files for second in (900, 960))
    assert found_in(tmp_path / "kept") == found_in(store.data_dir) == []
    db.connect()


@pytest.mark.sqlite
def test_of_what_a_better_one_took_the_place_of_no_byte_stays_either(app, cast, store):
    clock.freeze(ms(0))
    open_in(cast)
    tracker = Tracker(app, cast.worker)
    for second in range(-300, 0, 5):
        tracker.at(second, *PLANTED, acc=50)
        tracker.post(location(second, 27.5, 120.5, 8.123456))  # longer than the one before
    assert SealedFix.select().where(SealedFix.lat == 27.5).count() == 60
    clock.freeze(ms(0) + clock.DAY)
    jobs.run_due(force=True)
    db.database.close()
    assert found_in(store.data_dir) == []
    db.connect()


@pytest.mark.sqlite
def test_where_others_positions_wait_on_the_same_pages_no_byte_stays_either(app, cast, store):
    clock.freeze(ms(0))
    open_in(cast)
    trackers = [Tracker(app, person) for person in (cast.worker, cast.worker2, cast.worker)]
    for turn in range(6):  # each sends of other times than the one before: rows come to lie between rows
        clock.freeze(ms(0) + turn * clock.MINUTE)
        for tracker in trackers:
            tracker.post(
                [location(-3600 + turn + second, *PLANTED, acc=turn + 0.5) for second in range(0, 1200, 6)]
            )
    clock.freeze(ms(0) + 12 * clock.HOUR)
    for tracker in trackers:
        tracker.post([location(-3600 + second, 27.5, 120.5) for second in range(1203, 2400, 12)])
    clock.freeze(ms(0) + clock.DAY)
    devices.sweep()
    assert {row.lat for row in SealedFix.select()} == {27.5}
    db.database.close()
    assert found_in(store.data_dir) == []
    db.connect()


@pytest.mark.both
def test_of_what_its_person_ended_nothing_is_left_at_once_and_no_byte_after_the_next_sweep(app, cast, store):
    clock.freeze(ms(0))
    open_in(cast)
    tracker, other = Tracker(app, cast.worker), Tracker(app, cast.worker2)
    for second in range(-300, 0, 5):
        tracker.at(second, *PLANTED)
        other.at(second, 27.5, 120.5)
    devices.end(cast.worker, devices.find(cast.worker, tracker.id))
    assert tables_with_it() == [] and SealedFix.select().count() == 60
    devices.sweep()
    assert SealedFix.select().count() == 60 and not wiping.is_owed()
    if db.is_sqlite():
        db.database.close()
        assert found_in(store.data_dir) == []
        db.connect()


@pytest.mark.sqlite
def test_while_somebody_reads_the_log_beside_the_file_is_emptied_by_the_next_sweep(
    app, cast, store, tmp_path_factory
):
    clock.freeze(ms(0))
    open_in(cast)
    Tracker(app, cast.worker).at(-60, *PLANTED)
    reader = subprocess.Popen(
        [sys.executable, "-c", READS, str(store.data_dir / "gridwalk.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # a process of its own: locks are a process's
    assert reader.stdout is not None and reader.stdout.readline() == b"1\n"
    clock.freeze(ms(0) + clock.DAY)
    devices.sweep()
    assert SealedFix.select().count() == 0 and found_in(
        copied(store.data_dir, tmp_path_factory.mktemp("copy"))
    )
    reader.communicate()
    devices.sweep()
    assert found_in(copied(store.data_dir, tmp_path_factory.mktemp("copy"))) == []


@pytest.mark.sqlite
def test_the_search_finds_what_is_there(app, cast, store):
    """The control of the two above: while it waits, the store's own file or its log has the bytes."""
    clock.freeze(ms(0))
    open_in(cast)
    Tracker(app, cast.worker).at(-60, *PLANTED)
    db.database.close()
    assert found_in(store.data_dir)
    db.connect()
