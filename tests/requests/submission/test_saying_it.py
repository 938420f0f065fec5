"""A resident says something: refusals first, then once and only once, with a number and a private link."""

import pytest

from app.core import ids
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.requests import saying

URL = "/api/v1/requests"


@pytest.fixture
def stranger(app):
    """Somebody without cookie or account."""
    return app.test_client()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"id": "1"}, "id"),
        ({"nonce": "short"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "a\u2028b"}, "text"),
        ({"text": " "}, "text"),
        ({"category": "gathering"}, "category"),
        ({"category": "nothing"}, "category"),
        ({"area": "../../etc"}, "area"),
        ({"area": "999"}, "area"),
        ({"photos": ["a" * 64] * 2}, "photos"),
        ({"photos": [f"{n:064}" for n in range(4)]}, "photos"),
        ({"photos": ["../../etc/passwd"]}, "photos[0]"),
        ({"contact": {"phone": "12"}}, "contact.phone"),
        ({"contact": {"phone": "12345<script>"}}, "contact.phone"),
        ({"contact": {"phone": "1380013800"}}, "contact.phone"),
        ({"contact": {"phone": "88888888"}}, "contact.phone"),
        ({"contact": {"name": "王" * 41}}, "contact.name"),
        ({"contact": {"wechat": "a"}}, "contact.wechat"),
        ({"place": {"lat": 91, "lon": 0}}, "place.lat"),
        ({"confidential": "yes"}, "confidential"),
        ({"person": "x"}, "person"),
        ({"qr": "x" * 301}, "qr"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(stranger, given, field):
    answer = stranger.post(URL, json=saying.body(**given))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field and answer.json["detail"]
    assert ResidentRequest.select().count() == 0 and Matter.select().count() == 0


def test_what_others_look_after_is_said_to_be_theirs_and_not_stored(stranger):
    answer = stranger.post(URL, json=saying.body(category="power_meter"))
    assert (answer.status_code, answer.json["whose"], answer.json["hotline"]) == (422, "国家电网", "12345")
    assert ResidentRequest.select().count() == 0


def test_a_page_elsewhere_cannot_say_it(stranger):
    answer = stranger.post(URL, json=saying.body(), headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert stranger.post(URL, data="{", content_type="application/json").status_code == 400


@pytest.mark.both
def test_a_posters_code_makes_a_matter_at_its_place_with_the_residents_own_words(app, store, cast):
    answer = app.test_client().post(URL, json=saying.body(qr=saying.poster(), text="<b>灯</b> & 坏了"))
    assert answer.status_code == 201
    assert answer.json["link"] == f"{store.public_url}/r/{answer.json['token']}"
    matter = Matter.get(Matter.number == answer.json["number"])
    assert (matter.area, matter.placed, matter.text) == (c.BUILDING, "chosen", "<b>灯</b> & 坏了")
    assert matter.resident_asked and matter.finder is None
    assert matter.holder_person == cast.worker.id
    entry = Entry.get(Entry.subject == matter.id)
    assert (entry.verb, entry.actor, entry.by, entry.body["channel"]) == ("report", "resident", None, "qr")


@pytest.mark.both
def test_the_same_again_is_the_same_answer_and_other_content_is_a_conflict(stranger):
    said = saying.body(qr=saying.poster(), contact={"name": "老李", "phone": "138-0013 8000"})
    first = stranger.post(URL, json=said)
    assert stranger.post(URL, json=said).json == first.json
    again = stranger.post(URL, json={**said, "proof": "something else"})
    assert (again.status_code, again.json) == (201, first.json)
    for other in ({"text": "另一件事"}, {"nonce": "n" * 20}, {"area": c.GRID}, {"confidential": True}):
        assert stranger.post(URL, json={**said, **other}).status_code == 409
    assert ResidentRequest.select().count() == Matter.select().count() == 1


def test_without_code_or_proof_it_is_held_and_its_link_opens_at_once(stranger):
    answer = stranger.post(URL, json=saying.body(area=c.BUILDING))
    assert (answer.status_code, answer.json["held"]) == (202, True)
    assert stranger.get(f"{URL}/{answer.json['token']}").status_code == 200
    assert Matter.select().count() == 0
    request = ResidentRequest.get()
    assert request.is_waiting() and request.number == answer.json["number"]


def test_a_proof_of_work_takes_the_place_of_a_code_once(stranger):
    asked = stranger.get(f"{URL}/challenge").json
    assert set(asked) == {"challenge", "bits", "algorithm", "expires"}
    proof = saying.solve(asked["challenge"], asked["bits"])
    assert stranger.post(URL, json=saying.body(area=c.BUILDING, proof=proof)).status_code == 201
    assert stranger.post(URL, json=saying.body(area=c.BUILDING, proof=proof)).status_code == 202


def test_a_position_finds_the_smallest_area_and_without_one_the_top_answers(app, cast):
    _, at, _ = saying.asked(
        qr=None, proof=saying.proof(), place={"lat": c.LAT + 0.0003, "lon": c.LON + 0.0004}
    )
    assert (at.area, at.placed, at.level) == (c.BUILDING, "shape", c.GRID)
    _, nowhere, _ = saying.asked(qr=None, proof=saying.proof())
    assert (nowhere.area, nowhere.placed, nowhere.holder_desk) == (c.CITY, "fallback", c.CITY)


def test_a_guessed_link_is_not_there(stranger):
    for token in ("x", "a" * 43, ids.uuid7(), "..%2f..", "x" * 5000):
        assert stranger.get(f"{URL}/{token}").status_code == 404
