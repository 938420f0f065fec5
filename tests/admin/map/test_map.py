"""The map of administration holds the areas of that administrator, their posters, and what is drafted, before it is agreed."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import plans, verbs
from app.areas.models import Area, Post
from app.core import ids
from app.maps.ground import Ground
from app.people.models import Person
from app.requests.models import Poster
from app.requests.posters import batches, on_map
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, tomorrow

MAP = "/admin/map"


def split(by: Person) -> str:
    """A drafted split of the first grid; its id."""
    plan = plans.split(
        Area.get_by_id(c.GRID), [(NEW1, "东半边"), (NEW2, "西半边")], {c.BUILDING: 0, c.BUILDING2: 1}
    )
    return str(verbs.draft(by, ids.uuid7(), "第1网格拆成两个", "满三百户", tomorrow(), plan).id)


def of_the_community() -> None:
    """The administrator is one of the community alone."""
    Post.update(area=c.COMMUNITY).where(Post.role == "admin").execute()


@pytest.mark.parametrize("name", ["worker", "lead", "head", "desk", "dept", "city", "outsider"])
def test_nobody_but_an_administrator_gets_it(as_: Any, name: str) -> None:
    for path in (MAP, f"{MAP}/points", f"{MAP}/posters", f"{MAP}?area={c.GRID}"):
        assert as_(name).get(path).status_code == 403, path


def test_what_is_not_that_administrators_is_not_there(as_: Any) -> None:
    of_the_community()
    admin = as_("admin")
    for path in (MAP, f"{MAP}/points", f"{MAP}/posters"):
        for code in (c.CITY, c.OTHER_COMMUNITY, c.OTHER_GRID, "none"):
            assert admin.get(f"{path}?area={code}").status_code == 404, (path, code)
    page = admin.get(MAP).text
    assert "第1网格" in page and "东塘" not in page
    assert f"area={c.CITY}" not in page  # the way up ends where the post does


def test_it_draws_an_area_with_what_lies_directly_in_it(as_: Any) -> None:
    areas = as_("admin").get(f"{MAP}/points?area={c.COMMUNITY}").json["areas"]
    named = {one["properties"]["name"]: one["properties"] for one in areas}
    assert set(named) == {"临港社区", "第1网格", "第2网格", "商业街专属网格"}
    assert "id" not in named["临港社区"] and named["第1网格"]["id"] == c.GRID
    page = as_("admin").get(f"{MAP}?area={c.GRID}").text
    assert "2幢" in page and "没有边界" in page


def test_what_is_drafted_is_seen_before_it_is_agreed_and_only_by_whoever_could_agree(
    as_: Any, cast: c.Cast
) -> None:
    id = split(cast.admin)
    areas = as_("admin").get(f"{MAP}/points?area={c.COMMUNITY}").json["areas"]
    parts = [one for one in areas if one["properties"]["kind"] == "draft"]
    assert {one["properties"]["name"] for one in parts} == {"东半边", "西半边"}
    assert {one["properties"]["id"] for one in parts} == {f"draft-{id}"}
    assert f'data-row="draft-{id}"' in as_("admin").get(f"{MAP}?area={c.COMMUNITY}").text
    assert f"{MAP}?area={c.COMMUNITY}#draft-{id}" in as_("admin").get(f"/admin/reorganisation/{id}").text
    other = as_("admin").get(f"{MAP}/points?area={c.OTHER_COMMUNITY}").json["areas"]
    assert not [one for one in other if one["properties"]["kind"] == "draft"]
    verbs.agree(cast.admin, verbs.Reorganisation.get_by_id(id))
    assert "已定" in as_("admin").get(f"{MAP}?area={c.COMMUNITY}").text
    Post.update(area=c.OTHER_COMMUNITY).where(Post.role == "admin").execute()
    assert f"draft-{id}" not in as_("admin").get(MAP).text


def test_what_is_only_put_elsewhere_is_drawn_where_it_lies_with_where_it_goes(as_: Any, cast: c.Cast) -> None:
    plan = plans.put_below([Area.get_by_id(c.GRID2)], Area.get_by_id(c.OTHER_COMMUNITY))
    verbs.draft(cast.admin, ids.uuid7(), "第2网格改归属", "并过去", tomorrow(), plan)
    areas = as_("admin").get(f"{MAP}/points?area={c.COMMUNITY}").json["areas"]
    assert [one["properties"]["name"] for one in areas if one["properties"]["kind"] == "draft"] == [
        "第2网格归到东塘社区"
    ]


def test_posters_stand_at_their_buildings_and_are_counted_in_the_list(as_: Any, cast: c.Cast) -> None:
    batches.make(cast.desk, c.COMMUNITY)
    Poster.update(ended=1).where(Poster.area == c.BUILDING2).execute()
    found = as_("admin").get(f"{MAP}/posters?area={c.COMMUNITY}").json
    assert [(one["id"], one["name"], one["count"]) for one in found["posters"]] == [(c.BUILDING, "1幢", 1)]
    assert found["unplaced"] == 0
    assert as_("admin").get(f"{MAP}/posters?area={c.OTHER_COMMUNITY}").json["posters"] == []
    assert "张贴码 1 张" in as_("admin").get(f"{MAP}?area={c.COMMUNITY}").text
    assert on_map.counts_in([c.GRID, c.GRID2]) == {c.GRID: 1}


def test_the_desks_map_has_the_posters_within_reach_and_a_handlers_has_none(as_: Any, cast: c.Cast) -> None:
    batches.make(cast.desk, c.COMMUNITY)
    batches.make_listed(cast.admin, c.OTHER_COMMUNITY, "lamp", "路灯 1 号")
    assert {one["id"] for one in as_("desk").get("/desk/map/posters").json["posters"]} == {
        c.BUILDING,
        c.BUILDING2,
    }
    assert c.OTHER_COMMUNITY in as_("city").get("/desk/map/posters").text
    assert as_("dept").get("/desk/map/posters").status_code == 403
    assert "map-posters" not in as_("dept").get("/desk/map").text
    assert "map-posters" in as_("desk").get("/desk/map").text


def test_where_there_are_too_many_places_they_are_gathered_by_grid_and_none_is_lost(
    cast: c.Cast, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches.make(cast.desk, c.COMMUNITY)
    batches.make_listed(cast.admin, c.OTHER_COMMUNITY, "lamp", "路灯 1 号\n路灯 2 号")
    monkeypatch.setattr(on_map, "PLACES_MOST", 2)
    by_grid = on_map.collection([c.CITY], Ground())["posters"]
    assert {one["id"]: one["count"] for one in by_grid} == {c.GRID: 2, c.OTHER_COMMUNITY: 2}
    monkeypatch.setattr(on_map, "PLACES_MOST", 1)
    whole = on_map.collection([c.CITY], Ground())
    assert whole["unplaced"] + sum(one["count"] for one in whole["posters"]) == 4
