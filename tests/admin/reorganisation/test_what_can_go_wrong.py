"""What is not as it should be when areas are redrawn: each is said with a sentence, and nothing of anybody's is lost."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from app.admin.reorganisation import judging, plans, preview, tables
from app.admin.reorganisation.models import Reorganisation
from app.areas.access.reach import reach_of
from app.areas.models import Area
from app.core import clock
from app.matters.models import Matter
from app.patrol.models import Patrol
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning, tomorrow
from tests.matters import ops
from tests.sync.phone import Phone, new_id

pytestmark = pytest.mark.both


def outlines(first: float, second: float) -> bytes:
    """GeoJSON by which the first grid becomes two: one from its western edge, one to its eastern, each so wide (1: the whole)."""
    wide = c.STEP_LON
    shapes = {
        NEW1: c.box(c.LAT, c.LON, wide=first * wide),
        NEW2: c.box(c.LAT, c.LON + (1 - second) * wide, wide=second * wide),
    }
    rows: list[tuple[dict[str, str], Any]] = [
        ({"code": code, "name": f"新{code[-1]}", "kind": "grid", "parent": c.COMMUNITY}, shape)
        for code, shape in shapes.items()
    ]
    rows.append(
        ({"code": c.GRID, "name": "第1网格", "kind": "grid", "parent": c.COMMUNITY, "ends": tomorrow()}, None)
    )
    rows += [
        ({"code": code, "name": Area.get_by_id(code).name, "kind": "building", "parent": to}, None)
        for code, to in ((c.BUILDING, NEW1), (c.BUILDING2, NEW2))
    ]
    features = [{"type": "Feature", "properties": fields, "geometry": shape} for fields, shape in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0.4, 0.5, "原来的范围有 10.0% 不属于新的任何一块。"),
        (0.6, 0.5, "新的几块有 10.0% 互相重叠。"),
        (0.5, 0.5, ""),
    ],
    ids=["parts that leave something out", "parts that overlap", "parts that fit"],
)
def test_outlines_that_do_not_fit_are_said_before_anybody_agrees(
    cast: c.Cast, as_: Any, first: float, second: float, sentence: str
) -> None:
    data = outlines(first, second)
    form = {"day": tomorrow(), "title": "按图", "reason": "批复", "file": (io.BytesIO(data), "区划.geojson")}
    answer = as_("admin").post("/admin/reorganisation/table", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    page = as_("admin").get(answer.headers["Location"]).text
    for words in ("不属于新的任何一块", "互相重叠"):
        assert (words in page) == (words in sentence)
    assert sentence in page
    assert len(judging.doubts(tables.plan_of(data))) == bool(sentence)
    morning(Reorganisation.get())
    assert Area.get_or_none(Area.code == NEW1) is None  # a draft does nothing


def test_an_area_ends_with_people_open_matters_and_a_patrol_under_way_in_it(cast: c.Cast, as_: Any) -> None:
    phone, patrol = Phone(as_, cast, "worker2"), new_id()
    mine = ops.report(cast.worker2, area=c.GRID2)
    plan = plans.end(Area.get_by_id(c.GRID2), Area.get_by_id(c.GRID))
    row = agreed(cast.admin, plan)
    clock.freeze(clock.start_of(clock.today()) + 23 * clock.HOUR + 50 * clock.MINUTE)
    assert phone.one(phone.op("patrol.start", {"patrol": patrol})) == "applied"
    counted = preview.preview(plan, row.day).counts()
    assert (counted["people"], counted["matters"], counted["patrols"]) == (1, 1, 1)
    morning(row, 10)
    late = ops.report(cast.worker2, area=c.GRID2)  # the phone has not heard of it
    assert (late.area, late.level) == (c.GRID, c.GRID)
    assert phone.one(phone.op("patrol.finish", {"patrol": patrol})) == "applied"
    kept = Patrol.get_by_id(patrol)
    assert not kept.is_open() and kept.areas == [c.GRID2]
    assert [post.area_id for post in reach_of(cast.worker2).posts] == [c.GRID]
    fresh = Matter.get_by_id(mine.id)
    assert (fresh.level, fresh.holder_person) == (c.GRID, cast.worker2.id)
    assert as_("worker2").get(f"/api/v1/matters/{mine.id}").status_code == 200
