"""Absence: what is refused, what the substitute gets for those days, and that all of it ends by itself."""

import datetime as dt

import pytest

from app.areas.access.reach import reach_of
from app.areas.duty import absences
from app.areas.models import Absence, Post
from app.core import clock, db
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.queries import lists
from app.matters.workflow import asks
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.patrol import day
from app.patrol.models import Patrol
from tests import cast as c
from tests.matters import ops
from tests.patrol import walk
from tests.people.sign_in.test_side_by_side import all_at_once

MONDAY = dt.date(2026, 11, 23)


def on(date: dt.date, hour: int = 9) -> None:
    """Hold the clock at that hour of the day."""
    clock.freeze(clock.start_of(date) + hour * clock.HOUR)


@pytest.fixture(autouse=True)
def monday(store):
    on(MONDAY)


def plus(days: int) -> str:
    return (MONDAY + dt.timedelta(days=days)).isoformat()


def refused(*given) -> tuple[str, str]:
    with pytest.raises(Problem) as problem:
        absences.enter(*given)
    return problem.value.errors[0][:2]


@pytest.mark.both
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_kept(cast):
    worker, other, lead = cast.worker, cast.worker2, cast.lead
    assert refused(worker, worker, other.id, plus(-1), plus(3)) == ("begins", "absence-past")
    assert refused(worker, worker, other.id, plus(3), plus(2)) == ("ends", "before-start")
    assert refused(worker, worker, other.id, plus(0), plus(400)) == ("ends", "too-many-days-absent")
    assert refused(worker, worker, other.id, "明天", plus(2)) == ("begins", "bad-date")
    assert refused(worker, worker, worker.id, plus(0), plus(2)) == ("substitute", "substitute-self")
    assert refused(worker, worker, cast.outsider.id, plus(0), plus(2)) == ("substitute", "not-a-substitute")
    assert refused(worker, worker, cast.head.id, plus(0), plus(2)) == ("substitute", "not-a-substitute")
    assert refused(cast.desk, cast.desk, other.id, plus(0), plus(2)) == ("substitute", "not-a-substitute")
    assert refused(cast.admin, cast.admin, worker.id, plus(0), plus(2)) == ("begins", "nothing-to-cover")
    assert refused(cast.head, cast.head, cast.outsider.id, plus(0), plus(2)) == (
        "substitute",
        "not-a-substitute",
    )
    assert refused(cast.dept, cast.dept, worker.id, plus(0), plus(2)) == ("substitute", "not-a-substitute")
    assert Absence.select().count() == 0 and Post.select().where(Post.absence.is_null(False)).count() == 0
    absences.enter(worker, worker, other.id, plus(1), plus(3))
    assert refused(worker, worker, lead.id, plus(3), plus(5)) == ("begins", "absent-already")
    assert refused(other, other, lead.id, plus(2), plus(2)) == (
        "begins",
        "stands-in-already",
    )  # no substitute of a substitute
    assert refused(lead, lead, worker.id, plus(0), plus(1)) == ("substitute", "substitute-absent")
    absences.enter(other, other, lead.id, plus(4), plus(5))  # the days after are one's own


@pytest.mark.both
def test_asked_twice_it_is_one_and_no_reason_stands_anywhere(cast):
    first = absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(0), plus(2))
    assert absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(0), plus(2)).id == first.id
    assert Post.select().where(Post.absence == first.id).count() == 1
    entries = [row for row in Entry.select() if row.verb == "absence_entered"]
    assert (
        len(entries) == 1 and set(entries[0].body) == {"from", "to", "substitute"} and entries[0].text is None
    )


@pytest.mark.both
def test_a_substitute_s_week_equals_the_rule_computed_independently(cast):
    """Day by day: whose grid it is, who holds what is new, for whom the old waits, who is told, and which days count."""
    absent, begins, ends = cast.worker, MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=3)
    old = ops.report(absent)
    assert old.holder_person == absent.id
    collect.collect()
    absences.enter(cast.lead, absent, cast.worker2.id, begins.isoformat(), ends.isoformat())
    walked, heard = {}, {}
    for n in range(7):
        date = MONDAY + dt.timedelta(days=n)
        on(date)
        stands_in = begins <= date <= ends  # the rule, from the dates alone
        acting = cast.worker2 if stands_in else absent
        reach = reach_of(cast.worker2)
        assert reach.roots == ({c.GRID, c.GRID2} if stands_in else {c.GRID2}), date
        assert asks.waits_for(old, reach, Ground()) is stands_in
        assert (old.id in {row.id for row in lists.visible(reach)}) is stands_in
        assert c.GRID in reach_of(absent).roots
        fresh = ops.report(cast.head, text=f"第 {n} 天")
        assert fresh.holder_person == acting.id, date
        collect.collect()
        rows = Notice.select().where(
            Notice.subject == fresh.id, Notice.channel == INBOX, Notice.kind == "new"
        )
        heard[date] = {row.recipient for row in rows}
        assert heard[date] == {acting.id}
        patrol = walk.start(acting, at=(clock.now() - walk.NINE) / 1000)
        areas = {c.GRID, c.GRID2} if stands_in else {c.GRID}
        assert set(Patrol.get_by_id(patrol).areas) == areas
        walk.finish(acting, patrol, at=(clock.now() - walk.NINE) / 1000 + 600)
        walked[date] = acting.id
    ops.move(absent, old, "note", text="回来了")
    sunday = MONDAY + dt.timedelta(days=6)
    counted = day._days_walked(absent.id, sunday)
    assert counted == [
        date for date in sorted(walked, reverse=True) if walked[date] == absent.id and date.weekday() < 5
    ]


def test_days_of_absence_leave_the_average_even_where_somebody_walked(cast):
    for n in range(3):
        on(MONDAY + dt.timedelta(days=n))
        if n == 1:
            absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(1), plus(1))
        walk.visit(cast.worker, c.BUILDING, (clock.now() - walk.NINE) / 1000 - 7200, 60 if n != 1 else 10)
    assert day.average(cast.worker.id, MONDAY + dt.timedelta(days=2)) == 60
    Absence.delete().execute()
    assert day.average(cast.worker.id, MONDAY + dt.timedelta(days=2)) == 43


def test_a_desk_s_substitute_sits_at_the_desk_and_hears_what_it_hears(cast):
    absences.enter(cast.admin, cast.desk, cast.city.id, plus(0), plus(0))
    matter = ops.report(cast.worker, escalate=True)
    collect.collect()
    rows = Notice.select().where(Notice.subject == matter.id, Notice.channel == INBOX)
    assert cast.city.id in {row.recipient for row in rows} and cast.desk.id not in {
        row.recipient for row in rows
    }
    ops.move(cast.city, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    on(MONDAY + dt.timedelta(days=1))
    with pytest.raises(Problem):
        ops.move(cast.city, Matter.get_by_id(matter.id), "dispatch", to=[f"unit:{c.PROPERTY}"])


@pytest.mark.both
def test_a_unit_s_member_and_a_building_s_head_are_stood_in_for_and_what_they_would_hear_is_heard(cast):
    """The one member of a unit, by one of another unit; a head who is asked to confirm, by a worker who did not resolve it."""
    c.enter(cast, "keeper", 33, "handler", c.COMMUNITY, c.PROPERTY)
    keeper = cast.people["keeper"]
    absences.enter(cast.admin, cast.dept, keeper.id, plus(0), plus(0))
    absences.enter(cast.lead, cast.head, cast.worker.id, plus(0), plus(0))
    matter = ops.report(cast.lead, area=c.BUILDING, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    collect.collect()
    rows = Notice.select().where(Notice.subject == matter.id, Notice.channel == INBOX)
    heard = {row.recipient for row in rows}
    assert keeper.id in heard and cast.dept.id not in heard
    ops.move(keeper, Matter.get_by_id(matter.id), "take")
    ops.move(keeper, Matter.get_by_id(matter.id), "resolve", text="清走了")
    done = Matter.get_by_id(matter.id)
    assert done.confirm_turn == "head" and asks.waits_for(done, reach_of(cast.worker), Ground())
    on(MONDAY + dt.timedelta(days=1))
    assert not asks.waits_for(done, reach_of(cast.worker), Ground())
    assert asks.waits_for(done, reach_of(cast.head), Ground())
    assert reach_of(keeper).units == {c.PROPERTY}


@pytest.mark.both
def test_whoever_is_back_early_has_it_all_again_and_so_it_is_when_the_post_ends(cast):
    absence = absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(0), plus(5))
    old = ops.report(cast.worker)
    for _ in range(2):
        absences.end(cast.worker, absence)
    assert reach_of(cast.worker2).roots == {c.GRID2} and not asks.waits_for(
        old, reach_of(cast.worker2), Ground()
    )
    assert absences.substitutes_on() == {}
    coming = absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(2), plus(5))
    absences.end(cast.worker, coming)
    on(MONDAY + dt.timedelta(days=3))
    assert reach_of(cast.worker2).roots == {c.GRID2}


def test_what_is_long_over_is_forgotten(cast):
    absences.enter(cast.worker, cast.worker, cast.worker2.id, plus(0), plus(1))
    on(MONDAY + dt.timedelta(days=91))
    assert absences.forget() == 0
    on(MONDAY + dt.timedelta(days=93))
    assert absences.forget() == 1


def test_a_worker_enters_the_own_absence_and_nobody_else_s_and_the_lead_both(cast, as_):
    form = {"begins": plus(0), "ends": plus(1), "substitute": cast.worker2.id}
    assert as_("outsider").get(f"/absences/{cast.worker.id}").status_code in (403, 404)
    assert as_("worker2").post(f"/absences/{cast.worker.id}", data=form).status_code in (403, 404)
    assert Absence.select().count() == 0
    yesterday = as_("worker").post(f"/absences/{cast.worker.id}", data=form | {"begins": plus(-1)})
    assert yesterday.status_code == 422 and "过去的日子不能补记" in yesterday.text
    assert as_("worker").post(f"/absences/{cast.worker.id}", data=form).status_code == 303
    for who, sees in (
        ("worker", True),
        ("worker2", True),
        ("lead", True),
        ("admin", True),
        ("outsider", False),
    ):
        assert ("李强 替 王芳" in as_(who).get("/absences").text) is sees, who
    absence = Absence.get()
    assert as_("worker2").post(
        f"/absences/{cast.worker.id}/end", data={"absence": absence.id}
    ).status_code in (403, 404)
    assert (
        as_("lead").post(f"/absences/{cast.worker.id}/end", data={"absence": absence.id}).status_code == 303
    )
    assert Absence.get().ends == plus(-1)
    assert as_("lead").post(f"/absences/{cast.worker.id}", data=form).status_code == 303


@pytest.mark.both
def test_entered_side_by_side_it_is_one_and_no_chain_slips_through(cast):
    """The same twice, another substitute for the same days, and a substitute who is absent: all at one moment."""
    asked = [
        (cast.worker, cast.worker2),
        (cast.worker, cast.worker2),
        (cast.worker, cast.lead),
        (cast.worker2, cast.lead),
    ] * 2

    def enter(number: int) -> str:
        person, substitute = asked[number]
        try:
            return absences.enter(cast.lead, person, substitute.id, plus(1), plus(3)).id
        except Problem as problem:
            return problem.name

    said = all_at_once(enter, len(asked))
    db.connect()
    rows = list(Absence.select())
    absent, substitutes = {row.person for row in rows}, {row.substitute for row in rows}
    assert len(rows) == len(absent) and not absent & substitutes, said
    assert Post.select().where(Post.absence.is_null(False)).count() == len(rows) == 1
    assert set(said) <= {rows[0].id, "bad-value"}
