"""协办: each support answers for its own part, and whoever leads waits for them or says why not."""

from __future__ import annotations

import uuid

import pytest

from app.areas.models import Post
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.links import creation, handler_work, lookup
from app.links.commands import Work
from app.matters.models import Matter, Support
from app.matters.queries import lists
from app.matters.views import serialize
from app.people.models import Person
from tests import cast as c
from tests.matters import ops

UNIT, SUPPORT = f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"


@pytest.fixture
def keeper(cast) -> Person:
    """Somebody of the unit that supports."""
    person = Person.create(id=str(uuid.uuid4()), name="物业经理", login="keeper")
    Post.create(id=str(uuid.uuid4()), person=person, area=c.COMMUNITY, role="handler", unit=c.PROPERTY)
    return person


@pytest.fixture
def given(cast, keeper) -> Matter:
    """Led by the enforcement unit, supported by the property company and a worker."""
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT, SUPPORT, f"person:{cast.worker2.id}"])
    return matter


def refused(person, matter, name, photos=(), **body) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        ops.move(person, matter, name, photos, **body)
    return (caught.value.name, "") if caught.value.name != "bad-value" else tuple(caught.value.errors[0][:2])


def state(code: str) -> str:
    return Support.get(Support.code == code).state


def test_nobody_else_answers_for_a_part(cast, given):
    for who in ("worker", "lead", "desk", "dept", "head", "city"):
        assert refused(cast.people[who], given, "report_part", reason="part_done") == ("not-open", "")
    assert {part.state for part in Support.select()} == {"open"}


@pytest.mark.both
def test_the_matter_waits_for_each_support_until_it_has_answered(cast, keeper, given):
    def waits(person) -> list[str]:
        page, _ = lists.page(person, lists.parse_query({"mine": "1"}))
        return [matter.id for matter in page]

    assert waits(keeper) == waits(cast.worker2) == waits(cast.dept) == [given.id]
    assert refused(keeper, given, "report_part") == ("reason", "needs-reason")
    assert refused(keeper, given, "report_part", reason="lunch") == ("reason", "not-a-choice")
    ops.move(keeper, given, "report_part", reason="part_done", text="道闸已打开")
    assert refused(keeper, given, "report_part", reason="part_done") == ("not-open", "")
    assert (waits(keeper), waits(cast.worker2), state(c.PROPERTY)) == ([], [given.id], "done")
    ops.move(cast.worker2, given, "report_part", reason="not_ours", text="不在我的网格")
    told = Entry.select().where(Entry.verb == "report_part").order_by(Entry.seq)
    assert [entry.body["to"] for entry in told] == [[SUPPORT], [f"person:{cast.worker2.id}"]]
    assert (given.state, given.holder_unit) == ("dispatched", c.ENFORCEMENT)


def test_whoever_leads_waits_for_them_or_says_why_not(cast, keeper, given):
    ops.move(cast.dept, given, "take")
    assert refused(cast.dept, given, "resolve", (ops.PHOTO,)) == ("text", "parts-open")
    offer = next(
        one for one in serialize.for_person(given, cast.dept)["open_moves"] if one["name"] == "resolve"
    )
    assert offer["carries"][0] == "text"  # so the form asks before it is kept
    ops.move(keeper, given, "report_part", reason="part_done")
    ops.move(cast.worker2, given, "report_part", reason="part_done")
    ops.move(cast.dept, given, "resolve", (ops.PHOTO,))
    assert given.state == "resolved"


def test_a_text_says_why_it_was_not_waited_for(cast, given):
    ops.move(cast.dept, given, "take")
    ops.move(cast.dept, given, "resolve", text="物业没来人，我们自己清走了")
    assert given.state == "resolved" and state(c.PROPERTY) == "open"


def test_a_support_of_before_there_were_answers_holds_up_nobody_and_may_answer(cast, keeper, given):
    Support.update(state="").execute()
    ops.move(keeper, given, "report_part", reason="part_done")
    ops.move(cast.dept, given, "resolve", (ops.PHOTO,))
    assert given.state == "resolved"


def test_whoever_has_no_account_answers_by_a_link(cast, given):
    opened = lookup.open_link(creation.make(cast.desk, given, unit=c.PROPERTY), None)
    names = [offer["name"] for offer in handler_work.serialize(opened, "zh")["offers"]]
    assert names[0] == "report_part"
    handler_work.do(opened, Work(move="report_part", reason="part_done"), ())
    assert state(c.PROPERTY) == "done"


def test_a_new_dispatch_asks_anew(cast, keeper, given):
    ops.move(keeper, given, "report_part", reason="part_done")
    ops.move(cast.desk, given, "dispatch", to=[UNIT, SUPPORT])
    assert [(part.code, part.state) for part in Support.select()] == [(c.PROPERTY, "open")]
