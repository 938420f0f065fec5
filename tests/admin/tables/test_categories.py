"""The table of categories: two levels, no circles, and what a class or thing may be."""

import pytest

from app.admin.tables import export, records, writing
from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.matters.models import Category
from tests import cast as c
from tests.admin.tables.files import CATEGORIES_HEAD, file, planned, why, written

CLASS = ("schools", "校园周边", "", "综治工作", "14", "否")
THING = ("school_gate", "校门拥堵", "schools", "综治工作", "7", "否")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("x", "新事", "没有的大类", "综治工作", "7", ""), "parent", "no-such-entry"),
        (("x", "新事", "x", "综治工作", "7", ""), "parent", "own-parent"),
        (("x", "新事", "litter", "综治工作", "7", ""), "parent", "parent-is-a-thing"),
        (("fire_safety", "消防安全", "schools", "综治工作", "7", ""), "parent", "has-things"),
        (("x", "新事", "", "", "7", ""), "platform", "missing"),
        (("x", "新事", "", "综治工作", "两天", ""), "hours", "not-whole"),
        (("x", "新事", "", "综治工作", "0", ""), "hours", "out-of-range"),
        (("x", "新事", "", "综治工作", "7", "也许"), "natural", "yes-or-no"),
    ],
)
def test_a_bad_row_gets_its_sentence_and_nothing_is_written(cast, row, column, reason):
    before = Category.select().count()
    result, done = writing.write(records.CATEGORIES, file(CATEGORIES_HEAD, CLASS, row), None, None)
    assert not done and why(result) == [(3, column, reason)]
    assert Category.select().count() == before


def test_a_circle_of_classes_is_named_whole(cast):
    one, other = ("a1", "甲", "a2", "综治工作", "7", ""), ("a2", "乙", "a1", "综治工作", "7", "")
    result = planned("categories", file(CATEGORIES_HEAD, one, other))
    assert why(result) == [(2, "parent", "loop"), (3, "parent", "loop")]
    assert "a1 → a2 → a1" in result.reasons(result.refused[0], "en")[0][1]


def test_an_administrator_of_a_part_of_the_city_changes_no_category(cast):
    Post.update(area=c.COMMUNITY).where(Post.person == cast.admin).execute()
    result = planned("categories", file(CATEGORIES_HEAD, CLASS), reach_of(cast.admin))
    assert why(result) == [(2, "code", "top-alone")]


@pytest.mark.both
def test_a_thing_may_stand_above_its_class_in_the_table_and_name_it_by_its_words(cast):
    thing = ("school_gate", "校门拥堵", "校园周边", "综治工作", "7", "是")
    written("categories", file(CATEGORIES_HEAD, thing, CLASS))
    row = Category.get_by_id("school_gate")
    assert (row.parent, row.platform, row.hours, bool(row.natural)) == (
        "schools",
        "public_order_work",
        7,
        True,
    )
    assert planned("categories", file(CATEGORIES_HEAD, thing, CLASS)).counts["unchanged"] == 2


@pytest.mark.both
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_is_exported_imports_back_unchanged(cast, suffix):
    head = (*CATEGORIES_HEAD, "居民叫法", "谁来确认", "截止")
    written(
        "categories", file(head, (*CLASS, "", "", ""), (*THING, "校门口堵", "指挥室、楼栋长", "2027-01-31"))
    )
    assert Category.get_by_id("school_gate").confirmers == "head,desk"
    result = planned("categories", export.export(records.CATEGORIES, None, suffix))
    assert (result.counts["unchanged"], result.counts["left"]) == (Category.select().count(), 0)
    assert not result.remarks


def test_every_icon_that_is_offered_is_in_the_app(cast):
    import json

    from app.admin.registers import categories
    from app.settings import ROOT

    names = json.loads((ROOT / "static" / "icons" / "names.json").read_text(encoding="utf-8"))
    assert set(categories.ICONS) <= set(names)
    assert {row.icon for row in Category.select()} <= set(categories.ICONS)
