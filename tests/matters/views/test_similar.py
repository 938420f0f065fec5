"""What may be the same as a matter: near it, at its place, or of its kind in its grid; open and within reach."""

from __future__ import annotations

import pytest

from app.areas.access.reach import reach_of
from app.core.place import DEGREE, Place
from app.matters.models import Matter
from app.matters.queries import similar
from app.matters.queries.similar import METRES
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make

NEAR = Place(c.LAT + (METRES - 20) / DEGREE, c.LON, 5)
FAR = Place(c.LAT + (METRES + 20) / DEGREE, c.LON, 5)
HERE = Place(c.LAT, c.LON, 5)


@pytest.mark.both
def test_the_same_place_what_lies_near_and_the_same_kind_in_the_grid_are_found_and_nothing_else(
    cast: c.Cast,
) -> None:
    asked = ops.report(cast.worker, area=c.BUILDING, category="fire_lane", place=HERE)
    there = ops.report(cast.worker, area=c.BUILDING, category="noise")
    alike = ops.report(cast.worker, area=c.BUILDING2, category="fire_lane")
    beside = ops.report(cast.worker2, area=c.GRID2, category="noise", place=NEAR)
    for other in (
        ops.report(cast.worker, area=c.BUILDING2, category="noise", place=FAR),
        ops.report(cast.worker2, area=c.GRID2, category="fire_lane"),
        ops.report(cast.outsider, area=c.OTHER_GRID, category="fire_lane"),
    ):
        assert similar.to(other, reach_of(cast.outsider)) == []
    over = make(cast, "closed at the grid")
    Matter.update(area=c.BUILDING, category="fire_lane", lat=c.LAT, lon=c.LON).where(
        Matter.id == over.id
    ).execute()
    assert [one.id for one in similar.to(asked, reach_of(cast.desk))] == [beside.id, alike.id, there.id]
    assert [one.id for one in similar.to(asked, reach_of(cast.worker))] == [alike.id, there.id]
    assert similar.to(asked, reach_of(cast.outsider)) == []
