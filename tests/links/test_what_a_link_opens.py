"""Every situation × move by a unit's link, against a table by hand; and many answers at once leave one."""

import pytest

from app.areas.models import Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.links import creation, handler_work, head_answer, lookup
from app.links.commands import Work
from app.matters.models import Matter
from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TO, Undone, make, soon
from tests.people.sign_in.test_side_by_side import all_at_once

# situation: what the enforcement unit's link opens; "x" no link is made
EXPECTED = """
at the grid: x
in hand at the grid: x
at the desk: x
called: accept attend return_call note
in the desk's hands: x
dispatched to the unit: take resolve send_back ask_extension pause answer note
dispatched a third time: take resolve ask_extension pause answer note
dispatched to a person: x
in the unit's hands: resolve send_back ask_extension pause answer note
resolved, the head's turn: answer note
resolved, the lead's turn: answer note
resolved, the finder's turn: answer note
resolved, the desk's turn: answer note
resolved, the turn of the desk above: answer note
confirmed: x
closed: x
shelved: x
void: x
at the top: x
"""
TABLE = dict(line.split(": ") for line in EXPECTED.strip().splitlines())


@pytest.mark.parametrize("situation", list(TABLE))
def test_what_a_units_link_opens(cast, situation):
    matter = make(cast, situation)
    if TABLE[situation] == "x":
        with pytest.raises(Problem) as refused:
            creation.make(None, matter, unit=c.ENFORCEMENT)
        assert refused.value.name == "not-asked"
        return
    opened = lookup.open_link(creation.make(cast.desk, matter, unit=c.ENFORCEMENT), None)
    wanted = TABLE[situation].split()
    assert sorted(offer["name"] for offer in handler_work.serialize(opened, "zh")["offers"]) == sorted(wanted)
    before, entries = Matter.get_by_id(matter.id).__data__, Entry.select().count()
    for name in (*TO, "rate", "nonsense"):
        assert attempt(opened, name) == ("done" if name in wanted else "not-open"), name
    assert Matter.get_by_id(matter.id).__data__ == before and Entry.select().count() == entries


def attempt(opened, name):
    until = clock.rfc3339(clock.parse(soon()))[:16]
    reason = "asking" if name == "pause" else "not_ours"
    given = Work(move=name, text="说明一下", reason=reason, until=until)
    try:
        with db.transaction():
            handler_work.do(opened, given, ())
            raise Undone
    except Undone:
        return "done"
    except Problem as problem:
        return problem.name


@pytest.mark.both
def test_of_many_answers_at_once_one_counts(cast):
    """Two heads, each tapping on several phones, some confirming and some not."""
    other = Person.create(id=ops.uuid7(), name="何桂英", login="head2")
    Post.create(id="head2", person=other, area=c.BUILDING, role="building_head")
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="已清理")
    secrets = [creation.make(cast.lead, matter, person=one.id) for one in (cast.head, other)]

    def say(number):
        try:
            opened = lookup.open_link(secrets[number % 2], None)
            head_answer.answer(opened, "confirm" if number % 3 else "refuse", "other")
        except Problem as problem:
            return problem.name
        return "counted"

    said = all_at_once(say, 8)
    db.connect()
    assert said.count("counted") == 1
    assert set(said) <= {"counted", "link-used", "link-settled"}
    answers = Entry.select().where(Entry.kind == "matter", Entry.verb.in_(("confirm", "refuse", "decline")))
    assert answers.count() == 1
