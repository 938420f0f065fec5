"""Somebody has said it already: offered without a word of theirs, joined instead of said twice, left again."""

import json

import pytest

from app.core import clock, ids
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.views import serialize
from app.requests import held_requests
from app.requests.commands import RatingBody, WordsBody
from app.requests.followup import resident_acts, status
from app.requests.models import ResidentRequest
from app.requests.posters import codes
from app.requests.submission import similar
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

HERE = (c.LAT + 0.0003, c.LON + 0.0004)
FAR = (c.LAT + 0.0015, c.LON + 0.0018)


def offered(**asked):
    return similar.offer(**{"area": c.BUILDING, "category": "street_lamp", **asked})


def joined(matter, **more):
    done = saying.say(qr=saying.poster(), join=similar.ref(matter.id), text=more.pop("text", ""), **more)
    return ResidentRequest.get_by_id(done.id), done


def fresh(matter):
    return Matter.get_by_id(matter.id)


def test_what_is_private_or_elsewhere_or_over_is_never_offered(cast):
    ops.report(cast.worker, category="dispute", area=c.BUILDING)
    ops.report(cast.worker, category="theft", area=c.BUILDING)
    ops.report(cast.worker, category="care", area=c.BUILDING)
    for category in ("dispute", "theft", "care"):
        assert offered(category=category) == []
    saying.asked(confidential=True)
    ops.report(cast.worker, category="street_lamp", area=c.BUILDING2)
    ops.report(cast.worker, category="litter", area=c.BUILDING)
    ended = ops.report(cast.worker, category="street_lamp", area=c.BUILDING)
    ops.move(cast.worker, ended, "void", reason="看错了")
    old = ops.report(cast.worker, category="street_lamp", area=c.BUILDING)
    Matter.update(received_at=clock.now() - 91 * clock.DAY).where(Matter.id == old.id).execute()
    assert offered() == []
    ops.report(cast.worker, category="street_lamp", area=c.GRID)
    assert offered(area=c.GRID) == []  # a grid is no place
    assert offered(category=None) == []
    with pytest.raises(Problem):
        offered(category="nothing")


@pytest.mark.both
def test_an_offer_tells_the_thing_the_place_and_when_and_nothing_else(cast):
    saying.asked(text="我家301漏水", contact={"name": "老李", "phone": "13800138000"})
    (one,) = offered(category="manhole")  # another thing of the class
    assert set(one) == {"ref", "thing", "icon", "place", "when", "at"}
    assert (one["thing"], one["place"]) == ("路灯", "1幢")
    said = json.dumps(one, ensure_ascii=False)
    assert "301" not in said and "老李" not in said and "8000" not in said
    assert Matter.get().id not in said


def test_within_fifty_metres_counts_as_the_same_place(cast):
    where = {"lat": HERE[0], "lon": HERE[1]}
    saying.asked(qr=None, proof=saying.proof(), area=c.GRID, place=where)
    assert len(similar.offer(at=HERE, category="street_lamp")) == 1
    assert similar.offer(at=FAR, category="street_lamp") == []


@pytest.mark.parametrize("join", ["x", "a" * 40, "../..", "A" * 40])
def test_a_reference_we_did_not_make_joins_nothing(cast, join):
    saying.asked()
    with pytest.raises(Problem) as refused:
        saying.say(qr=saying.poster(), join=join)
    assert refused.value.errors[0][0] == "join"
    assert ResidentRequest.select().count() == 1


@pytest.mark.both
def test_who_joins_gets_a_link_of_their_own_and_a_last_word(cast):
    matter = ops.report(cast.worker, category="street_lamp", area=c.BUILDING, text="员工看到的")
    request, done = joined(matter, text="我家门口也黑")
    assert (done.number, request.matter, request.joined) == (matter.number, matter.id, True)
    assert fresh(matter).resident_asked
    assert Matter.select().count() == 1
    entry = Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq.desc()).first()
    assert (entry.verb, entry.actor, entry.text) == ("join", "resident", "我家门口也黑")
    told = status.serialize(request)
    assert [event["kind"] for event in told["events"]] == ["said by another", "joined"]
    assert "员工看到的" not in json.dumps(told, ensure_ascii=False)
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    assert fresh(matter).state == "resolved"
    assert resident_acts.rate(request, RatingBody(solved=True))


def test_two_who_asked_see_nothing_of_each_other_and_each_has_a_verdict(cast):
    first, matter, _ = saying.asked(text="第一个人的话", photos=[ops.PHOTO])
    second, _ = joined(matter, text="第二个人的话", contact={"phone": "13911112222"})
    resident_acts.words(second, WordsBody(text="第二个人补充"))
    assert "第二个人" not in json.dumps(status.serialize(first), ensure_ascii=False)
    told = json.dumps(status.serialize(second), ensure_ascii=False)
    assert "第一个人" not in told and ops.PHOTO not in told
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    assert resident_acts.rate(first, RatingBody(solved=True))
    assert fresh(matter).state == "closed"
    assert resident_acts.rate(
        second, RatingBody(solved=True, score=1)
    )  # counted, though it was closed by another
    assert not resident_acts.rate(second, RatingBody(solved=True, score=1))
    assert resident_acts.rate(second, RatingBody(solved=False))
    assert fresh(matter).state == "reported"


def test_one_who_joined_in_confidence_is_heard_by_the_desk_and_not_by_the_head(app, cast):
    _, matter, _ = saying.asked()
    joined(matter, text="别让邻居知道", confidential=True)
    assert "别让邻居知道" in str(serialize.for_person(fresh(matter), cast.desk))
    assert "别让邻居知道" not in str(serialize.for_person(fresh(matter), cast.head))


def test_leaving_takes_only_ones_own_and_the_last_ends_it(cast):
    first, matter, _ = saying.asked()
    second, _ = joined(matter)
    resident_acts.withdraw(first)
    assert fresh(matter).state == "reported" and fresh(matter).resident_asked
    assert status.serialize(ResidentRequest.get_by_id(first.id))["state"] == "withdrawn"
    resident_acts.withdraw(second)
    assert fresh(matter).state == "void"


def test_leaving_what_staff_found_leaves_it_to_them(cast):
    matter = ops.report(cast.worker, category="street_lamp")
    second, _ = joined(matter)
    resident_acts.withdraw(second)
    assert fresh(matter).state == "reported" and not fresh(matter).resident_asked


def test_what_ended_meanwhile_is_said_anew(cast):
    matter = ops.report(cast.worker, category="street_lamp")
    ref = similar.ref(matter.id)
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    done = saying.say(qr=saying.poster(), join=ref, text="又坏了")
    request = ResidentRequest.get_by_id(done.id)
    assert request.matter != matter.id and not request.joined
    assert Matter.get_by_id(request.matter).text == "又坏了"


def test_a_held_one_joins_when_it_is_let_in(cast):
    matter = ops.report(cast.worker, category="street_lamp")
    done = saying.say(area=c.BUILDING, join=similar.ref(matter.id))
    assert done.held and not fresh(matter).resident_asked
    held_requests.release(ops.act(cast.desk), done.id)
    assert ResidentRequest.get_by_id(done.id).matter == matter.id and fresh(matter).resident_asked


def test_the_same_join_twice_is_one(cast):
    matter = ops.report(cast.worker, category="street_lamp")
    said = saying.body(qr=saying.poster(), join=similar.ref(matter.id), id=ids.uuid7())
    first, again = saying.send(said), saying.send(said)
    assert (first.token, first.fresh, again.token, again.fresh) == (first.token, True, first.token, False)
    assert Entry.select().where(Entry.verb == "join").count() == 1


def test_the_door_offers_and_names_what_others_look_after(cast, app):
    saying.asked()
    stranger = app.test_client()
    asked = {"qr": codes.sign(saying.poster().partition(".")[0]), "category": "street_lamp"}
    told = stranger.get("/api/v1/requests/nearby", query_string=asked).json
    assert len(told["nearby"]) == 1
    assert {"code", "name", "icon", "whose", "phone", "hotline"} == set(told["not_ours"][0])
    for bad in ({"lat": "nan", "lon": "1"}, {"lat": "x", "lon": "1"}, {"area": "\x00", "category": "gas"}):
        assert stranger.get("/api/v1/requests/nearby", query_string=bad).status_code == 422


def test_merged_into_what_staff_found_the_resident_has_the_last_word_there(cast):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "escalate")
    found = ops.report(cast.worker, category="street_lamp")
    ops.move(cast.worker, found, "escalate")
    ops.move(cast.desk, matter, "merge", to=[f"matter:{found.id}"])
    assert fresh(found).resident_asked
    ops.move(cast.desk, found, "take")
    ops.move(cast.desk, found, "resolve", text="好了")
    ops.move(cast.head, found, "confirm")
    assert fresh(found).state == "confirmed"
    assert resident_acts.rate(request, RatingBody(solved=True)) and fresh(found).state == "closed"


def test_the_yes_of_one_who_joined_does_not_end_what_another_asked_for(cast):
    first, matter, _ = saying.asked()
    second, _ = joined(matter)
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    assert resident_acts.rate(second, RatingBody(solved=True, score=3))
    assert not resident_acts.rate(second, RatingBody(solved=True, score=3))
    assert fresh(matter).state == "resolved"
    told = status.serialize(second)
    assert told["sentence"].startswith("您说解决了") and not told["may"]["rate"] and told["verdict"]["solved"]
    assert [event["kind"] for event in told["events"]][-1] == "yes"
    assert status.serialize(first)["may"]["rate"]
    assert resident_acts.rate(first, RatingBody(solved=True))
    assert fresh(matter).state == "closed"


def test_when_all_others_have_spoken_the_last_yes_closes(cast):
    found = ops.report(cast.worker, category="street_lamp")
    first, _ = joined(found)
    second, _ = joined(found)
    ops.move(cast.worker, found, "settle_on_spot", text="好了")
    resident_acts.rate(first, RatingBody(solved=True))
    assert fresh(found).state == "resolved"
    resident_acts.rate(second, RatingBody(solved=True))
    assert fresh(found).state == "closed"
