"""Reports and moves as a phone sends them: the same verbs, the contract's answers."""

from __future__ import annotations

import pytest

from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.matters import ops
from tests.sync.phone import Phone, new_id


@pytest.fixture
def phones(as_, cast):
    return lambda name: Phone(as_, cast, name)


def report(phone: Phone, **body: object) -> dict[str, object]:
    said = {"matter": ops.unsampled(), "category": "fire_lane", "text": "堵了", "area": c.BUILDING, **body}
    return phone.op("matter.report", said)


def move(phone: Phone, matter: object, name: str, **body: object) -> dict[str, object]:
    return phone.op("matter.move", {"matter": matter, "move": name, **body})


@pytest.mark.both
def test_a_batch_reports_and_moves_and_sending_it_again_changes_nothing(phones):
    phone = phones("worker")
    first = report(phone)
    matter = first["body"]["matter"]
    batch = [first, move(phone, matter, "note", text="还在"), move(phone, matter, "escalate")]
    results = phone.send(*batch)
    assert [result["status"] for result in results] == ["applied"] * 3
    assert results[0]["entity"]["kind"] == "matter" and results[0]["entity"]["number"][6] == "-"
    again = phone.send(*batch)
    assert [result["status"] for result in again] == ["duplicate"] * 3
    assert [result["seq"] for result in again] == [result["seq"] for result in results]
    assert Entry.select().where(Entry.kind == "matter").count() == 3


def test_what_is_out_of_reach_or_not_here_is_deferred_and_what_is_not_open_is_rejected(phones):
    worker, outsider, desk = phones("worker"), phones("outsider"), phones("desk")
    first = report(worker)
    matter = first["body"]["matter"]
    assert worker.one(move(worker, matter, "take")) == "deferred"
    assert worker.one(first) == "applied"
    assert outsider.one(move(outsider, matter, "take")) == "deferred"
    assert outsider.one(report(outsider, matter=matter, area=c.OTHER_GRID)) == "rejected exists"
    assert desk.one(move(desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])) == "rejected not-open"
    assert worker.one(move(worker, matter, "explode")) == "rejected bad-value"
    assert worker.one(move(worker, matter, "take", when="now")) == "rejected bad-value"


def test_a_report_belongs_to_the_patrol_it_names_and_waits_for_it(phones):
    worker, lead = phones("worker"), phones("lead")
    start = worker.start()
    patrol = start["body"]["patrol"]
    first = report(worker, patrol=patrol)
    assert worker.one(first) == "deferred"
    assert worker.one(start) == "applied" and worker.one(first) == "applied"
    assert Matter.get().patrol == patrol
    assert lead.one(report(lead, patrol=patrol)) == "deferred"


def test_a_stale_move_brings_the_matter_as_it_is(phones):
    worker, desk = phones("worker"), phones("desk")
    first = report(worker, escalate=True)
    matter = first["body"]["matter"]
    worker.send(first)
    seen = Matter.get_by_id(matter).version
    assert desk.one(move(desk, matter, "take", base_version=seen)) == "applied"
    late = worker.send(move(worker, matter, "escalate", base_version=seen))[0]
    assert late["problem"]["type"] == "/problems/stale"
    assert late["problem"]["matter"]["state"] == "in_hand"
    assert late["problem"]["matter"]["moves"] == ["note", "escalate"]


def test_an_emergency_pressed_twice_is_one_matter_and_its_desk_takes_it(phones, as_):
    worker, desk = phones("worker"), phones("desk")
    red = worker.op(
        "matter.report", {"matter": new_id(), "category": "other", "urgency": "emergency", "escalate": True},
        place={"lat": c.LAT + 0.0003, "lon": c.LON + 0.0004, "acc": 9, "at": "2026-11-22T10:40:00+08:00", "source": "gps"},
    )  # fmt: skip
    assert [worker.one(red), worker.one(red)] == ["applied", "duplicate"]
    matter = as_("desk").get("/api/v1/matters?mine=1").json["matters"][0]
    assert (matter["area"], matter["placed"], matter["urgency"]) == (c.BUILDING, "shape", "emergency")
    assert desk.one(move(desk, matter["id"], "acknowledge")) == "applied"
    assert desk.one(move(desk, matter["id"], "take")) == "applied"
    shown = as_("worker").get(f"/api/v1/matters/{matter['id']}").json
    assert [line["move"] for line in shown["ledger"]] == ["report", "escalate", "acknowledge", "take"]
    assert shown["taken_by_name"] == "林晓梅" and shown["holder"]["person"] == desk.person
