"""A two-hour patrol as the phone sends it, through the sync door, beside an independent computation."""

from __future__ import annotations

import random
from typing import Any

import gpxpy
import pytest

from app.core import clock
from tests import cast as cast_
from tests.patrol.minutes import reference
from tests.patrol.walk import NINE, ms
from tests.sync.phone import Phone, new_id, said

SOUTH, WEST = cast_.LAT, cast_.LON
BOX = (SOUTH, WEST, SOUTH + cast_.STEP_LAT, WEST + cast_.STEP_LON)
CHUNK = 120


def walked(seed: int) -> list[dict[str, Any]]:
    """Two hours at a fix every three seconds: two losses of signal, a bus, a basement's accuracy, a way outside."""
    draw = random.Random(seed)
    lat, lon, fixes = SOUTH + 0.0009, WEST + 0.0010, []
    for second in range(3, 7200, 3):
        if 1500 <= second < 2100 or 4000 <= second < 4360:
            continue
        lat += draw.uniform(-2, 2) * 9e-6 + (SOUTH + 0.0009 - lat) * 0.02
        lon += draw.uniform(-2, 2) * 1e-5 + (WEST + 0.0010 - lon) * 0.02
        away = 0.004 if 5000 <= second < 5400 else 0.0
        acc = 250.0 if 6000 <= second < 6100 else draw.choice([4.0, 8.5, 21.0])
        fixes.append({"t": ms(second), "lat": lat, "lon": lon - away, "acc": acc, "source": "browser"})
    return fixes


def tracks(phone: Phone, patrol: str, fixes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = []
    for at in range(0, len(fixes), CHUNK):
        part = fixes[at : at + CHUNK]
        columns = {key: [fix[key] for fix in part] for key in ("t", "lat", "lon", "acc")}
        speed = [None if n % 3 else 1.25 for n in range(len(part))]
        made.append(phone.op("patrol.track", {"patrol": patrol, **columns, "speed": speed}))
    return made


@pytest.mark.both
def test_two_hours_sent_out_of_order_are_reckoned_as_a_second_reading_of_the_rule_does(
    as_: Any, phones: Any
) -> None:
    phone: Phone = phones("worker")
    patrol, fixes = new_id(), walked(7)
    begin = phone.op("patrol.start", {"patrol": patrol}, at=clock.rfc3339(NINE))
    sent = tracks(phone, patrol, fixes)
    stops = [(1600, SOUTH + 0.0009, WEST + 0.0010), (2000, SOUTH + 0.0012, WEST + 0.0012)]
    marks = [
        phone.op(
            "patrol.mark",
            {"patrol": patrol, "area": cast_.BUILDING, "how": "qr"},
            at=clock.rfc3339(ms(at)),
            place={"lat": lat, "lon": lon, "acc": 9},
        )
        for at, lat, lon in stops
    ]
    named = {
        "patrol": patrol,
        "from": clock.rfc3339(ms(4000)),
        "to": clock.rfc3339(ms(4360)),
        "cause": "locked",
    }
    gap = phone.op("patrol.gap", named)
    finish = phone.op("patrol.finish", {"patrol": patrol}, at=clock.rfc3339(ms(7200)))

    assert said(phone.send(sent[0])[0]) == "deferred"
    first = [begin, *sent[3:], finish, gap, *marks]
    assert {said(result) for result in phone.send(*first)} == {"applied"}
    assert {said(result) for result in phone.send(sent[2], sent[0], sent[1], sent[5])} == {
        "applied",
        "duplicate",
    }

    answer = as_("worker").get(f"/api/v1/patrols/{patrol}").json
    stood = [{"t": ms(at), "area": cast_.BUILDING, "lat": lat, "lon": lon} for at, lat, lon in stops]
    parts = reference.pieces(NINE, ms(7200), fixes, stood, [BOX], [])
    assert answer["seconds"] == reference.seconds(parts)
    assert sum(answer["seconds"].values()) == 7200
    assert all(answer["seconds"].values())  # the walk holds every cause
    assert {gap["cause"] for gap in answer["gaps"]} == {"unknown", "locked"}
    assert as_("worker").get("/api/v1/me/day?date=2026-11-18").json["by_cause"] == answer["seconds"]

    points = [
        (round(p.time.timestamp() * 1000), p.latitude, p.longitude)
        for segment in gpxpy.parse(as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").text).tracks[0].segments
        for p in segment.points
    ]
    assert points == [(fix["t"], fix["lat"], fix["lon"]) for fix in fixes]


def test_one_bad_track_is_refused_by_itself_and_named(phones: Any) -> None:
    phone: Phone = phones("worker")
    patrol = new_id()
    n = 601
    wide = {"patrol": patrol, "t": [NINE] * n, "lat": [27.58] * n, "lon": [120.55] * n, "acc": [5] * n}
    uneven = {"patrol": patrol, "t": [NINE, NINE], "lat": [27.58], "lon": [120.55] * 2, "acc": [5] * 2}
    back = {"patrol": patrol, "t": [NINE, NINE - 1], "lat": [27.58] * 2, "lon": [120.55] * 2, "acc": [5] * 2}
    good = {**back, "t": [NINE, NINE]}
    ops = [phone.op("patrol.start", {"patrol": patrol})]
    ops += [phone.op("patrol.track", body) for body in (wide, uneven, back, good)]
    results = phone.send(*ops)
    assert [said(result) for result in results] == [
        "applied", "rejected bad-value", "rejected bad-value", "rejected bad-value", "applied",
    ]  # fmt: skip
    fields = [result["problem"]["errors"][0]["field"] for result in results[1:4]]
    assert fields == ["body.t", "body.lat", "body.t"]


def test_another_worker_s_track_waits_and_touches_nothing(as_: Any, phones: Any) -> None:
    mine, theirs = phones("worker"), phones("outsider")
    patrol = new_id()
    assert mine.one(mine.op("patrol.start", {"patrol": patrol})) == "applied"
    assert theirs.one(theirs.op("patrol.finish", {"patrol": patrol})) == "deferred"
    assert theirs.one(theirs.op("patrol.start", {"patrol": patrol})) == "rejected exists"
    assert as_("worker").get(f"/api/v1/patrols/{patrol}").json["finished"] is None


def test_a_report_on_the_way_brings_the_patrol_into_the_feed_again(as_: Any, phones: Any) -> None:
    phone: Phone = phones("worker")
    patrol, matter = new_id(), new_id()
    begin = phone.op("patrol.start", {"patrol": patrol}, at=clock.rfc3339(NINE))
    finish = phone.op("patrol.finish", {"patrol": patrol}, at=clock.rfc3339(ms(900)))
    marked = {"patrol": patrol, "area": cast_.BUILDING, "how": "near"}
    mark = phone.op("patrol.mark", marked, at=clock.rfc3339(ms(100)))
    phone.send(begin, mark, finish)
    client = as_("worker")
    before = client.get("/api/v1/changes").json
    found = {"matter": matter, "category": "other", "text": "灯不亮", "area": cast_.BUILDING}
    assert phone.one(phone.op("matter.report", found, at=clock.rfc3339(ms(400)))) == "applied"
    after = client.get(f"/api/v1/changes?since={before['cursor']}").json["changes"]
    told = {change["kind"]: change["data"] for change in after}
    assert set(told) == {"matter", "patrol"}
    assert told["patrol"]["seconds"] == client.get(f"/api/v1/patrols/{patrol}").json["seconds"]
    assert told["patrol"]["seconds"]["by_marks"] == 300
