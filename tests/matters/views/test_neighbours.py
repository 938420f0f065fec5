"""Who handles a matter learns that the building confirmed it, and never who in the building."""

import json

import pytest

from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.core import db
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.views import serialize
from app.people.models import Person
from tests import cast as c
from tests.matters import ops

PLANTED = "周秀英"


@pytest.fixture
def refused(cast):
    """Said by the head, dispatched to the unit, settled there, refused by the head, settled again."""
    matter = ops.report(cast.head)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="已清理")
    ops.move(cast.head, matter, "refuse", reason="still_there", text="还在三楼")
    ops.move(cast.dept, matter, "resolve", text="又清了")
    return matter


def everything(client, matter):
    """Every JSON a phone asks for."""
    paths = (
        "/api/v1/me", f"/api/v1/matters/{matter.id}", "/api/v1/matters?mine=1", "/api/v1/matters", "/api/v1/changes?since=",
        "/api/v1/areas", "/api/v1/units", "/api/v1/categories", "/api/v1/patrols",
    )  # fmt: skip
    return {path: client.get(path).get_data(as_text=True) for path in paths}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_heads_name_and_number_stand_in_no_json_of_a_handler(as_, cast, refused, language):
    client = as_("dept")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    said = everything(client, refused)
    for path, text in said.items():
        for planted in (PLANTED, cast.head.phone, cast.head.id, json.dumps(PLANTED)[1:-1]):
            assert planted not in text, path
    word = "楼内邻居" if language == "zh" else "A neighbour in the building"
    assert (
        word in said[f"/api/v1/matters/{refused.id}"] and "还在三楼" in said[f"/api/v1/matters/{refused.id}"]
    )


@pytest.mark.parametrize("name", ["worker", "lead", "desk", "city"])
def test_those_of_the_place_know_their_head(cast, refused, name):
    said = json.dumps(serialize.for_person(refused, cast.people[name]), ensure_ascii=False)
    assert PLANTED in said


def test_somebody_who_is_staff_too_is_a_neighbour_where_they_answered_as_one(cast):
    Post.create(id="second", person=cast.head, area=c.GRID2, role="grid_worker")
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "escalate")
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, matter, "resolve", text="已清理")
    ops.move(cast.head, matter, "confirm")
    confirmed = serialize.for_person(matter, cast.dept)["ledger"][-1]
    assert (confirmed["by"], confirmed["by_name"]) == (None, "楼内邻居")
    assert confirmed["sentence"] == "楼内邻居 确认解决"


def test_a_worker_of_former_years_is_a_neighbour_now(cast, refused):
    Post.create(id="once", person=cast.head, area=c.GRID2, role="grid_worker", ends="2020-12-31")
    assert PLANTED not in json.dumps(serialize.for_person(refused, cast.dept), ensure_ascii=False)


def test_that_it_concerns_a_head_is_not_told_to_the_handler(cast, refused):
    ops.move(cast.head, refused, "decline", reason="concerned")
    said = json.dumps(serialize.for_person(refused, cast.dept), ensure_ascii=False)
    assert "concerned" not in said and "与本人有关" not in said


@pytest.mark.both
def test_nobody_of_the_unit_confirms_what_the_unit_did_by_its_link(cast):
    """A unit's link has no person behind it: every member counts as whoever did it."""
    matter = ops.report(cast.worker)
    with db.transaction():
        Post.create(id="also-head", person=cast.dept, area=c.BUILDING, role="building_head")
        Matter.update(
            state="resolved",
            holder_unit=c.ENFORCEMENT,
            holder_person=None,
            resolver=None,
            confirm_turn="head",
        ).where(Matter.id == matter.id).execute()
    from app.matters.area_staff import Ground
    from app.matters.workflow import asks, confirmers

    fresh, ground = Matter.get_by_id(matter.id), Ground()
    assert confirmers.people(fresh, ground) == [cast.head.id]
    assert not confirmers.is_mine(fresh, reach_of(cast.dept), ground)
    assert confirmers.is_mine(fresh, reach_of(cast.head), ground)
    for person, mine in ((cast.dept, False), (cast.head, True)):
        waiting = Matter.select().where(asks.query(reach_of(person)), Matter.id == matter.id)
        assert waiting.exists() is mine
    assert Person.select().count() and Entry.select().count()
