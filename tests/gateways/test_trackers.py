"""The trackers' own words at their doors: who is refused, what cannot be mended, and what is kept."""

from __future__ import annotations

import base64
import json
import logging
import random
import re
from typing import Any

import pytest

from app.areas.models import Post
from app.core import clock
from app.gateways.trackers import osmand, owntracks
from app.patrol.companions import devices
from app.patrol.companions.models import Companion, SealedFix
from app.patrol.minutes import compute
from app.patrol.models import Patrol
from app.people.accounts import ending
from app.settings import ROOT
from tests import cast as c
from tests.patrol.companions.tracker import HERE, OSMAND, OWNTRACKS, Tracker, location, open_in
from tests.patrol.walk import ms, start

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def half_past_nine(cast: c.Cast) -> None:
    clock.freeze(ms(1800))
    open_in(cast)


def fixes(patrol: str) -> list[tuple[int, str]]:
    return [(fix.t, fix.source) for fix in compute.fixes_of(Patrol.get_by_id(patrol))]


def nothing_kept(patrol: str) -> bool:
    return fixes(patrol) == [] and SealedFix.select().count() == 0


def test_an_unknown_secret_and_none_open_nothing(app: Any, cast: c.Cast) -> None:
    patrol = start(cast.worker)
    stranger = Tracker(app, cast.worker, secret="x" * 43)
    assert stranger.at(60).status_code == stranger.query(lat=1, lon=2).status_code == 401
    client = app.test_client()
    assert client.post(OWNTRACKS, json=location(60)).status_code == 401
    for noise in (
        "Basic",
        "Basic %%%",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        "Bearer x",
        "Basic eA==",
    ):
        assert client.post(OWNTRACKS, json=location(60), headers={"Authorization": noise}).status_code == 401
    assert client.get(OSMAND).status_code == client.post(OSMAND, data=b"\x00\xff").status_code == 401
    assert (
        client.post(OSMAND, json=[]).status_code
        == client.post(OSMAND, json={"device_id": 7}).status_code
        == 401
    )
    assert client.get(OWNTRACKS).status_code == 405
    assert nothing_kept(patrol)


def test_a_secret_that_was_ended_and_a_leavers_open_nothing(app: Any, cast: c.Cast) -> None:
    patrol, mine, other = start(cast.worker), Tracker(app, cast.worker), Tracker(app, cast.worker, "traccar")
    assert mine.at(60).status_code == 200
    devices.end(cast.worker, devices.find(cast.worker, mine.id))
    assert mine.at(61).status_code == 401 and other.at(62).status_code == 200
    ending.disable(None, cast.worker)
    assert other.at(63).status_code == 401
    assert [t for t, _ in fixes(patrol)] == [ms(60), ms(62)]


def test_anothers_secret_tells_of_that_others_patrol_alone(app: Any, cast: c.Cast) -> None:
    patrol, hers = start(cast.worker), Tracker(app, cast.worker2)
    assert hers.at(60).status_code == 200  # one phone, two people: whose secret it is decides
    assert fixes(patrol) == [] and SealedFix.select().count() == 1


def test_without_a_post_or_where_nobody_opened_it_nothing_is_kept(app: Any, cast: c.Cast) -> None:
    patrol, tracker = start(cast.worker), Tracker(app, cast.worker)
    open_in(cast, c.COMMUNITY, "0")
    assert tracker.at(60).status_code == tracker.at(-600).status_code == 200
    assert nothing_kept(patrol)
    open_in(cast, c.COMMUNITY, None)
    Post.update(ends="2026-11-17").where(Post.person == cast.worker.id).execute()
    assert tracker.at(60).status_code == tracker.at(-600).status_code == 200
    assert nothing_kept(patrol)


def test_what_a_tracker_cannot_mend_is_answered_as_success_and_dropped(app: Any, cast: c.Cast) -> None:
    patrol, tracker = start(cast.worker), Tracker(app, cast.worker)
    noise = base64.b64encode(random.Random(5).randbytes(900))
    odd: list[Any] = [
        b"", b"   ", noise, b"{", b"[]", b"null", b'"x"', b"[1,2]", b"[" * 500, b'{"a":1,"a":2}',
        {"_type": "transition", "tst": ms(60) // 1000, "lat": HERE[0], "lon": HERE[1], "event": "enter"},
        {"_type": "waypoint", "tst": 1, "desc": "home", "lat": 27.1, "lon": 120.1, "rad": 50},
        {"_type": "status", "iOS": {}}, {"_type": "lwt", "tst": 1}, {"_type": "card"}, {"_type": 7}, {},
        location(60, lat=91.0), location(60, acc=200_000), {**location(60), "tst": "now"}, {**location(60), "lat": True},
        {**location(60), "tst": 10**40}, {**location(60), "lon": None}, {**location(60), "tst": -5},
    ]  # fmt: skip
    for payload in odd:
        reply = tracker.post(payload)
        assert (reply.status_code, reply.json) in ((200, []), (200, reply.json)), payload
        assert all(each["_type"] == "cmd" for each in reply.json)
    for said in (
        {}, {"lat": "x", "lon": "y"}, {"lat": "nan", "lon": "inf"}, {"lat": 1}, {"location": "1;2"},
        {"lat": 1, "lon": 2, "timestamp": "soon"}, {"lat": 1, "lon": 2, "timestamp": "9" * 39},
        {"lat": HERE[0], "lon": HERE[1], "timestamp": ms(60) // 1000, "valid": "false"},
    ):  # fmt: skip
        assert tracker.query(**said).status_code == 200, said
    assert tracker.post(b"[" + b" " * 1_100_000 + b"]").status_code == 413  # as the document says
    for body in (
        {"location": 1},
        {"location": {"coords": []}},
        {"location": {"coords": {}, "timestamp": None}},
        {},
    ):
        assert tracker.client.post(OSMAND, json={"device_id": tracker.secret, **body}).status_code == 200, (
            body
        )
    assert nothing_kept(patrol)


def test_an_encrypted_payload_is_refused_with_a_sentence_in_the_log_and_noted_for_its_person(
    app: Any, cast: c.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = Tracker(app, cast.worker)
    with caplog.at_level(logging.INFO):
        assert tracker.post({"_type": "encrypted", "data": "bXkgc2VjcmV0IHBsYWNl"}).json == []
    lines = [record.getMessage() for record in caplog.records if record.name == "gridwalk.trackers"]
    assert len(lines) == 1 and "encryption key must be emptied" in lines[0]
    assert Companion.get().encrypted == ms(1800)


def test_nothing_of_a_position_or_a_secret_stands_in_a_line_of_the_log(
    app: Any, cast: c.Cast, caplog: pytest.LogCaptureFixture
) -> None:
    start(cast.worker)
    tracker = Tracker(app, cast.worker)
    with caplog.at_level(logging.INFO):
        tracker.at(60)
        tracker.query(lat=HERE[0], lon=HERE[1], timestamp=ms(90))
        tracker.at(-600)
    said = json.dumps([[str(value) for value in vars(record).values()] for record in caplog.records])
    assert "/gateways/osmand" in said
    for planted in (tracker.secret, str(HERE[0]), str(HERE[1]), "a-home-network", cast.worker.id):
        assert planted not in said


def test_every_form_of_a_moment_and_of_a_position_is_understood(app: Any, cast: c.Cast) -> None:
    patrol, tracker = start(cast.worker), Tracker(app, cast.worker, "traccar")
    place = {"lat": HERE[0], "lon": HERE[1]}
    clock.freeze(ms(120))
    told = [
        tracker.query(**place),  # now
        tracker.query(**place, timestamp=ms(10) // 1000),
        tracker.query(**place, timestamp=ms(20)),
        tracker.query(**place, timestamp="2026-11-18T01:00:30Z"),
        tracker.query(**place, timestamp="2026-11-18T09:00:40.500+08:00"),
        tracker.query(**place, timestamp="2026-11-18 01:00:50"),
        tracker.query(location=f"{HERE[0]},{HERE[1]}", timestamp=ms(60)),
        tracker.client.post(OSMAND, data={"deviceid": tracker.secret, **place, "timestamp": ms(70)}),
        tracker.client.post(f"{OSMAND}?id={tracker.secret}&lat={HERE[0]}&lon={HERE[1]}&timestamp={ms(80)}"),
        tracker.client.post(OSMAND, json={
            "device_id": tracker.secret,
            "location": {
                "timestamp": "2026-11-18T01:01:30.000Z", "is_moving": True, "event": "motionchange", "odometer": 12.5,
                "coords": {"latitude": HERE[0], "longitude": HERE[1], "accuracy": 6.5, "speed": -1, "heading": -1, "altitude": 3},
                "battery": {"level": 0.5, "is_charging": False}, "activity": {"type": "walking"}, "extras": {},
            },
        }),
    ]  # fmt: skip
    assert {reply.status_code for reply in told} == {200}
    wanted = [10_000, 20_000, 30_000, 40_500, 50_000, 60_000, 70_000, 80_000, 90_000, 120_000]
    assert fixes(patrol) == [(ms(0) + t, "traccar") for t in wanted]


def test_what_the_document_shows_is_taken_as_it_stands(app: Any, cast: c.Cast) -> None:
    text = (ROOT / "docs" / "companion.md").read_text(encoding="utf-8")
    patrol, tracker = start(cast.worker), Tracker(app, cast.worker)
    payload = re.search(r"^```json\n(.*?)^```$", text, re.M | re.S)
    asked = re.search(r"^GET (/gateways/osmand\?\S+)$", text, re.M)
    assert payload is not None and asked is not None
    tracker.post(payload[1].encode())
    tracker.client.get(asked[1].replace("SECRET", tracker.secret))
    assert [t for t, _ in fixes(patrol)] == [ms(60), ms(90)]


def test_what_is_told_twice_is_kept_once_and_keeps_its_source(app: Any, cast: c.Cast) -> None:
    patrol, first, second = (
        start(cast.worker),
        Tracker(app, cast.worker),
        Tracker(app, cast.worker, "traccar"),
    )
    for _ in range(3):
        first.at(60)
        second.at(60)
    version = Patrol.get_by_id(patrol).version
    first.at(60)
    assert fixes(patrol) == [(ms(60), "owntracks"), (ms(60), "traccar")]
    assert (Patrol.get_by_id(patrol).version, Patrol.get_by_id(patrol).fixes) == (version, 2)


def test_ten_thousand_points_at_once_are_taken_where_they_lie_within_the_patrol(
    app: Any, cast: c.Cast
) -> None:
    patrol, tracker = start(cast.worker), Tracker(app, cast.worker)
    burst = [
        {"_type": "location", "tst": ms(n) // 1000, "lat": HERE[0], "lon": HERE[1]}
        for n in range(-5000, 5000)
    ]
    random.Random(3).shuffle(burst)
    assert tracker.post(json.dumps(burst).encode()).status_code == 200
    kept = [t for t, _ in fixes(patrol)]
    assert kept == [ms(n) for n in range(2101)]  # to five minutes after now: later than that is nobody's yet
    assert SealedFix.select().count() == 5000


def test_a_trackers_secret_opens_no_other_door_and_no_other_secret_opens_this_one(
    app: Any, cast: c.Cast
) -> None:
    tracker, client = Tracker(app, cast.worker), app.test_client()
    bearer = {"Authorization": f"Bearer {tracker.secret}"}
    assert client.post("/api/v1/sync", json={}, headers=bearer).status_code == 401
    assert client.post("/api/v1/intake", json={}, headers=bearer).status_code == 401
    assert client.put(f"/api/v1/photos/{'0' * 64}", data=b"x", headers=bearer).status_code == 401
    for path in (
        "/api/v1/matters",
        "/api/v1/me",
        "/api/v1/changes",
        "/companion",
        "/api/v1/systems/city/matters",
    ):
        assert client.get(path, headers=bearer).status_code in (302, 401), path
    for secret in (cast.sync_tokens["worker"], cast.sessions["worker"]):
        other = Tracker(app, cast.worker, secret=secret)
        assert other.at(60).status_code == other.query(lat=HERE[0], lon=HERE[1]).status_code == 401


def test_speeds_are_knots_by_query_and_metres_a_second_in_json_and_kilometres_an_hour_of_owntracks() -> None:
    place = {"lat": HERE[0], "lon": HERE[1]}
    query = f"id=x&lat={HERE[0]}&lon={HERE[1]}&timestamp={ms(60)}&speed=10"
    coords = {"latitude": HERE[0], "longitude": HERE[1], "accuracy": 5, "speed": 5}
    told = {"device_id": "x", "location": {"timestamp": "2026-11-18T01:01:00Z", "coords": coords}}
    by_query, by_json = (
        osmand.parse(query, b"", "")[1],
        osmand.parse("", json.dumps(told).encode(), "application/json")[1],
    )
    by_owntracks = owntracks.position({"_type": "location", "tst": ms(60) // 1000, **place, "vel": 18})
    speeds = [each.speed for each in (by_query, by_json, by_owntracks) if each is not None]
    assert speeds == [pytest.approx(5.144, abs=0.001), 5, pytest.approx(5)]
