"""Without tracks at all: no fix is kept, whatever a phone or tracker sends, and the time counts by marks."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas import local_settings
from app.core import clock
from app.core.place import Place
from app.patrol.companions.models import SealedFix
from app.patrol.models import Chunk, Mark, Patrol
from app.privacy import rules_in_force
from tests import cast as c
from tests.patrol.companions.tracker import HERE, Tracker, open_in
from tests.patrol.walk import NINE, body, finish, mark, ms, start, track

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def by_marks(cast: c.Cast) -> None:
    clock.freeze(NINE)
    open_in(cast)
    local_settings.set_value(cast.admin, c.COMMUNITY, "marks_only", "1", "工会意见")


def test_no_position_is_kept_of_a_track_a_mark_or_a_tracker_and_what_was_left_out_is_counted(
    app: Any, as_: Any, cast: c.Cast
) -> None:
    assert as_("worker").post("/companion", data={"kind": "traccar", "name": "手机"}).status_code == 403
    local_settings.set_value(cast.admin, c.GRID, "marks_only", "0", "试点")
    tracker = Tracker(app, cast.worker)
    local_settings.set_value(cast.admin, c.GRID, "marks_only", None, "试点完")
    patrol = start(cast.worker)
    clock.freeze(ms(900))
    tracker.at(300)
    tracker.at(-300)
    track(cast.worker, patrol, [(0, *HERE, 5.0), (60, *HERE, 5.0)])
    told = body(Patrol.get_by_id(patrol).seq)
    assert (told["n"], told["dropped"]) == (0, 2) and "first" not in told
    mark(cast.worker, patrol, c.BUILDING, at=120, place=Place(*HERE))
    assert Chunk.select().count() == SealedFix.select().count() == 0
    assert (Mark.get().lat, Mark.get().lon) == (None, None)


def test_the_time_between_marks_counts(as_: Any, cast: c.Cast) -> None:
    patrol = start(cast.worker)
    for second in (60, 600, 1200):
        mark(cast.worker, patrol, c.BUILDING, at=second)
    finish(cast.worker, patrol, at=1500)
    seconds = as_("worker").get(f"/api/v1/patrols/{patrol}").json["seconds"]
    assert (seconds["by_marks"], seconds["gap"], seconds["in_area"]) == (1140, 360, 0)
    assert as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").status_code == 200


def test_phones_and_the_public_are_told(as_: Any, cast: c.Cast) -> None:
    assert as_("worker").get("/api/v1/me").json["marks_only"] == [c.GRID]
    assert as_("outsider").get("/api/v1/me").json["marks_only"] == []
    assert rules_in_force.marks_only() == ["临港社区"]
    assert "完全不读位置" in as_(None).get("/privacy").text


def test_next_door_everything_is_as_it_was(cast: c.Cast) -> None:
    patrol = start(cast.outsider)
    track(cast.outsider, patrol)
    assert Patrol.get_by_id(patrol).fixes == 1
