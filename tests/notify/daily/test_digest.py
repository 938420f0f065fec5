"""A digest tells what came, was done and is open, never who, never what is delicate, and no number below five."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.areas import tree
from app.core import clock
from app.matters.models import Matter
from app.notify.daily.happened import FEW, Days, Things, hidden, in_area
from tests import cast as c
from tests.board import done
from tests.matters import ops

MONDAY = clock.parse("2026-11-16T09:00:00+08:00")


@pytest.fixture
def monday(store):
    clock.freeze(MONDAY)
    return MONDAY


def told(reader, **query):
    reply = reader.get("/api/v1/daily", query_string={"area": c.GRID, "last": "2026-11-16", **query})
    assert reply.status_code == 200, reply.json
    return reply.json


def refusal(reply):
    errors = [error["field"] for error in reply.json.get("errors", [])]
    return reply.status_code, reply.json["type"].removeprefix("/problems/"), errors


def several(cast, count, area=c.BUILDING, **more):
    return [ops.report(cast.worker, area=area, **more) for _ in range(count)]


def test_a_stranger_and_an_outsider_are_told_nothing(as_, cast, monday):
    several(cast, 6)
    assert refusal(as_(None).get("/api/v1/daily"))[0] == 401
    for place in (c.GRID, c.COMMUNITY, c.BUILDING):
        assert refusal(as_("outsider").get(f"/api/v1/daily?area={place}"))[:2] == (404, "not-found")
    assert refusal(as_("outsider").get(f"/api/v1/daily?unit={c.ENFORCEMENT}"))[:2] == (404, "not-found")
    assert refusal(as_("worker").get(f"/api/v1/daily?area={c.COMMUNITY}"))[:2] == (404, "not-found")
    assert refusal(as_("dept").get(f"/api/v1/daily?unit={c.PROPERTY}"))[:2] == (404, "not-found")
    assert refusal(as_("dept").get(f"/api/v1/daily?area={c.COMMUNITY}"))[:2] == (404, "not-found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("last=2026-11-31", "last"), ("last=yesterday", "last"), ("last=2026-11-17", "last"), ("last=0001-01-01", "last"),
        ("last=2024-11-16", "last"), ("days=2", "days"), ("days=-1", "days"), ("area=a%07b", "area"), ("unit=a%07b", "unit"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_field(as_, cast, monday, query, field):
    assert refusal(as_("desk").get(f"/api/v1/daily?{query}")) == (422, "bad-value", [field])


def test_the_day_of_today_is_told_from_noon_on(as_, cast, monday):
    assert as_("worker").get("/api/v1/daily").json["last"] == "2026-11-15"
    clock.freeze(MONDAY + 3 * clock.HOUR)
    assert as_("worker").get("/api/v1/daily").json["last"] == "2026-11-16"


@pytest.mark.both
def test_what_came_was_done_and_is_open_is_told_with_the_things(as_, cast, monday):
    for matter in several(cast, 7):
        clock.freeze(clock.now() + clock.MINUTE)
        if int(matter.number[-1]) % 7 < 5:
            ops.move(cast.worker, matter, "settle_on_spot", text="清了")
    for _ in range(3):
        done.asked("qr")
    answer = told(as_("worker"))
    open_now = Matter.select().where(Matter.closed_at.is_null()).count()
    closed = Matter.select().where(Matter.closed_at.is_null(False)).count()
    assert (answer["came"]["count"], answer["done"]["count"], answer["open"]["count"]) == (
        10,
        closed,
        open_now,
    )
    assert 5 <= closed <= 7 and len(answer["came"]["things"]) == 2
    assert "收集：收到 10 件，有" in answer["text"] and answer["text"].startswith("【")
    assert f"/ask?area={c.GRID}" in answer["text"] and f"/board/{c.COMMUNITY}" in answer["text"]


@pytest.mark.both
def test_below_five_no_number_is_told_and_nothing_is_nothing(as_, cast, monday):
    several(cast, 4)
    answer = told(as_("worker"))
    assert answer["came"] == {"count": None, "things": []} and answer["done"]["count"] == 0
    assert (
        "收集：不满 5 件。" in answer["text"]
        and "反馈：没有。" in answer["text"]
        and "4" not in answer["text"].split("\n")[1]
    )
    several(cast, 1)
    assert told(as_("worker"))["came"]["count"] == 5


def test_what_is_delicate_is_neither_counted_nor_named(as_, cast, monday):
    several(cast, 5)
    several(cast, 3, category="dispute")
    for matter in several(cast, 2):
        Matter.update(confidential=True).where(Matter.id == matter.id).execute()
    ops.move(cast.worker, several(cast, 1)[0], "void", reason="mistake")
    answer = told(as_("desk"))
    assert answer["came"]["count"] == 5 and len(answer["came"]["things"]) == 1


def test_a_building_is_told_as_its_grid_until_five_came_there(as_, cast, monday):
    several(cast, 4)
    several(cast, 4, area=c.BUILDING2)
    answer = told(as_("head"), area=c.BUILDING)
    assert (answer["told_of"], answer["came"]["count"]) == (c.GRID, 8)
    several(cast, 5)
    answer = told(as_("head"), area=c.BUILDING)
    assert (answer["told_of"], answer["came"]["count"]) == (
        c.BUILDING,
        None,
    )  # the four next door would be known by it
    several(cast, 1, area=c.BUILDING2)
    answer = told(as_("head"), area=c.BUILDING)
    assert (answer["told_of"], answer["came"]["count"]) == (c.BUILDING, 9) and "1幢" in answer["text"]


def test_what_is_left_when_others_are_taken_from_the_whole_is_not_below_five(as_, cast, monday):
    """Two grids of one community: nine here, two next door. Whoever reads the community's eleven must not learn of the two."""
    several(cast, 9)
    for _ in range(2):
        ops.report(cast.worker2, area=c.GRID2)
    assert told(as_("desk"), area=c.COMMUNITY)["came"]["count"] == 11
    assert told(as_("desk"), area=c.GRID2)["came"]["count"] is None
    assert told(as_("desk"), area=c.GRID)["came"]["count"] is None
    for _ in range(3):
        ops.report(cast.worker2, area=c.GRID2)
    assert told(as_("desk"), area=c.GRID)["came"]["count"] == 9


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=8))
def test_of_any_parts_those_withheld_are_together_five_or_nothing_or_all_there_is(counts):
    by_part = {part: Things({"litter": count}) for part, count in counts.items()}
    few = hidden(by_part, list("abcdefgh"))
    assert few >= {part for part, count in counts.items() if count < FEW}
    rest = sum(counts[part] for part in few)
    assert rest == 0 or rest >= FEW or few == set(counts)


@pytest.mark.both
def test_the_numbers_equal_a_count_of_the_rows_on_every_day_in_every_area(cast, monday):
    """Counted once more, row by row: places, days, what became of it; areas put elsewhere in between."""
    for number in range(24):
        clock.freeze(max(clock.now(), MONDAY + number * 5 * clock.HOUR))
        area = (c.BUILDING, c.BUILDING2, c.GRID2, c.DEDICATED)[number % 4]
        category = ("fire_lane", "litter", "dispute")[number % 3]
        matter = ops.report(cast.worker if number % 4 == 0 else cast.desk, area=area, category=category)
        if number % 4 == 1:
            ops.move(cast.desk, matter, "void", reason="mistake")
        if number % 4 == 0:
            ops.move(cast.worker, matter, "settle_on_spot", text="好了")
            clock.freeze(clock.now() + 10 * clock.HOUR)  # closed on another day than others were received
    clock.freeze(clock.now() + clock.HOUR)
    every = [one for one in Matter.select() if one.category != "dispute"]
    for day in (dt.date(2026, 11, 16) + dt.timedelta(days=number) for number in range(6)):
        days = Days(day, day)
        for area in (c.CITY, c.COMMUNITY, c.GRID, c.GRID2, c.DEDICATED, c.BUILDING, c.OTHER_GRID):
            here = [one for one in every if area in tree.chain(one.area)]
            came = [one for one in here if days.since <= one.received_at < days.until and one.state != "void"]
            ended = [
                one for one in here if one.state == "closed" and days.since <= one.closed_at < days.until
            ]
            told_of = in_area(area, days)
            assert told_of.came.total() == len(came), (area, day)
            assert told_of.done.total() == len(ended), (area, day)
            assert told_of.open.total() == sum(one.is_open() for one in here), (area, day)


def test_midnight_and_the_span_of_days_part_what_is_told(as_, cast, store):
    midnight = clock.start_of(dt.date(2027, 1, 1))
    clock.freeze(midnight - 1)
    several(cast, 5)
    clock.freeze(midnight)
    several(cast, 6)
    desk = as_("desk")
    assert told(desk, last="2026-12-31")["came"]["count"] == 5
    assert told(desk, last="2027-01-01")["came"]["count"] == 6
    week = told(desk, last="2027-01-01", days=7)
    assert week["came"]["count"] == 11 and "12月26日到1月1日" in week["text"]


def test_a_unit_is_told_of_what_it_has(as_, cast, monday):
    for matter in several(cast, 6):
        ops.move(cast.worker, matter, "escalate")
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    several(cast, 3)
    reply = as_("dept").get("/api/v1/daily?last=2026-11-16").json
    assert reply["came"]["count"] == 6 and reply["open"]["count"] == 6 and "/ask" not in reply["text"]


def shown(cast, count, said="东门口总堵车"):
    """So many done today and put on the board."""
    for _ in range(count):
        done.show(cast, done.through(cast, done.asked("qr")), said=said, done="画了线，立了牌")


def test_what_the_office_put_on_the_board_is_told_in_its_words(as_, cast, monday):
    shown(cast, 6)
    answer = told(as_("worker"))
    assert len(answer["board"]) == 5 and "东门口总堵车 → 画了线，立了牌" in answer["text"]
    assert "1幢" not in answer["text"]
    assert told(as_("worker"), last="2026-11-15")["board"] == []


def test_where_fewer_than_five_were_done_no_example_counts_them(as_, cast, monday):
    shown(cast, 4)
    answer = told(as_("worker"))
    assert answer["done"]["count"] is None and answer["board"] == [] and "东门口" not in answer["text"]


def test_an_example_stands_under_the_days_in_which_it_was_done_not_under_those_of_its_showing(
    as_, cast, monday
):
    matters = [done.through(cast, done.asked("qr")) for _ in range(5)]
    clock.freeze(MONDAY + 9 * clock.DAY)
    for matter in matters:
        done.show(cast, matter, said="东门口总堵车", done="画了线，立了牌")
    assert told(as_("worker"), last="2026-11-25")["board"] == []
    assert told(as_("worker"), last="2026-11-25", days=7)["board"] == []
    assert len(told(as_("worker"), last="2026-11-25", days=30)["board"]) == 5
    assert len(told(as_("worker"))["board"]) == 5


def test_what_is_open_now_stands_under_no_day_long_over(as_, cast, monday):
    several(cast, 6)
    assert "\n还在办：现有 6 件" in told(as_("worker"))["text"]
    clock.freeze(MONDAY + clock.DAY)
    assert "\n现在还在办：共 6 件" in told(as_("worker"))["text"]
    clock.freeze(MONDAY + 2 * clock.DAY)
    answer = told(as_("worker"))
    assert "还在办" not in answer["text"] and answer["open"] == {"count": None, "things": []}
    assert "收到 6 件" in answer["text"]


def test_it_says_what_is_left_out(as_, cast, monday):
    assert "纠纷、治安和要求保密的事，不写在这里" in told(as_("worker"))["text"]


def test_no_name_and_no_word_of_anybody_is_told(as_, cast, monday):
    several(cast, 8, text="张大爷13912345678家门口堆满了")
    for query in ({}, {"days": 7}, {"area": c.COMMUNITY}, {"area": c.BUILDING}):
        text = told(as_("desk"), **query)["text"]
        assert "张大爷" not in text and "13912345678" not in text
        assert not any(person.name in text for person in cast.people.values())


def test_what_was_answered_before_it_was_done_is_not_quoted_as_what_was_done(as_, cast, monday):
    for at in range(5):
        matter = done.asked("qr")
        ops.move(cast.desk, matter, "answer", text="已经派人去看")
        done.show(
            cast, done.through(cast, matter), said="东门口总堵车", done="清空了" if at else "已经派人去看"
        )
    text = told(as_("worker"))["text"]
    assert "派人" not in text and text.count("东门口总堵车") == 5
    assert text.count("东门口总堵车 → 清空了") == 4
