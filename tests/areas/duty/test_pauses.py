"""Patrols outdoors pause: who may say so, where it is said, and that such days leave the average while nobody is stopped."""

import datetime as dt

import pytest

from app.areas.duty import absences
from app.areas.duty.outdoors import pauses
from app.areas.models import OutdoorPause
from app.core import clock
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.patrol import day
from app.patrol.models import Patrol
from tests import cast as c
from tests.areas.duty.test_absences import MONDAY, on, plus
from tests.patrol import walk


@pytest.fixture(autouse=True)
def monday(store):
    on(MONDAY)


def refused(*given) -> tuple[str, str]:
    with pytest.raises(Problem) as problem:
        pauses.begin(*given)
    return problem.value.errors[0][:2] if problem.value.errors else (problem.value.name, "")


@pytest.mark.both
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_kept(cast):
    desk = cast.desk
    assert refused(desk, c.COMMUNITY, "rain", plus(0), plus(1)) == ("kind", "unknown")
    assert refused(desk, c.COMMUNITY, "heat", "明天", plus(1)) == ("begins", "bad-date")
    assert refused(desk, c.COMMUNITY, "heat", plus(1), plus(0)) == ("ends", "before-start")
    assert refused(desk, c.COMMUNITY, "heat", plus(0), plus(31)) == ("ends", "too-many-days-absent")
    assert refused(desk, c.COMMUNITY, "heat", plus(-8), plus(1)) == ("begins", "pause-too-old")
    assert refused(desk, c.OTHER_COMMUNITY, "heat", plus(0), plus(1)) == ("area", "unknown")
    assert refused(desk, "gone", "heat", plus(0), plus(1)) == ("area", "unknown")
    assert refused(desk, "", "heat", plus(0), plus(1)) == ("area", "unknown")
    for who in (cast.worker, cast.lead):
        assert refused(who, c.GRID, "heat", plus(0), plus(1)) == ("forbidden", "")
    assert refused(cast.head, c.BUILDING, "heat", plus(0), plus(1)) == ("forbidden", "")
    assert refused(cast.dept, c.COMMUNITY, "heat", plus(0), plus(1))[0] in ("area", "forbidden")
    assert OutdoorPause.select().count() == 0
    pauses.begin(desk, c.COMMUNITY, "heat", plus(0), plus(2))
    assert refused(desk, c.COMMUNITY, "heat", plus(2), plus(3)) == ("begins", "paused-already")
    pauses.begin(desk, c.COMMUNITY, "typhoon", plus(2), plus(3))
    pauses.begin(desk, c.GRID, "heat", plus(2), plus(3))


@pytest.mark.both
def test_asked_twice_it_is_one_and_stands_in_the_ledger_with_who_said_it(cast):
    first = pauses.begin(cast.desk, c.COMMUNITY, "ice", plus(0), plus(2))
    assert pauses.begin(cast.admin, c.COMMUNITY, "ice", plus(0), plus(2)).id == first.id
    for _ in range(2):
        pauses.end(cast.city, first)
    entries = [(row.verb, row.by, row.body["to"]) for row in Entry.select().where(Entry.kind == "area", Entry.subject == c.COMMUNITY).order_by(Entry.seq)]  # fmt: skip
    assert entries == [
        ("outdoors_paused", cast.desk.id, plus(2)),
        ("outdoors_resumed", cast.city.id, plus(-1)),
    ]
    assert OutdoorPause.select().count() == 1 and not pauses.is_paused(cast.worker.id, MONDAY)


@pytest.mark.both
def test_such_days_leave_the_average_of_the_place_alone_and_whoever_walks_is_recorded(cast):
    """Day by day against the dates alone, for a worker in the place, one beside it and one in another community."""
    workers = {"worker": c.BUILDING, "worker2": c.BUILDING2, "outsider": c.OTHER_GRID}
    pauses.begin(cast.desk, c.GRID, "typhoon", plus(1), plus(2))
    for n in range(5):
        on(MONDAY + dt.timedelta(days=n))
        for login in workers:
            walk.start(cast.people[login], at=(clock.now() - walk.NINE) / 1000 - 7200)
    assert Patrol.select().count() == 15
    friday = MONDAY + dt.timedelta(days=4)
    days = {
        login: {d.weekday() for d in day._days_walked(cast.people[login].id, friday)} for login in workers
    }
    assert days == {"worker": {0, 3, 4}, "worker2": {0, 1, 2, 3, 4}, "outsider": {0, 1, 2, 3, 4}}
    assert pauses.is_paused(cast.lead.id, MONDAY + dt.timedelta(days=1))  # of that grid
    assert not pauses.is_paused(cast.desk.id, MONDAY + dt.timedelta(days=1))  # nobody walks for a desk


@pytest.mark.both
def test_one_above_covers_what_lies_below_and_whoever_stands_in_has_it_for_the_covered_grid(cast):
    pauses.begin(cast.admin, c.CITY, "heat", plus(0), plus(0))
    for who in (cast.worker, cast.worker2, cast.outsider):
        assert pauses.is_paused(who.id, MONDAY)
        assert not pauses.is_paused(who.id, MONDAY + dt.timedelta(days=1))
    pauses.begin(cast.desk, c.GRID, "ice", plus(3), plus(3))
    assert not pauses.is_paused(cast.worker2.id, MONDAY + dt.timedelta(days=3))
    absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(3), plus(3))
    assert pauses.is_paused(cast.worker2.id, MONDAY + dt.timedelta(days=3))


def test_the_phone_is_told_from_the_day_before_to_the_last_day_in_its_language(cast, as_):
    pauses.begin(cast.desk, c.COMMUNITY, "typhoon", plus(2), plus(3))

    def told(login: str, language: str = "zh-CN") -> list[str]:
        answer = as_(login).get("/api/v1/me", headers={"Accept-Language": language})
        return [one["sentence"] for one in answer.json["outdoor_pauses"]]

    assert told("worker") == []
    sentence = "临港社区因台风暂停户外巡查，11月25日 到 11月26日。不用去；去了照样记，这几天不算进日均。"
    for n in (1, 2, 3):
        on(MONDAY + dt.timedelta(days=n))
        assert told("worker") == told("lead") == [sentence], n
        assert told("outsider") == []
    assert told("worker", "en") == [
        "Typhoon: patrols outdoors pause in 临港社区, 25 Nov to 26 Nov. Nobody has to go; whoever goes is recorded, and these days stay out of the average."
    ]
    on(MONDAY + dt.timedelta(days=4))
    assert told("worker") == []


def test_the_page_lets_a_desk_and_an_administrator_and_shows_a_lead_what_is_so(cast, as_):
    form = {"area": c.COMMUNITY, "kind": "heat", "begins": plus(0), "ends": plus(1)}
    assert as_("outsider").get("/duty/pauses").status_code == 403
    assert as_("worker").post("/duty/pauses", data=form).status_code == 403
    assert as_("lead").post("/duty/pauses", data=form).status_code == 403
    assert OutdoorPause.select().count() == 0
    wrong = as_("desk").post("/duty/pauses", data=form | {"ends": plus(-1)})
    assert wrong.status_code == 422 and "结束不能早于开始" in wrong.text
    assert as_("desk").post("/duty/pauses", data=form).status_code == 303
    for who in ("desk", "admin", "city", "lead"):
        assert "临港社区因高温暂停户外巡查" in as_(who).get("/duty/pauses").text, who
    assert "今天起照常" not in as_("lead").get("/duty/pauses").text
    end = f"/duty/pauses/{OutdoorPause.get().id}/end"
    assert as_("lead").post(end).status_code == 403
    assert as_("desk").post(f"/duty/pauses/{cast.worker.id}/end").status_code == 404
    assert as_("admin").post(end).status_code == 303
    assert "现在没有哪里暂停" in as_("desk").get("/duty/pauses").text
