"""吹哨报到: who answers a call, calls it off or judges it, on which clock, and how its listing climbs."""

from __future__ import annotations

import re
import uuid

import pytest

from app.areas import tree
from app.areas.models import Area, AreaSetting, Post, Unit
from app.core import clock
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Call, Matter
from app.matters.timing import workdays
from app.matters.views import serialize
from app.people.models import Person
from tests import cast as c
from tests.matters import ops

ENFORCEMENT, PROPERTY = f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"
FRIDAY = clock.parse("2026-11-27T16:00:00+08:00")


@pytest.fixture
def lying(cast) -> Matter:
    """A matter with the community's desk, on a Friday afternoon."""
    clock.freeze(FRIDAY)
    return ops.report(cast.worker, escalate=True)


def refused(person: Person, matter: Matter, name: str, **body: object) -> Problem:
    with pytest.raises(Problem) as caught:
        ops.move(person, matter, name, **body)
    return caught.value


def whistle(person: Person, matter: Matter, *units: str, **body: object) -> int:
    """The ledger number of a whistle to these units."""
    ops.move(person, matter, "whistle", to=list(units or [ENFORCEMENT]), text="请到现场", **body)
    return Entry.select().where(Entry.verb == "whistle").order_by(Entry.seq.desc()).get().seq


def call(unit: str = c.ENFORCEMENT) -> Call:
    return Call.select().where(Call.unit == unit).order_by(Call.entry.desc()).get()


def colleague_of(unit: str) -> Person:
    return handler_of(unit, "执法队员", "officer")


def handler_of(unit: str, name: str = "物业经理", login: str = "keeper") -> Person:
    person = Person.create(id=str(uuid.uuid4()), name=name, login=login)
    Post.create(id=str(uuid.uuid4()), person=person, area=c.COMMUNITY, role="handler", unit=unit)
    return person


def wait(minutes: float) -> None:
    clock.freeze(clock.now() + round(minutes * clock.MINUTE))


def test_nobody_but_its_unit_accepts_a_call_and_nobody_but_the_caller_or_the_desk_ends_it(cast, lying):
    whistle(cast.lead, lying)
    for who in ("worker", "lead", "desk", "head", "city"):
        assert refused(cast.people[who], lying, "accept").name == "not-open"
    for who in ("worker", "dept", "head", "city"):
        assert refused(cast.people[who], lying, "call_off", text="算了").name == "not-open"
        assert refused(cast.people[who], lying, "judge_call", reason="came").name == "not-open"
    ops.move(cast.lead, lying, "judge_call", reason="came")  # whoever whistled
    ops.move(cast.desk, lying, "judge_call", reason="solved")  # or the desk


@pytest.mark.both
def test_a_unit_accepts_comes_and_is_said_to_have_solved_it(cast, lying):
    seq = whistle(cast.desk, lying)
    ops.move(cast.dept, lying, "accept")
    assert (call().state, call().accepted) == ("open", FRIDAY)
    ops.move(cast.dept, lying, "attend", call=seq)
    ops.move(cast.desk, lying, "judge_call", call=seq, reason="came")
    ops.move(cast.desk, lying, "judge_call", call=seq, reason="solved")
    assert refused(cast.desk, lying, "judge_call", reason="came").name == "not-open"
    assert (call().state, call().verdict, call().judged_by) == ("attended", "solved", cast.desk.id)
    assert (lying.state, lying.holder_desk) == ("reported", c.COMMUNITY)


@pytest.mark.both
def test_hearing_what_a_colleague_has_heard_or_come_to_is_done_already_and_says_nothing_twice(cast, lying):
    colleague = colleague_of(c.ENFORCEMENT)
    seq = whistle(cast.desk, lying)
    first = ops.move(colleague, lying, "accept")
    wait(2)
    told = Entry.select().count()
    assert ops.move(cast.dept, lying, "accept", call=seq).seq == first.seq
    assert ops.move(cast.dept, lying, "accept", to=[ENFORCEMENT]).seq == first.seq
    assert (call().accepted_by, call().accepted, Entry.select().count()) == (colleague.id, FRIDAY, told)
    came = ops.move(colleague, lying, "attend")
    ops.move(cast.desk, lying, "dispatch", to=[PROPERTY])  # and the phone saw it before
    assert ops.move(cast.dept, lying, "accept", call=seq, base_version=1).seq == came.seq
    assert refused(cast.worker, lying, "accept", call=seq).name == "not-open"  # no unit of theirs
    assert refused(cast.dept, lying, "accept", call=seq, text="晚到十分钟").name == "not-open"  # says more


@pytest.mark.both
def test_a_call_given_back_or_called_off_is_not_heard_afterwards(cast, lying):
    seq = whistle(cast.desk, lying)
    ops.move(cast.dept, lying, "accept")
    ops.move(cast.desk, lying, "call_off", text="叫错了单位。")
    assert refused(cast.dept, lying, "accept", call=seq).name == "not-open"
    anew = whistle(cast.desk, lying)
    assert ops.move(cast.dept, lying, "accept", call=anew) and call().accepted is not None


def test_coming_without_a_word_before_stays_valid(cast, lying):
    whistle(cast.desk, lying)
    ops.move(cast.dept, lying, "attend")
    assert (call().state, call().accepted) == ("attended", None)


def test_a_unit_that_is_called_is_not_called_again_until_that_is_over(cast, lying):
    whistle(cast.desk, lying)
    problem = refused(cast.lead, lying, "whistle", to=[PROPERTY, ENFORCEMENT], text="也请来")
    assert problem.errors[0] == ("to[1]", "called-already", {"unit": "综合执法队"})
    assert Call.select().count() == 1
    ops.move(cast.desk, lying, "call_off", text="叫错了单位。")
    assert call().state == "off" and clock_jobs.unanswered_calls() == 0
    whistle(cast.lead, lying, ENFORCEMENT, PROPERTY)
    assert Call.select().count() == 3


@pytest.mark.both
def test_who_judges_or_calls_off_what_is_over_reads_what_became_of_it(cast, lying):
    whistle(cast.desk, lying, ENFORCEMENT, PROPERTY)
    ops.move(cast.desk, lying, "judge_call", to=[ENFORCEMENT], reason="solved")
    said = refused(cast.desk, lying, "judge_call", to=[ENFORCEMENT], reason="absent")
    assert said.errors == [("to[0]", "judged-solved", {"unit": "综合执法队"})]
    assert "这次吹哨刚有人评过：综合执法队来了，解决了" in str(said.body("zh"))
    off = refused(cast.desk, lying, "call_off", to=[ENFORCEMENT], text="算了")
    assert (off.name, off.errors[0][1]) == ("bad-value", "judged-solved")
    assert call(c.PROPERTY).verdict is None
    ops.move(cast.desk, lying, "call_off", to=[PROPERTY], text="算了")
    last = refused(cast.desk, lying, "call_off", to=[PROPERTY], text="算了")
    assert (last.name, last.errors[0][1]) == ("not-open", "call-off")
    strange = refused(cast.people["worker"], lying, "judge_call", to=[ENFORCEMENT], reason="came")
    assert (strange.name, strange.errors) == ("not-open", [])  # nothing of it is told to others


def test_of_several_calls_the_one_that_is_meant_must_be_named(cast, lying):
    first = whistle(cast.desk, lying, ENFORCEMENT)
    second = whistle(cast.lead, lying, PROPERTY)
    problem = refused(cast.desk, lying, "call_off", text="算了")
    assert problem.errors[0] == ("call", "needs-called", {"names": "综合执法队、滨海物业"})
    assert "叫了几个单位（综合执法队、滨海物业），请选出说的是哪几个" in str(problem.body("zh"))
    assert refused(cast.desk, lying, "call_off", text="算了", call=1).errors[0][:2] == ("call", "not-here")
    ops.move(cast.desk, lying, "call_off", text="算了", call=second)
    assert (call(c.PROPERTY).state, call().state, first < second) == ("off", "open", True)


def test_each_unit_of_one_whistle_has_its_own_verdict(cast, lying):
    seq = whistle(cast.desk, lying, ENFORCEMENT, PROPERTY)
    ops.move(cast.dept, lying, "attend")
    assert refused(cast.desk, lying, "judge_call", call=seq, reason="came").errors[0][:2] == (
        "to",
        "needs-called",
    )
    assert refused(cast.desk, lying, "judge_call", to=["unit:XX"], reason="came").errors[0][0] == "to[0]"
    ops.move(cast.desk, lying, "judge_call", to=[ENFORCEMENT], reason="came")
    clock.freeze(call(c.PROPERTY).due + 1)
    ops.move(cast.desk, lying, "judge_call", to=[PROPERTY], reason="absent", text="等了一上午")
    assert (call().verdict, call(c.PROPERTY).state, call(c.PROPERTY).verdict) == ("came", "absent", "absent")


@pytest.mark.parametrize("given", [{}, {"text": "来过"}, {"reason": "late"}, {"reason": "still_there"}])
def test_a_verdict_is_one_of_three_words(cast, lying, given):
    whistle(cast.desk, lying)
    assert refused(cast.desk, lying, "judge_call", **given).errors[0][0] == "reason"


def test_only_an_emergency_runs_in_minutes_and_the_rest_in_working_time(cast, lying):
    whistle(cast.desk, lying, reason="sudden")
    assert call().due == FRIDAY + 30 * clock.MINUTE
    ops.move(cast.desk, lying, "call_off", text="算了")
    whistle(cast.desk, lying, reason="joint")  # a working day from Friday 16:00
    assert call().due == clock.parse("2026-11-30T16:00:00+08:00") and call().reason == "joint"
    ops.move(cast.desk, lying, "call_off", text="算了")
    whistle(cast.desk, lying, reason="beyond_street")
    assert call().due == clock.parse("2026-12-02T16:00:00+08:00")
    ops.move(cast.desk, lying, "call_off", text="算了")
    whistle(cast.desk, lying, reason="因为很急")  # as a phone may have said it before there were occasions
    assert (call().due, call().reason) == (FRIDAY + 30 * clock.MINUTE, None)


def test_an_area_gives_its_own_time_and_holidays_count_for_nothing(cast, lying):
    AreaSetting.create(area=c.COMMUNITY, name="call_joint_hours", value="14")
    clock.freeze(clock.parse("2026-09-30T08:30:00+08:00"))  # National Day follows, with its make-up days
    whistle(cast.desk, lying, reason="joint")
    assert call().due == workdays.add(clock.now(), 14 * 60)[0] > clock.parse("2026-10-08T00:00:00+08:00")


def test_accepting_late_gives_the_time_anew_and_takes_it_off_the_list_above(cast, lying):
    whistle(cast.desk, lying, reason="sudden")
    for _ in range(2):
        wait(30)
        clock_jobs.unanswered_calls()
    assert call().listed == c.CITY
    ops.move(cast.dept, lying, "accept")
    assert (call().listed, call().due) == (None, clock.now() + 30 * clock.MINUTE)
    wait(29)
    assert clock_jobs.unanswered_calls() == 0
    wait(1)
    assert clock_jobs.unanswered_calls() == 1 and call().reminded == clock.now()


def test_silence_is_reminded_then_listed_above_and_climbs_on_by_the_same_clock(cast, lying):
    street = "330399001000"
    Area.create(code=street, kind="street", name="滨海街道", parent=c.CITY)
    Area.update(parent=street).where(Area.code == c.COMMUNITY).execute()
    tree.rebuild()
    clerk = Person.create(id=str(uuid.uuid4()), name="街道值班", login="street")
    Post.create(id=str(uuid.uuid4()), person=clerk, area=street, role="dispatcher")
    whistle(cast.desk, lying, reason="sudden")
    listed = []
    for _ in range(5):
        wait(30)
        clock_jobs.unanswered_calls()
        listed.append(call().listed)
    assert listed == [None, street, c.CITY, c.CITY, c.CITY] and call().next_at is None
    fresh = Matter.get_by_id(lying.id)
    assert (fresh.level, fresh.holder_desk, fresh.state) == (c.COMMUNITY, c.COMMUNITY, "reported")
    told = Entry.select().where(Entry.subject == lying.id, Entry.actor == "clock").order_by(Entry.seq)
    assert [(row.verb, row.body.get("copy_to")) for row in told] == [
        ("remind", None), ("supervise", street), ("supervise", c.CITY),
    ]  # fmt: skip


def test_three_units_are_called_and_one_comes_one_gives_it_back_and_one_stays_silent(cast, lying, as_):
    keeper = handler_of(c.PROPERTY)
    dispatcher = handler_of_volunteers()
    whistle(cast.desk, lying, ENFORCEMENT, PROPERTY, "unit:ZY01", reason="sudden")
    ops.move(cast.dept, lying, "accept")
    wait(10)
    ops.move(cast.dept, lying, "attend")
    ops.move(keeper, lying, "return_call", reason="not_ours")
    wait(20)
    assert (clock_jobs.unanswered_calls(), clock_jobs.unanswered_calls()) == (1, 0)
    wait(30)
    clock_jobs.unanswered_calls()
    shown = as_("city").get("/api/v1/matters?mine=1").json["matters"]
    assert [matter["id"] for matter in shown] == [lying.id]
    states = {one["unit"]: (one["state"], one["is_late"], one["listed"]) for one in shown[0]["calls"]}
    assert states == {
        c.ENFORCEMENT: ("attended", False, None),
        c.PROPERTY: ("returned", False, None),
        "ZY01": ("open", True, c.CITY),
    }
    ops.move(cast.desk, lying, "judge_call", to=["unit:ZY01"], reason="absent")
    assert as_("city").get("/api/v1/matters?mine=1").json["matters"] == []
    assert refused(dispatcher, lying, "attend").name == "not-open"


def handler_of_volunteers() -> Person:
    Unit.create(code="ZY01", name="志愿服务队", kind="volunteers", area=c.COMMUNITY)
    person = Person.create(id=str(uuid.uuid4()), name="志愿队长", login="helper")
    Post.create(id=str(uuid.uuid4()), person=person, area=c.COMMUNITY, role="handler", unit="ZY01")
    return person


def test_that_nobody_came_is_said_when_the_time_is_over_and_not_before(cast, lying):
    whistle(cast.desk, lying, ENFORCEMENT)
    due = call().due
    problem = refused(cast.desk, lying, "judge_call", reason="absent")
    until = clock.rfc3339(due)[:16].replace("T", " ")
    assert problem.errors[0] == ("reason", "may-still-come", {"until": until})
    assert f"{until} 以后才能说没来" in str(problem.body("zh")) and until in str(problem.body("en"))
    assert (call().state, call().verdict) == ("open", None)
    clock.freeze(due + 1)
    ops.move(cast.desk, lying, "judge_call", reason="absent")
    assert (call().state, call().verdict) == ("absent", "absent")


def test_a_form_offers_to_whistle_for_nobody_who_is_called_already(cast, lying, as_):
    whistle(cast.desk, lying, ENFORCEMENT)
    page = as_("desk").get(f"/desk/matters/{lying.id}").text
    form = re.search(r"<form[^>]*/moves/whistle\?.*?</form>", page, re.DOTALL)
    assert form and PROPERTY in form.group() and ENFORCEMENT not in form.group()
    offers = serialize.for_person(lying, cast.lead)["open_moves"]
    assert next(one for one in offers if one["name"] == "whistle")["waiting"] == [ENFORCEMENT]
    ops.move(cast.dept, lying, "attend")
    assert (
        ENFORCEMENT
        in re.search(  # and may be called once more when it has answered
            r"<form[^>]*/moves/whistle\?.*?</form>",
            as_("desk").get(f"/desk/matters/{lying.id}").text,
            re.DOTALL,
        ).group()
    )
