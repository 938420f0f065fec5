"""The envelope of a batch: the only part that can refuse a batch as a whole."""

from __future__ import annotations

import json

import pytest

from app.core import clock, decode
from app.ledger.models import Entry
from app.people.models import Device, SyncToken
from app.sync.models import Receipt
from tests.sync.phone import new_id


def name(answer):
    return answer.status_code, answer.json["type"].removeprefix("/problems/")


def test_a_stranger_and_an_unknown_token_are_401(phone):
    phone.headers = {}
    assert phone.post([]).status_code == 401
    phone.headers = {"Authorization": "Bearer guess"}
    assert phone.post([]).status_code == 401


def test_an_expired_token_is_401(phone):
    SyncToken.update(expires=clock.now()).execute()
    assert phone.post([phone.op()]).status_code == 401
    assert Receipt.select().count() == 0


def test_a_sync_token_opens_nothing_but_sync_and_photos(phone):
    for path in ("/api/v1/changes", "/api/v1/me", "/api/v1/areas"):
        answer = phone.client.get(path, headers=phone.headers)
        assert answer.status_code in (401, 302), path


def test_a_signed_in_person_may_sync_without_a_token(phone, as_):
    answer = as_("worker").post("/api/v1/sync", json=phone.envelope([phone.op()]))
    assert [result["status"] for result in answer.json["results"]] == ["applied"]


def test_a_call_by_cookie_from_another_site_is_refused(phone, as_):
    answer = as_("worker").post(
        "/api/v1/sync", json=phone.envelope([phone.op()]), headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"proto":NaN}',
        b'{"proto":1e999}',
        b'{"proto":1,"device":"\\ud800"}',
        b"[" * 200_000,
        b'{"a":' * 40_000,
        b'{"proto":1,"proto":1}',
        b'{"proto":1,"\\u0070roto" : 1}',
        b'{"proto":1,"ops":[1,{"a":[{"b":1,"c":2,"b":3}]}]}',
        b'{"proto":1,"ops":[1,-1.7976931348623159e308]}',
        b'{"proto":1,"device":"\\udc00"}',
        b'{"proto":1,"ops":' + b"[" * 32 + b"]" * 32 + b"}",
        b"nul",
        b"<html>sign in to the hotel's network</html>",
    ],
    ids=lambda data: data[:18].decode("latin1") or "empty",
)
def test_broken_json_is_400(phone, data):
    assert name(phone.raw(data)) == (400, "bad-json")


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a:":"b\\":{","c" :[1,2.5,-0.5e-3,{"d":[]}],"\\\\":{}}', {"a:": 'b":{', "c": [1, 2.5, -0.0005, {"d": []}], "\\": {}}),
        (b'["1:2","\\u003a\\"","\\\\\\\\",{"x\\ty":"\\ud83d\\ude00"}]', ["1:2", ':"', "\\\\", {"x\ty": "😀"}]),
        (b"[" * 32 + b"]" * 32, json.loads("[" * 32 + "]" * 32)),
    ],
)  # fmt: skip
def test_colons_quotation_marks_and_brackets_within_words_are_no_keys_and_no_depth(data, value):
    assert decode.loads(data) == value


def test_json_that_is_not_called_json_is_415(phone):
    assert phone.raw(b"{}", **{"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize("proto", [0, 2, 99, -1])
def test_another_proto_is_422_and_says_so(phone, proto):
    assert name(phone.post([phone.op()], proto=proto)) == (422, "other-proto")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("proto", "1"),
        ("proto", None),
        ("device", "phone"),
        ("device", 7),
        ("epoch", None),
        ("epoch", "x" * 65),
        ("sent_at", "yesterday"),
        ("sent_at", "2026-11-22T08:00:00"),
        ("sent_at", 12345678901234567890),
        ("ops", None),
        ("ops", {}),
        ("have", ["x"]),
        ("have", "all"),
        ("hats", 1),
        ("device", "a\u0000b"),
    ],
)
def test_a_bad_field_of_the_envelope_is_422_and_named(phone, field, value):
    answer = phone.raw(json.dumps({**phone.envelope([]), field: value}).encode())
    assert name(answer) == (422, "bad-value")
    assert answer.json["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize("value", [[], 1, "x", None, True])
def test_anything_but_an_object_is_422(phone, value):
    assert phone.raw(json.dumps(value).encode()).status_code == 422


def test_51_ops_are_413_and_50_are_not(phone):
    ops = [phone.op() for _ in range(51)]
    assert name(phone.post(ops)) == (413, "too-large")
    assert Receipt.select().count() == 0
    assert {result["status"] for result in phone.send(*ops[:50])} == {"applied"}


def test_more_than_256_kb_is_413(phone):
    assert phone.post([phone.op(body={"x": "y" * 256_000})]).status_code == 413
    assert phone.post([], epoch="e" * 1_200_000).status_code == 413
    assert phone.post([phone.op(body={"x": "y" * 250_000})]).status_code == 200


def test_more_than_5000_ids_of_have_are_422(phone):
    one = new_id()
    assert phone.post([], have=[one] * 5000).status_code == 200
    assert phone.post([], have=[one] * 5001).status_code == 422


def test_no_ops_at_all_is_a_fine_batch(phone, store):
    answer = phone.post([]).json
    assert answer["proto"] == 1 and answer["results"] == []
    assert answer["server"] and answer["epoch"] and answer["now"].endswith("+08:00")
    assert "lacking" not in answer


def test_any_epoch_is_heard_and_ours_is_told(phone):
    answer = phone.post([phone.op()], epoch="of another day").json
    assert answer["results"][0]["status"] == "applied"
    assert answer["epoch"] != "of another day"


def test_a_clock_far_off_is_marked_and_never_refused(phone):
    for at in ("2019-01-01T00:00:00+08:00", "2031-01-01T00:00:00+08:00"):
        assert phone.send(phone.op(at=at), sent_at=at)[0]["status"] == "applied"
    assert phone.send(phone.op())[0]["status"] == "applied"
    assert [entry.skewed for entry in Entry.select().where(Entry.kind == "visit")] == [True, True, False]


def test_what_the_phone_tells_of_its_queue_is_kept_for_the_day_it_is_lost(phone):
    told = {"unsent": 3, "photos": 2, "oldest": "2026-11-22T08:00:00+08:00", "bytes": 12_345}
    assert phone.post([], report=told).status_code == 200
    assert Device.get(Device.id == phone.device).report["unsent"] == 3


def test_problems_speak_the_language_asked_for(phone):
    results = {}
    for language in ("zh-CN", "en"):
        phone.headers["Accept-Language"] = language
        results[language] = phone.send(phone.op("no.such"))[0]["problem"]["title"]
    assert results["en"].isascii() and not results["zh-CN"].isascii()


def test_the_method_is_post(phone):
    answer = phone.client.get("/api/v1/sync", headers=phone.headers)
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
