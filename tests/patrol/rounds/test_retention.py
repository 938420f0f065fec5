"""Tracks live their time and no longer; what they said stays."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import AreaSetting
from app.core import clock
from app.core.place import Place
from app.patrol.models import Chunk, Mark, Patrol, Summary
from app.patrol.rounds import retention
from tests import cast as cast_
from tests.patrol.rounds.test_seeing import LAT, LON, line
from tests.patrol.walk import NINE, finish, gap, mark, start, track

DAY = clock.DAY


def walk(cast: cast_.Cast, ends: int | None = 1200) -> str:
    patrol = start(cast.worker)
    track(cast.worker, patrol, line(0, 600), at=600)
    mark(cast.worker, patrol, cast_.BUILDING, at=700, place=Place(LAT, LON))
    gap(cast.worker, patrol, 600, 1200, "explained", "地下车库")
    if ends is not None:
        finish(cast.worker, patrol, at=ends)
    return patrol


def said(as_: Any, patrol: str) -> dict[str, Any]:
    found: dict[str, Any] = as_("worker").get(f"/api/v1/patrols/{patrol}").json
    return found


def setting(name: str, value: str) -> None:
    AreaSetting.create(area=cast_.COMMUNITY, name=name, value=value)


@pytest.fixture(autouse=True)
def nine(store: Any) -> None:
    clock.freeze(NINE)


@pytest.mark.both
def test_after_seven_days_the_track_is_gone_and_the_seconds_stay(as_: Any, cast: cast_.Cast) -> None:
    patrol = walk(cast)
    clock.freeze(NINE + 7 * DAY - 1)
    assert retention.purge() == 0
    before, day = said(as_, patrol), as_("worker").get("/api/v1/me/day?date=2026-11-18").json
    clock.freeze(NINE + 7 * DAY)
    assert (retention.purge(), retention.purge()) == (1, 0)
    assert (Chunk.select().count(), Mark.get().lat) == (0, None)
    after = said(as_, patrol)
    for key in ("seconds", "gaps", "explanations", "fixes", "started", "finished", "areas", "minutes"):
        assert after[key] == before[key]
    assert [m["area"] for m in after["marks"]] == [cast_.BUILDING]
    assert after["purged"] is not None
    again = as_("worker").get("/api/v1/me/day?date=2026-11-18").json
    assert (again["minutes"], again["by_cause"], again["spans"]) == (
        day["minutes"], day["by_cause"], day["spans"],
    )  # fmt: skip
    for form in (".gpx", ".geojson"):
        assert as_("worker").get(f"/api/v1/patrols/{patrol}{form}").status_code == 410
        assert as_("outsider").get(f"/api/v1/patrols/{patrol}{form}").status_code == 404


def test_the_time_runs_from_the_receipt_of_the_latest_chunk(cast: cast_.Cast) -> None:
    patrol = walk(cast)
    clock.freeze(NINE + 6 * DAY)
    track(cast.worker, patrol, line(600, 660))
    clock.freeze(NINE + 8 * DAY)
    assert retention.purge() == 0
    clock.freeze(NINE + 13 * DAY)
    assert retention.purge() == 1


def test_a_chunk_after_the_purge_is_computed_alone_added_and_so_marked(as_: Any, cast: cast_.Cast) -> None:
    patrol = walk(cast)
    clock.freeze(NINE + 8 * DAY)
    retention.purge()
    assert said(as_, patrol)["seconds"]["gap"] == 600
    track(cast.worker, patrol, line(601, 901))
    after = said(as_, patrol)
    assert (after["seconds"]["in_area"], after["seconds"]["gap"]) == (900, 300)
    assert sum(after["seconds"].values()) == 1200
    assert [(late["fixes"], late["from"][11:19]) for late in after["late"]] == [(101, "09:10:01")]
    assert Chunk.select().count() == 0
    track(cast.worker, patrol, line(601, 901), source="owntracks")  # the same time again adds nothing
    assert said(as_, patrol)["seconds"] == after["seconds"]


def test_a_finish_after_the_purge_still_ends_the_patrol(as_: Any, cast: cast_.Cast) -> None:
    patrol = walk(cast, ends=None)
    clock.freeze(NINE + 8 * DAY)
    retention.purge()
    finish(cast.worker, patrol, at=900)
    seconds = said(as_, patrol)["seconds"]
    assert (seconds["in_area"], seconds["gap"]) == (600, 300)
    assert said(as_, patrol)["finished"] == "2026-11-18T09:15:00.000+08:00"


def test_summary_only_goes_once_the_patrol_has_ended(cast: cast_.Cast) -> None:
    setting("summary_only", "1")
    patrol = walk(cast, ends=None)
    assert retention.purge() == 0
    finish(cast.worker, patrol, at=1200)
    assert retention.purge() == 1
    assert Summary.select().count() == 1


def test_an_area_may_keep_tracks_for_less_or_more(cast: cast_.Cast) -> None:
    setting("track_days", "2")
    walk(cast)
    clock.freeze(NINE + 2 * DAY)
    assert retention.purge() == 1
    AreaSetting.update(value="30").execute()
    walk(cast)
    clock.freeze(NINE + 31 * DAY)
    assert retention.purge() == 0
    clock.freeze(NINE + 32 * DAY)
    assert retention.purge() == 1


def test_the_server_ends_no_patrol_by_itself(as_: Any, cast: cast_.Cast) -> None:
    patrol = walk(cast, ends=None)
    clock.freeze(NINE + 60 * DAY)
    retention.purge()
    assert Patrol.get_by_id(patrol).finished is None
    assert said(as_, patrol)["finished"] is None
