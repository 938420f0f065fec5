"""Leaving a phone: the token is given back, what it held is asked about, and nobody speaks for another's phone."""

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.people import tokens
from app.people.models import Device, SyncToken
from tests.people.sign_in.signing import device, give_password, sign_in


@pytest.fixture
def worker(cast):
    give_password(cast.worker)
    give_password(cast.outsider)
    return cast.worker


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def tell(as_, token, phone, unsent, photos=0):
    """The phone's last word, as an empty batch."""
    body = {"proto": 1, "device": phone["id"], "epoch": "", "sent_at": clock.rfc3339(clock.now()), "ops": []}
    report = {"unsent": unsent, "photos": photos, "oldest": None}
    answer = as_(None).post("/api/v1/sync", json={**body, "report": report}, headers=bearer(token))
    assert answer.status_code == 200
    return clock.now()


def emptied(as_, unsent=3):
    """A phone of the worker's that told of unsent work, and its token."""
    phone = device("Android · Chrome")
    token = sign_in(as_(None), "worker", on=phone).json["sync_token"]
    tell(as_, token, phone, unsent, photos=1)
    return phone, token


def entries(verb):
    return [entry.body for entry in Entry.select().where(Entry.kind == "device", Entry.verb == verb)]


@pytest.mark.both
def test_a_token_is_given_back_by_itself_alone_and_is_then_unknown_and_never_revoked(
    as_, cast, worker, store
):
    client = as_(None)
    token = sign_in(client, "worker").json["sync_token"]
    assert client.delete("/api/v1/sync-token").status_code == 401  # the session is not the token
    assert as_(None).delete("/api/v1/sync-token", headers=bearer("made-up")).status_code == 401
    assert client.delete("/api/v1/session").status_code == 204
    assert tokens.find_sync_token(token).revoked is None
    kept = SyncToken.get_by_id(tokens.digest(token))
    answer = as_(None).delete("/api/v1/sync-token", headers=bearer(token))
    assert answer.status_code == 204 and answer.data == b""
    late = {"proto": 1, "device": device()["id"], "epoch": "", "sent_at": "2026-11-22T08:00:00+08:00"}
    said = as_(None).post("/api/v1/sync", json={**late, "ops": [{"id": "x"}]}, headers=bearer(token))
    assert said.status_code == 401 and said.json["type"] == "/problems/sign-in"
    assert as_(None).delete("/api/v1/sync-token", headers=bearer(token)).status_code == 401
    assert tokens.find_sync_token(cast.sync_tokens["outsider"]) is not None
    # a backup that still holds it does not make it good again, nor a revoked one
    SyncToken.create(id=kept.id, person=worker, device=kept.device, expires=kept.expires)
    tokens.reapply_revocations()
    assert tokens.find_sync_token(token) is None


def test_a_new_phone_is_told_of_what_the_last_one_held_once_and_only_to_its_person(as_, worker):
    phone, _ = emptied(as_)
    assert "gone" not in sign_in(as_(None), "outsider").json
    new = device("Android · Chrome")
    said = sign_in(as_(None), "worker", on=new).json
    (asked,) = said["gone"]
    assert {key: asked[key] for key in ("device", "label", "unsent", "photos")} == {
        "device": phone["id"], "label": "Android · Chrome", "unsent": 3, "photos": 1,
    }  # fmt: skip
    assert clock.parse(asked["heard"]) == pytest.approx(clock.now(), abs=60_000)
    tell(as_, said["sync_token"], new, 0)
    assert "gone" not in sign_in(as_(None), "worker", on=new).json


def test_a_phone_that_sent_everything_or_was_reported_lost_is_not_asked_about(as_, worker):
    phone, token = emptied(as_)
    tell(as_, token, phone, 0)
    assert "gone" not in sign_in(as_(None), "worker").json
    phone, _ = emptied(as_)
    Device.update(lost=clock.now()).where(Device.id == phone["id"]).execute()
    assert "gone" not in sign_in(as_(None), "worker").json


@pytest.mark.both
def test_what_is_gone_is_said_by_its_person_alone_and_stays_on_record(as_, cast, worker):
    phone, token = emptied(as_)
    yes = {"device": phone["id"]}
    assert as_(None).post("/api/v1/session/gone", json=yes).status_code == 401
    for other in ("outsider", "lead"):
        assert as_(other).post("/api/v1/session/gone", json=yes).status_code == 404
    client = as_(None)
    sign_in(client, "worker")
    assert client.post("/api/v1/session/gone", json={"device": "x"}).status_code == 422
    assert entries("gone") == []
    for _ in range(2):  # asking twice is harmless
        assert client.post("/api/v1/session/gone", json=yes).status_code == 204
    (entry,) = entries("gone")
    assert entry["held"]["unsent"] == 3 and entry["person"] == worker.id
    mine = {one["device"]: one for one in client.get("/api/v1/session/others").json["phones"]}
    assert mine[phone["id"]]["gone"]["unsent"] == 3
    assert "gone" not in sign_in(as_(None), "worker").json
    assert as_("outsider").get(f"/people/{worker.id}").status_code == 403
    page = as_("lead").get(f"/people/{worker.id}").get_data(as_text=True)
    assert "还有 3 条没有传上来" in page and "确认已经不在了" in page
    # it was another phone, which lives: it speaks, and the record says so too
    tell(as_, token, phone, 2)
    page = as_("lead").get(f"/people/{worker.id}").get_data(as_text=True)
    assert "不在了" not in page and "还有 2 条" in page
    assert len(entries("gone")) == 1 and len(entries("heard_again")) == 1


def test_a_phone_that_has_told_since_that_nothing_waits_is_not_written_off(as_, worker):
    phone, token = emptied(as_)
    client = as_(None)
    sign_in(client, "worker")
    tell(as_, token, phone, 0)
    answer = client.post("/api/v1/session/gone", json={"device": phone["id"]})
    assert answer.status_code == 409 and entries("gone") == []


def test_the_same_phone_with_an_empty_store_is_certain_whatever_it_tells_meanwhile(as_, worker):
    phone, _ = emptied(as_)
    client = as_(None)
    assert "gone" not in sign_in(client, "worker", on=phone).json  # its store is as it was
    said = sign_in(client, "worker", on={**phone, "fresh": True}).json
    assert [(one["device"], one["unsent"]) for one in said["gone"]] == [(phone["id"], 3)]
    tell(as_, said["sync_token"], phone, 0)
    one = {"device": phone["id"], "unsent": 1}  # two were found again
    assert client.post("/api/v1/session/gone", json=one).status_code == 204
    (entry,) = entries("gone")
    assert entry["held"]["unsent"] == 1
    tell(as_, said["sync_token"], phone, 0)
    page = as_("lead").get(f"/people/{worker.id}").get_data(as_text=True)
    assert "还有 1 条没有传上来" in page and "都已上传" in page
