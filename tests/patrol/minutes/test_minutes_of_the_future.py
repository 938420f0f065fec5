"""No minute of what has not been yet, none taken from a phone whose clock is wrong but consistently so, and both are said."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from app.core import clock, db, migrate
from app.ledger.models import Entry
from app.matters.models import Matter
from app.patrol.models import Patrol, Visit
from app.patrol.rounds import retention
from tests import cast as c
from tests.matters import ops
from tests.patrol import walk
from tests.sync.phone import Phone, new_id, said, visit

NOON = clock.parse("2026-11-18T12:00:00+08:00")
HOURS = 2 * clock.HOUR


@pytest.fixture(autouse=True)
def noon(store: Any) -> None:
    clock.freeze(NOON)


def at(minutes: float, ahead: int = 0) -> str:
    """So many minutes after noon, by a phone that is so far ahead."""
    return clock.rfc3339(round(NOON + minutes * clock.MINUTE) + ahead)


def fixes(patrol: str, begins: float, ends: float, ahead: int = 0) -> dict[str, Any]:
    """A track inside the grid, a fix a minute."""
    t = [round(NOON + m * clock.MINUTE) + ahead for m in range(int(begins), int(ends) + 1)]
    n = len(t)
    return {
        "patrol": patrol,
        "t": t,
        "lat": [c.LAT + 0.0009] * n,
        "lon": [c.LON + 0.0010] * n,
        "acc": [5] * n,
    }


def walked(
    phone: Phone, begins: float, ends: float, ahead: int = 0, finished: bool = True
) -> tuple[str, list[Any]]:
    """A patrol in the grid as a phone's ops."""
    patrol = new_id()
    ops = [
        phone.op("patrol.start", {"patrol": patrol}, at=at(begins, ahead)),
        phone.op("patrol.track", fixes(patrol, begins, ends, ahead), at=at(ends, ahead)),
    ]
    if finished:
        ops.append(phone.op("patrol.finish", {"patrol": patrol}, at=at(ends, ahead)))
    return patrol, ops


def send(phone: Phone, ops: list[Any], ahead: int = 0) -> None:
    results = phone.send(*ops, sent_at=clock.rfc3339(clock.now() + ahead))
    assert {said(one) for one in results} == {"applied"}


def seen(as_: Any, patrol: str) -> dict[str, Any]:
    found: dict[str, Any] = as_("worker").get(f"/api/v1/patrols/{patrol}").json
    return found


def day(as_: Any, date: str = "2026-11-18") -> dict[str, Any]:
    found: dict[str, Any] = as_("worker").get(f"/api/v1/me/day?date={date}").json
    return found


@pytest.mark.both
@pytest.mark.parametrize("ahead", [HOURS, -HOURS, 400 * clock.DAY], ids=["ahead", "behind", "a year ahead"])
def test_a_phone_that_is_wrong_all_along_loses_no_minute(phones: Any, as_: Any, ahead: int) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -60, 0, ahead)
    send(phone, ops, ahead)
    its = seen(as_, patrol)
    assert (its["seconds"]["in_area"], its["uncounted"]) == (3600, 0)
    assert (its["started"], its["finished"]) == (at(-60, ahead), at(0, ahead))  # the phone's own axis
    told = day(as_, at(-60, ahead)[:10])
    assert (told["minutes"]["patrol"], told["uncounted"]) == (60, 0)


def test_what_was_walked_offline_and_sent_days_later_counts_whole(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -60, 0, HOURS)
    clock.freeze(NOON + 5 * clock.DAY)
    send(phone, ops)  # its clock has been set right since
    assert (seen(as_, patrol)["seconds"]["in_area"], seen(as_, patrol)["uncounted"]) == (3600, 0)


@pytest.mark.both
@pytest.mark.parametrize("ahead", [0, HOURS], ids=["a right clock", "a clock ahead"])
def test_what_lies_after_its_receipt_is_not_counted_and_is_said(phones: Any, as_: Any, ahead: int) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -10, 50, ahead)
    send(phone, ops, ahead)
    its = seen(as_, patrol)
    assert its["seconds"]["in_area"] == 600 and sum(its["seconds"].values()) == 600
    assert its["uncounted"] == 3000 and its["finished"] == at(50, ahead) and its["last"] == at(0, ahead)
    told = day(as_, at(0, ahead)[:10])
    assert (told["minutes"]["patrol"], told["uncounted"]) == (10, 3000)
    assert (
        its["fixes"] == 61 and as_("worker").get(f"/api/v1/patrols/{patrol}.gpx").text.count("<trkpt") == 61
    )
    (lead,) = [
        one["data"] for one in as_("lead").get("/api/v1/changes").json["changes"] if one["kind"] == "patrol"
    ]
    assert lead["uncounted"] == 3000


def test_time_told_too_early_that_is_then_really_walked_counts_and_is_said_no_more(
    phones: Any, as_: Any
) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -10, 20, finished=False)
    send(phone, ops)
    assert (seen(as_, patrol)["seconds"]["in_area"], seen(as_, patrol)["uncounted"]) == (600, 1200)
    assert seen(as_, patrol)["last"] == at(0)
    clock.freeze(NOON + 20 * clock.MINUTE)
    send(
        phone,
        [
            phone.op("patrol.track", fixes(patrol, 0, 20)),
            phone.op("patrol.finish", {"patrol": patrol}, at=at(20)),
        ],
    )
    assert (seen(as_, patrol)["seconds"]["in_area"], seen(as_, patrol)["uncounted"]) == (1800, 0)


def test_marks_and_reports_of_the_future_are_none(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    patrol = new_id()
    where = {"lat": c.LAT + 0.0003, "lon": c.LON + 0.0003, "acc": 5}
    report = {"matter": new_id(), "category": "fire_lane", "text": "堵", "area": c.BUILDING}
    send(phone, [
        phone.op("patrol.start", {"patrol": patrol}, at=at(-10)),
        phone.op("patrol.mark", {"patrol": patrol, "area": c.BUILDING, "how": "qr"}, at=at(-5), place=where),
        phone.op("patrol.mark", {"patrol": patrol, "area": c.BUILDING, "how": "qr"}, at=at(8), place=where),
        phone.op("matter.report", report, at=at(9), place=where),
        phone.op("patrol.finish", {"patrol": patrol}, at=at(10)),
    ])  # fmt: skip
    its = seen(as_, patrol)
    assert [mark["at"] for mark in its["marks"]] == [at(-5), at(0)]  # the report is one at its receipt
    assert (its["seconds"]["by_marks"], sum(its["seconds"].values()), its["uncounted"]) == (300, 600, 600)
    assert clock.rfc3339(Matter.get().reported_at) == at(0)
    assert Entry.select().where(Entry.verb == "report").get().at == NOON + 9 * clock.MINUTE  # as it was told


@pytest.mark.both
@pytest.mark.parametrize(
    ("started", "minutes", "counted"),
    [(-15, 15, 15), (0, 15, 0), (-5, 15, 5), (20, 15, 0), (-480, 480, 480)],
    ids=["just over", "begun now", "half over", "not yet", "all day"],
)
def test_a_visit_ends_at_the_latest_at_its_op(
    phones: Any, as_: Any, started: int, minutes: int, counted: int
) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -5, 0, finished=False)
    send(phone, [*ops, phone.op(body=visit(started=at(started), minutes=minutes), at=at(0))])
    row = Visit.get()
    assert row.ended <= NOON and (row.ended - row.started) == counted * clock.MINUTE
    (shown,) = day(as_)["visits"]
    cut = (minutes - counted) * 60
    assert (shown["minutes"], shown["uncounted"]) == (minutes, cut)
    assert day(as_)["minutes"]["visit"] == counted and day(as_)["uncounted"] == cut
    told = Entry.select().where(Entry.kind == "visit").get().body
    assert (told["started"], told["minutes"], told.get("uncounted", 0)) == (
        NOON + started * clock.MINUTE,
        minutes,
        cut,
    )
    assert seen(as_, patrol)["last"] == at(0)  # its end marks no running patrol beyond now


def test_an_op_from_the_future_gives_a_visit_no_minutes_beyond_its_receipt(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    send(phone, [phone.op(body=visit(started=at(-5), minutes=15), at=at(10))])
    assert (day(as_)["minutes"]["visit"], day(as_)["uncounted"]) == (5, 600)


def test_a_visit_by_a_phone_ahead_counts_on_that_phone_s_axis(phones: Any, as_: Any) -> None:
    phone = phones("worker")
    send(phone, [phone.op(body=visit(started=at(-15, HOURS), minutes=15), at=at(0, HOURS))], HOURS)
    assert (day(as_)["minutes"]["visit"], day(as_)["uncounted"]) == (15, 0)


@pytest.mark.both
def test_what_was_not_counted_is_still_said_once_the_track_is_gone_and_late_pieces_are_judged_alike(
    phones: Any, as_: Any
) -> None:
    phone = phones("worker")
    patrol, ops = walked(phone, -10, 50)
    send(phone, ops)
    before = seen(as_, patrol)
    clock.freeze(NOON + 8 * clock.DAY)
    assert retention.purge() == 1
    after = seen(as_, patrol)
    assert (after["seconds"], after["uncounted"]) == (before["seconds"], 3000)
    open_, ops = walked(phone, -10, 0, finished=False)
    send(phone, ops)
    clock.freeze(NOON + 17 * clock.DAY)
    assert retention.purge() == 1
    late = fixes(open_, 0, 10)
    late["t"] = [
        t + 17 * clock.DAY - 5 * clock.MINUTE for t in late["t"]
    ]  # five of ten minutes are still to come
    send(phone, [phone.op("patrol.track", late)])
    its = seen(as_, open_)
    assert (its["uncounted"], its["seconds"]["in_area"]) == (300, 900)
    send(phone, [phone.op("patrol.finish", {"patrol": open_}, at=clock.rfc3339(clock.now() + clock.HOUR))])
    its = seen(as_, open_)
    assert (its["uncounted"], its["last"]) == (3600, clock.rfc3339(clock.now()))


@pytest.mark.parametrize(("made_at", "counted"), [(HOURS, 3600), (0, 0), (None, 0), ("soon", 0)])
def test_of_an_export_counts_what_its_phone_can_have_known(
    phones: Any, as_: Any, made_at: Any, counted: int
) -> None:
    """Nothing says when an export was sent; a phone ahead shows itself by having made it later than now."""
    phone = phones("worker")
    patrol, ops = walked(phone, -60, 0, HOURS)
    made = at(0, made_at) if isinstance(made_at, int) else made_at
    manifest = {"proto": 1, "device": phone.device, **({"made_at": made} if made else {})}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("ops.ndjson", "\n".join(json.dumps(op) for op in ops))
    file.seek(0)
    data = {"file": (file, "export.zip")}
    answer = as_("lead").post("/api/v1/sync/import", data=data, content_type="multipart/form-data")
    assert [one["status"] for one in answer.json["results"]] == ["applied"] * 3
    assert seen(as_, patrol)["seconds"]["in_area"] == counted
    assert seen(as_, patrol)["uncounted"] == 3600 - counted
    assert Patrol.get_by_id(patrol).finished == NOON + HOURS


@pytest.mark.both
def test_a_store_of_the_former_version_keeps_its_visits_ends_and_climbs_no_more_than_it_should(
    store: Any, cast: c.Cast
) -> None:
    walk.visit(cast.worker, c.BUILDING, 0, 25)
    calm, alarm = ops.report(cast.worker), ops.report(cast.worker, urgency="emergency")
    Matter.update(climb_at=NOON).where(Matter.id == calm.id).execute()
    for table, column in (
        ("chunk", "latest"), ("mark", "latest"), ("patrol", "latest"), ("summary", "uncounted"), ("visit", "ended"),
        ("receipt", "dropped"),
    ):  # fmt: skip
        db.database.execute_sql(f"alter table {table} drop column {column}")
    db.database.execute_sql("delete from schema_migration where name = '0019_ground'")
    assert migrate.migrate(store.data_dir) == ["0019_ground"]
    row = Visit.get()
    assert (row.ended - row.started, row.uncounted) == (25 * clock.MINUTE, 0)
    assert Matter.get_by_id(calm.id).climb_at is None and Matter.get_by_id(alarm.id).climb_at is not None
