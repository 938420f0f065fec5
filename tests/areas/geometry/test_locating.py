"""The smallest area that holds a point, and where a thing goes whose area was not said."""

import datetime as dt
import time
import uuid

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.areas.geometry import location
from app.areas.models import Area, Post
from app.core import db, place
from app.core.problems.problem import Problem
from tests import cast as c

IN_GRID = (c.LAT + 0.0012, c.LON + 0.0015)
IN_BUILDING = (c.LAT + 0.0003, c.LON + 0.0004)
IN_DEDICATED = (c.LAT + c.STEP_LAT * 0.75, c.LON + c.STEP_LON * 1.75)
IN_GRID2 = (c.LAT + c.STEP_LAT * 0.25, c.LON + c.STEP_LON * 1.25)


def _post(person, area, role="grid_worker", begins="2020-01-01"):
    Post.create(id=str(uuid.uuid4()), person=person, area=area, role=role, begins=begins)


def test_a_store_without_areas_names_the_problem(store):
    with pytest.raises(Problem) as refused:
        location.place_in(Reach("", ()), None, None)
    assert refused.value.name == "unknown-area"


@pytest.mark.both
def test_the_outsider_finds_nothing_here_and_is_put_into_their_own_grid(cast):
    theirs = reach_of(cast.outsider)
    assert location.smallest(*IN_GRID, theirs) is None
    assert location.place_in(theirs, place.Place(*IN_GRID), None) == (c.OTHER_GRID, "fallback")


def test_a_handlers_post_opens_no_area_but_still_places(cast):
    theirs = reach_of(cast.dept)
    assert location.smallest(*IN_GRID, theirs) is None
    assert location.place_in(theirs, place.Place(*IN_GRID), None) == (c.COMMUNITY, "fallback")


@pytest.mark.both
def test_the_smallest_wins(cast):
    theirs = reach_of(cast.desk)
    assert location.smallest(*IN_GRID, theirs) == c.GRID
    assert location.smallest(*IN_BUILDING, theirs) == c.BUILDING
    assert location.place_in(theirs, place.Place(*IN_BUILDING), c.GRID2) == (c.BUILDING, "shape")


def test_an_overlay_wins_even_over_a_smaller_area(cast):
    lat, lon = IN_DEDICATED
    Area.create(
        code="tiny", kind="building", name="3幢", parent=c.GRID2, m2=1.0,
        shape=c.box(lat - 0.0001, lon - 0.0001, 0.0002, 0.0002),
    )  # fmt: skip
    tree.rebuild()
    assert location.smallest(lat, lon, reach_of(cast.desk)) == c.DEDICATED
    assert location.smallest(lat, lon, reach_of(cast.worker2)) == "tiny"  # the overlay is not theirs
    assert location.smallest(*IN_GRID2, reach_of(cast.desk)) == c.GRID2


def test_of_two_as_large_the_deeper_wins(cast):
    Area.create(
        code="micro", kind="micro_grid", name="微网格", parent=c.GRID, shape=c.box(c.LAT, c.LON), m2=40_000.0
    )
    tree.rebuild()
    assert location.smallest(*IN_GRID, reach_of(cast.desk)) == "micro"


def test_an_ended_area_holds_nothing_today_but_did_then(cast):
    Area.update(ends="2026-03-31").where(Area.code == c.BUILDING).execute()
    tree.rebuild()
    theirs = reach_of(cast.desk)
    assert location.smallest(*IN_BUILDING, theirs) == c.GRID
    assert location.smallest(*IN_BUILDING, theirs, dt.date(2026, 3, 31)) == c.BUILDING
    assert location.has_shape(c.BUILDING)


def test_a_point_or_a_missing_shape_holds_nothing(cast):
    Area.update(shape={"type": "Point", "coordinates": [IN_BUILDING[1], IN_BUILDING[0]]}).where(
        Area.code == c.BUILDING
    ).execute()
    tree.rebuild()
    assert location.smallest(*IN_BUILDING, reach_of(cast.desk)) == c.GRID
    assert not location.has_shape(c.BUILDING) and not location.has_shape(c.BUILDING2)
    assert location.shapes_of([c.BUILDING, c.BUILDING2]) is None


def test_outside_all_shapes_the_nearest_own_area_is_taken_by_shape_or_by_point(cast):
    Area.update(shape=None, lat=c.LAT - 0.02, lon=c.LON).where(Area.code == c.OTHER_GRID).execute()
    tree.rebuild()
    _post(cast.worker, c.OTHER_GRID)
    theirs = reach_of(cast.worker)
    near_point = place.Place(c.LAT - 0.018, c.LON)
    assert location.place_in(theirs, near_point, None) == (c.OTHER_GRID, "fallback")
    assert location.place_in(theirs, place.Place(c.LAT - 0.003, c.LON), None) == (c.GRID, "fallback")


def test_without_a_position_the_running_patrol_then_the_oldest_post_then_the_top(cast):
    _post(cast.worker, c.OTHER_GRID, begins="1969-01-01")
    theirs = reach_of(cast.worker)
    assert location.place_in(theirs, None, c.GRID) == (c.GRID, "fallback")
    assert location.place_in(theirs, None, None) == (c.OTHER_GRID, "fallback")
    assert location.place_in(Reach("", ()), None, None) == (c.CITY, "fallback")
    assert location.place_in(Reach("", ()), place.Place(0.0, 0.0), None) == (c.CITY, "fallback")


def test_posts_in_areas_without_any_position_still_place(cast):
    Area.update(shape=None, lat=None, lon=None).where(Area.code == c.GRID).execute()
    tree.rebuild()
    theirs = reach_of(cast.worker)
    assert location.place_in(theirs, place.Place(0.0, 0.0), None) == (c.GRID, "fallback")


def test_a_change_rolled_back_leaves_no_trace_in_the_index(cast):
    theirs = reach_of(cast.desk)
    with pytest.raises(RuntimeError), db.transaction():
        Area.update(shape=None).where(Area.code == c.GRID).execute()
        tree.rebuild()
        assert location.smallest(*IN_GRID, theirs) == c.COMMUNITY
        raise RuntimeError
    tree.rebuild()
    assert location.smallest(*IN_GRID, theirs) == c.GRID


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(lat=st.floats(c.LAT - 0.001, c.LAT + 0.003), lon=st.floats(c.LON - 0.001, c.LON + 0.012))
def test_the_index_answers_as_a_search_of_every_area_would(cast, lat, lon):
    held = [
        its
        for its in Area.select().where(Area.shape.is_null(False))
        if shape(its.shape).intersects(Point(lon, lat))
    ]
    held.sort(key=lambda its: (not its.overlay, its.m2, -its.depth, its.code))
    theirs = reach_of(cast.city)
    assert location.smallest(lat, lon, theirs) == (held[0].code if held else None)


def test_metres_outside_are_metres_on_the_ground(cast):
    shapes = location.shapes_of([c.GRID, c.GRID2])
    middle = c.LAT + c.STEP_LAT / 2
    lats = [middle, middle, c.LAT - 0.001, middle]
    lons = [c.LON + 0.001, c.LON + c.STEP_LON, c.LON + 0.001, c.LON - 0.005]
    said = shapes.outside(lats, lons)
    assert said[:2].tolist() == [0, 0]
    assert abs(said[2] - place.metres(c.LAT, c.LON, c.LAT - 0.001, c.LON)) < 0.01
    assert abs(said[3] - place.metres(middle, c.LON, middle, c.LON - 0.005)) < 0.01


def test_many_fixes_are_asked_about_at_once(cast):
    many = np.linspace(c.LAT - 0.01, c.LAT + 0.01, 20_000)
    began = time.process_time()
    assert len(location.shapes_of([c.GRID]).outside(many, np.full(20_000, c.LON))) == 20_000
    assert (
        time.process_time() - began < 2
    )  # of work: one by one it takes half a minute, whatever else the machine does
