"""Places on phones: they come with the news, go with their end, and go by what the area has set; a check may carry photos."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import plans
from app.areas import local_settings
from app.areas.models import Area
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.places import kinds
from app.places.models import Place
from app.sync.phone_vocabulary import phone_vocabulary
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning
from tests.admin.tables.files import file, written
from tests.evidence.pictures import picture, sha
from tests.places.test_places import HEAD, SHED, check, day, entered

pytestmark = pytest.mark.both


def told(as_: Any, who: str, since: str = "") -> tuple[dict[str, dict[str, Any]], list[str], str]:
    """What the person's phone is told of places by code, the ids of those that are gone, and where to go on."""
    answer = as_(who).get(f"/api/v1/changes?since={since}").json
    found = {one["data"]["code"]: one["data"] for one in answer["changes"] if one["kind"] == "place"}
    return found, [one["id"] for one in answer["gone"] if one["kind"] == "place"], answer["cursor"]


def test_a_phone_hears_of_the_places_of_its_grids_alone_and_of_what_becomes_of_them(
    cast: Any, phones: Any, as_: Any
) -> None:
    _, _, cursor = told(as_, "worker")
    entered()
    for who in ("worker2", "head", "dept", "desk", "admin"):
        assert told(as_, who)[0] == {}, who
    assert set(told(as_, "outsider")[0]) == {"S9"}
    found, gone, cursor = told(as_, "worker", cursor)
    assert set(found) == {"S1", "C1"} and not gone and found["S1"]["due"] == day(0)
    assert told(as_, "worker", cursor)[:2] == ({}, [])
    assert set(told(as_, "worker")[0]) == {"S1", "C1"}  # a phone that begins anew
    assert phones("worker").one(check(phones("worker"))) == "applied"
    found, _, cursor = told(as_, "worker", cursor)
    assert {code: one["due"] for code, one in found.items()} == {"S1": day(30)}
    written("places", file(HEAD, ("S1", "阿明面馆", "小商铺", c.BUILDING, day(0))))
    found, gone, cursor = told(as_, "worker", cursor)
    assert found["S1"]["ends"] == day(0) and not gone  # its last day
    written("places", file(HEAD, ("S1", "阿明面馆", "小商铺", c.BUILDING, "2020-01-01")))
    found, gone, _ = told(as_, "worker", cursor)
    assert found == {} and len(gone) == 1
    assert "S1" not in told(as_, "worker")[0]


def test_an_area_sets_how_often_a_kind_is_looked_at_and_whether_at_all(
    cast: Any, phones: Any, as_: Any
) -> None:
    entered()
    assert phones("worker").one(check(phones("worker"))) == "applied"
    _, _, cursor = told(as_, "worker")
    name = kinds.setting_of("shop")
    for value in ("-1", "366", "1.5", "x"):
        with pytest.raises(Problem):
            local_settings.set_value(cast.admin, c.COMMUNITY, name, value, "季度")
    assert as_("desk").get(f"/areas/{c.COMMUNITY}/settings").status_code == 403
    assert "场所多久看一次" in as_("admin").get(f"/areas/{c.COMMUNITY}/settings").text
    local_settings.set_value(cast.admin, c.COMMUNITY, name, "7", "旺季")
    found, _, cursor = told(as_, "worker", cursor)
    assert {code: one["due"] for code, one in found.items()} == {"S1": day(7)}
    local_settings.set_value(cast.admin, c.GRID, name, "0", "这里不看")
    found, gone, cursor = told(as_, "worker", cursor)
    assert found == {} and len(gone) == 1 and set(told(as_, "worker")[0]) == {"C1"}
    assert [one["code"] for one in as_("worker").get("/api/v1/me/places").json["places"]] == ["C1"]
    page = as_("desk").get("/desk/places?show=all").text
    assert "阿明面馆" in page and "这里不看" in page
    assert "阿明面馆" not in as_("desk").get("/desk/places").text
    again = check(phones("worker"), outcome="again", bad=["exit"], again=day(2))
    assert phones("worker").one(again) == "applied"  # a fact counts, and what was agreed stands
    assert told(as_, "worker", cursor)[0]["S1"]["due"] == day(2)
    local_settings.set_value(cast.admin, c.GRID, name, None, "照旧")
    assert phones("worker").one(check(phones("worker"))) == "applied"
    assert told(as_, "worker")[0]["S1"]["due"] == day(7)


def test_each_kind_has_its_setting_and_phones_have_its_words(cast: Any) -> None:
    for kind, known in kinds.KINDS.items():
        setting = local_settings.BY_NAME[kinds.setting_of(kind)]
        assert setting.words == known.words and kinds.days_at(c.GRID, kind) == int(setting.default)
    assert [one for one in local_settings.BY_NAME if one.startswith("place_")] == [
        kinds.setting_of(kind) for kind in kinds.KINDS
    ]
    checklists, words = phone_vocabulary("en")["places"], kinds.phone_words("en")
    assert set(checklists) == set(kinds.KINDS)
    assert all(words[f"place-item-{item}"].isascii() for items in checklists.values() for item in items)


def test_a_check_s_photos_are_seen_by_whoever_sees_the_place_and_go_on_with_its_matter(
    cast: Any, phones: Any, as_: Any
) -> None:
    entered()
    phone, raw = phones("worker"), picture()
    name = sha(raw)
    op = {**check(phone, outcome="passed_on", bad=["exit"]), "photos": [name]}
    assert phone.send(op)[0]["missing"] == [name]
    as_("worker").put(f"/api/v1/photos/{name}", data=raw, content_type="application/octet-stream")
    entry = Entry.get(Entry.kind == "place", Entry.verb == "passed_on")
    assert entry.photos == [name]
    assert name in as_("desk").get(f"/api/v1/matters/{Matter.get().id}").text
    for who, status in (("worker", 200), ("lead", 200), ("desk", 200), ("outsider", 404), ("worker2", 404)):
        assert as_(who).get(f"/api/v1/photos/{name}?size=320").status_code == status, who


def test_a_place_at_a_grid_that_ends_goes_on_with_who_takes_over(cast: Any, as_: Any) -> None:
    entered(SHED)
    area = Area.get_by_id(c.GRID)
    plan = plans.split(area, [(NEW1, "第1网格东"), (NEW2, "第1网格西")], {c.BUILDING: 0, c.BUILDING2: 1})
    row = agreed(cast.admin, plan)
    morning(row)
    assert Place.get(Place.code == "C1").area_id == NEW1
    assert told(as_, "worker")[0]["C1"]["area"] == NEW1
