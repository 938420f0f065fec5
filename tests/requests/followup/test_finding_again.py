"""A lost link is found by number and the last four digits; guessing is slow and tells nothing."""

import pytest

from app.core import clock
from app.core.problems.problem import Problem
from app.requests.followup import recovery, status
from app.requests.models import ResidentRequest
from app.requests.submission import similar
from tests import ways
from tests.requests import saying

HOME = "10.1.2.3"
CALL = {"phone": "+86 138-0013-8000"}


@pytest.mark.both
def test_the_right_four_digits_open_it_again(cast):
    request, _, token = saying.asked(contact=CALL)
    again = recovery.by_number(f" {request.number} ", "8000", HOME)
    assert status.find(again) == request == status.find(token) and again != token


@pytest.mark.parametrize(
    ("number", "last4"),
    [("x", "8000"), ("261122-0001", "80"), ("261122-0001", "八〇〇〇"), ("' or 1=1", "8000")],
)
def test_what_is_no_number_is_named(cast, number, last4):
    with pytest.raises(Problem) as refused:
        recovery.by_number(number, last4, HOME)
    assert refused.value.name == "bad-value"


def test_wrong_digits_no_telephone_and_no_such_number_are_the_same_and_slow_down(cast):
    bare, _, _ = saying.asked()
    told, _, _ = saying.asked(contact=CALL)
    names = []
    for number, last4 in ((bare.number, "8000"), (told.number, "1111"), ("261122-9999", "8000")):
        with pytest.raises(Problem) as refused:
            recovery.by_number(number, last4, HOME)
        names.append(refused.value.name)
    assert names == ["not-found"] * 3
    for _ in range(20):
        with pytest.raises(Problem) as refused:
            recovery.by_number(told.number, "1111", HOME)
    assert refused.value.name == "slow-down"
    clock.freeze(clock.now() + clock.HOUR)
    assert recovery.by_number(told.number, "8000", HOME)


def test_guessing_over_many_numbers_slows_down_the_network_and_no_other(cast):
    request, _, _ = saying.asked(contact=CALL)
    names = []
    for n in range(12):
        with pytest.raises(Problem) as refused:
            recovery.by_number(f"261122-{n:04}", "1234", HOME)
        names.append(refused.value.name)
    assert names == ["not-found"] * 11 + ["slow-down"]
    assert recovery.by_number(request.number, "8000", "10.99.0.1")


def test_two_who_joined_are_told_apart_by_their_telephones(cast):
    first, matter, _ = saying.asked(contact=CALL)
    done = saying.say(qr=saying.poster(), join=similar.ref(matter.id), contact={"phone": "13911112222"})
    second = ResidentRequest.get_by_id(done.id)
    assert status.find(recovery.by_number(first.number, "2222", HOME)) == second
    assert status.find(recovery.by_number(first.number, "8000", HOME)) == first


def test_number_and_digits_are_read_however_they_are_typed(app, cast):
    request, _, token = saying.asked(contact=CALL)
    page = app.test_client()
    for number in ways.of_number(request.number):
        answer = page.post("/find", data={"number": number, "last4": "8000"})
        assert answer.status_code == 303, number
        assert status.find(answer.headers["Location"].removeprefix("/r/")) == request == status.find(token)
    for last4 in (
        " 8000 ",
        "８０００",
        "80 00",
        "8000.0",
        "尾号：８０００。",
        "尾号8000",
        "手机尾号是8000",
        "后4位 8000",
        "138****8000",
        "138-＊＊＊＊-8000",
        "手机号：138xxxx8000",
        "138……8000",
        "13800138000",
        "+86 138 0013 8000",
    ):
        answer = page.post("/api/v1/requests/find", json={"number": request.number, "last4": last4})
        assert answer.status_code == 200, last4
    for last4 in ("8000\n", "800", "80000", "****", "138****800", "1-8000"):
        answer = page.post("/api/v1/requests/find", json={"number": request.number, "last4": last4})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "last4"), last4


def test_a_deleted_contact_finds_nothing(cast):
    request, _, _ = saying.asked(contact=CALL)
    ResidentRequest.update(phone=None, name=None, contact_deleted=clock.now()).execute()
    with pytest.raises(Problem):
        recovery.by_number(request.number, "8000", HOME)


def test_through_the_door(app, cast):
    request, _, _ = saying.asked(contact=CALL)
    stranger = app.test_client()
    answer = stranger.post("/api/v1/requests/find", json={"number": request.number, "last4": "8000"})
    assert stranger.get(f"/api/v1/requests/{answer.json['token']}").json["number"] == request.number
    assert (
        stranger.post("/api/v1/requests/find", json={"number": request.number, "last4": "1234"}).status_code
        == 404
    )
