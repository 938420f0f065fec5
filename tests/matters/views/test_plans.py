"""What is asked most is answered by walking indexes, whatever the statistics of a whole city say: no scan of matters or ledger, no sort but of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from peewee import fn

from app.areas.access.reach import reach_of
from app.areas.models import Post
from app.board.public import figure_words
from app.core import db
from app.core.place import Place
from app.desk.lists import listing, views, ways
from app.desk.lists.listing import Narrowed
from app.desk.map import points
from app.ledger.models import Entry
from app.maps.ground import Ground
from app.matters.models import Matter
from app.matters.queries import lists, similar
from app.patrol import grid_day
from app.requests.posters import on_map
from app.sync import changes
from tests import cast as c
from tests.core.store import said
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, make

LARGE = ("matter", "matter_term", "entry")  # tables of which nothing may be read from end to end
CITY = {
    "matter": 1_000_000,
    "matter_term": 15_000_000,
    "entry": 4_000_000,
    "ancestry": 900_000,
    "area": 150_000,
}
QUERIES = (
    {}, {"state": "open"}, {"state": "closed,void"}, {"mine": "1"}, {"mine": "0"}, {"overdue": "1"}, {"area": c.GRID},
    {"state": "open", "category": "fire_lane"}, {"state": "closed", "category": "fire_lane", "area": c.COMMUNITY},
)  # fmt: skip
Statement = tuple[str, Any]


@pytest.fixture
def city(cast: c.Cast) -> c.Cast:
    """The cast with matters in every situation, and a planner that takes them for those of a city."""
    for situation in TABLE:
        make(cast, situation)
    ops.report(cast.worker, place=Place(c.LAT, c.LON, 5))
    if db.is_sqlite():
        db.database.execute_sql("analyze")
        for table, size in CITY.items():
            _scale(table, size)
        db.database.execute_sql("analyze sqlite_schema")
    else:
        db.database.execute_sql("analyze")
        db.database.execute_sql(
            "set enable_seqscan = off"
        )  # what no index answers is read from end to end all the same
    return cast


def _scale(table: str, size: int) -> None:
    """Let the statistics say that the table has so many rows, its values as often as here."""
    rows = db.database.execute_sql("select idx, stat from sqlite_stat1 where tbl = ?", (table,)).fetchall()
    for index, stat in rows:
        counted = [int(part) for part in stat.split()]
        scaled = [max(1, n * size // counted[0]) if n > 1 else 1 for n in counted]
        db.database.execute_sql(
            "update sqlite_stat1 set stat = ? where tbl = ? and idx is ?",
            (" ".join(map(str, scaled)), table, index),
        )


@pytest.fixture
def asked(city: c.Cast, monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """Every statement from now on."""
    return said.listen(monkeypatch)


def _is_large(statement: Statement) -> bool:
    """Whether it reads a large table."""
    sql = statement[0]
    return sql.startswith("SELECT") and any(f'"{table}"' in sql for table in LARGE)


def _faults(statements: list[Statement]) -> Iterator[str]:
    for sql, params in list(filter(_is_large, statements)):
        plan = _sqlite_faults if db.is_sqlite() else _postgres_faults
        yield from (f"{fault}: {sql[:300]} … {params}" for fault in plan(sql, params))


def _sqlite_faults(sql: str, params: Any) -> Iterator[str]:
    aliases: dict[str, set[str]] = {}
    for table, alias in re.findall(r'"(\w+)" AS "(\w+)"', sql):
        aliases.setdefault(alias, set()).add(table)
    rows = db.database.execute_sql(f"explain query plan {sql}", params).fetchall()
    for _, parent, _, detail in rows:
        word, _, rest = detail.partition(" ")
        tables = aliases.get(rest.split(" ")[0], set())
        # what the index of words has not yet is read through an index of those alone
        if word == "SCAN" and tables & set(LARGE) and "matter_unindexed" not in detail:
            yield detail
        if "TEMP B-TREE FOR" in detail and "ORDER BY" in detail:
            beside = [other for _, above, _, other in rows if above == parent and other.startswith("SEARCH")]
            long = [other for other in beside if "matter_term" in aliases.get(other.split(" ")[1], set())]
            yield from (f"{detail} beside {other}" for other in long)


def _postgres_faults(sql: str, params: Any) -> Iterator[str]:
    for (line,) in db.database.execute_sql(f"explain {sql}", params).fetchall():
        if re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", line):
            yield line.strip()


def _people(city: c.Cast) -> dict[str, Any]:
    return {who: reach_of(city.people[who]) for who in c.ROLES}


@pytest.mark.both
def test_every_list_of_every_role_walks(city: c.Cast, asked: list[Statement]) -> None:
    for reach in _people(city).values():
        for query in QUERIES:
            lists.page_of(reach, lists.parse_query(query))
            lists.page_of(reach, lists.Asked(after=(10**12, "a")))
    assert len(asked) > 90 and list(_faults(asked)) == []


@pytest.mark.both
def test_every_view_of_the_desk_and_what_stands_around_it_walks(city: c.Cast, asked: list[Statement]) -> None:
    placed = Matter.get(Matter.lat.is_null(False))
    asked.clear()
    for who in ("desk", "city", "dept"):
        reach = reach_of(city.people[who])
        for view in views.listed(reach):
            listing.page(reach, view, lists.Asked())
        listing.counts(reach)
        listing.pressing(reach)
        similar.to(placed, reach)
        for view in views.listed(reach):
            listing.total(reach, view, lists.Asked())
            listing.page(reach, view, lists.Asked(category="fire_lane", area=c.GRID))
            for sorting in ways.choices(view):  # a page along an index, or the first of the view and no more
                listing.page(reach, view, Narrowed(sorting=sorting))
                listing.page(reach, view, Narrowed(sorting=sorting, after=(10**12, "a")))
    grid_day.grids_of(city.lead)
    assert len(asked) > 40 and list(_faults(asked)) == []


@pytest.mark.both
def test_what_stands_on_the_desks_map_walks(city: c.Cast, asked: list[Statement]) -> None:
    for who in ("desk", "city", "dept"):
        reach = reach_of(city.people[who])
        for view in views.listed(reach):
            for narrowed in (Narrowed(), Narrowed(category="fire_lane", area=c.GRID)):
                points.collection(reach, view, narrowed, Ground(), "zh")
        points.outlines_of(reach, Ground())
    on_map.collection([c.CITY], Ground())
    assert len(asked) > 30 and list(_faults(asked)) == []


@pytest.mark.both
def test_figures_of_a_board_walk_along_what_is_of_their_community(
    city: c.Cast, asked: list[Statement]
) -> None:
    figure_words.count(c.COMMUNITY)
    assert len(asked) >= 8 and list(_faults(asked)) == []


@pytest.mark.both
def test_changes_read_what_is_new_and_what_a_phone_begins_with_and_nothing_else(
    city: c.Cast, asked: list[Statement]
) -> None:
    newest = Entry.select(fn.MAX(Entry.seq)).scalar()
    recent: list[Callable[[], Any]] = []
    for who in c.ROLES:
        person = city.people[who]
        cursor = changes.since(person, "", "")["cursor"]
        behind = changes._write(
            changes.Since([newest - 3, *changes._read(cursor, changes._mark(person)).numbers[1:]]),
            changes._mark(person),
        )
        recent.append(lambda person=person, behind=behind: changes.since(person, behind, ""))
    for ask in recent:
        ask()
    assert len(asked) > 50 and list(_faults(asked)) == []


@pytest.mark.both
def test_a_question_that_no_index_answers_is_found_out(city: c.Cast, asked: list[Statement]) -> None:
    """The test's own eye: asked as it was before, it would see."""
    Post.select().count()
    list(Entry.select().where(Entry.text.contains("灯")))
    assert len(list(_faults(asked))) == 1
