"""A tracker's positions: within the patrol, late, before its start is here, after its end, and an hour or a day off."""

from __future__ import annotations

from typing import Any

import gpxpy
import pytest

from app.areas import local_settings
from app.core import clock
from app.ledger.models import Entry
from app.patrol.companions import devices, late, sealed
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.minutes import compute
from app.patrol.models import Chunk, Patrol
from app.patrol.rounds import retention
from app.people.models import Person
from tests import cast as c
from tests.patrol.companions.tracker import HERE, Tracker, location, open_in
from tests.patrol.minutes import reference
from tests.patrol.walk import NINE, finish, ms, start, track

pytestmark = pytest.mark.both
SOUTH, WEST = c.LAT, c.LON
BOX = (SOUTH, WEST, SOUTH + c.STEP_LAT, WEST + c.STEP_LON)


@pytest.fixture(autouse=True)
def opened(cast: c.Cast) -> None:
    clock.freeze(ms(0))
    open_in(cast)


def times(patrol: str) -> list[int]:
    return [(fix.t - NINE) // 1000 for fix in compute.fixes_of(Patrol.get_by_id(patrol))]


def sealed_at() -> list[int]:
    return sorted((row.t - NINE) // 1000 for row in SealedFix.select())


def test_outside_a_patrol_it_is_sealed_and_counted_when_the_start_arrives(app: Any, cast: c.Cast) -> None:
    tracker = Tracker(app, cast.worker)
    clock.freeze(ms(3600))
    for second in range(-120, 601, 60):
        tracker.at(second)
    assert sealed_at() == list(range(-120, 601, 60)) and Chunk.select().count() == 0
    assert Entry.select().where(Entry.kind == "patrol").count() == 0
    patrol = start(cast.worker, at=0)
    assert times(patrol) == list(range(0, 601, 60)) and sealed_at() == [-120, -60]
    tracker.at(60)  # told again: it never heard our answer
    assert times(patrol) == list(range(0, 601, 60))
    assert compute.reckon(Patrol.get_by_id(patrol)).seconds["in_area"] == 600


def test_anothers_start_picks_nothing_up(app: Any, cast: c.Cast) -> None:
    tracker = Tracker(app, cast.worker)
    clock.freeze(ms(3600))
    tracker.at(60)
    other = start(cast.worker2, at=0)
    assert times(other) == [] and sealed_at() == [60]


def test_after_a_day_it_is_destroyed_and_a_start_that_comes_then_finds_nothing(
    app: Any, cast: c.Cast
) -> None:
    tracker = Tracker(app, cast.worker)
    tracker.at(-60)
    clock.freeze(ms(0) + clock.DAY - sealed.SWEEP_EVERY)
    assert sealed.destroy() == 1 and SealedFix.select().count() == 0 and sealed.destroy() == 0
    clock.freeze(ms(0) + clock.DAY)
    tracker.at(0)  # a day old
    tracker.at(-7 * 86_400)
    assert SealedFix.select().count() == 0


def test_where_very_many_wait_what_would_be_over_within_the_hour_is_destroyed_with_the_rest(
    app: Any, cast: c.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "MANY", 2)
    tracker = Tracker(app, cast.worker)
    for minutes in (0, 30, 90):
        clock.freeze(ms(minutes * 60))
        tracker.at(minutes * 60 - 60)
    clock.freeze(ms(0) + clock.DAY - 2 * sealed.SWEEP_EVERY - 1)
    assert sealed.destroy() == 0  # nothing is over yet
    clock.freeze(ms(0) + clock.DAY - 2 * sealed.SWEEP_EVERY)
    assert sealed.destroy() == 2 and sealed_at() == [90 * 60 - 60]


def test_where_no_clock_ran_a_start_still_opens_nothing_that_is_older_than_a_day(
    app: Any, cast: c.Cast
) -> None:
    Tracker(app, cast.worker).at(0)
    clock.freeze(ms(1) + clock.DAY)
    assert times(start(cast.worker, at=-60)) == []


def test_what_was_stored_in_a_dead_zone_counts_hours_later_out_of_order_after_the_finish(
    app: Any, cast: c.Cast
) -> None:
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(600))
    finish(cast.worker, patrol, at=600)
    clock.freeze(ms(5 * 3600))
    for second in (540, 60, 0, 600, 601, 300, 120):
        tracker.at(second)
    assert times(patrol) == [0, 60, 120, 300, 540, 600] and sealed_at() == [601]


def test_an_end_that_arrives_late_takes_out_what_was_sent_after_it(app: Any, cast: c.Cast) -> None:
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(1200))
    for second in (300, 900, 1200):
        tracker.at(second)
    assert times(patrol) == [300, 900, 1200]
    finish(cast.worker, patrol, at=1200, ended=600)
    assert times(patrol) == [300] and sealed_at() == [900, 1200] and Patrol.get_by_id(patrol).fixes == 1
    again = start(cast.worker, at=800)
    assert times(again) == [900, 1200] and sealed_at() == []


def test_what_a_patrol_gives_up_goes_to_the_finished_one_that_holds_it(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    tracker, first = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(3600))
    for second in range(0, 3601, 60):
        tracker.at(second)
    later = start(cast.worker, at=1800)
    finish(cast.worker, later, at=3000)
    before = Patrol.get_by_id(later)
    finish(cast.worker, first, at=3600, ended=900)
    assert times(first) == [*range(0, 901, 60)] and times(later) == [*range(1800, 3001, 60)]
    assert sealed_at() == [*range(960, 1800, 60), *range(3060, 3601, 60)]
    after = Patrol.get_by_id(later)
    assert after.fixes == 21 and after.seq > before.seq and after.version > before.version
    assert as_("worker").get(f"/api/v1/patrols/{later}").json["seconds"]["in_area"] == 1200


def test_the_most_accurate_of_one_second_stands_whichever_came_first(app: Any, cast: c.Cast) -> None:
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(600))
    for acc in (50, 5, 9):
        tracker.at(60, acc=acc)
        tracker.at(-60, lat=HERE[0] + acc * 1e-5, acc=acc)
    tracker.post([location(90, acc=acc) for acc in (50, 4, 30)])
    fixes = compute.fixes_of(Patrol.get_by_id(patrol))
    assert [(fix.t, fix.acc) for fix in fixes] == [(ms(60), 5), (ms(90), 4)]
    assert Patrol.get_by_id(patrol).fixes == 2
    assert [(row.acc, row.lat) for row in SealedFix.select()] == [(5, pytest.approx(HERE[0] + 5e-5))]


def test_a_tracker_beside_a_working_page_takes_no_second_away_whatever_comes_first(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    tracker = Tracker(app, cast.worker)
    page = [(second, *HERE, 5.0) for second in range(0, 601, 6)]
    for n, is_page_first in enumerate((True, False)):
        base = n * 3600
        clock.freeze(ms(base + 900))
        patrol = start(cast.worker, at=base)
        fixes = [(base + second, *rest) for second, *rest in page]
        if is_page_first:
            track(cast.worker, patrol, fixes)
        for second in range(2, 601, 30):
            tracker.at(base + second, lat=HERE[0] + 0.00036)  # 40 m off
        if not is_page_first:
            track(cast.worker, patrol, fixes)
        finish(cast.worker, patrol, at=base + 660)
        told = as_("worker").get(f"/api/v1/patrols/{patrol}").json
        assert (told["seconds"]["in_area"], told["seconds"]["gap"]) == (600, 60) and told["fixes"] == 121


def test_what_comes_after_the_track_was_reduced_is_computed_alone_and_added_as_one_piece(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    local_settings.set_value(cast.admin, c.CITY, "summary_only", "1", "只要时间")
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    track(cast.worker, patrol, [(0, *HERE, 5.0), (60, *HERE, 5.0)])
    finish(cast.worker, patrol, at=600)
    assert retention.purge() == 1
    clock.freeze(ms(3600))
    for second in range(300, 541, 60):
        tracker.at(second)
    assert late.add() == 0  # there may be more of it
    clock.freeze(ms(3600) + late.REST)
    assert (late.add(), late.add()) == (5, 0)
    told = as_("worker").get(f"/api/v1/patrols/{patrol}").json
    assert told["seconds"]["in_area"] == 60 + 240 and told["fixes"] == 7
    assert [piece["fixes"] for piece in told["late"]] == [5]
    assert Chunk.select().count() == SealedFix.select().count() == 0


def test_a_patrol_that_nobody_has_ended_holds_half_a_day_of_it_and_no_more(app: Any, cast: c.Cast) -> None:
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker)
    clock.freeze(ms(13 * 3600))
    tracker.at(12 * 3600)
    tracker.at(12 * 3600 + 60)
    assert times(patrol) == [12 * 3600] and sealed_at() == [12 * 3600 + 60]


def test_a_clock_that_is_an_hour_ahead_is_not_believed_and_one_behind_is_taken_at_its_word(
    app: Any, cast: c.Cast
) -> None:
    tracker, patrol = Tracker(app, cast.worker), start(cast.worker, at=-7200)
    assert tracker.at(3600).status_code == tracker.at(-3600).status_code == 200
    assert times(patrol) == [-3600] and sealed_at() == []


def test_what_waits_is_destroyed_when_its_person_ends_the_tracker(app: Any, cast: c.Cast) -> None:
    tracker = Tracker(app, cast.worker)
    tracker.at(-60)
    devices.end(cast.worker, devices.find(cast.worker, tracker.id))
    assert SealedFix.select().count() == 0


def test_a_patrol_whose_page_is_closed_for_its_middle_hour_is_reckoned_as_a_second_reading_of_the_rule_does(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    middle = {"owntracks": Tracker(app, cast.worker), "traccar": Tracker(app, cast.worker, "traccar")}
    for delay in (0, 3600):
        for kind, tracker in middle.items():
            told = _walk(kind)
            base = {"owntracks": 0, "traccar": 4 * 3600}[kind] + delay * 10
            clock.freeze(ms(base + 7200 + delay))
            patrol = None if delay else start(cast.worker, at=base)
            hers = [fix for fix in told if fix["source"] == kind]
            for fix in hers[::2] + hers[1::2]:  # out of order
                tracker.at(base + fix["t"], fix["lat"], fix["lon"], int(fix["acc"]))
            patrol = patrol or start(cast.worker, at=base)
            page = [
                (base + fix["t"], fix["lat"], fix["lon"], fix["acc"])
                for fix in told
                if fix["source"] == "browser"
            ]
            track(cast.worker, patrol, page)
            finish(cast.worker, patrol, at=base + 7200)
            fixes = [{**fix, "t": ms(base + fix["t"])} for fix in told]
            parts = reference.pieces(ms(base), ms(base + 7200), fixes, [], [BOX], [])
            answer = as_("worker").get(f"/api/v1/patrols/{patrol}").json
            assert answer["seconds"] == reference.seconds(parts) and answer["seconds"]["in_area"] > 6600
            points = gpxpy.parse(as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").text).tracks[0].segments
            found = [
                (round(p.time.timestamp() * 1000), p.source) for segment in points for p in segment.points
            ]
            assert found == [(fix["t"], fix["source"]) for fix in fixes]


def _walk(kind: str) -> list[dict[str, Any]]:
    """Two hours inside the grid; the page records the first and last half hour, the tracker the hour between, with a loss."""
    told = []
    for second in range(0, 7201, 30):
        is_page = second <= 1800 or second > 5400
        if 3000 <= second < 3300:
            continue
        place = {"lat": round(SOUTH + 0.0005 + second % 600 * 1e-6, 7), "lon": round(WEST + 0.0010, 7)}
        told.append({"t": second, **place, "acc": 9.0, "source": "browser" if is_page else kind})
    return told


def test_nobody_is_kept_from_recording_by_an_areas_own_word_and_it_is_off_by_default(cast: c.Cast) -> None:
    open_in(cast, value=None)
    assert local_settings.BY_NAME["companion"].default == "0"
    with pytest.raises(Exception, match="forbidden"):
        devices.agree(cast.worker, "owntracks", "手机")
    assert Companion.select().count() == 0 and isinstance(cast.worker, Person)
