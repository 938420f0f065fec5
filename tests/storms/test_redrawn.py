"""A storm while areas are redrawn: the lists follow who takes over, what was answered counts once, and it can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import plans, taking_back
from app.admin.reorganisation.models import Reorganisation
from app.areas import tree
from app.areas.models import Area, Successor
from app.core import clock, db
from app.ledger.act import by_clock
from app.ledger.models import Entry
from app.storms import declaring, following
from app.storms.models import Storm, StormDoor, StormList
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning
from tests.storms.test_storm_mode import at_door, declared, lists_of

pytestmark = pytest.mark.both
ONE, TWO = "330399001887", "330399001888"


def halves() -> plans.Plan:
    """The first grid in two, a building in each."""
    area = Area.get_by_id(c.GRID)
    return plans.split(area, [(NEW1, "第1网格东"), (NEW2, "第1网格西")], {c.BUILDING: 0, c.BUILDING2: 1})


def standing() -> dict[str, list[str]]:
    """Area of each list that is open → its doors."""
    found: dict[str, list[str]] = {}
    rows = StormDoor.select(StormList.area, StormDoor.area).join(StormList).where(StormList.closed.is_null())
    for area, door in rows.order_by(StormList.area, StormDoor.area).tuples():
        found.setdefault(area, []).append(door)
    return found


def followed() -> int:
    """The lists go by the areas as they lie now."""
    with db.transaction():
        return following.follow(by_clock())


def numbers(as_: Any, storm: Storm) -> dict[str, tuple[int, int]]:
    """What the desk reads of each area: doors, and those not reached."""
    lines = as_("city").get(f"/api/v1/storms/{storm.id}").json["lists"]
    return {line["area"]: (line["doors"], line["not_reached"]) for line in lines}


def test_a_grid_that_is_split_in_the_storm_leaves_each_part_its_doors(
    cast: Any, phones: Any, as_: Any
) -> None:
    row = agreed(cast.admin, halves())
    storm = declared(cast.desk)
    before = StormList.get()
    worker, lead = phones("worker"), phones("lead")
    assert worker.one(at_door(worker, before.id, told=True)) == "applied"
    offline = at_door(lead, before.id, c.BUILDING2, told=True, moved=True)
    assert numbers(as_, storm) == {c.GRID: (2, 1)}
    morning(row)
    assert standing() == {NEW1: [c.BUILDING], NEW2: [c.BUILDING2]}
    assert "名单已经跟着新的网格走" in as_("city").get(f"/duty/storms/{storm.id}").text
    got, _, _ = lists_of(as_, "worker")
    assert {one["area"]: [door["told"] for door in one["doors"]] for one in got} == {NEW1: [True], NEW2: [None]}  # fmt: skip
    assert all(one["was"] == [before.id] for one in got)
    assert numbers(as_, storm) == {NEW1: (1, 0), NEW2: (1, 1)}
    assert lead.one(offline) == "applied" and lead.one(offline) == "duplicate"  # said of a list that went on
    assert numbers(as_, storm) == {NEW1: (1, 0), NEW2: (1, 0)}
    assert not any("after_end" in entry.body for entry in Entry.select().where(Entry.verb == "door"))
    assert followed() == 0  # asked twice
    assert as_("desk").get(f"/duty/storms/{storm.id}").status_code == 200
    for who in ("outsider", "worker2"):
        assert lists_of(as_, who)[0] == []
    declaring.end(cast.desk, Storm.get_by_id(storm.id))
    assert lists_of(as_, "worker")[0] == []


def test_taken_back_the_list_is_the_grid_s_again_with_what_was_said_meanwhile(
    cast: Any, phones: Any, as_: Any
) -> None:
    row = agreed(cast.admin, halves())
    storm = declared(cast.desk, c.GRID)
    before = StormList.get().id
    worker = phones("worker")
    assert worker.one(at_door(worker, before, told=True)) == "applied"
    morning(row)
    assert Storm.get_by_id(storm.id).areas == sorted([NEW1, NEW2])
    meanwhile = StormList.get(StormList.area == NEW2).id
    assert worker.one(at_door(worker, meanwhile, c.BUILDING2, told=True)) == "applied"
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert standing() == {c.GRID: [c.BUILDING, c.BUILDING2]} and Storm.get_by_id(storm.id).areas == [c.GRID]
    assert numbers(as_, storm) == {c.GRID: (2, 0)}
    assert [one["id"] for one in lists_of(as_, "worker")[0]] == [before]


def test_two_grids_that_become_one_have_one_list_with_the_doors_that_were_on_them(
    cast: Any, as_: Any
) -> None:
    c.make_area(f"{c.GRID2}01001", "building", "8幢", c.GRID2)
    tree.rebuild()
    row = agreed(cast.admin, plans.merge([Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)], ONE, "并"))
    storm = declared(cast.desk, c.GRID)
    morning(row)
    assert standing() == {ONE: [c.BUILDING, c.BUILDING2]}  # the other grid was not in the storm
    assert numbers(as_, storm) == {ONE: (2, 2)}


def test_a_community_that_is_split_is_one_storm_in_both_parts(cast: Any, as_: Any) -> None:
    places = dict.fromkeys((c.GRID, c.DEDICATED), 0) | {c.GRID2: 1}
    row = agreed(cast.admin, plans.split(Area.get_by_id(c.COMMUNITY), [(ONE, "一"), (TWO, "二")], places))
    storm = declared(cast.desk)
    morning(row)
    assert standing() == {c.GRID: [c.BUILDING, c.BUILDING2]} and numbers(as_, storm) == {c.GRID: (2, 2)}
    assert as_("desk").get(f"/duty/storms/{storm.id}").status_code == 200


def test_a_building_that_another_took_over_is_one_door_and_the_latest_answer_counts(
    cast: Any, phones: Any, as_: Any
) -> None:
    storm = declared(cast.desk)
    list_, worker = StormList.get().id, phones("worker")
    assert worker.one(at_door(worker, list_, c.BUILDING, told=True, moved=False, ago=60_000)) == "applied"
    assert worker.one(at_door(worker, list_, c.BUILDING2, told=False, help=False, ago=30_000)) == "applied"
    offline = at_door(worker, list_, c.BUILDING2, moved=True)
    Area.update(ends="2020-01-01").where(Area.code == c.BUILDING2).execute()
    Successor.create(area=c.BUILDING2, successor=c.BUILDING, day=clock.today().isoformat(), sort=0)
    tree.rebuild()
    assert followed() == 1
    assert standing() == {c.GRID: [c.BUILDING]} and numbers(as_, storm) == {c.GRID: (1, 0)}
    door = StormDoor.get()
    assert (door.told, door.moved, door.help) == (False, False, False)
    assert worker.one(offline) == "applied"
    assert StormDoor.get().moved is True and StormDoor.select().count() == 1
