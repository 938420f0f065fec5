"""What may be the same as a matter: near it, at its place, or of its kind in its grid; open and within reach."""

from __future__ import annotations

import pytest

from app.areas.access.reach import reach_of
from app.core import clock
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


@pytest.mark.both
def test_likely_the_same_is_one_thing_at_one_place_within_a_week_in_like_words(cast: c.Cast) -> None:
    close, off = Place(c.LAT + 80 / DEGREE, c.LON, 5), Place(c.LAT + 130 / DEGREE, c.LON, 5)
    fire = {"category": "fire_lane"}
    asked = ops.report(cast.worker, place=HERE, area=c.BUILDING, text="2幢北侧消防通道被车堵了", **fire)
    there = ops.report(cast.worker, area=c.BUILDING, text="消防通道被白色面包车堵住", **fire)
    silent = ops.report(cast.worker, place=close, area=c.BUILDING2, text=None, photos=(ops.PHOTO,), **fire)
    unlike = ops.report(cast.worker, area=c.BUILDING, text="栏杆倒了", **fire)
    far = ops.report(cast.worker, place=off, area=c.BUILDING2, text=asked.text, **fire)
    other = ops.report(cast.worker, area=c.BUILDING, text=asked.text, category="noise")
    old = ops.report(cast.worker, area=c.BUILDING, text=asked.text, **fire)
    ops.put(Matter.id == old.id, received_at=asked.received_at - 8 * clock.DAY)
    found = {one.matter.id: one for one in similar.beside(asked, reach_of(cast.desk))}
    assert {id for id, one in found.items() if one.is_likely} == {there.id, silent.id}
    assert {far.id, other.id, old.id, unlike.id} <= set(found)  # offered, and not said to be likely
    assert found[there.id].is_same_building and not found[silent.id].is_same_building
    assert round(found[silent.id].metres or 0) == 80
    assert [one.is_likely for one in similar.beside(asked, reach_of(cast.desk))][:2] == [True, True]
    assert similar.beside(asked, reach_of(cast.outsider)) == []


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("消防通道被堵", "2幢消防通道被面包车堵住了", 0.7, 1),
        (
            "2幢北侧消防通道被一辆白色面包车堵了，救护车进不来",
            "消防通道被堵，车挪不开，联系过车主，说下午才回来",
            0.25,
            0.5,
        ),
        ("路灯不亮", "楼道里有纸箱", 0, 0),
        ("ＬＥＤ 灯坏了", "led灯坏了", 1, 1),
        ("light is out", "the light is out again", 1, 1),
    ],
)
def test_words_are_as_like_as_what_the_shorter_one_says_stands_in_the_longer(
    one: str, other: str, least: float, most: float
) -> None:
    found = similar.likeness_of(one, other)
    assert found is not None and least <= found <= most and found == similar.likeness_of(other, one)
    assert similar.likeness_of(one, "。") is None
