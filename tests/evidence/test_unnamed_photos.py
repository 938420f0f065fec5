"""Photos that no record names: a bound on how many, and a month after which they go; what is named stays for good."""

from __future__ import annotations

import pytest

from app.core import clock
from app.evidence import allowance, storage
from app.evidence.models import Photo, PhotoBringer, PhotoUse
from app.people import tokens
from app.people.models import SyncToken
from tests.evidence.pictures import picture, sha
from tests.sync.phone import Phone, visit

pytestmark = pytest.mark.anywhere


def put(client, data, **headers):
    return client.put(f"/api/v1/photos/{sha(data)}", data=data, headers=headers)


def problem(answer):
    return answer.status_code, answer.json["type"].removeprefix("/problems/")


@pytest.fixture
def phone(as_, cast):
    return Phone(as_, cast)


def test_whoever_floods_is_stopped_and_a_photo_that_a_record_names_always_has_room(as_, phone, monkeypatch):
    first, second, named = (picture(seed=seed) for seed in (1, 2, 3))
    monkeypatch.setattr(allowance, "UNNAMED_MOST", len(first))
    assert put(phone.client, first, **phone.headers).status_code == 201
    answer = put(phone.client, second, **phone.headers)
    assert problem(answer) == (429, "no-room-for-photos") and answer.headers["Retry-After"] == "3600"
    assert put(phone.client, first, **phone.headers).status_code == 200
    assert put(as_("worker2"), second).status_code == 201  # each has an allowance of their own
    assert phone.one(phone.op(photos=[sha(named)])) == "applied"
    assert put(phone.client, named, **phone.headers).status_code == 201
    assert phone.one(phone.op(photos=[sha(first)])) == "applied"  # what is named weighs nothing any more
    assert allowance.unnamed(phone.person) == 0


def test_what_only_an_op_held_for_review_names_has_a_bound_too(phone, monkeypatch):
    tokens.revoke(SyncToken.device == phone.device)
    photos = [picture(seed=seed) for seed in range(4)]
    monkeypatch.setattr(allowance, "UNNAMED_MOST", 2 * len(photos[0]))
    phone.send(phone.op(photos=[sha(data) for data in photos]))
    seen = [put(phone.client, data, **phone.headers).status_code for data in photos]
    assert seen[0] == 201 and seen[-1] == 429
    assert problem(put(phone.client, picture(seed=9), **phone.headers)) == (403, "revoked")


@pytest.mark.both
def test_after_a_month_what_nothing_names_goes_and_what_is_named_stays(as_, phone):
    begun = clock.now()
    clock.freeze(begun)
    unnamed, named, held, late = (picture(seed=seed) for seed in (1, 2, 3, 4))
    for data in (unnamed, named, held):
        assert put(phone.client, data, **phone.headers).status_code == 201
    assert as_("worker").get(f"/api/v1/photos/{sha(unnamed)}?size=320").status_code == 200
    assert phone.one(phone.op(photos=[sha(named)])) == "applied"
    phone.send(phone.op(photos=[sha(held)], body=visit(minutes=0)))
    clock.freeze(begun + 30 * clock.DAY - clock.MINUTE)
    put(phone.client, late, **phone.headers)
    assert allowance.sweep() == 0
    clock.freeze(begun + 30 * clock.DAY + clock.MINUTE)
    assert allowance.sweep() == 1 and allowance.sweep() == 0
    assert {row.sha256 for row in Photo.select()} == {sha(named), sha(held), sha(late)}
    assert not storage.is_stored(sha(unnamed)) and not list(storage.copies(sha(unnamed)).glob("*"))
    assert not PhotoBringer.select().where(PhotoBringer.sha256 == sha(unnamed)).exists()
    op = phone.op(photos=[sha(unnamed)])  # a record that comes later still gets its photo from the phone
    assert phone.send(op)[0]["missing"] == [sha(unnamed)]
    assert put(phone.client, unnamed, **phone.headers).status_code == 201


def test_every_kind_of_record_names_its_photos(phone):
    plan = {"plan": phone.op()["id"], "area": "33039900100100101001", "purpose": "看望", "on": "2026-12-01"}
    result = phone.send(phone.op("visit.plan", plan, photos=["b" * 64]))[0]
    assert result["status"] == "applied"
    assert PhotoUse.get(PhotoUse.sha256 == "b" * 64).subject == result["entity"]["id"]
