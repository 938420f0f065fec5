"""Passkeys: every way of misusing one is refused, and none of them is an error of ours."""

import copy
import dataclasses
import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app import create_app
from app.core import clock
from app.ledger.models import Entry
from app.people.models import Challenge, Passkey, Person, Session
from tests.people.sign_in.authenticator import Authenticator, b64, unb64
from tests.people.sign_in.signing import PASSWORD, device, give_password


def options(client, path="session/passkey"):
    answer = client.post(f"/api/v1/{path}/options")
    assert answer.status_code == 200, answer.json
    return answer.json


def enrol(client, authenticator, label="我的手机"):
    made = authenticator.create(options(client, "passkeys"))
    return client.post("/api/v1/passkeys", json={"credential": made, "label": label})


def sign_in(client, credential):
    return client.post("/api/v1/session/passkey", json={"credential": credential, "device": device()})


@pytest.fixture
def phone(as_):
    """The worker's authenticator, enrolled."""
    made = Authenticator()
    assert enrol(as_("worker"), made).status_code == 201
    return made


ATTACKS = {
    "a challenge of nobody's": {"client": {"challenge": b64(b"x" * 64)}},
    "another origin": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:9999"},
    "inside another site's page": {"client": {"crossOrigin": True}},
    "under another top page": {"client": {"topOrigin": "https://evil.example"}},
    "another site's key": {"rp_id": "evil.example"},
    "user not verified": {"uv": False},
    "suddenly backup-eligible": {"synced": True},
    "somebody else's handle": {"handle": b"y" * 64},
    "no handle": {"handle": b""},
    "an enrolment's ceremony": {"kind": "webauthn.create"},
    "another key": {"key": ec.generate_private_key(ec.SECP256R1())},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_misused_passkey_opens_nothing(as_, phone, attack):
    client = as_(None)
    answer = sign_in(client, phone.get(options(client), **ATTACKS[attack]))
    assert answer.status_code == 401
    assert answer.json["type"] == "/problems/passkey-refused"
    assert client.get("/api/v1/me").status_code == 401
    assert Passkey.get().sign_count == 0


def test_the_same_signature_does_not_work_twice(as_, phone):
    client = as_(None)
    signed = phone.get(options(client))
    assert sign_in(client, signed).status_code == 200
    assert sign_in(as_(None), signed).status_code == 401


def test_a_refused_signature_uses_its_challenge_up(as_, phone):
    client = as_(None)
    asked = options(client)
    assert sign_in(client, phone.get(asked, uv=False)).status_code == 401
    assert sign_in(client, phone.get(asked)).status_code == 401


def test_a_challenge_is_good_for_five_minutes(as_, phone):
    clock.freeze(1_795_000_000_000)
    client = as_(None)
    asked = options(client)
    clock.freeze(clock.now() + 5 * clock.MINUTE)
    assert sign_in(client, phone.get(asked)).status_code == 401


def test_a_challenge_for_one_purpose_or_person_is_none_for_another(as_, phone):
    client = as_(None)
    assert sign_in(client, phone.get(options(as_("worker"), "passkeys"))).status_code == 401
    proving = as_("worker").post("/api/v1/session/passkey/options?prove=1").json
    assert sign_in(client, phone.get(proving)).status_code == 401
    made = Authenticator().create({**options(as_("worker2"), "passkeys")})
    stolen = as_("worker").post("/api/v1/passkeys", json={"credential": made, "label": "x"})
    assert stolen.status_code == 422 and stolen.json["type"] == "/problems/passkey-not-added"


def test_a_key_that_counts_backwards_may_be_a_copy(as_, phone):
    client = as_(None)
    assert sign_in(client, phone.get(options(client), count=7)).status_code == 200
    for count in (7, 3, 0):
        assert sign_in(as_(None), phone.get(options(client), count=count)).status_code == 401
    assert Passkey.get().sign_count == 7
    assert sign_in(as_(None), phone.get(options(client), count=8)).status_code == 200


def test_the_credential_of_one_person_does_not_speak_for_another(as_, cast, phone):
    other = Authenticator()
    assert enrol(as_("worker2"), other).status_code == 201
    client = as_(None)
    signed = phone.get(options(client), handle=other.handle)
    assert sign_in(client, signed).status_code == 401
    signed = phone.get(options(client))
    signed["id"] = signed["rawId"] = b64(other.id)
    assert sign_in(client, signed).status_code == 401
    signed = phone.get(options(client))
    signed["rawId"] = b64(other.id)
    assert sign_in(client, signed).status_code == 401


def test_a_leavers_passkey_is_worth_nothing(as_, cast, phone):
    from app.people.accounts import ending

    ending.disable(cast.admin, cast.worker)
    client = as_(None)
    assert sign_in(client, phone.get(options(client))).status_code == 401


@pytest.mark.parametrize(
    "how",
    [
        {"uv": False},
        {"rp_id": "evil.example"},
        {"origin": "https://evil.example"},
        {"client": {"crossOrigin": True}},
        {"client": {"type": "webauthn.get"}},
        {"client": {"challenge": b64(b"z" * 64)}},
    ],
)
def test_what_was_not_made_here_is_not_added(as_, how):
    client = as_("worker")
    made = Authenticator().create(options(client, "passkeys"), **how)
    answer = client.post("/api/v1/passkeys", json={"credential": made, "label": "x"})
    assert answer.status_code == 422 and answer.json["type"] == "/problems/passkey-not-added"
    assert not Passkey.select().exists()


def test_one_credential_belongs_to_one_person(as_, phone):
    assert enrol(as_("worker2"), phone).status_code == 409
    assert Passkey.select().count() == 1


def mutated(credential, rng):
    """The credential with something broken in it, as JSON."""
    made = copy.deepcopy(credential)
    answer = made["response"]
    field = rng.choice([*answer, "id", "rawId", "type", "response"])
    holder = made if field in made else answer
    kind = rng.randrange(7)
    if kind == 0:
        del holder[field]
    elif kind == 1:
        holder[field] = rng.choice([None, 1, [], {}, "", "!!", "é", "A", 1.5, True])
    elif kind == 2 and isinstance(holder[field], str):
        holder[field] = holder[field][: rng.randrange(len(holder[field]))]
    else:
        name = rng.choice(list(answer))
        raw = bytearray(unb64(answer[name]))
        for place in rng.sample(range(len(raw)), rng.randrange(1, 5)):
            raw[place] ^= rng.randrange(1, 256)
        answer[name] = b64(bytes(raw))
    return json.loads(json.dumps(made))


def test_broken_credentials_are_refused_and_never_an_error(as_, phone, monkeypatch):
    from app.people.sign_in import throttle

    monkeypatch.setattr(throttle, "NETWORK", throttle.Brake(free=10_000, most=1))
    rng = random.Random(20_261_122)
    client, worker = as_(None), as_("worker")
    asked, creating = options(client), options(worker, "passkeys")
    fresh = Authenticator()
    for _ in range(150):
        Challenge.update(expires=clock.now() + clock.MINUTE).execute()
        signed = mutated(phone.get(asked), rng)
        assert sign_in(client, signed).status_code in (401, 422)
        made = mutated(fresh.create(creating), rng)
        answer = worker.post("/api/v1/passkeys", json={"credential": made, "label": "x"})
        assert answer.status_code in (201, 409, 422)
        asked, creating = options(client), options(worker, "passkeys")
    assert Session.select().where(Session.device.is_null(False)).count() == 0


@pytest.mark.parametrize(
    ("url", "name"),
    [("http://192.168.1.20:8000", "passkeys-need-a-name"), ("http://grid.example", "passkeys-need-https")],
)
def test_where_browsers_refuse_passkeys_the_answer_says_why(store, cast, url, name):
    client = create_app(dataclasses.replace(store, public_url=url)).test_client()
    answer = client.post("/api/v1/session/passkey/options", headers={"Accept-Language": "en"})
    assert answer.status_code == 409 and answer.json["type"] == f"/problems/{name}"
    assert "password" in answer.json["detail"]


def test_changing_how_one_signs_in_asks_for_proof_again(as_, cast, phone):
    give_password(cast.worker)
    client = as_("worker")
    Session.update(proved=clock.now() - 16 * clock.MINUTE).execute()
    passkey = Passkey.get().id
    for answer in (
        client.post("/api/v1/passkeys/options"),
        client.post("/api/v1/passkeys", json={"credential": {}, "label": "x"}),
        client.delete(f"/api/v1/passkeys/{passkey}"),
    ):
        assert answer.status_code == 403 and answer.json["type"] == "/problems/confirm-identity"
    assert client.post("/api/v1/session/proof", json={"password": "wrong wet"}).status_code == 401
    assert client.post("/api/v1/session/proof", json={}).status_code == 422
    assert client.post("/api/v1/passkeys/options").status_code == 403
    assert client.post("/api/v1/session/proof", json={"password": PASSWORD}).status_code == 204
    assert client.post("/api/v1/passkeys/options").status_code == 200
    Session.update(proved=0).execute()
    asked = client.post("/api/v1/session/passkey/options?prove=1").json
    assert client.post("/api/v1/session/proof", json={"credential": phone.get(asked)}).status_code == 204
    assert client.delete(f"/api/v1/passkeys/{passkey}").status_code == 204


def test_nobody_renames_or_removes_anothers_passkey(as_, phone):
    passkey = Passkey.get().id
    for name in ("worker2", "outsider", "lead", "admin"):
        client = as_(name)
        assert client.patch(f"/api/v1/passkeys/{passkey}", json={"label": "x"}).status_code == 404
        assert client.delete(f"/api/v1/passkeys/{passkey}").status_code == 404
    assert as_(None).delete(f"/api/v1/passkeys/{passkey}").status_code == 401


def test_a_passkey_is_added_named_used_and_removed(as_, cast, phone):
    client = as_(None)
    said = sign_in(client, phone.get(options(client))).json
    assert said["person"]["id"] == cast.worker.id and said["sync_token"]
    shown = client.get("/api/v1/me").json
    assert shown["passkeys"][0]["label"] == "我的手机" and shown["passkeys_here"]
    passkey = shown["passkeys"][0]["id"]
    assert client.patch(f"/api/v1/passkeys/{passkey}", json={"label": "旧手机"}).status_code == 204
    assert client.get("/api/v1/passkeys").json["passkeys"][0]["label"] == "旧手机"
    assert client.delete(f"/api/v1/passkeys/{passkey}").status_code == 204
    assert sign_in(as_(None), phone.get(options(client))).status_code == 401
    verbs = [
        entry.verb for entry in Entry.select().where(Entry.subject == cast.worker.id).order_by(Entry.seq)
    ]
    assert verbs == ["passkey_added", "passkey_renamed", "passkey_removed"]


def test_a_synced_passkey_always_counts_nothing_and_stays_good(as_):
    synced = Authenticator(synced=True)
    assert enrol(as_("worker"), synced).status_code == 201
    for _ in range(3):
        client = as_(None)
        assert sign_in(client, synced.get(options(client))).status_code == 200
    client = as_(None)
    assert sign_in(client, synced.get(options(client), synced=False)).status_code == 401


def test_one_without_a_password_changes_to_having_one(as_, cast, phone):
    client = as_(None)
    sign_in(client, phone.get(options(client)))
    answer = client.post("/api/v1/me/password", json={"new": PASSWORD})
    assert answer.status_code == 204
    assert Person.get_by_id(cast.worker.id).password is not None
