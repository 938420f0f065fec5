"""A script that posts and posts fills its own small allowance; the neighbour behind the same address still gets through."""

import pytest

from app.core import clock, db
from app.core.problems.problem import Problem
from app.matters.models import Matter
from app.people.sign_in import throttle
from app.requests.antispam import gate, proof_of_work, token_bucket
from app.requests.models import Bucket, ResidentRequest, Spent
from app.requests.posters import codes
from app.requests.submission import placement
from tests import cast as c
from tests.requests import saying

URL = "/api/v1/requests"


@pytest.fixture(autouse=True)
def still(cast):
    """The clock stands, so that nothing comes back into a bucket by itself."""
    clock.freeze(clock.now())


def post(app, **more):
    """From the carrier's address that the whole quarter shares."""
    said = saying.body(area=c.BUILDING, **more)
    return app.test_client().post(URL, json=said, environ_base={"REMOTE_ADDR": "100.64.7.20"})


def stored():
    return ResidentRequest.select().count()


@pytest.mark.both
def test_a_flood_from_one_network_leaves_at_most_its_budget_and_a_neighbour_gets_through(app):
    answers = [post(app, qr=f"forged.{n}" if n % 2 else None) for n in range(300)]
    assert {answer.status_code for answer in answers} == {202, 429}
    assert stored() == token_bucket.HELD.most and Matter.select().count() == 0
    late = answers[-1]
    assert int(late.headers["Retry-After"]) == pytest.approx(3600 / token_bucket.HELD.hourly, abs=2)
    assert "不会丢" in late.json["detail"]
    assert post(app, qr=saying.poster()).status_code == 201
    assert post(app, proof=saying.proof("100.64.7.20")).status_code == 201
    elsewhere = app.test_client().post(
        URL, json=saying.body(area=c.BUILDING), environ_base={"REMOTE_ADDR": "100.64.8.20"}
    )
    assert elsewhere.status_code == 202


def test_the_photographed_poster_is_used_up_for_itself_alone(app):
    stolen = saying.poster()
    answers = [post(app, qr=stolen).status_code for _ in range(60)]
    assert answers.count(201) == token_bucket.POSTER.most and answers.count(202) == token_bucket.HELD.most
    assert post(app, qr=saying.poster()).status_code == 201
    assert post(app, qr=stolen, proof=saying.proof("100.64.7.20")).status_code == 201


def test_at_a_poster_that_is_used_up_the_page_works_for_a_proof(app):
    qr = saying.poster()
    assert gate.is_open(codes.find_code(qr)) and not gate.is_open(None)
    for _ in range(int(token_bucket.POSTER.most)):
        saying.say(qr=qr)
    assert not gate.is_open(codes.find_code(qr)) and codes.find_code(qr).is_trusted


def test_who_works_for_every_post_meets_an_end_too_and_a_code_still_opens(app):
    network = "100.64.7.20"
    area = placement.community(c.BUILDING)
    while token_bucket.take(token_bucket.proven(network, area)):
        pass
    assert proof_of_work.challenge(network)["bits"] == proof_of_work.MOST_BITS
    assert proof_of_work.challenge("203.0.113.9")["bits"] == proof_of_work.LEAST_BITS
    proof = saying.proof("203.0.113.9")
    assert post(app, proof=proof).status_code == 202
    assert ResidentRequest.get().held_why == "busy"
    assert post(app, qr=saying.poster()).status_code == 201


def test_many_networks_at_once_meet_the_communitys_end(cast):
    for n in range(300):
        try:
            saying.say(address=f"10.{n // 250}.{n % 250}.1", area=c.BUILDING)
        except Problem as problem:
            assert problem.name == "too-many-requests"
    assert stored() == token_bucket.HELD_AREA.most
    assert saying.say(address="10.9.9.9", area=c.OTHER_GRID).held  # next door is not touched


def test_what_looks_machine_filled_is_held_with_the_best_of_codes(cast):
    done = saying.say(qr=saying.poster(), proof=saying.proof(), suspicious=True)
    assert done.held and ResidentRequest.get().held_why == "suspicious"
    assert Spent.select().count() == 0


def test_allowances_come_back_with_time(app):
    while post(app).status_code == 202:
        pass
    before = stored()
    clock.freeze(clock.now() + clock.HOUR // 2)
    while post(app).status_code == 202:
        pass
    assert stored() - before == token_bucket.HELD.hourly / 2


def test_a_refused_post_takes_nothing_and_the_same_one_is_heard_later(app):
    said = saying.body(area=c.BUILDING)
    client = app.test_client()
    while (answer := post(app)).status_code == 202:
        pass
    assert client.post(URL, json=said, environ_base={"REMOTE_ADDR": "100.64.7.20"}).status_code == 429
    clock.freeze(clock.now() + int(answer.headers["Retry-After"]) * 1000)
    assert client.post(URL, json=said, environ_base={"REMOTE_ADDR": "100.64.7.20"}).status_code == 202


def test_asking_twice_costs_nothing(cast):
    said = saying.body(area=c.BUILDING)
    tokens = {saying.send(said).token for _ in range(30)}
    assert len(tokens) == 1
    assert saying.say(area=c.BUILDING).held


def test_a_proof_is_good_once_in_time_and_only_if_we_asked_for_it(cast):
    asked = proof_of_work.challenge("10.0.0.1")
    proof = saying.solve(asked["challenge"], asked["bits"])
    assert proof_of_work.is_good(proof)
    for forged in (
        None, "", "x", "a.b", proof + "1", asked["challenge"] + ".", proof.replace("-15-", "-0-"),
        saying.solve("00-4102444800000-1-ff", 1), "é" * 20, "9" * 400, ".".join("abc"),
    ):  # fmt: skip
        assert not proof_of_work.is_good(forged)
    assert not saying.say(area=c.BUILDING, proof=proof).held
    assert not proof_of_work.is_good(proof) and saying.say(area=c.BUILDING, proof=proof).held
    later = saying.proof()
    clock.freeze(clock.now() + proof_of_work.LIFE)
    assert not proof_of_work.is_good(later)
    assert proof_of_work.sweep() == 1 and Spent.select().count() == 0


def test_full_buckets_are_forgotten(cast):
    saying.say(area=c.BUILDING)
    clock.freeze(clock.now() + 8 * clock.DAY)
    assert token_bucket.sweep() == 2 and Bucket.select().count() == 0


def test_a_network_is_a_neighbourhood_not_an_address():
    assert (
        token_bucket.network("10.1.2.3")
        == token_bucket.network("10.1.2.250")
        == throttle.network("10.1.2.9")[0]
    )
    assert token_bucket.network("2001:db8:1:2::5") == token_bucket.network("2001:db8:1:2:ffff::1")
    assert token_bucket.network(None) == token_bucket.network("nonsense")


@pytest.mark.both
def test_posts_side_by_side_do_not_slip_through_together(app):
    from concurrent.futures import ThreadPoolExecutor

    qr, proof = saying.poster(), saying.proof("100.64.7.20")

    def one(number):
        try:
            return post(app, **({"qr": qr} if number < 16 else {"proof": proof})).status_code
        finally:
            db.database.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(24)))
    assert answers.count(201) == token_bucket.POSTER.most + 1  # one proof speaks once
    assert answers.count(202) == token_bucket.HELD.most and answers.count(429) == 1
