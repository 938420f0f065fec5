"""What hangs on an area that ends goes on with who takes over, through midnight; taken back, each thing is whose it was."""

from __future__ import annotations

import datetime as dt

import pytest

from app.admin.reorganisation import plans, taking_back
from app.admin.reorganisation.models import Reorganisation
from app.areas import tree
from app.areas.duty import absences, roster
from app.areas.duty.outdoors import pauses
from app.areas.duty.roster import Office
from app.areas.models import Area, DutyTurn, OutdoorPause, Post, Unit
from app.core import clock
from app.matters.duty import coverage
from app.requests.models import Poster
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning, tomorrow

pytestmark = pytest.mark.both
ONE, TWO = "330399001887", "330399001888"


def turns() -> set[tuple[str, str, str, str]]:
    """Every turn: area, begin, end, name."""
    return {(one.area, one.begins, one.ends, one.name) for one in DutyTurn.select()}


def split(cast: c.Cast) -> Reorganisation:
    """The community in two from tomorrow on."""
    places = dict.fromkeys((c.GRID, c.DEDICATED), 0) | {c.GRID2: 1}
    return agreed(cast.admin, plans.split(Area.get_by_id(c.COMMUNITY), [(ONE, "一"), (TWO, "二")], places))


def test_a_night_s_turn_goes_on_through_midnight_at_the_desk_that_took_over(cast: c.Cast) -> None:
    today, day = clock.today().isoformat(), tomorrow()
    after = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    before = {
        (c.COMMUNITY, f"{today} 20:00", f"{day} 08:00", "林晓梅"),
        (c.COMMUNITY, f"{day} 08:00", f"{day} 20:00", "林晓梅"),
        (c.COMMUNITY, f"{day} 20:00", f"{after} 08:00", "林晓梅"),
        (c.COMMUNITY, f"{today} 08:00", f"{today} 20:00", "林晓梅"),
    }
    for area, begins, ends, name in before:
        DutyTurn.create(area=area, begins=begins, ends=ends, name=name, phone=cast.desk.phone or "")
    row = split(cast)
    morning(row)
    assert roster.people_on_duty(Office("desk", ONE)) == [cast.desk.id]
    assert (c.COMMUNITY, f"{today} 20:00", f"{day} 00:00", "林晓梅") in turns()
    assert (ONE, f"{day} 00:00", f"{day} 08:00", "林晓梅") in turns()
    assert coverage.coming([Office("desk", c.COMMUNITY)]) == []  # a desk that ended lacks nobody
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert turns() == before


def test_somebody_on_duty_for_two_desks_that_become_one_stands_there_once(cast: c.Cast) -> None:
    day = tomorrow()
    both = {(code, f"{day} 08:00", f"{day} 20:00", "周强") for code in (c.GRID, c.GRID2)}
    for area, begins, ends, name in both:
        DutyTurn.create(area=area, begins=begins, ends=ends, name=name, phone="13900000009")
    row = agreed(cast.admin, plans.merge([Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)], ONE, "并"))
    morning(row)
    assert turns() == {(ONE, f"{day} 08:00", f"{day} 20:00", "周强")}
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert turns() == both


def test_a_pause_for_the_typhoon_holds_on_both_sides_of_the_day(cast: c.Cast) -> None:
    today, day = clock.today(), dt.date.fromisoformat(tomorrow())
    pause = pauses.begin(cast.desk, c.COMMUNITY, "typhoon", today.isoformat(), tomorrow())
    row = split(cast)
    morning(row)
    for worker in (cast.worker, cast.worker2):
        assert pauses.is_paused(worker.id, today) and pauses.is_paused(worker.id, day)
    assert {one.area for one in OutdoorPause.select().where(OutdoorPause.begins == day.isoformat())} == {
        ONE,
        TWO,
    }
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert OutdoorPause.get_by_id(pause.id).ends == day.isoformat()
    assert pauses.is_paused(cast.worker.id, day)


def test_taken_back_each_code_and_unit_is_whose_it_was_and_what_others_had_stays_theirs(
    cast: c.Cast,
) -> None:
    for code, area in (("P1", c.GRID), ("P2", c.GRID2)):
        Poster.create(code=code, kind="lamp", area=area)
    Unit.create(code="wuye", name="物业", kind="property", area=c.GRID2)
    row = agreed(cast.admin, plans.end(Area.get_by_id(c.GRID2), Area.get_by_id(c.GRID)))
    morning(row)
    assert {Poster.get_by_id(code).area for code in ("P1", "P2")} == {c.GRID}
    assert Unit.get_by_id("wuye").area_id == c.GRID
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert (Poster.get_by_id("P1").area, Poster.get_by_id("P2").area) == (c.GRID, c.GRID2)
    assert Unit.get_by_id("wuye").area_id == c.GRID2
    assert tree.chain(c.GRID2)[0] == c.GRID2


def test_what_was_made_meanwhile_for_a_new_area_goes_to_the_one_before(cast: c.Cast) -> None:
    row = agreed(cast.admin, plans.merge([Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)], ONE, "并"))
    morning(row)
    Poster.create(code="P9", kind="lamp", area=ONE)
    day = clock.today().isoformat()
    DutyTurn.create(area=ONE, begins=f"{day} 08:00", ends=f"{day} 20:00", name="周强", phone="13900000009")
    taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert Poster.get_by_id("P9").area == c.GRID
    assert {one[0] for one in turns()} == {c.GRID}


def test_whoever_stands_in_does_so_at_the_areas_that_took_over_until_the_other_is_back(cast: c.Cast) -> None:
    day = dt.date.fromisoformat(tomorrow())
    last = (day + dt.timedelta(days=3)).isoformat()
    absence = absences.enter(cast.admin, cast.worker, cast.worker2.id, day.isoformat(), last)
    parts = [(NEW1, "东"), (NEW2, "西")]
    row = agreed(cast.admin, plans.split(Area.get_by_id(c.GRID), parts, {c.BUILDING: 0, c.BUILDING2: 1}))
    morning(row)

    def stood_in() -> set[str]:
        today = clock.today().isoformat()
        rows = Post.select().where(Post.person == cast.worker2, Post.absence == absence.id)
        return {post.area_id for post in rows.where(Post.begins <= today, Post.ends >= today)}

    assert stood_in() == {NEW1, NEW2}
    absences.end(cast.lead, absence)
    assert stood_in() == set()
