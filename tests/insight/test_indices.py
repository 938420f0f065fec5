"""The two indices of a community: made of published shares alone, against its own past, and of nobody beside another."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.insight import catch_up
from app.insight.figures import FIGURES, SHARE
from app.insight.indices.parts import INDICES
from app.settings import ROOT
from tests import cast as c
from tests.board import done
from tests.insight import recomputed
from tests.matters import ops
from tests.patrol import walk

NOW = {"from": "2026-11-01", "to": "2026-11-30"}
PAST = ("2025-11-01", "2026-10-31")
COUNTS = {
    "received",
    "closed",
    "asked_by_residents",
    "entered_for_residents",
    "first_response",
    "attendance_time",
}


def told(reader: Any, area: str = c.COMMUNITY) -> Any:
    catch_up.follow()
    return reader.get("/api/v1/indices", query_string={"area": area, **NOW})


def lived(cast: c.Cast, month: str, solved: int, whistled: int, came: int) -> None:
    """Six matters of which residents say that so many are solved, and so many whistles with so many answers."""
    clock.freeze(clock.parse(f"{month}-16T09:00:00+08:00"))
    for number in range(6):
        done.through(cast, done.asked(), solved=number < solved)
    for number in range(whistled):
        matter = ops.report(cast.worker)
        ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请到现场")
        if number < came:
            ops.move(cast.dept, matter, "attend")
    now = (clock.now() - walk.NINE) / 1000
    walk.visit(cast.worker, c.BUILDING, now - 900, 5)


def test_an_index_is_made_of_shares_whose_weights_are_a_hundred_and_of_nothing_that_is_counted():
    for index in INDICES:
        assert sum(part.weight for part in index.parts) == 100
        for part in index.parts:
            assert FIGURES[part.figure].unit == SHARE and part.figure not in COUNTS, part
    assert {index.name for index in INDICES} == {"operation", "activity"}


def test_the_published_parts_and_weights_are_those_of_the_code():
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    section = page[page.index("## 运行指数 and 活跃指数") :]
    for index in INDICES:
        for part in index.parts:
            assert f"| `{index.name}` | `{part.figure}` | {part.weight} |\n" in section, part
    assert section.count("\n| `") == sum(len(index.parts) for index in INDICES)


def test_who_reads_no_figures_reads_no_index_and_a_city_has_none(as_, cast, store, five):
    assert as_(None).get("/api/v1/indices").status_code == 401
    assert told(as_("outsider")).status_code == 404
    assert told(as_("head")).status_code == 403
    for area in (c.CITY, c.GRID2):
        reply = told(as_("city"), area)
        assert (reply.status_code, [error["field"] for error in reply.json["errors"]]) == (422, ["area"])
    assert as_("city").get(f"/figures/indices?area={c.CITY}").status_code == 422


@pytest.mark.both
def test_an_index_is_what_its_parts_moved_against_the_own_past_and_equals_its_recomputation(
    as_, cast, store, five
):
    lived(cast, "2026-05", solved=3, whistled=6, came=2)
    lived(cast, "2026-11", solved=6, whistled=5, came=4)
    answer = told(as_("desk")).json
    assert answer["past"] == {"from": PAST[0], "to": PAST[1]} and answer["whole"]
    now = recomputed.figures(c.COMMUNITY, NOW["from"], NOW["to"])
    past = recomputed.figures(c.COMMUNITY, *PAST)
    for one, index in zip(answer["indices"], INDICES, strict=True):
        points = 0.0
        for part, told_part in zip(index.parts, one["parts"], strict=True):
            (share, _, of), (before, _, of_before) = now[part.figure], past[part.figure]
            assert (told_part["now"], told_part["past"]) == pytest.approx((share, before))
            if min(of, of_before) >= 5:
                points += part.weight * (share - before)
                assert told_part["points"] == pytest.approx(part.weight * (share - before))
            else:
                assert told_part["points"] is None, told_part
            for key in ("items", "items_past"):
                assert as_("desk").get(told_part[key]).status_code == 200
        assert one["value"] == pytest.approx(100 + points)
    activity = answer["indices"][1]
    assert activity["parts"][0]["points"] == pytest.approx(35 * (4 / 5 - 2 / 6))
    assert activity["parts"][1]["points"] is None  # two buildings are too few to say anything


def test_of_fewer_than_five_workers_no_index_is_told_and_nothing_to_compare_is_no_index(as_, cast, store):
    lived(cast, "2026-11", solved=6, whistled=5, came=4)
    for one in told(as_("desk")).json["indices"]:
        assert one["withheld"] and one["value"] is None and one["parts"] == []
    assert "不到五名网格员的社区不显示" in as_("desk").get("/figures/indices").text


def test_without_a_past_there_is_nothing_to_compare_with_not_even_buildings_that_nobody_visited(
    as_, cast, store, five
):
    lived(cast, "2026-11", solved=6, whistled=5, came=4)
    for one in told(as_("desk")).json["indices"]:
        assert one["value"] is None and all(part["points"] is None for part in one["parts"])


def test_no_page_and_no_answer_tells_of_two_communities(as_, cast, store, five):
    city = as_("city")
    page = city.get(f"/figures/indices?area={c.COMMUNITY}")
    assert "临港社区" in page.text and "东塘社区" not in page.text
    assert set(told(city).json) == {"area", "days", "past", "indices", "whole"}
