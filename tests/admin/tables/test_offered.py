"""Nothing is offered in a form of administration that its saving would refuse; with thousands of units each is found by typing."""

import html
import re

import pytest

from app.admin.tables import lookup as lookups
from app.admin.tables.plan import single
from app.admin.tables.records import BY_NAME
from app.areas.access.reach import reach_of
from app.areas.models import Area, Post, Unit
from app.core import clock
from app.matters.models import Category
from tests import cast as c

OTHERS = ("worker", "worker2", "lead", "head", "desk", "dept", "city", "outsider")
FILLED = {
    "units": {"code": "N1", "name": "新队", "kind": "department", "area": c.COMMUNITY},
    "categories": {"code": "n1", "name": "新事", "platform": "enforcement", "hours": "7", "parent": "traffic_safety"},
    "responsibilities": {"power": "delegated", "category": "litter", "level_kind": "community", "area": c.COMMUNITY, "lead": c.ENFORCEMENT},
    "roster": {"area": c.COMMUNITY, "unit": "", "begins": "2027-01-01", "ends": "2027-01-02", "name": "林", "phone": "0577-1234567"},
    "telephones": {"area": c.COMMUNITY, "kind": "gas", "name": "燃气", "number": "0577-1234567"},
    "holidays": {"day": "2027-02-05", "kind": "off", "name": "春节"},
}  # fmt: skip


@pytest.fixture
def worn(cast):
    """A city with what has ended: a unit, an area, a class and a thing."""
    Unit.create(code="OVER", name="撤了的队", kind="team", area=c.COMMUNITY, ended=clock.now())
    Unit.create(code="ELSE", name="东塘物业", kind="property", area=c.OTHER_COMMUNITY)
    Area.create(
        code="330300009",
        name="撤了的社区",
        kind="community",
        parent=c.CITY,
        depth=1,
        begins="2020-01-01",
        ends="2026-01-01",
    )
    Category.create(
        code="gone_class",
        name="撤了的大类",
        name_en="Gone",
        icon="boxes",
        platform="enforcement",
        hours=7,
        ends="2026-01-01",
    )
    Category.update(ends="2026-01-01").where(Category.code == "fire_lane").execute()
    return cast


def offered(page):
    """Column → what its field offers: the options of a select, or of the list beside a field."""
    found = {}
    for name, body in re.findall(
        r'<select class="control" id="f-[a-z_]+" name="([a-z_]+)".*?>(.*?)</select>', page, re.S
    ):
        found[name] = [html.unescape(value) for value in re.findall(r'<option value="([^"]+)"', body)]
    for name, body in re.findall(r'<datalist id="l-([a-z_]+)">(.*?)</datalist>', page, re.S):
        found[name] = [html.unescape(value) for value in re.findall(r'<option value="([^"]+)"', body)]
    return found


@pytest.mark.parametrize("place", [c.CITY, c.COMMUNITY])
@pytest.mark.parametrize("table", FILLED)
def test_each_choice_of_each_form_is_taken(as_, worn, table, place):
    Post.update(area=place).where(Post.person == worn.admin).execute()
    record, filled = BY_NAME[table], FILLED[table]
    keys = "&".join(f"{name}={filled[name]}" for name in record.keys)
    fields = offered(as_("admin").get(f"/admin/{table}/new?{keys}").text)
    assert fields or table == "holidays"
    wrong = []
    for name, values in fields.items():
        assert not any("撤了的" in value for value in values)
        for value in values:
            cells = filled | {name: value} | ({"lead": ""} if name == "supports" else {})
            line = single(record, cells, lookups.load(reach_of(worn.admin))).lines[0]
            wrong += [
                (name, value, why)
                for why in line.why
                if why[0] == name and why[1] not in ("top-alone", "missing")
            ]
    assert wrong == []


def test_a_community_s_administrator_is_offered_no_unit_of_another_community(as_, worn):
    Post.update(area=c.COMMUNITY).where(Post.person == worn.admin).execute()
    page = as_("admin").get("/admin/responsibilities/new").text
    assert "滨海物业" in page and "东塘物业" not in page
    assert "东塘" not in as_("admin").get("/admin/responsibilities/choices?column=lead&lead=东塘").text


def test_a_unit_is_not_offered_as_its_own_support_nor_twice(as_, worn):
    def found(**cells):
        answer = as_("admin").get("/admin/responsibilities/choices", query_string=cells)
        return re.findall('value="([^"]+)"', answer.text)

    law, house = f"{c.ENFORCEMENT} 综合执法队", f"{c.PROPERTY} 滨海物业"
    assert law in found(column="lead") and law in found(column="lead", lead=c.ENFORCEMENT)
    assert law not in found(column="supports", lead=c.ENFORCEMENT)
    assert found(column="supports", lead=c.ENFORCEMENT, supports="滨海") == [house]
    again = found(column="supports", supports=f"{c.PROPERTY}、")
    assert f"{c.PROPERTY}、{law}" in again and not any(word.endswith(house) for word in again)
    assert found(column="hours") == found(column="nothing") == []


def test_a_category_is_offered_no_class_that_it_cannot_lie_below(as_, worn):
    for code in ("traffic_safety", "litter"):
        page = as_("admin").get(f"/admin/categories/entry?of={code}").text
        values = offered(page)["parent"]
        assert code not in values and "gone_class" not in values
        assert bool(values) == (code == "litter")  # a class with things below it stays one


def test_the_starter_kit_is_offered_for_no_area_that_has_ended_and_loaded_into_none(as_, worn):
    admin = as_("admin")
    assert "撤了的社区" not in admin.get("/admin/setup").text
    assert admin.post("/admin/setup/kit", data={"area": "330300009"}).status_code == 422


@pytest.mark.both
def test_of_thousands_a_form_lists_the_first_and_the_others_come_by_typing(as_, worn):
    rows = [
        {"code": f"U{n:05}", "name": f"第{n}服务队", "kind": "team", "platform": None, "area": c.CITY} for n in range(20_000)
    ]  # fmt: skip
    for start in range(0, len(rows), 1000):
        Unit.insert_many(rows[start : start + 1000]).execute()
    page = as_("admin").get("/admin/responsibilities/new")
    assert len(page.data) < 100_000 and "第19999服务队" not in page.text
    typed = as_("admin").get("/admin/responsibilities/choices?column=lead&lead=19999").text
    assert re.findall('value="([^"]+)"', typed) == ["U19999 第19999服务队"]
    for name in OTHERS:
        assert as_(name).get("/admin/responsibilities/choices?column=lead").status_code == 403
    assert "/sign-in" in as_(None).get("/admin/units/choices").headers["Location"]
