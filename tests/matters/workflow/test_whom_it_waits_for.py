"""等我处理: one rule says for whom a matter waits, to the list `mine=1` and in the `asks` that a phone compares with its terms."""

from __future__ import annotations

import itertools
import uuid

import pytest

from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.core import clock
from app.matters.area_staff import Ground
from app.matters.models import OPEN, STATES, WORKING, Call, Matter
from app.matters.queries import lists
from app.matters.views import serialize
from app.matters.workflow import asks, confirmers
from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, guide, make

# situation → who has it waiting for them, by hand from the rules; nobody else has
WAITS = {
    "at the grid": "worker",
    "found by the head, with the worker": "worker",
    "in hand at the grid": "worker",
    "at the desk": "desk",
    "an emergency in the finder's own hands": "worker",
    "called": "desk dept",
    "in the desk's hands": "desk",
    "dispatched to the unit": "dept",
    "dispatched a third time": "dept",
    "dispatched to a person": "worker2",
    "in the unit's hands": "dept",
    "resolved, the head's turn": "head",
    "resolved, the lead's turn": "lead guide",
    "resolved, the finder's turn": "worker",
    "resolved, the desk's turn": "desk",
    "resolved, the turn of the desk above": "city",
    "confirmed": "",
    "closed": "",
    "closed at the grid": "",
    "shelved": "",
    "void": "",
    "at the top": "city",
}


def is_asked(matter: dict, terms: set[str]) -> bool:
    """What a phone does with a matter and the terms of whoever holds it."""
    return asks.is_asked(terms, matter["asks"], matter["asks_not"])


@pytest.mark.both
def test_a_list_of_mine_and_the_terms_of_a_matter_agree_in_every_situation_for_everybody(cast, as_):
    person = guide(cast)
    assert set(WAITS) == set(TABLE)
    situations = {make(cast, situation).id: situation for situation in WAITS}
    for who in c.ROLES:
        client = as_(who)
        terms = set(client.get("/api/v1/me").json["terms"])
        every = client.get("/api/v1/matters?limit=100").json["matters"]
        listed = {matter["id"] for matter in client.get("/api/v1/matters?mine=1&limit=100").json["matters"]}
        assert listed == {matter["id"] for matter in every if is_asked(matter, terms)}, who
        wanted = {situation for situation, asked in WAITS.items() if who in asked.split()}
        assert {situations[id] for id in listed} == wanted, who
        # a call stays open once its matter is closed, and waits for nobody
    found, _ = lists.page(person, lists.parse_query({"mine": "1"}))
    assert {situations[matter.id] for matter in found} == {"resolved, the lead's turn"}
    for matter in serialize.many_for_person(list(Matter.select()), person):
        assert is_asked(matter, set(reach_of(person).terms)) == (matter["id"] in {one.id for one in found})


@pytest.mark.both
def test_whatever_stands_in_a_matter_the_query_and_the_terms_find_the_same(cast):
    """Every state × holder × turn × who resolved it × call, also those that no move leads to."""
    handy = Person.create(id=str(uuid.uuid4()), name="多面手", login="handy")  # desk, unit and head at once
    for role, area, unit in (
        ("duty_desk", c.COMMUNITY, None),
        ("handler", c.COMMUNITY, c.PROPERTY),
        ("building_head", c.BUILDING, None),
        ("grid_lead", c.COMMUNITY, None),
    ):
        Post.create(id=str(uuid.uuid4()), person=handy, area=area, role=role, unit=unit)
    people = [*cast.people.values(), handy, guide(cast)]
    holders = [
        {"holder_desk": c.COMMUNITY},
        {"holder_unit": c.ENFORCEMENT},
        {"holder_unit": c.PROPERTY},
        {"holder_person": cast.worker.id},
    ]
    resolvers = [None, cast.dept.id, cast.worker.id, handy.id]
    calls = [None, ("open", None), ("open", c.CITY), ("attended", None)]
    rows, called, now = [], [], clock.now()
    combined = itertools.product(STATES, holders, [None, *confirmers.ORDER], resolvers, calls)
    for number, (state, holder, turn, resolver, call) in enumerate(combined):
        rows.append(
            {
                "id": str(uuid.uuid4()), "number": f"990101-{number:05}", "state": state, "area": c.BUILDING,
                "level": c.GRID, "placed": "chosen", "category": "fire_lane", "confirm_turn": turn,
                "finder": cast.worker.id, "confirm_desk": c.CITY if turn == "desk_above" else c.COMMUNITY,
                "resolver": resolver, "reported_at": now, "received_at": now,
                "holder_desk": None, "holder_unit": None, "holder_person": None, **holder,
            }
        )  # fmt: skip
        if call:
            called.append(
                {
                    "entry": number + 1, "matter": rows[-1]["id"], "unit": c.PROPERTY, "state": call[0],
                    "listed": call[1], "at": now, "due": now,
                }
            )  # fmt: skip
    for model, filled in ((Matter, rows), (Call, called)):
        for start in range(0, len(filled), 40):
            model.insert_many(filled[start : start + 40]).execute()
    matters, ground = list(Matter.select()), Ground()
    by_matter: dict[str, list[Call]] = {}
    for row in Call.select():
        by_matter.setdefault(row.matter, []).append(row)
    assert len(matters) == len(rows) and len(by_matter) == len(called)
    for person in people:
        theirs = reach_of(person)
        found = {matter.id for matter in Matter.select().where(asks.query(theirs))}
        said = {
            matter.id
            for matter in matters
            if asks.waits_for(matter, theirs, ground, by_matter.get(matter.id, ()))
        }
        assert found == said and (found or person in (cast.admin, cast.outsider, cast.worker2)), person.name


def test_a_moment_after_its_deadline_it_is_late_and_once_done_it_is_not(cast, as_):
    desk, moment = as_("desk"), clock.now() + clock.HOUR
    for situation in WAITS:
        make(cast, situation)
    Matter.update(due=moment).execute()
    for at in (moment, moment + 1):
        clock.freeze(at)
        shown = desk.get("/api/v1/matters?limit=100").json["matters"]
        late = {matter["id"] for matter in desk.get("/api/v1/matters?overdue=1&limit=100").json["matters"]}
        assert late == {one["id"] for one in shown if one["late_at"] and clock.parse(one["late_at"]) < at}
        assert late == {one["id"] for one in shown if one["due_state"] == "late"}
        assert bool(late) is (at > moment)
        assert {one["state"] for one in shown if one["late_at"]} == set(WORKING)


def test_a_person_of_whom_the_reader_must_not_learn_stands_in_neither(cast):
    matter = make(cast, "resolved, the finder's turn")
    assert f"person:{cast.worker.id}" in serialize.for_person(matter, cast.dept)["asks"]
    Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    matter = Matter.get_by_id(matter.id)
    assert serialize.for_person(matter, cast.dept)["asks"] == []
    assert serialize.for_person(matter, cast.worker)["asks"] == [f"person:{cast.worker.id}"]
    by_neighbour = ops.report(cast.head)
    Matter.update(
        state="resolved", confirm_turn="finder", holder_person=None, holder_unit=c.ENFORCEMENT
    ).where(Matter.id == by_neighbour.id).execute()
    by_neighbour = Matter.get_by_id(by_neighbour.id)
    assert cast.head.id not in str(serialize.for_person(by_neighbour, cast.dept)["asks"])
    assert serialize.for_person(by_neighbour, cast.head)["asks"] == [f"person:{cast.head.id}"]


def test_the_terms_of_a_person_are_their_own_and_one_a_post(cast, as_):
    said = {who: as_(who).get("/api/v1/me").json["terms"] for who in c.ROLES}
    assert said["worker"] == [f"person:{cast.worker.id}"] and said["admin"] == [f"person:{cast.admin.id}"]
    assert said["desk"] == [f"desk:{c.COMMUNITY}", f"person:{cast.desk.id}"]
    assert said["dept"] == [f"person:{cast.dept.id}", f"unit:{c.ENFORCEMENT}"]
    assert said["head"] == [f"head:{c.BUILDING}", f"person:{cast.head.id}"]
    assert said["lead"] == [f"lead:{c.GRID}", f"person:{cast.lead.id}"]
    assert set(OPEN) > set(WORKING)
