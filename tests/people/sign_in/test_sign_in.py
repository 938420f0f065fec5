"""Signing in: who is refused, how guessing is slowed, and what a session is worth after it ended."""

import time

import pytest

from app.core import clock
from app.people.accounts import ending
from app.people.models import Device, Person, Session, SyncToken, Throttle
from app.people.sign_in import known_browsers, passwords
from tests import ways
from tests.people.sign_in.signing import PASSWORD, cookie, device, give_password, sign_in

START = 1_795_000_000_000


@pytest.fixture
def worker(cast):
    give_password(cast.worker)
    return cast.worker


def no_body(answer):
    return {key: value for key, value in answer.json.items() if key != "request_id"}


def test_unknown_wrong_and_ended_get_the_same_answer(as_, cast, worker):
    give_password(cast.worker2)
    ending.disable(None, cast.worker2)
    answers = [
        sign_in(as_(None), "worker", "wrong wet bicycles"),
        sign_in(as_(None), "nobody-of-this-name"),
        sign_in(as_(None), "worker2"),
        sign_in(as_(None), "lead", ""),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert all(no_body(answer) == no_body(answers[0]) for answer in answers)
    assert answers[0].json["type"] == "/problems/wrong-password"
    assert Session.select().where(Session.device.is_null(False)).count() == 0


def test_an_unknown_name_takes_as_long_as_a_wrong_password(as_, worker):
    def lasted(login):
        began = time.perf_counter()
        sign_in(as_(None), login, "wrong wet bicycles")
        return time.perf_counter() - began

    lasted("warm-up")
    known, unknown = [], []
    for turn in range(4):
        known.append(lasted("worker"))
        unknown.append(lasted(f"nobody{turn}"))
    assert 0.25 < min(known) / min(unknown) < 4  # without the hashing it is ten times as fast


def test_the_delay_grows_and_nobody_is_locked_out(as_, worker):
    clock.freeze(START)
    waits = []
    for _ in range(9):
        for _ in range(20):
            answer = sign_in(as_(None), "worker", "wrong wet bicycles")
            if answer.status_code != 429:
                break
            waits.append(int(answer.headers["Retry-After"]))
            clock.freeze(clock.now() + waits[-1] * 1000)
        assert answer.status_code == 401
    assert waits == [1, 2, 4, 8]
    early = sign_in(as_(None), "worker")
    assert early.status_code == 429 and early.json["type"] == "/problems/slow-down"
    clock.freeze(clock.now() + int(early.headers["Retry-After"]) * 1000)
    assert sign_in(as_(None), "worker").status_code == 200
    assert not Throttle.select().where(Throttle.key.startswith("account:")).exists()


def test_an_unknown_name_is_slowed_like_a_known_one(as_, worker):
    clock.freeze(START)

    def course(login):
        return [sign_in(as_(None), login, "wrong wet bicycles").status_code for _ in range(8)]

    assert course("worker") == course("nobody") == [401] * 5 + [429] * 3


def test_the_three_names_of_a_person_share_one_budget_and_do_not_tell_that_they_are_one_persons(as_, worker):
    clock.freeze(START)
    wrong = [sign_in(as_(None), worker.staff_no, "wrong wet bicycles").status_code for _ in range(6)]
    assert wrong == [401] * 5 + [429]
    alias, nobody = (sign_in(as_(None), login) for login in (worker.phone, "13911112222"))
    assert alias.status_code == nobody.status_code == 401 and no_body(alias) == no_body(nobody)
    assert {"Retry-After"}.isdisjoint(alias.headers)
    clock.freeze(START + 2 * clock.SECOND)  # the refused and the unjudged tries did not lengthen it
    assert sign_in(as_(None), worker.login).status_code == 200


def test_guesses_from_elsewhere_do_not_slow_down_ones_own_phone(as_, worker):
    clock.freeze(START)
    own, mine = as_(None), device()
    assert sign_in(own, "worker", on=mine).status_code == 200
    assert own.delete("/api/v1/session").status_code == 204
    for _ in range(6):
        sign_in(as_(None), "worker", "wrong wet bicycles")
    assert sign_in(as_(None), "worker").status_code == 429
    assert sign_in(as_(None), "worker", on=mine).status_code == 429  # a phone's id is no secret
    assert sign_in(own, "worker", on=mine).status_code == 200


def test_one_machine_does_not_lock_a_neighbourhood_out(as_, cast, worker):
    """Known phones sign in beside it, whoever is unknown waits whatever it types, and waiting is not made longer."""
    clock.freeze(START)
    give_password(cast.worker2)
    there = {"environ_base": {"REMOTE_ADDR": "203.0.113.7", "HTTP_ORIGIN": "http://localhost:8000"}}
    here = {"environ_base": {"REMOTE_ADDR": "203.0.113.99", "HTTP_ORIGIN": "http://localhost:8000"}}
    own = as_(None)
    assert sign_in(own, "worker", **here).status_code == 200
    seen = [sign_in(as_(None), f"nobody{n}", "wrong wet", **there).status_code for n in range(40)]
    assert seen == [401] * 31 + [429] * 9
    assert [sign_in(own, "worker", **here).status_code for _ in range(65)] == [200] * 65
    unknown = [sign_in(as_(None), name, **here) for name in ("worker", worker.phone, "nobody", "worker2")]
    assert [answer.status_code for answer in unknown] == [429] * 4
    assert sign_in(own, "worker2", **here).status_code == 429  # the mark is bound to the account
    assert {int(answer.headers["Retry-After"]) for answer in unknown} == {1}
    clock.freeze(START + clock.SECOND)
    assert sign_in(as_(None), "worker", **here).status_code == 200


def test_a_known_phone_has_a_budget_of_its_own_and_a_lost_or_forged_one_is_not_known(as_, cast, worker):
    clock.freeze(START)
    own, mine = as_(None), device()
    sign_in(own, "worker", on=mine)
    mark = own.get_cookie("gridwalk-device").value
    assert worker.id not in mark
    seen = [sign_in(own, "worker", "wrong wet bicycles").status_code for _ in range(6)]
    assert seen == [401] * 5 + [429]
    assert sign_in(as_(None), "worker").status_code == 200  # and what is guessed there slows nobody else

    def with_mark(value):
        client = as_(None)
        client.set_cookie("gridwalk-device", value, domain="localhost")
        return client

    where, at, signature = mark.split(".")
    for _ in range(6):
        sign_in(as_(None), "worker", "wrong wet bicycles")
    for forged in (
        f"{where}.{at}.{'0' * 32}",
        f"{where}.{int(at) + 1}.{signature}",
        "~~",
        ". .",
        "é",
        "a" * 5000,
    ):
        assert sign_in(with_mark(forged), "worker").status_code == 429, forged
    clock.freeze(START + clock.SECOND)
    assert sign_in(with_mark(mark), "worker").status_code == 200
    Device.update(lost=START, lost_by=cast.lead.id).where(Device.id == mine["id"]).execute()
    assert known_browsers.find(mark, worker.id) is None


def test_a_phone_that_a_shift_shares_knows_each_of_them_and_the_mark_is_bound_to_the_host(
    as_, cast, worker, store
):
    give_password(cast.worker2)
    client = as_(None)
    sign_in(client, "worker2")
    raw = sign_in(client, "worker").headers.getlist("Set-Cookie")
    mark = next(one for one in raw if one.startswith("gridwalk-device="))
    assert "HttpOnly" in mark and "SameSite=Lax" in mark and "Path=/" in mark
    client.delete("/api/v1/session")
    value = client.get_cookie("gridwalk-device").value
    assert known_browsers.find(value, worker.id) and known_browsers.find(value, cast.worker2.id)
    assert known_browsers.find(value, cast.lead.id) is None
    clock.freeze(clock.now() + known_browsers.LIFE + 1)
    assert known_browsers.find(value, worker.id) is None


def test_one_address_that_tries_many_names_is_slowed(as_, worker):
    clock.freeze(START)
    here = {"environ_base": {"REMOTE_ADDR": "203.0.113.7", "HTTP_ORIGIN": "http://localhost:8000"}}
    seen = [sign_in(as_(None), f"nobody{n}", "wrong wet", **here).status_code for n in range(33)]
    assert seen[:31] == [401] * 31 and seen[31:] == [429] * 2
    spoofed = {**here, "headers": {"X-Forwarded-For": "198.51.100.1"}}
    assert sign_in(as_(None), "worker", **spoofed).status_code == 429
    assert sign_in(as_(None), "worker").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"login": "worker", "password": "x"}, "device"),
        ({"login": "worker", "password": "x", "device": {"id": "1"}}, "device.id"),
        ({"login": "worker", "password": "x\x00y", "device": device()}, "password"),
        ({"login": "w" * 101, "password": "x", "device": device()}, "login"),
        ({"login": "worker", "password": "x" * 257, "device": device()}, "password"),
        ({"login": "worker", "password": "x", "device": device("l" * 81)}, "device.label"),
        ({"login": "worker", "password": "x", "device": device(), "role": "admin"}, "role"),
        ({"login": 10**20, "password": "x", "device": device()}, "login"),
    ],
)
def test_a_bad_value_is_named(as_, worker, body, field):
    answer = as_(None).post("/api/v1/session", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field


def test_every_name_of_the_person_opens_the_door_and_the_answer_is_the_contracts(as_, cast, worker):
    for login in (worker.staff_no, worker.phone, worker.login, "+86 " + worker.phone, " Ａ000", "a000"):
        answer = sign_in(as_(None), login)
        assert answer.status_code == 200, login
    said = answer.json
    assert set(said) == {"person", "sync_token", "sync_token_expires", "server", "epoch", "now"}
    assert said["person"]["id"] == worker.id and said["person"]["name"] == "王芳"
    assert {"role", "area", "area_name", "from", "to"} <= set(said["person"]["posts"][0])
    assert clock.parse(said["sync_token_expires"]) - clock.parse(said["now"]) == pytest.approx(
        90 * clock.DAY, abs=5000
    )
    raw = next(
        one for one in answer.headers.getlist("Set-Cookie") if one.partition("=")[0].endswith("gridwalk")
    )
    assert "HttpOnly" in raw and "SameSite=Lax" in raw and "Secure" not in raw
    assert answer.headers["Cache-Control"] == "no-store"


def test_names_open_the_door_however_they_are_typed(as_, worker):
    for login in (
        *ways.of_mobile(worker.phone),
        *ways.of_code(worker.staff_no),
        "a-000",
        "A 000",
        "工号：A000",
        "手机号：" + worker.phone,
        ways.wide(worker.login),
    ):
        assert sign_in(as_(None), login).status_code == 200, login
    worker.__class__.update(staff_no="A-000").where(worker.__class__.id == worker.id).execute()
    for login in ("A-000", "a000", "Ａ－０００", "A—000"):
        assert sign_in(as_(None), login).status_code == 200, login


def test_other_ways_of_typing_a_name_are_no_further_guesses(as_, worker):
    clock.freeze(START)
    typed = ("A000", "a000", "A-000", "Ａ０００", "A 000", "工号：A000。")
    wrong = [sign_in(as_(None), login, "wrong wet bicycles").status_code for login in typed]
    assert wrong == [401] * 5 + [429]


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(store, cast, worker):
    import dataclasses

    from app import create_app

    made = create_app(dataclasses.replace(store, public_url="https://grid.example"))
    client = made.test_client()
    answer = sign_in(client, "worker", headers={"Origin": "https://grid.example"})
    raw = next(
        one for one in answer.headers.getlist("Set-Cookie") if one.partition("=")[0].endswith("gridwalk")
    )
    assert raw.startswith("__Host-gridwalk=") and "Secure" in raw and "Domain" not in raw and "Path=/" in raw


def test_a_copied_cookie_is_worth_nothing_after_signing_out(as_, app, worker):
    client = as_(None)
    copied = cookie(sign_in(client, "worker"))
    assert client.get("/api/v1/me").status_code == 200
    answer = client.delete("/api/v1/session")
    assert answer.status_code == 204
    thief = as_(None)
    thief.set_cookie("gridwalk", copied, domain="localhost")
    assert thief.get("/api/v1/me").status_code == 401
    assert client.delete("/api/v1/session").status_code == 401


def test_signing_out_leaves_the_sync_token_so_that_unsent_work_arrives(as_, worker):
    client = as_(None)
    token = sign_in(client, "worker").json["sync_token"]
    client.delete("/api/v1/session")
    from app.people import tokens

    assert tokens.find_sync_token(token).revoked is None


def test_every_sign_in_has_a_new_secret_and_a_planted_one_is_not_taken_over(as_, worker):
    client = as_(None)
    client.set_cookie("gridwalk", "planted-by-somebody", domain="localhost")
    first = cookie(sign_in(client, "worker"))
    second = cookie(sign_in(client, "worker"))
    assert len({"planted-by-somebody", first, second}) == 3 and len(first) >= 43
    earlier = as_(None)
    earlier.set_cookie("gridwalk", first, domain="localhost")
    assert earlier.get("/api/v1/me").status_code == 401


def test_a_session_ends_by_itself(as_, worker):
    client = as_(None)
    clock.freeze(START)
    sign_in(client, "worker")
    clock.freeze(START + 30 * clock.DAY - 1)
    assert client.get("/api/v1/me").status_code == 200
    clock.freeze(START + 30 * clock.DAY)
    assert client.get("/api/v1/me").status_code == 401


def test_two_people_on_one_phone_keep_to_themselves(as_, cast, worker):
    give_password(cast.worker2)
    client, phone = as_(None), device()
    mine = sign_in(client, "worker", on=phone).json
    first = client.get_cookie("gridwalk").value
    theirs = sign_in(client, "worker2", on=phone).json
    assert client.get("/api/v1/me").json["id"] == cast.worker2.id
    assert mine["sync_token"] != theirs["sync_token"]
    left = as_(None)
    left.set_cookie("gridwalk", first, domain="localhost")
    assert left.get("/api/v1/me").status_code == 401
    live = SyncToken.select().where(SyncToken.device == phone["id"], SyncToken.revoked.is_null())
    assert {token.person_id for token in live} == {worker.id, cast.worker2.id}
    assert Device.select().where(Device.id == phone["id"]).count() == 2


@pytest.mark.both
def test_a_hash_with_old_parameters_is_made_anew(as_, worker):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    Person.update(password=old).where(Person.id == worker.id).execute()
    assert sign_in(as_(None), "worker").status_code == 200
    kept = Person.get_by_id(worker.id).password
    assert kept != old and not passwords.outdated(kept)


CSRF = [
    ({}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
    ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "http://localhost:8000.evil.example"}, 403),
    ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 403),
    ({"Sec-Fetch-Site": "same-origin"}, 200),
    ({"Origin": "http://localhost:8000"}, 200),
    ({"Origin": "http://127.0.0.1:8000"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), CSRF)
def test_an_unsafe_call_by_cookie_comes_from_our_own_pages_only(app, cast, headers, status):
    client = app.test_client()
    client.set_cookie("gridwalk", cast.sessions["worker"], domain="localhost")
    answer = client.post("/api/v1/session/others", headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json["type"] == "/problems/cross-site"
        assert client.get("/api/v1/me").status_code == 200


def test_a_sync_token_opens_no_account(app, cast):
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {cast.sync_tokens['worker']}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert client.post("/api/v1/session/others", headers=bearer).status_code == 401


@pytest.mark.parametrize(("headers", "status"), CSRF)
def test_a_bearer_that_opens_nothing_does_not_switch_the_origin_check_off(app, cast, headers, status):
    for bearer in ("nonsense", ""):
        client = app.test_client()
        client.set_cookie("gridwalk", cast.sessions["worker"], domain="localhost")
        more = {"Authorization": f"Bearer {bearer}", **headers}
        assert client.post("/api/v1/session/others", headers=more).status_code == status, bearer


@pytest.mark.parametrize("name", ["worker", "outsider"])
def test_a_call_by_a_token_needs_no_origin_and_the_session_beside_it_opens_nothing(app, cast, name):
    client = app.test_client()
    client.set_cookie("gridwalk", cast.sessions["worker"], domain="localhost")
    good = {"Authorization": f"Bearer {cast.sync_tokens[name]}"}
    assert client.post("/api/v1/session/others", headers=good).status_code == 401
    assert client.post("/api/v1/sync", json={}, headers=good).status_code == 422
    unknown = {"Authorization": "Bearer ended long ago"}
    assert client.post("/api/v1/sync", json={}, headers=unknown).status_code == 401
    assert client.put(f"/api/v1/photos/{'0' * 64}", data=b"x", headers=unknown).status_code == 401
    assert client.delete("/api/v1/sync-token", headers=unknown).status_code == 401


def test_a_token_alone_needs_no_origin_and_one_that_opens_nothing_does(app, cast):
    client = app.test_client()
    evil = {"Origin": "https://evil.example"}
    body = {"login": "worker", "password": PASSWORD, "device": device()}
    for bearer in ("Bearer nonsense", "bearer x", "Bearer"):
        headers = {**evil, "Authorization": bearer}
        assert client.post("/api/v1/session", json=body, headers=headers).status_code == 403
    good = {**evil, "Authorization": f"Bearer {cast.sync_tokens['worker']}"}
    assert client.post("/api/v1/sync", json={}, headers=good).status_code == 422
