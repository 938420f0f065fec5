"""A month of the hotline: 300 tickets with all their clocks, worked through, answered and called back; its rates twice over."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from typing import Any

import pytest

from app.areas.access.reach import reach_of
from app.core import clock, db, ids
from app.gateways.hotline.answers import rates
from app.gateways.hotline.models import Hotline, HotlineTicket
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Matter
from app.matters.timing import hotline as clocks
from tests import cast as c
from tests.gateways.hotline.sheets import HEADERS, heard, moment, sheet, take
from tests.matters import ops

TICKETS, DAYS = 300, 20
BEGIN = clock.parse("2026-11-02T09:00:00+08:00")
UNIT = f"unit:{c.ENFORCEMENT}"
# of 是否联系, 是否解决, 是否满意 as the hotline writes them, and 是否计入
CONTACTED, SOLVED = ("是", "是", "是", "否", ""), ("已解决", "已解决", "未解决", "")
SATISFIED, COUNTED = ("满意", "基本满意", "一般", "不满意", ""), ("", "", "", "否")


def morning(desk: Any, day: int, numbers: list[str], chance: random.Random) -> None:
    """The day's sheet, in GBK, now and then with a number twice."""
    now = clock.now()
    lines = []
    for number in numbers:
        cells = {
            "工单编号": number, "诉求内容": f"{number} 路灯不亮", "问题类别": "路灯", "联系电话": "13800138000",
            "签收时限": moment(now + clock.HOUR), "联系时限": moment(now + 4 * clock.HOUR),
            "退单时限": moment(now + clock.DAY), "答复时限": moment(now + (3 + chance.randrange(4)) * clock.DAY),
        }  # fmt: skip
        lines.append([cells.get(header, "") for header in HEADERS])
    lines += [chance.choice(lines)] if day % 3 == 0 else []
    assert take(desk, sheet(*lines, encoding="gb18030")).status_code == 200


def day_of_work(cast: Any, numbers: list[str], chance: random.Random) -> None:
    """Each is signed for, most are reached, some go back, some go into another, the rest is done and answered."""
    found = {
        number: Matter.get_by_id(HotlineTicket.get(HotlineTicket.number == number).matter)
        for number in numbers
    }
    first: Matter | None = None
    for number, matter in found.items():
        kind = chance.randrange(20)
        clock.freeze(clock.now() + clock.MINUTE)
        ops.move(cast.desk, matter, "sign_for")
        if kind == 0:
            ops.move(
                cast.desk, matter, "return_to_hotline", basis="职责清单第七条", text=f"{number} 不归我们"
            )
            continue
        for reason in (["not_reached"] * chance.randrange(3)) + (["reached"] if kind > 2 else []):
            ops.move(cast.desk, matter, "contact_caller", reason=reason)
        if kind == 1 and first is not None:
            ops.move(cast.desk, matter, "merge", to=[f"matter:{first.id}"])
            continue
        ops.move(cast.desk, matter, "dispatch", to=[UNIT])
        ops.move(cast.dept, matter, "take")
        if kind == 2:
            ops.move(cast.desk, matter, "ask_not_counted", text="一天打了四十次")
        if kind < 19:
            ops.move(cast.dept, matter, "resolve", text="换了灯头")
            ops.move(cast.desk, matter, "answer", text=f"{number} 已经修好")
        first = first or matter


def called_back(desk: Any, day: int, numbers: list[str], chance: random.Random) -> list[list[str]]:
    """The hotline's sheet of that day, some of it about tickets of the days before once more."""
    at = (dt.datetime(2026, 11, 2) + dt.timedelta(days=day, hours=16)).strftime("%Y-%m-%d %H:%M")
    lines = [
        [
            number,
            chance.choice(CONTACTED),
            chance.choice(SOLVED),
            chance.choice(SATISFIED),
            chance.choice(COUNTED),
            at,
        ]
        for number in numbers
    ]
    lines = [line for line in lines if any(line[1:5])]
    assert heard(desk, *lines).status_code == 200
    return lines


@pytest.mark.both
def test_the_month_is_worked_through_and_three_rates_equal_an_independent_computation(
    as_: Any, cast: Any
) -> None:
    chance, desk = random.Random(12345), as_("desk")
    numbers = [f"WZ2026{n:05d}" for n in range(TICKETS)]
    per_day = TICKETS // DAYS
    answered: list[list[str]] = []
    spoken: list[list[str]] = []
    for day in range(DAYS):
        clock.freeze(BEGIN + day * clock.DAY)
        todays = numbers[day * per_day : (day + 1) * per_day]
        morning(desk, day, todays, chance)
        day_of_work(cast, todays, chance)
        clock.freeze(BEGIN + day * clock.DAY + 6 * clock.HOUR)
        clock_jobs.ticket_clocks()
        where = desk.post("/desk/hotline/replies", data={"id": ids.uuid7()}).headers["Location"]
        answered += list(csv.reader(io.StringIO(desk.get(f"{where}.csv").data.decode("utf-8-sig"))))[1:]
        known = numbers[: (day + 1) * per_day]
        spoken += called_back(desk, day, sorted(chance.sample(known, min(len(known), 25))), chance)

    assert Matter.select().count() == HotlineTicket.select().count() == TICKETS
    returned = {row.subject for row in Entry.select().where(Entry.verb == "return_to_hotline")}
    went_back = {row.number for row in HotlineTicket.select() if row.matter in returned}
    told = [line[0] for line in answered]
    assert not went_back & set(told) and len(set(told)) > 200
    reopened = {row.subject for row in Entry.select().where(Entry.verb == "reopen")}
    assert len(reopened) > 20
    for row in (
        HotlineTicket.select()
    ):  # an answer is waited for exactly where none has gone, or the last was not enough
        matter = Matter.get_by_id(row.matter)
        if matter.id not in reopened and goes_on_in(matter) not in reopened:
            assert told.count(row.number) <= 1
            is_over = row.number in told or row.number in went_back
            assert clocks.is_unanswered(matter) != is_over, row.number

    # the sheet's own definition, over the sheets as they were sent: the last row of each ticket counts
    last = {line[0]: line for line in spoken if line[0] not in went_back}
    counted = [line for line in last.values() if line[4] != "否"]
    by_hand = {
        "response": ([x for x in counted if x[1] == "是"], [x for x in counted if x[1]]),
        "solution": ([x for x in counted if x[2] == "已解决"], [x for x in counted if x[2]]),
        "satisfaction": ([x for x in counted if x[3] in ("满意", "基本满意")], [x for x in counted if x[3]]),
    }
    found = rates.rates_of(reach_of(cast.desk), Hotline.get(), BEGIN - clock.DAY, clock.now() + clock.DAY)
    for rate in found[:3]:
        yes, of = by_hand[rate.name]
        assert {x.number for x in rate.counted} == {x[0] for x in yes} and {x.number for x in rate.of} == {
            x[0] for x in of
        }
        assert of and rate.value == len(yes) / len(of) == _in_sql(rate.name)


def goes_on_in(matter: Matter) -> str:
    """The matter in which it goes on."""
    return str(matter.merged_into or matter.id)


def _in_sql(name: str) -> float:
    """The same once more, by the database alone."""
    column = {"response": "contacted", "solution": "solved", "satisfaction": "satisfied"}[name]
    query = f"""
        select sum(case when c.{column} then 1.0 else 0.0 end) / count(*) from hotline_call_back c
        join hotline_ticket t on t.matter = c.matter
        where c.at = (select max(d.at) from hotline_call_back d where d.matter = c.matter) and c.counted and c.{column} is not null
        and not exists (select 1 from entry e where e.kind = 'matter' and e.subject = c.matter and e.verb = 'return_to_hotline')
    """
    return float(db.database.execute_sql(query).fetchone()[0])
