"""Single ops: what is refused, what is remembered, and what an id stands for."""

from __future__ import annotations

import threading

import pytest

from app.core import clock
from app.evidence.models import PhotoUse
from app.ledger.models import Entry
from app.patrol.models import Visit
from app.people import tokens
from app.people.models import SyncToken
from app.sync.models import Quarantine, Receipt
from tests.evidence.pictures import picture, sha
from tests.matters import ops
from tests.sync.phone import new_id, said, visit

DEEP: object = "x"
for _ in range(20):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        1,
        "op",
        [],
        {},
        {"id": 7},
        {"id": "x"},
        {"id": "0198E2A0-0000-7000-8000-000000000000"},
        {"id": None},
    ],
    ids=str,
)
def test_an_op_whose_id_cannot_be_read_is_answered_by_its_place(phone, raw):
    results = phone.send(phone.op(), raw, phone.op())
    assert [result["status"] for result in results] == ["applied", "rejected", "applied"]
    assert results[1]["id"] is None and results[1]["index"] == 1
    assert results[1]["problem"]["type"] == "/problems/bad-value"
    assert Quarantine.select().count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"move": "note"}, "body.text"),
        ({"move": "note", "text": "x", "until": "soon"}, "body.until"),
        ({"move": "nothing"}, "body.move"),
        ({"move": "note", "text": "x", "to": ["street:1"]}, "body.to[0]"),
    ],
)
def test_what_the_verb_finds_wrong_is_named_as_the_form_names_it(phone, cast, body, field):
    matter = ops.report(cast.worker)
    result = phone.send(phone.op("matter.move", {"matter": matter.id, **body}))[0]
    assert result["problem"]["errors"][0]["field"] == field
    assert (
        phone.send(phone.op(place={"lat": 1, "lon": 1, "at": "now"}))[0]["problem"]["errors"][0]["field"]
        == "place.at"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person", None),
        ("person", "me"),
        ("lane", 1),
        ("lane", "x" * 101),
        ("seq", -1),
        ("seq", 12345678901234567890),
        ("seq", 1.5),
        ("deps", ["x"]),
        ("deps", "x"),
        ("at", "noon"),
        ("at", "2026-11-22T08:00:00"),
        ("at", "9999-01-01T00:00:00+00:00"),
        ("at", None),
        ("place", {"lat": 91, "lon": 0}),
        ("place", {"lat": 0}),
        ("place", {"lat": 0, "lon": 0, "acc": -1}),
        ("place", {"lat": 0, "lon": 0, "at": "now"}),
        ("place", {"lat": 0, "lon": 0, "high": 1}),
        ("photos", ["x"]),
        ("photos", [sha(b"").upper()]),
        ("photos", [sha(b"")] * 51),
        ("supersedes", "x"),
        ("body", None),
        ("body", []),
        ("body.area", 7),
        ("body.minutes", 0),
        ("body.minutes", 481),
        ("body.minutes", 10**19),
        ("body.text", "x" * 2001),
        ("body.text", "a\u0007b"),
        ("body.text", DEEP),
        ("body.hat", 1),
        ("body.visit", "x"),
        ("hat", 1),
    ],
)
def test_a_bad_field_is_that_ops_rejection_and_named(phone, field, value):
    bad = phone.op()
    where, _, inner = field.partition(".")
    bad = {**bad, where: {**bad["body"], inner: value} if inner else value}
    results = phone.send(phone.op(), bad, phone.op())
    assert [result["status"] for result in results] == ["applied", "rejected", "applied"]
    assert results[1]["problem"]["errors"][0]["field"].startswith(field)
    assert said(phone.send(bad)[0]) == "rejected bad-value"
    assert Quarantine.get().times == 1


@pytest.mark.parametrize(
    ("type_", "v"),
    [("no.such", 1), ("visit.record", 2), ("visit.record", "1"), (None, 1), ({}, 1), ("a\u0000", True)],
)
@pytest.mark.both
def test_an_unknown_type_or_version_is_rejected_and_judged_anew(phone, type_, v):
    op = phone.op(v=v)
    op["type"] = type_
    assert phone.one(op) == "rejected unknown-type"
    assert Receipt.get().final is False


def test_601_fixes_are_rejected_and_600_are_not(phone):
    start = phone.start()
    patrol = start["body"]["patrol"]

    def track(n):
        column = [27.58] * n
        times = [clock.now() + i for i in range(n)]
        return phone.op(
            "patrol.track", {"patrol": patrol, "t": times, "lat": column, "lon": [120.55] * n, "acc": [5] * n}
        )

    statuses = [said(result) for result in phone.send(start, track(600), track(601))]
    assert statuses == ["applied", "applied", "rejected bad-value"]


def test_another_persons_op_is_rejected_kept_and_welcome_from_its_owner(phones):
    mine = phones("worker").op()
    assert phones("outsider").one(mine) == "rejected other-person"
    kept = Quarantine.get()
    assert (kept.sender, kept.person) == (phones("outsider").person, phones("worker").person)
    assert phones("worker").one(mine) == "applied"
    assert Quarantine.get().settled is not None


def test_a_stranger_cannot_spoil_an_id_and_not_try_twice_under_it(phones):
    mine = phones("worker").op()
    spoilt = {**mine, "person": phones("worker").person, "body": visit()}
    assert phones("outsider").one(spoilt) == "rejected other-person"
    assert phones("outsider").one({**spoilt, "person": phones("outsider").person}) == "conflict conflict"
    assert phones("worker").one(mine) == "applied"


def test_another_persons_outcome_is_not_told(phones):
    mine = phones("worker").op()
    phones("worker").send(mine)
    answer = phones("outsider").send(mine)[0]
    assert said(answer) == "rejected other-person" and "entity" not in answer


def test_a_revoked_token_is_heard_rejected_and_kept(phone):
    tokens.revoke(SyncToken.device == phone.device)
    op = phone.op(photos=[sha(picture())])
    assert phone.one(op) == "rejected revoked"
    assert Quarantine.get().raw == op
    assert PhotoUse.get().kind == "quarantine"
    assert Visit.select().count() == 0 and Receipt.select().count() == 0


def test_a_rejection_hanging_on_the_sender_is_judged_anew(phone):
    tokens.revoke(SyncToken.device == phone.device)
    op = phone.op()
    assert phone.one(op) == "rejected revoked"
    SyncToken.update(revoked=None).execute()
    assert phone.one(op) == "applied"


def test_an_area_that_is_not_there_is_judged_anew_when_it_is(phone):
    op = phone.op(body=visit(area="33039900100100101077"))
    assert phone.one(op) == "rejected unknown-area"
    from app.areas import tree
    from app.areas.models import Area

    Area.create(code="33039900100100101077", kind="building", name="77", parent="330399001001001")
    tree.rebuild()
    assert phone.one(op) == "applied"
    assert Quarantine.get().settled is not None


def test_a_stored_verdict_stands(phone):
    op = phone.op(body=visit(minutes=0))
    first = phone.send(op)[0]
    assert phone.send(op)[0] == first and first["status"] == "rejected"


@pytest.mark.both
def test_the_same_again_is_a_duplicate_with_its_first_outcome(phone):
    op = phone.op()
    first, second = phone.send(op)[0], phone.send(op)[0]
    assert (first["status"], second["status"]) == ("applied", "duplicate")
    assert {**first, "status": ""} == {**second, "status": ""}
    assert first["entity"] == {"kind": "visit", "id": op["body"]["visit"]} and first["seq"] > 0


def test_how_an_op_travels_and_is_written_is_not_its_content(phone):
    op = phone.op(place={"lat": 27.0, "lon": 120, "acc": 5.0})
    phone.send(op)
    again = dict(reversed(op.items())) | {"lane": "other", "seq": 99, "supersedes": None}
    again["place"] = {"acc": 5, "lon": 120.0, "lat": 27}
    assert phone.one(again) == "duplicate"


@pytest.mark.parametrize("change", ["at", "type", "body", "photos", "place", "person"])
def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(phone, change):
    op = phone.op()
    phone.send(op)
    other = {
        "at": "2026-01-01T00:00:00+08:00",
        "type": "patrol.start",
        "body": visit(),
        "photos": [sha(b"1")],
        "place": {"lat": 1, "lon": 1},
        "person": None,
    }
    assert phone.one({**op, change: other[change]}) == "conflict conflict"
    assert phone.one(op) == "duplicate"
    assert Visit.select().count() == 1 and Quarantine.select().count() == 1


def test_a_rejected_id_with_other_content_is_a_conflict(phone):
    for bad in (phone.op(body=visit(minutes=0)), phone.op("no.such"), phone.op(body=visit(area="nowhere"))):
        assert phone.one(bad).startswith("rejected")
        assert phone.one({**bad, "type": "visit.record", "body": visit()}) == "conflict conflict"


def test_an_entity_that_exists_is_rejected(phone):
    op = phone.op()
    assert [phone.one(op), phone.one(phone.op(body=op["body"]))] == ["applied", "rejected exists"]


def test_photos_are_missing_until_they_are_there(phone, as_):
    data = picture()
    op = phone.op(photos=[sha(data), sha(data), sha(b"other")])
    assert phone.send(op)[0]["missing"] == [sha(data), sha(b"other")]
    as_("worker").put(f"/api/v1/photos/{sha(data)}", data=data)
    again = phone.send(op)[0]
    assert (again["status"], again["missing"]) == ("duplicate", [sha(b"other")])


def test_whether_somebody_else_has_stored_the_photo_is_not_told(phone, as_):
    data = picture()
    as_("outsider").put(f"/api/v1/photos/{sha(data)}", data=data)
    assert phone.send(phone.op(photos=[sha(data)]))[0]["missing"] == [sha(data)]


@pytest.mark.both
def test_twenty_at_once_leave_one_row_and_twenty_receipts(phones, store):
    op = phones("worker").op()
    answers = []

    def send():
        answers.append(phones("worker").post([op]))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = [answer.json["results"][0]["status"] for answer in answers]
    assert sorted(set(statuses)) == ["applied", "duplicate"] and statuses.count("applied") == 1
    assert len({answer.json["results"][0]["seq"] for answer in answers}) == 1
    assert (Visit.select().count(), Receipt.select().count()) == (1, 1)


@pytest.mark.both
def test_fifty_writers_meet_no_500_and_lose_nothing(phones, store):
    sent, answers = [], []

    def write():
        phone = phones("worker")
        op = phone.op()
        sent.append(op["id"])
        answers.append(phone.post([op]))

    threads = [threading.Thread(target=write) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 503)
    applied = {answer.json["results"][0]["id"] for answer in answers if answer.status_code == 200}
    assert applied == {row.op for row in Receipt.select()}
    assert len(sent) == len(set(sent)) == 50


def test_an_op_of_the_ledger_carries_its_id_and_person(phone):
    op = phone.op()
    phone.send(op)
    entry = Entry.get(Entry.op == op["id"])
    assert (entry.by, entry.imported, entry.skewed) == (phone.person, False, False)


def test_a_fault_of_ours_leaves_the_op_with_the_phone_and_the_neighbours_unharmed(phone, monkeypatch):
    from dataclasses import replace

    from app.sync.batch import operations

    def broken(act, body):
        Visit.delete().execute()
        raise KeyError("a fault")

    monkeypatch.setitem(
        operations.TABLE, "patrol.start", replace(operations.TABLE["patrol.start"], verb=broken)
    )
    results = phone.send(phone.op(), phone.start(), phone.op())
    assert [result["status"] for result in results] == ["applied", "busy", "applied"]
    assert Visit.select().count() == 2 and Receipt.select().count() == 2


def test_ids_are_not_guessed_from_one_another():
    assert len({new_id() for _ in range(1000)}) == 1000
