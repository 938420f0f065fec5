"""The preview of a split says for each part which open matters go there, and the day deals them out so."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import dealing, plans
from app.areas import tree
from app.areas.models import Area
from app.matters.models import Matter
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning
from tests.matters import ops


@pytest.mark.both
def test_the_preview_deals_out_as_the_day_does(cast: Any, as_: Any) -> None:
    east = ops.report(cast.worker, area=c.BUILDING, text="东边的事", escalate=True)
    west = [ops.report(cast.worker, area=c.BUILDING2, text="西边的事") for _ in range(2)]
    grid = ops.report(cast.worker, area=c.GRID, text="说不清在哪")
    done = ops.report(cast.worker, area=c.BUILDING, settled={"text": "扫干净了"})
    away = ops.report(cast.outsider, area=c.OTHER_GRID, text="别处的事")
    plan = plans.split(
        Area.get_by_id(c.GRID), [(NEW1, "第1网格东"), (NEW2, "第1网格西")], {c.BUILDING: 0, c.BUILDING2: 1}
    )
    found = {part.area: {matter.id for matter in part.matters} for part in dealing.parts(plan)}
    assert found[NEW2] >= {one.id for one in west} and east.id in found[NEW1]
    assert found[NEW1] | found[NEW2] == {east.id, grid.id, *(one.id for one in west)}
    row = agreed(cast.admin, plan)
    page = as_("admin").get(f"/admin/reorganisation/{row.id}").text
    for area, name in ((NEW1, "第1网格东"), (NEW2, "第1网格西")):
        assert f"{len(found[area])} 件没办完的去{name}" in page
    assert west[0].number in page and done.number not in page and away.number not in page
    for who in ("desk", "lead", "outsider"):
        assert as_(who).get(f"/admin/reorganisation/{row.id}").status_code in (403, 404), who
    morning(row)
    for area, ids in found.items():
        for id in ids:
            assert tree.is_below(Matter.get_by_id(id).area, {area}), (area, id)
