"""Places: who may check one, when it is due again, and what becomes of what is not right there."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app.admin.tables import export, records
from app.areas import local_settings
from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.core import clock, decode
from app.ledger.models import Entry
from app.matters.models import Matter
from app.places import due, kinds
from app.places.commands import CheckBody
from app.places.models import Place
from tests import cast as c
from tests.admin.tables.files import file, planned, why, written
from tests.house import ROOT
from tests.sync.phone import Phone, said

HEAD = ("场所编码", "场所名称", "场所类型", "所在区域", "截止")
SHOP = ("S1", "阿明面馆", "小商铺", c.BUILDING, "")
SHED = ("C1", "东门充电棚", "充电棚", c.GRID, "")
THERE = ("S9", "东塘超市", "小商铺", c.OTHER_GRID, "")


def entered(*rows: tuple[str, ...]) -> None:
    """These places stand in the register."""
    written("places", file(HEAD, *(rows or (SHOP, SHED, THERE))))


def day(days: int) -> str:
    """So many days from today."""
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def check(phone: Phone, place: str = "S1", outcome: str = "fine", **more: Any) -> dict[str, Any]:
    """An op of one look; `ago` ms before now."""
    at = clock.rfc3339(clock.now() - more.pop("ago", 0))
    return phone.op("place.check", {"place": place, "outcome": outcome, **more}, at=at)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("S1", "店", "网吧", c.BUILDING, ""), "kind", "unknown-word"),
        (("S1", "店", "小商铺", "火星", ""), "area", "no-such-entry"),
        (("S1", "阿明13800138000", "小商铺", c.BUILDING, ""), "name", "personal-number"),
        (("S1", "店330103198001010018", "小商铺", c.BUILDING, ""), "name", "personal-number"),
        (("S1", "", "小商铺", c.BUILDING, ""), "name", "missing"),
        (("S 1!", "店", "小商铺", c.BUILDING, ""), "code", "bad-code"),
    ],
)
def test_a_bad_row_gets_its_sentence(cast: Any, row: tuple[str, ...], column: str, reason: str) -> None:
    assert why(planned("places", file(HEAD, row))) == [(2, column, reason)]


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_register_comes_back_as_it_went_and_knows_no_people(cast: Any, suffix: str) -> None:
    entered()
    result = planned("places", export.export(records.BY_NAME["places"], None, suffix))
    assert [line.verdict for line in result.lines] == ["unchanged"] * 3
    assert {column.name for column in records.BY_NAME["places"].columns} == {
        "code",
        "name",
        "kind",
        "area",
        "ends",
    }


def test_an_administrator_of_another_community_writes_no_place_here_and_sees_none(
    cast: Any, as_: Any
) -> None:
    entered(SHOP)
    Post.update(area=c.OTHER_COMMUNITY).where(Post.person == cast.admin).execute()
    assert why(planned("places", file(HEAD, SHOP), reach_of(cast.admin)))[0][1:] == ("area", "not-here")
    assert "阿明面馆" not in as_("admin").get("/admin/places").text


@pytest.mark.parametrize("who", ["head", "dept", "desk", "city", "admin"])
def test_whoever_walks_no_grid_checks_nothing(cast: Any, phones: Any, who: str) -> None:
    entered()
    assert phones(who).one(check(phones(who))) == "rejected no-post"


def test_an_outsider_s_check_is_refused_as_one_of_a_place_that_is_not_there(
    cast: Any, phones: Any, as_: Any
) -> None:
    entered()
    for who in ("outsider", "worker2"):
        assert phones(who).one(check(phones(who))) == "rejected list-not-yours"
        assert "阿明面馆" not in as_(who).get("/api/v1/me/places").text
    assert phones("worker").one(check(phones("worker"), "S7")) == "rejected list-not-yours"
    assert as_(None).get("/api/v1/me/places").status_code == 401
    assert [one["name"] for one in as_("outsider").get("/api/v1/me/places").json["places"]] == ["东塘超市"]


def test_what_cannot_be_is_a_bad_value_that_is_named(cast: Any, phones: Any) -> None:
    entered()
    phone = phones("worker")
    for more, field in (
        ({"outcome": "shut"}, "outcome"), ({"bad": ["exit"]}, "bad"), ({"outcome": "mended"}, "bad"),
        ({"outcome": "mended", "bad": ["cut_off"]}, "bad"), ({"outcome": "again", "bad": ["exit"]}, "again"),
        ({"outcome": "again", "bad": ["exit"], "again": day(-1)}, "again"), ({"outcome": "again", "bad": ["exit"], "again": day(91)}, "again"),
        ({"outcome": "again", "bad": ["exit"], "again": "明天"}, "again"), ({"again": day(1)}, "again"),
        ({"text": "老板姓王"}, "text"), ({"owner": "王老板"}, "owner"),
    ):  # fmt: skip
        result = phone.send(check(phone, **more))[0]
        assert said(result) == "rejected bad-value", more
        assert result["problem"]["errors"][0]["field"].removeprefix("body.") == field, more
    assert Place.get(Place.code == "S1").checked is None and not Matter.select().exists()


@pytest.mark.both
def test_it_is_due_again_by_its_kind_and_on_the_day_agreed(cast: Any, phones: Any, as_: Any) -> None:
    entered()
    phone = phones("worker")

    def dues() -> dict[str, str]:
        return {one["code"]: one["due"] for one in as_("worker").get("/api/v1/me/places").json["places"]}

    assert dues() == {"C1": day(0), "S1": day(0)}
    fine = check(phone)
    assert phone.one(fine) == "applied" and phone.one(fine) == "duplicate"
    assert dues() == {"C1": day(0), "S1": day(kinds.days_at(c.BUILDING, "shop"))}
    assert phone.one(check(phone, outcome="again", bad=["gas", "exit"], again=day(3))) == "applied"
    place = Place.get(Place.code == "S1")
    assert (place.bad, place.again) == (["exit", "gas"], day(3)) and dues()["S1"] == day(3)
    assert phone.one(check(phone, outcome="fine", ago=3_600_000)) == "applied"  # earlier, and arrives later
    assert Place.get(Place.code == "S1").again == day(3)
    assert phone.one(check(phone, outcome="mended", bad=["gas"])) == "applied"
    place = Place.get(Place.code == "S1")
    assert (place.bad, place.again, str(due.due_on(place))) == ([], None, day(30))
    verbs = [row.verb for row in Entry.select().where(Entry.kind == "place", Entry.op.is_null(False)).order_by(Entry.seq)]  # fmt: skip
    assert verbs == ["fine", "again", "fine", "mended"]


@pytest.mark.both
def test_what_is_passed_on_is_one_matter_of_the_desk_in_the_same_act(
    cast: Any, phones: Any, as_: Any
) -> None:
    entered()
    phone = phones("worker")
    op = check(phone, outcome="passed_on", bad=["exit", "wiring"], text="后门锁着")
    assert phone.one(op) == "applied" and phone.one(op) == "duplicate"
    matter = Matter.get()
    assert (matter.area, matter.level, matter.category) == (c.BUILDING, c.COMMUNITY, "fire_safety")
    assert all(words in matter.text for words in ("阿明面馆", "疏散通道", "私拉乱接", "后门锁着"))
    assert matter.id in as_("desk").get("/api/v1/matters").text
    assert Entry.get(Entry.verb == "passed_on").body["matter"] == matter.id


def test_a_place_that_is_closed_down_is_due_no_more_and_what_was_found_there_counts(cast: Any, phones: Any, as_: Any) -> None:  # fmt: skip
    entered()
    entered((*SHOP[:4], day(-1)))
    assert [one["code"] for one in as_("worker").get("/api/v1/me/places").json["places"]] == ["C1"]
    assert phones("worker").one(check(phones("worker"))) == "applied"


@pytest.mark.both
def test_what_was_found_before_a_place_was_entered_elsewhere_counts(cast: Any, phones: Any, as_: Any) -> None:
    entered()
    entered((*SHOP[:3], c.GRID2, ""))
    assert phones("outsider").one(check(phones("outsider"))) == "rejected list-not-yours"
    phone, there = phones("worker"), phones("worker2")
    fine = check(phone)
    assert phone.one(fine) == "applied" and phone.one(fine) == "duplicate"
    assert phone.one(check(phone, outcome="passed_on", bad=["exit"])) == "applied"
    assert Place.get(Place.code == "S1").checked and Matter.get().area == c.GRID2
    assert there.one(check(there)) == "applied"
    assert [one["code"] for one in as_("worker").get("/api/v1/me/places").json["places"]] == ["C1"]


def test_the_desk_sees_what_is_due_and_what_was_found(cast: Any, phones: Any, as_: Any) -> None:
    entered()
    for who in ("dept", "head"):
        assert as_(who).get("/desk/places").status_code == 403
    for who in ("desk", "lead", "worker"):
        page = as_(who).get("/desk/places").text
        assert "阿明面馆" in page and "东塘超市" not in page, who
    assert "东塘超市" in as_("city").get("/desk/places").text
    assert (
        phones("worker").one(check(phones("worker"), outcome="again", bad=["exit"], again=day(2)))
        == "applied"
    )
    assert "阿明面馆" not in as_("desk").get("/desk/places").text
    found = as_("desk").get("/desk/places?show=found").text
    assert "疏散通道和出口畅通" in found and day(2) in found and "复查" in found
    assert as_("desk").get("/desk/places?show=x").status_code == 200


def test_the_example_of_the_document_is_a_body_that_is_taken_and_its_table_is_that_of_the_code() -> None:
    page = (ROOT / "docs" / "places.md").read_text(encoding="utf-8")
    example = json.loads(page.partition("```json\n")[2].partition("\n```")[0])
    assert decode.convert(example, CheckBody).outcome == "again"
    for name, kind in kinds.KINDS.items():
        assert f"| {kind.words} | {local_settings.BY_NAME[kinds.setting_of(name)].default} |" in page
