"""A call from a door that was a mistake answers no there, and no list links the matter of a yes that is none any more."""

from __future__ import annotations

from typing import Any

import pytest

from app.matters.models import Matter
from app.storms.models import StormDoor, StormList
from tests import cast as c
from tests.storms.test_storm_mode import at_door, declared, lists_of

LINKED = '">要帮忙</a>'  # a door beside its matter


@pytest.mark.both
def test_a_call_taken_back_as_a_mistake_answers_no_unless_another_called_there_too(
    cast: Any, phones: Any, as_: Any
) -> None:
    storm = declared(cast.desk)
    list_, worker, lead = StormList.get().id, phones("worker"), phones("lead")

    def call_and_take_back(outsider: bool = False) -> StormDoor:
        assert worker.one(at_door(worker, list_, help=True)) == "applied"
        matter = StormDoor.get(StormDoor.area == c.BUILDING).matter
        if outsider:
            stranger = phones("outsider")
            tried = stranger.one(stranger.op("matter.move", {"matter": matter, "move": "void"}))
            assert tried != "applied" and StormDoor.get(StormDoor.area == c.BUILDING).help is True
        version = StormList.get().version
        assert worker.one(worker.op("matter.move", {"matter": matter, "move": "void"})) == "applied"
        door = StormDoor.get(StormDoor.area == c.BUILDING)
        assert (StormList.get().version > version) is not door.help  # phones hear of it
        return door

    assert call_and_take_back(outsider=True).help is False
    (list_now,), _, _ = lists_of(as_, "worker")
    assert list_now["doors"][0]["help"] is False
    page = as_("desk").get(f"/duty/storms/{storm.id}/doors?part=doors").text
    assert "1幢" in page and LINKED not in page  # no call stands there any more
    late = at_door(lead, list_, help=True, ago=60_000)  # was on its way: help is needed after all
    assert lead.one(late) == "applied"
    assert Matter.select().count() == 2 and StormDoor.get(StormDoor.area == c.BUILDING).help is True
    assert LINKED in as_("desk").get(f"/duty/storms/{storm.id}/doors?part=doors").text
    assert lead.one(at_door(lead, list_, help=False)) == "applied"
    assert LINKED not in as_("desk").get(f"/duty/storms/{storm.id}/doors?part=doors").text
    third = StormDoor.get(StormDoor.area == c.BUILDING).matter
    assert lead.one(lead.op("matter.move", {"matter": third, "move": "void"})) == "applied"
    assert worker.one(at_door(worker, list_, help=True)) == "applied"
    assert lead.one(at_door(lead, list_, help=True)) == "applied"  # somebody else says so too
    matter = StormDoor.get(StormDoor.area == c.BUILDING).matter
    tried = worker.send(worker.op("matter.move", {"matter": matter, "move": "void"}))
    assert "别人也说这里要帮忙" in str(tried)
    assert Matter.get_by_id(matter).is_open() and StormDoor.get(StormDoor.area == c.BUILDING).help is True
