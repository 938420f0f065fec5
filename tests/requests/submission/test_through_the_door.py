"""The JSON doors, from the challenge to the verdict: statuses, races, and what each reader of a matter is told of who asked."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import db
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import ResidentRequest, Verdict
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

URL = "/api/v1/requests"


def at_once(work, times=6):
    def one(number):
        try:
            return work(number)
        finally:
            db.database.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.both
def test_a_double_tap_is_one_request(app, cast):
    said = saying.body(qr=saying.poster())
    answers = at_once(lambda _: app.test_client().post(URL, json=said))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["token"] for answer in answers}) == 1
    assert ResidentRequest.select().count() == Matter.select().count() == 1


@pytest.mark.both
def test_two_verdicts_at_once_are_one_and_a_conflict(app, cast):
    _, matter, token = saying.asked()
    early = app.test_client().post(f"{URL}/{token}/rating", json={"solved": True})
    assert (early.status_code, early.json["type"]) == (409, "/problems/not-done-yet")
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    verdicts = [{"solved": True, "score": n} for n in (1, 2, 3)]
    answers = at_once(
        lambda n: app.test_client().post(f"{URL}/{token}/rating", json=verdicts[n]).status_code, 3
    )
    assert sorted(answers) == [200, 409, 409]
    assert Verdict.select().count() == Entry.select().where(Entry.verb == "rate").count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"solved": "yes"},
        {"solved": True, "score": 0},
        {"solved": True, "score": 4},
        {"solved": True, "text": "x" * 2001},
        {"solved": True, "who": 1},
    ],
)
def test_a_verdict_that_is_none_changes_nothing(app, cast, bad):
    _, matter, token = saying.asked()
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    assert app.test_client().post(f"{URL}/{token}/rating", json=bad).status_code == 422
    assert Matter.get_by_id(matter.id).state == "resolved" and Verdict.select().count() == 0


def test_words_verdict_and_withdrawal_by_a_guessed_link_are_not_there(app, cast):
    stranger = app.test_client()
    for path, body in (("rating", {"solved": True}), ("words", {"text": "a"}), ("withdrawal", {})):
        assert stranger.post(f"{URL}/{'b' * 43}/{path}", json=body).status_code == 404


def test_the_whole_way(app, cast):
    stranger = app.test_client()
    sent = stranger.post(URL, json=saying.body(qr=saying.poster(), contact={"phone": "13800138000"}))
    token = sent.json["token"]
    told = stranger.get(f"{URL}/{token}", headers={"Accept-Language": "en"}).json
    assert (
        told["contact"] == {"name": None, "phone": "138****8000"}
        and told["thing"]["name"] == "Street or stair lamp"
    )
    assert told["sentence"].endswith(".") and told["may"] == {
        "words": True,
        "withdraw": True,
        "rate": False,
        "reopen": False,
    }
    assert stranger.post(f"{URL}/{token}/words", json={"text": "晚上看不见"}).status_code == 200
    matter = Matter.get()
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    told = stranger.post(f"{URL}/{token}/rating", json={"solved": False, "text": "还是不亮"}).json
    assert told["state"] == "reported" and told["verdict"]["solved"] is False
    assert [event["kind"] for event in told["events"]] == ["said", "added", "done", "no"]
    assert stranger.post(f"{URL}/{token}/withdrawal").status_code == 200
    assert stranger.post(f"{URL}/{token}/withdrawal", json={}).status_code == 200
    assert Matter.get().state == "void"


def test_who_asked_is_told_to_staff_masked_and_to_heads_and_handlers_only_that_somebody_did(as_, cast):
    _, matter, _ = saying.asked(contact={"name": "李大爷", "phone": "13800138000"})
    path = f"/api/v1/matters/{matter.id}"
    told = as_("worker").get(path).json["resident"]
    assert (told["channel"], told["asked"], told["joined"]) == ("qr", 1, 0)
    assert told["requests"][0]["contact"] == {"name": "李**", "phone": "138****8000"}
    for name in ("worker", "head", "desk", "city"):
        answer = as_(name).get(path)
        assert "13800138000" not in answer.text and "李大爷" not in answer.text
    assert as_("head").get(path).json["resident"] == {"channel": "qr", "asked": 1, "joined": 0}
    assert as_("outsider").get(path).status_code == 404
    found = ops.report(cast.worker, area=c.BUILDING)
    assert as_("worker").get(f"/api/v1/matters/{found.id}").json["resident"] is None


def test_a_matter_tells_in_its_timeline_that_a_resident_asked(as_, cast):
    _, matter, _ = saying.asked()
    told = as_("worker").get(f"/api/v1/matters/{matter.id}").json
    assert told["ledger"][0]["sentence"] == "居民反映" and told["ledger"][0]["text"] == "楼道的灯坏了三天"
