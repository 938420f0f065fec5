"""A search asks an index for what may fit and finds what the whole table asked matter by matter does, for everybody, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas import tree
from app.areas.access.reach import Reach, reach_of
from app.areas.models import Area
from app.core import db
from app.desk.lists import listing, views
from app.matters import search_index
from app.matters.models import OPEN, Category, Matter
from app.matters.queries import called, lists, search, visits, wanted
from app.matters.queries.lists import Asked
from app.people.models import Person
from tests import cast as c
from tests.matters import ops
from tests.matters.views import reference
from tests.matters.views.test_walks import CHOICES, _fill, deal, folk

__all__ = ["folk"]
SENTENCES = [
    "",
    "半夜装修 noise",
    "楼道堆物Ab",
    "飞线\n充电",
    "3幢301门口",
    "1幢",
    "一号楼 装修",
    "电动车进楼",
]
WORDS = [
    "夜装", "NOISE ab", "飞线 充电", "幢", "0001", "9901-0001", "990101-0003", "990101-3", "010003",
    "1栋", "第1网格1幢", "路灯 第1网格", "综合执法", "ａｂ", "没有的话", "a%", "电动车进 楼",
]  # fmt: skip
WORDED = {
    **CHOICES,
    "text": SENTENCES,
    "spot": [None, "", "东门岗亭", "3栋"],
    "confidential": [False, True],
}


def _found(reach: Reach, asked: Asked) -> list[str]:
    """Page by page, also where a page is short."""
    found: list[str] = []
    after = None
    while True:
        page, cursor = lists.page_of(reach, Asked(**{**asked.__dict__, "after": after, "limit": 5}))
        found += [matter.id for matter in page]
        if cursor is None:
            return found
        after = lists.keyset.parse_cursor(cursor)


def _as_the_whole_table_says(folk: dict[str, Person]) -> None:
    for name in ("head", "desk", "dept", "outsider", "handy"):
        reach = reach_of(folk[name])
        within = [row.id for row in reference.within(reach)]
        for words in WORDS:
            fitting = search.fits(words, search.by_caller(words, reach), lists.may_read(reach))
            fitting = {row.id for row in Matter.select(Matter.id).where(fitting)}
            every = [id for id in within if id in fitting]
            assert _found(reach, Asked(words=words)) == every, (name, words)
        shown = [row.id for row in listing.page(reach, views.FOUND, Asked(words="装修")).rows]
        assert shown == _found(reach, Asked(words="装修"))
        is_open = {row.id for row in Matter.select().where(Matter.state.in_(OPEN))}
        for asked in (
            Asked(words="装修", states=OPEN),
            Asked(words="装修", area=c.GRID),
            Asked(words="装修", mine=True),
        ):
            narrowed = set(_found(reach, Asked(**{**asked.__dict__, "words": None})))
            both = [id for id in _found(reach, Asked(words="装修")) if id in narrowed]
            assert _found(reach, asked) == both, (name, asked)
        assert set(_found(reach, Asked(words="装修", states=OPEN))) <= is_open


@pytest.mark.both
def test_a_search_finds_what_the_whole_table_says_before_the_index_is_written_half_way_and_after(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "PIECE", 7)

    _fill(folk, deal(WORDED, 16, 1))
    db.database.execute_sql("delete from matter_words")
    assert search_index.fill(1) == 7
    _as_the_whole_table_says(folk)
    assert search_index.fill() == 9 and search_index.fill() == 0
    assert search_index.strays() == 0
    _as_the_whole_table_says(folk)


@pytest.mark.both
def test_a_page_looks_at_so_many_at_most_and_says_where_to_go_on(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "VISITED_MOST", 4)
    monkeypatch.setattr(visits, "FIRST", 2)
    wanted_one = ops.report(folk["worker"], text="猫")
    for _ in range(9):
        ops.report(folk["worker"], text="狗")
    for is_written in (False, True):
        if is_written:
            search_index.fill()
        page, cursor = lists.page_of(reach_of(folk["desk"]), Asked(words="猫"))
        assert page == [] and cursor is not None
        assert _found(reach_of(folk["desk"]), Asked(words="猫")) == [wanted_one.id]
        assert _found(reach_of(folk["outsider"]), Asked(words="猫")) == []


@pytest.mark.both
def test_who_or_what_is_renamed_is_found_by_the_new_name_and_no_longer_by_the_old(
    folk: dict[str, Person],
) -> None:
    matter = ops.report(folk["worker"], area=c.BUILDING, category="noise", text="半夜")
    search_index.fill()
    reach = reach_of(folk["desk"])
    for table, key, old, new in (
        (Area, Area.code == c.BUILDING, Area.get_by_id(c.BUILDING).name, "听涛阁"),
        (Person, Person.id == folk["worker"].id, folk["worker"].name, "慕容雪"),
        (Category, Category.code == "noise", "噪音", "喧哗声响"),
    ):
        assert _found(reach, Asked(words=old)) == [matter.id]
        table.update(name=new).where(key).execute()
        assert _found(reach, Asked(words=new)) == [matter.id], new
        assert _found(reach, Asked(words=old)) == [], old
    assert Matter.get_by_id(matter.id).indexed is not None and search_index.fill() == 0


@pytest.mark.both
def test_what_is_corrected_moved_or_closed_is_found_at_once_by_what_it_is_now(
    folk: dict[str, Person],
) -> None:
    matter = ops.report(folk["worker"], area=c.BUILDING, text="半夜装修")
    search_index.fill()
    reach = reach_of(folk["desk"])
    ops.move(folk["worker"], matter, "amend", text="白天敲墙")
    assert _found(reach, Asked(words="敲墙")) == [matter.id] and _found(reach, Asked(words="半夜")) == []
    search_index.fill()
    assert _found(reach, Asked(words="敲墙")) == [matter.id] and _found(reach, Asked(words="半夜")) == []
    Area.update(parent=c.OTHER_COMMUNITY).where(Area.code == c.GRID).execute()
    tree.rebuild()
    assert _found(reach, Asked(words="敲墙")) == []
    assert _found(reach_of(folk["city"]), Asked(words="敲墙 第1网格")) == [matter.id]


def test_as_long_as_the_index_lacks_much_the_list_itself_is_walked(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [ops.report(folk["worker"], text="半夜").id for _ in range(5)]
    monkeypatch.setattr(visits, "VISITED_MOST", 3)
    monkeypatch.setattr(wanted, "first_places", None)  # nobody asks the index
    assert _found(reach_of(folk["lead"]), Asked(words="半夜")) == sorted(made, reverse=True)


def test_a_name_that_too_many_have_narrows_to_what_is_near_or_not_at_all(
    folk: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(called, "MOST", 1)
    near = called.areas(["网格"], [], frozenset([c.GRID]))
    assert near == [c.GRID] and called.areas(["网格"], [], frozenset()) is None
    matter = ops.report(folk["worker"], text="半夜")
    search_index.fill()
    for name, found in (("lead", [matter.id]), ("desk", [matter.id]), ("outsider", [])):
        assert _found(reach_of(folk[name]), Asked(words="网格 半夜")) == found, name


@pytest.mark.sqlite
def test_a_search_reads_the_index_in_its_own_order_and_looks_up_what_stands_there(
    folk: dict[str, Person],
) -> None:
    category = ops.report(folk["worker"], text="半夜装修").category
    # statistics of before the index was written, as a store that became large has them
    db.database.execute_sql("analyze")
    large = "update sqlite_stat1 set stat = '1000000 50000 50000' where tbl = 'matter'"
    db.database.execute_sql(large)
    for stat, index in (("1000000 1000000", "matter_indexed_at"), ("1000000 1", "sqlite_autoindex_matter_1")):
        db.database.execute_sql("update sqlite_stat1 set stat = ? where idx = ?", (stat, index))
    db.database.execute_sql("analyze sqlite_schema")
    search_index.fill()
    said: list[tuple[str, Any]] = []
    execute = db.database.obj.execute_sql
    db.database.obj.execute_sql = lambda sql, values=None: (said.append((sql, values)), execute(sql, values))[
        1
    ]
    try:
        assert len(_found(reach_of(folk["city"]), Asked(words="半夜 第1网格"))) == 1
        assert len(_found(reach_of(folk["city"]), Asked(states=OPEN, category=category))) == 1
    finally:
        db.database.obj.execute_sql = execute
    asked = [(sql, values) for sql, values in said if '"matter"' in sql.lower() or "matter_words" in sql]
    assert [sql for sql, _ in asked if "matter_words" in sql]
    for sql, values in asked:
        steps = [row[3] for row in execute(f"explain query plan {sql}", values).fetchall()]
        first = steps[0]
        # the index of words, what it has not yet, or one matter after the other
        assert "VIRTUAL TABLE INDEX" in first or "INDEX matter_unindexed" in first or "(id=?)" in first, steps
        assert not any("TEMP B-TREE" in step for step in steps), steps
        if "matter_words" in sql:
            assert "SEARCH matter USING INDEX matter_indexed_at (indexed_at=?)" in steps, steps


@pytest.mark.both
def test_words_that_a_note_added_are_found_before_the_index_has_them_and_after(
    folk: dict[str, Person],
) -> None:
    matter = ops.report(folk["worker"], area=c.BUILDING, text="楼道里有烟", escalate=True)
    ops.report(folk["worker"], area=c.BUILDING, text="楼道里有烟")
    search_index.fill()
    desk, head, outsider = (reach_of(folk[name]) for name in ("desk", "head", "outsider"))
    assert _found(desk, Asked(words="蓝色货车")) == []
    ops.move(folk["desk"], matter, "note", text="门口停着一辆蓝色货车")
    ops.move(folk["desk"], matter, "note", text="车主说马上挪走")
    for is_written in (False, True):
        if is_written:
            assert search_index.fill() == 1 and search_index.strays() == 0
        assert _found(desk, Asked(words="蓝色货车")) == [matter.id]
        assert _found(desk, Asked(words="楼道 货车 挪走")) == [matter.id]
        assert _found(head, Asked(words="蓝色货车")) == []  # a note is among staff
        assert _found(outsider, Asked(words="蓝色货车")) == []
    ops.move(folk["desk"], Matter.get_by_id(matter.id), "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    search_index.fill()
    assert _found(desk, Asked(words="蓝色货车")) == [matter.id]  # written anew for something else
    assert search_index.is_current(Matter.get_by_id(matter.id))
