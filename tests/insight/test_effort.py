"""Effort is told of five workers together, else to the worker, lead and guide of the grid alone; it leaves in no form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from app.areas.access.reach import reach_of
from app.areas.duty import absences
from app.core import clock, db
from app.insight import catch_up
from app.insight.effort import team
from app.insight.figures import FIGURES
from app.insight.models import Answer, Called, Course, Tally
from app.insight.questions import Question
from app.patrol import day as days
from app.settings import ROOT
from tests import cast as c
from tests.insight import recomputed
from tests.patrol import walk

WEDNESDAY = dt.date(2026, 11, 18)
DAYS = {"from": "2026-11-16", "to": "2026-11-20"}
GRIDS = (c.GRID, c.GRID2, c.DEDICATED, c.OTHER_GRID)


@pytest.fixture
def evening(store):
    clock.freeze(walk.ms(9 * 3600))


def page(reader: Any, area: str, what: str = "") -> Any:
    return reader.get(f"/figures/effort{what}", query_string={"area": area, **DAYS})


def asked(area: str) -> Question:
    return Question(area, dt.date.fromisoformat(DAYS["from"]), dt.date.fromisoformat(DAYS["to"]))


def effort(person: Any, area: str) -> team.Effort:
    return team.effort(asked(area), reach_of(person))


def walked(person: Any, area: str, at: float, minutes: int = 30) -> None:
    """A patrol from its start mark to its last, a mark every ten minutes."""
    patrol = walk.start(person, at=at, area=area)
    place = c.BUILDING if area == c.GRID else area
    for minute in range(0, minutes + 1, 10):
        walk.mark(person, patrol, place, at=at + minute * 60) if place == c.BUILDING else None
    walk.finish(person, patrol, at=at + minutes * 60)


def test_an_outsider_and_whoever_reads_no_figures_sees_none(as_, cast, evening):
    assert page(as_("outsider"), c.COMMUNITY).status_code == 404
    assert page(as_("head"), c.GRID).status_code in (403, 404)
    assert page(as_("dept"), c.COMMUNITY).status_code in (403, 404)
    assert page(as_("city"), c.CITY).status_code == 404  # a city is no team


@pytest.mark.both
def test_at_every_grid_and_above_it_effort_is_told_to_nobody_but_its_own_people(as_, cast, evening):
    """Fewer than five work in each grid and in the community."""
    walked(cast.worker, c.GRID, 0)
    own = {("worker", c.GRID), ("lead", c.GRID), ("worker2", c.GRID2), ("outsider", c.OTHER_GRID)}
    readers = {(who, area) for who in ("city", "admin") for area in (*GRIDS, c.COMMUNITY)}
    readers |= {("desk", area) for area in (c.GRID, c.GRID2, c.DEDICATED, c.COMMUNITY)}
    for who in ("worker", "worker2", "lead", "desk", "city", "admin", "outsider"):
        for area in (*GRIDS, c.COMMUNITY, c.CITY):
            for what in ("", "/rounds", "/visits"):
                reply = page(as_(who), area, what)
                if (who, area) in own or (what == "" and area != c.CITY and (who, area) in readers):
                    assert reply.status_code == 200, (who, area, what)
                    assert what or ("<table" in reply.text) == ((who, area) in own), (who, area)
                    assert ("这里不到五名网格员，所以不显示。" in reply.text) == ((who, area) not in own)
                else:
                    assert reply.status_code == 404, (who, area, what)


def test_where_others_leave_a_single_worker_over_nobody_is_told_of_the_others_either(
    as_, cast, evening, five
):
    """Six in one grid, one in the other: the whole less the six would be the one."""
    assert page(as_("desk"), c.COMMUNITY).status_code == 200
    for area, why in ((c.GRID2, "减一减"), (c.GRID, "不到五名")):
        text = page(as_("desk"), area).text
        assert why in text and "<table" not in text
    assert page(as_("outsider"), c.GRID).status_code == 404


@pytest.mark.both
def test_five_together_are_told_with_what_nobody_knows_and_it_equals_the_days_of_each(
    as_, cast, evening, five
):
    walked(cast.worker, c.GRID, 0, 60)
    walked(cast.worker, c.GRID, 6 * 3600, 30)
    walked(cast.worker2, c.GRID2, 1800, 20)
    walk.visit(cast.worker, c.BUILDING, 4 * 3600, 25)
    found = effort(cast.desk, c.COMMUNITY)
    each = [days.serialize_day(person.id, WEDNESDAY) for person in (cast.worker, cast.worker2)]
    assert found.days == 2 and found.in_grid == sum(one["minutes"]["total"] for one in each) // 2 > 0
    unknown = sum((one["by_cause"]["gap"] + one["by_cause"]["inaccurate"]) // 60 for one in each) // 2
    assert found.unknown == unknown > 0
    begins, ends = recomputed.moments(DAYS["from"], DAYS["to"])
    for table, count in (("patrol", found.rounds), ("visit", found.visits)):
        rows = recomputed.ask(
            f"select count(*) from {table} where started >= {{p}} and started < {{p}}", begins, ends
        )
        assert rows == [(count,)]
    assert (found.two_rounds, found.rounds, found.visits) == (1, 3, 1)
    text = page(as_("desk"), c.COMMUNITY).text
    assert "1/2" in text and "参考 2 小时" in text and "/figures/effort/rounds" not in text
    assert (
        page(as_("desk"), c.COMMUNITY, "/rounds").status_code == 404
    )  # others' patrols are for those who lead them


def test_a_worker_of_a_grid_with_a_few_is_told_of_the_own_alone_and_its_lead_of_all(as_, cast, evening):
    with db.transaction():
        c.enter(cast, "mate", 70, "grid_worker", c.GRID)
    walked(cast.worker, c.GRID, 0, 60)
    walked(cast.people["mate"], c.GRID, 0, 20)
    assert effort(cast.worker, c.GRID).is_own and effort(cast.worker, c.GRID).rounds == 1
    assert not effort(cast.lead, c.GRID).is_own and effort(cast.lead, c.GRID).rounds == 2
    assert "只显示您自己的" in page(as_("worker"), c.GRID).text
    for who, count in (("worker", 1), ("lead", 2)):
        for what in ("/rounds", "/visits"):
            listed = page(as_(who), c.GRID, what).text.count('<li class="item">')
            assert listed == (count if what == "/rounds" else 0), (who, what)
    assert cast.worker.name not in page(as_("lead"), c.GRID, "/rounds").text.split("<main", 1)[1]


@pytest.mark.both
def test_days_of_absence_leave_the_average_and_the_substitute_counts_in_the_covered_grid(as_, cast, evening):
    clock.freeze(clock.parse("2026-11-17T08:00:00+08:00"))
    absences.enter(cast.lead, cast.worker, cast.worker2.id, "2026-11-18", "2026-11-18")
    clock.freeze(walk.ms(9 * 3600))
    walked(cast.worker, c.GRID, 0, 60)  # absent, and walking all the same
    walk.visit(cast.worker2, c.BUILDING, 3600, 40)
    found = effort(cast.lead, c.GRID)
    assert (found.days, found.in_grid, found.visits) == (1, 40, 1)


def test_it_leaves_in_no_form(as_, cast, evening, five):
    walked(cast.worker, c.GRID, 0, 60)
    catch_up.follow()
    words = ("effort", "in_grid", "two_rounds", "minutes_in", "hours")
    assert not [name for name in FIGURES for word in words if word in name]
    reply = as_("desk").get("/api/v1/figures", query_string={"area": c.COMMUNITY, **DAYS})
    assert not [one["name"] for one in reply.json["figures"] if one["name"] not in FIGURES]
    assert as_("desk").get("/api/v1/figures/effort/items").status_code == 404
    assert not [path for path in as_("admin").get("/api/v1/openapi.json").json["paths"] if "effort" in path]
    assert not [table for table in db.database.get_tables() if "effort" in table]


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=2026-08-01&to=2026-08-07", 422), ("from=2026-10-01&to=2026-11-20", 422), ("from=x", 422)],
)
def test_too_many_days_and_those_too_long_ago_are_refused_with_a_sentence(
    as_, cast, evening, five, query, status
):
    reply = as_("desk").get(f"/figures/effort?area={c.COMMUNITY}&{query}")
    assert reply.status_code == status


def test_nothing_that_figures_are_made_of_is_grouped_or_put_in_order_by_a_person():
    for path in sorted((ROOT / "app" / "insight").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        calls = re.findall(r"\.(?:order_by|group_by)\(([^()]*(?:\([^()]*\)[^()]*)*)\)", source)
        assert not [call for call in calls if re.search(r"person|worker|finder|resolver|\bby\b", call)], path
    assert not {field for table in (Course, Answer, Called, Tally) for field in table._meta.fields} & {
        "person",
        "by",
        "finder",
        "worker",
    }
