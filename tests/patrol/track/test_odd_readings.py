"""What a sensor says oddly costs its own row: the others of the chunk arrive, and what was left out is told."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock, decode
from app.ledger.models import Entry
from app.patrol import commands
from app.patrol.models import Chunk, Patrol
from app.patrol.track import chunks, sensor
from app.sync.models import Receipt
from tests import cast as c
from tests.house import ROOT
from tests.patrol import walk
from tests.sync.phone import Phone, new_id, said

CASES = json.loads((ROOT / "tests/samples/odd_readings.json").read_text(encoding="utf-8"))
GOOD = {"lat": c.LAT + 0.0009, "lon": c.LON + 0.0010, "acc": 5.0, "speed": 1.2}


def chunk(phone: Phone, patrol: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A track of these rows, each filled up with good values, ten seconds apart and just over."""
    begins = clock.now() - len(rows) * 10_000
    columns = {name: [{**GOOD, **row}[name] for row in rows] for name in GOOD}
    return phone.op(
        "patrol.track", {"patrol": patrol, "t": [begins + i * 10_000 for i in range(len(rows))], **columns}
    )


def started(phone: Phone) -> str:
    patrol = new_id()
    assert (
        phone.one(phone.op("patrol.start", {"patrol": patrol}, at=clock.rfc3339(clock.now() - clock.HOUR)))
        == "applied"
    )
    return patrol


@pytest.mark.both
@pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: case["name"])
def test_an_odd_row_costs_no_other(phones: Any, case: dict[str, Any]) -> None:
    phone = phones("worker")
    patrol = started(phone)
    (result,) = phone.send(chunk(phone, patrol, {}, case["row"], {}))
    assert said(result) == "applied" and result.get("dropped", 0) == (case["stored"] is None)
    stored = chunks.unpack(Chunk.get().packed)
    rows = [
        dict(zip(GOOD, row, strict=True))
        for row in zip(stored.lat, stored.lon, stored.acc, stored.speed or [], strict=True)
    ]
    middle = [] if case["stored"] is None else [{**GOOD, **case["stored"]}]
    assert rows == [GOOD, *middle, GOOD]
    assert Patrol.get_by_id(patrol).fixes == len(rows) == Chunk.get().n


@pytest.mark.both
def test_what_was_left_out_stands_in_the_result_the_entry_and_every_repeat(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    patrol = started(phone)
    op = chunk(phone, patrol, {"lat": None}, {}, {"lon": 181.0}, {"acc": 2e5}, {})
    (first,) = phone.send(op)
    (again,) = phone.send(op)
    assert first["dropped"] == again["dropped"] == 3 and again["status"] == "duplicate"
    assert {**again, "status": "applied"} == first
    told = Entry.select().where(Entry.verb == "track").get().body
    assert (told["dropped"], told["n"], told["first"], told["last"]) == (
        3,
        2,
        op["body"]["t"][1],
        op["body"]["t"][4],
    )
    assert Receipt.get_by_id(op["id"]).dropped == 3
    other = {**op, "body": {**op["body"], "lat": [GOOD["lat"], *op["body"]["lat"][1:]]}}
    assert phone.one(other) == "conflict conflict"  # the content is what was sent, not what was kept
    (whole,) = phone.send(chunk(phone, patrol, {}, {}))
    assert "dropped" not in whole


def test_a_chunk_of_nothing_but_odd_rows_is_applied_and_stores_none(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    patrol = started(phone)
    (result,) = phone.send(chunk(phone, patrol, {"lat": None}, {"lon": None}))
    assert (said(result), result["dropped"]) == ("applied", 2)
    assert not Chunk.select().exists()
    assert as_("worker").get(f"/api/v1/patrols/{patrol}").json["fixes"] == 0


@pytest.mark.parametrize("broken", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_json_stays_a_broken_envelope(phones: Any, broken: str) -> None:
    phone = phones("worker")
    op = chunk(phone, started(phone), {}, {})
    sent = json.dumps(phone.envelope([op])).replace(str(GOOD["lat"]), broken, 1)
    answer = phone.raw(sent.encode())
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/bad-json")
    assert not Chunk.select().exists()


@pytest.mark.parametrize(
    "wrong",
    [{"t": [1, 2]}, {"t": [None, 2, 3]}, {"t": [3, 2, 1]}, {"lat": [1.0]}, {"acc": ["5", 5, 5]}, {"lat": None}, {"lon": [True, 1.0, 1.0]}],
    ids=str,
)  # fmt: skip
def test_what_is_no_row_at_all_is_still_refused(phones: Any, wrong: dict[str, Any]) -> None:
    phone = phones("worker")
    op = chunk(phone, started(phone), {}, {}, {})
    op["body"] |= wrong
    assert phone.one(op) == "rejected bad-value" and not Chunk.select().exists()


def test_an_unknown_accuracy_counts_as_a_hundred_metres_and_not_as_inaccurate(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    patrol = started(phone)
    phone.send(chunk(phone, patrol, *[{"acc": None}] * 7))
    seconds = as_("worker").get(f"/api/v1/patrols/{patrol}").json["seconds"]
    assert (seconds["in_area"], seconds["inaccurate"]) == (60, 0)


def test_nor_as_perfect_beside_a_known_one_of_the_same_instant(cast: c.Cast, as_: Any) -> None:
    clock.freeze(walk.ms(600))
    patrol = walk.start(cast.worker)
    far = c.LON + 4 * c.STEP_LON
    walk.track(cast.worker, patrol, [(0, GOOD["lat"], far, None), (60, GOOD["lat"], far, 0.0)], at=60)
    walk.track(
        cast.worker,
        patrol,
        [(0, GOOD["lat"], GOOD["lon"], 99.0), (60, GOOD["lat"], GOOD["lon"], 99.0)],
        at=60,
    )
    assert as_("worker").get(f"/api/v1/patrols/{patrol}").json["seconds"]["in_area"] == 60


number = st.one_of(
    st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15)
)
row = st.tuples(
    st.one_of(number, st.floats(-90, 90)),
    st.one_of(number, st.floats(-180, 180)),
    st.one_of(number, st.floats(1, 200)),
    number,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(row, max_size=40))
def test_whatever_the_numbers_every_row_is_kept_or_counted_and_what_is_kept_is_sound(
    rows: list[tuple[float | None, ...]],
) -> None:
    lat, lon, acc, speed = ([row[i] for row in rows] for i in range(4))
    sent = json.dumps(
        {
            "patrol": walk.uuid7(),
            "t": list(range(len(rows))),
            "lat": lat,
            "lon": lon,
            "acc": acc,
            "speed": speed,
        }
    )
    columns, dropped = sensor.usable(decode.decode(sent.encode(), commands.TrackBody))
    assert len(columns.t) + dropped == len(rows)
    assert chunks.unpack(chunks.pack(columns)).t == columns.t
    for at, y, x, metres, fast in zip(
        columns.t, columns.lat, columns.lon, columns.acc, columns.speed or [], strict=True
    ):
        assert (y, x) == rows[at][:2] and abs(y) <= 90 and abs(x) <= 180
        assert 0 < metres <= 100_000 and metres in (rows[at][2], 100.0)
        assert fast is None or (fast == rows[at][3] and 0 <= fast <= 10_000)
        assert all(math.isfinite(value) for value in (y, x, metres))
