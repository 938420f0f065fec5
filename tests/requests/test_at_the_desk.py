"""What a desk does with requests: enters one for a caller, lets in or refuses what is held, sees a telephone for a reason."""

import pytest

from app.core import decode
from app.core.problems.problem import Problem
from app.ledger.act import by_web
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests import held_requests
from app.requests.commands import RequestBody
from app.requests.followup import contacts, requesters
from app.requests.models import ResidentRequest
from app.requests.submission import similar, submit
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

CALL = {"name": "李大爷", "phone": "13800138000"}


def enter(person, **more):
    given = saying.body(**{"area": c.BUILDING, "contact": CALL, **more})
    return submit.enter(by_web(person), decode.convert(given, RequestBody))


def refused(verb, *given):
    with pytest.raises(Problem) as problem:
        verb(*given)
    return problem.value.name


@pytest.mark.parametrize("name", ["worker", "lead", "head", "dept", "admin", "outsider"])
def test_only_a_desk_over_the_place_enters_one(cast, name):
    assert refused(enter, cast.people[name]) == "forbidden"
    assert ResidentRequest.select().count() == 0


def test_a_desk_enters_none_for_next_door(cast):
    with pytest.raises(Problem) as problem:
        enter(cast.desk, area=c.OTHER_GRID)
    assert problem.value.name == "forbidden"


@pytest.mark.both
def test_one_entered_by_staff_is_a_residents_matter_and_counted_apart(cast):
    done = enter(cast.desk, category="gathering")
    request = ResidentRequest.get_by_id(done.id)
    matter = Matter.get_by_id(request.matter)
    assert (request.channel, request.trust, request.entered_by, done.held) == (
        "staff",
        "staff",
        cast.desk.id,
        False,
    )
    assert matter.resident_asked and matter.finder is None and matter.holder_person == cast.worker.id
    entry = Entry.get(Entry.subject == matter.id)
    assert (entry.verb, entry.by, entry.body["channel"]) == ("report", cast.desk.id, "staff")


def test_a_desk_sees_what_is_held_below_it_and_no_other(cast):
    here, nowhere = saying.say(area=c.BUILDING), saying.say()
    assert [one.id for one in held_requests.waiting(ops.act(cast.desk).reach_now())] == [here.id]
    assert {one.id for one in held_requests.waiting(ops.act(cast.city).reach_now())} == {here.id, nowhere.id}
    for name in ("worker", "lead", "head", "dept", "admin", "outsider"):
        assert held_requests.waiting(ops.act(cast.people[name]).reach_now()) == []
        assert refused(held_requests.release, ops.act(cast.people[name]), here.id) == "not-found"
    assert refused(held_requests.release, ops.act(cast.desk), nowhere.id) == "not-found"


def test_a_telephone_is_masked_until_somebody_gives_a_reason_which_is_kept(cast):
    request, matter, _ = saying.asked(contact=CALL)
    assert contacts.masked(request) == {"name": "李**", "phone": "138****8000"}
    assert refused(contacts.unmask, cast.desk, request, " ") == "bad-value"
    assert refused(contacts.unmask, cast.outsider, request, "看看") == "not-found"
    assert refused(contacts.unmask, cast.head, request, "看看") == "forbidden"
    assert Entry.select().where(Entry.verb == "unmask").count() == 0
    assert contacts.unmask(cast.desk, request, "约上门时间") == {"name": "李大爷", "phone": "13800138000"}
    entry = Entry.get(Entry.verb == "unmask")
    assert (entry.by, entry.body["reason"], entry.subject) == (cast.desk.id, "约上门时间", request.id)
    assert "13800138000" not in str(entry.__data__)


def test_short_numbers_and_no_contact_are_masked_too(cast):
    assert contacts.mask_phone("12345") == "****45" and contacts.mask_phone("0577-6412 3456") == "057****3456"
    request, _, _ = saying.asked()
    assert contacts.masked(request) is None


def test_the_contact_of_a_confidential_one_is_not_for_handlers(cast):
    request, matter, _ = saying.asked(contact=CALL, confidential=True)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert refused(contacts.unmask, cast.dept, request, "联系") == "not-found"
    assert contacts.unmask(cast.desk, request, "联系")["phone"] == "13800138000"


def test_everybody_who_asks_is_listed_also_through_a_merge(cast):
    first, matter, _ = saying.asked()
    second = saying.say(qr=saying.poster(), join=similar.ref(matter.id))
    third, other, _ = saying.asked()
    for one in (matter, other):
        ops.move(cast.worker, one, "escalate")
    ops.move(cast.desk, other, "merge", to=[f"matter:{matter.id}"])
    assert [one.id for one in requesters.requests_of(matter.id)] == [first.id, second.id, third.id]
