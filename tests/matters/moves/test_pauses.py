"""暂停计时: the clock stands while somebody is asked or a case is filed, and what is left afterwards is the rest of the working time."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.problems.problem import Problem
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Matter
from app.matters.timing import deadlines, pauses, workdays
from app.matters.views import serialize
from app.requests.commands import WordsBody
from app.requests.followup import resident_acts, status
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops
from tests.requests.saying import asked

NINE = clock.parse("2026-11-23T09:00:00+08:00")  # a Monday
UNIT = f"unit:{c.ENFORCEMENT}"


def later(hours: float) -> str:
    return clock.rfc3339(clock.now() + round(hours * clock.HOUR))


def in_hand(cast, matter: Matter | None = None) -> Matter:
    """In the unit's hands since Monday nine o'clock."""
    clock.freeze(NINE)
    matter = matter or ops.report(cast.worker, category="street_lamp", escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    ops.move(cast.dept, matter, "take")
    return matter


def pause(cast, matter: Matter, hours: float = 24 * 5, **body: object) -> None:
    ops.move(cast.dept, matter, "pause", text="请问是哪一盏灯", until=later(hours), **body)


def refused(person, matter, name, **body) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        ops.move(person, matter, name, **body)
    return (caught.value.name, "") if caught.value.name != "bad-value" else tuple(caught.value.errors[0][:2])


def test_nobody_but_whoever_handles_it_stops_the_clock(cast):
    matter = in_hand(cast)
    for who in ("worker", "lead", "desk", "head", "city"):
        assert refused(cast.people[who], matter, "pause", text="问一问", until=later(1)) == ("not-open", "")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"until": 1}, ("text", "needs-text")),
        ({"text": "请问"}, ("until", "needs-until")),
        ({"text": "请问", "until": -1}, ("until", "past")),
        ({"text": "请问", "until": 24 * 31}, ("until", "pause-too-long")),
        ({"text": "立案", "until": 24 * 90, "reason": "filed"}, ("case_number", "needs-case-number")),
        ({"text": "请问", "until": 1, "reason": "lunch"}, ("reason", "not-a-choice")),
    ],
)
def test_a_pause_says_why_and_until_when_at_most(cast, given, wrong):
    matter = in_hand(cast)
    body = {**given, "until": later(given["until"])} if "until" in given else given
    assert refused(cast.dept, matter, "pause", **body) == wrong
    assert matter.paused is None


@pytest.mark.both
def test_the_rest_of_the_working_time_is_left_when_it_ends(cast):
    matter = in_hand(cast)
    due, near = matter.due, matter.near_at
    assert due is not None and near is not None
    clock.freeze(clock.parse("2026-11-23T15:00:00+08:00"))
    left = workdays.between(clock.now(), due)
    pause(cast, matter)
    assert (matter.due, matter.near_at, deadlines.late_at(matter)) == (None, None, None)
    clock.freeze(clock.parse("2026-11-26T20:00:00+08:00"))  # Thursday evening
    assert (clock_jobs.near_due(), clock_jobs.past_due()) == (0, 0)  # nothing turns red meanwhile
    ops.move(cast.dept, matter, "note", text="居民说是3号灯")
    assert matter.paused is None and matter.paused_until is None
    assert workdays.between(clock.now(), matter.due) == pytest.approx(left)
    assert matter.due == workdays.add(clock.parse("2026-11-27T08:30:00+08:00"), left)[0]
    assert matter.near_at is not None and matter.near_at < matter.due


def test_it_ends_by_itself_and_the_ledger_says_so(cast):
    matter = in_hand(cast)
    pause(cast, matter, hours=2)
    clock.freeze(NINE + 2 * clock.HOUR - 1)
    assert clock_jobs.end_pauses() == 0
    clock.freeze(NINE + 2 * clock.HOUR)
    assert (clock_jobs.end_pauses(), clock_jobs.end_pauses()) == (1, 0)
    matter = Matter.get_by_id(matter.id)
    assert matter.due is not None and matter.paused is None
    last = Entry.select().order_by(Entry.seq.desc()).get()
    assert (last.verb, last.actor, last.body["why"]) == ("pause", "clock", "over")


def test_what_was_late_before_is_late_again_afterwards(cast):
    matter = in_hand(cast)
    clock.freeze(NINE + 60 * clock.DAY)
    clock_jobs.past_due()
    matter, due = Matter.get_by_id(matter.id), matter.due
    pause(cast, matter)
    assert deadlines.late_at(matter) is None
    ops.move(cast.dept, matter, "note", text="问过了")
    assert (matter.due, matter.late_told) == (due, True) and clock_jobs.past_due() == 0


def test_danger_is_counted_day_and_night(cast):
    clock.freeze(NINE)
    matter = ops.report(cast.worker, category="manhole", escalate=True)
    in_hand(cast, matter)
    left = matter.due - NINE
    pause(cast, matter)
    clock.freeze(NINE + 7 * clock.DAY)
    ops.move(cast.dept, matter, "note", text="问过了")
    assert matter.due == clock.now() + left


def test_a_desk_that_only_looks_on_ends_nothing_and_one_that_takes_it_on_does(cast):
    matter = in_hand(cast)
    pause(cast, matter)
    ops.move(cast.desk, matter, "remind")
    ops.move(cast.desk, matter, "note", text="等着")
    assert matter.paused is not None
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    assert matter.paused is None and matter.due is not None


@pytest.mark.both
def test_the_resident_reads_why_and_their_words_end_it(cast):
    clock.freeze(NINE)
    request, matter, _ = asked(category="street_lamp")
    ops.move(cast.worker, matter, "escalate")
    in_hand(cast, matter)
    pause(cast, matter)
    row = ResidentRequest.get_by_id(request.id)
    ops.seconds_pass()
    page = status.serialize(row)
    assert page["sentence"].startswith("综合执法队在等您回一句话") and page["until"] is None
    assert page["events"][-1]["kind"] == "paused" and page["events"][-1]["text"] == "请问是哪一盏灯"
    resident_acts.words(row, WordsBody(text="3号灯"))
    matter = Matter.get_by_id(matter.id)
    assert matter.paused is None and matter.due is not None
    assert status.serialize(row)["sentence"].endswith("前办好。")


def test_a_filed_case_stands_until_its_legal_limit_whatever_is_noted(cast):
    matter = in_hand(cast)
    pause(cast, matter, hours=24 * 90, reason="filed", case_number="执罚立〔2026〕7号")
    assert matter.case_number == "执罚立〔2026〕7号" and not pauses.is_question(matter)
    ops.move(cast.dept, matter, "note", text="已经取证")
    assert matter.paused is not None
    clock.freeze(NINE + 89 * clock.DAY)
    assert (clock_jobs.past_due(), clock_jobs.end_pauses()) == (0, 0)
    ops.move(cast.dept, matter, "resolve", text="已经处罚")
    assert (matter.paused, matter.state) == (None, "resolved")


@pytest.mark.both
def test_a_filed_case_is_neither_paused_again_nor_ended_by_what_the_resident_says(cast):
    clock.freeze(NINE)
    request, matter, _ = asked(category="street_lamp")
    ops.move(cast.worker, matter, "escalate")
    in_hand(cast, matter)
    pause(cast, matter, hours=24 * 90, reason="filed", case_number="执罚立〔2026〕7号")
    limit, entries = matter.paused_until, Entry.select().count()
    again = {"text": "再问一问", "until": later(24)}
    assert refused(cast.dept, matter, "pause", **again) == ("until", "filed-already")
    filed = {"text": "改日子", "until": later(24 * 200), "reason": "filed", "case_number": "8号"}
    assert refused(cast.dept, matter, "pause", **filed) == ("until", "filed-already")
    assert Entry.select().count() == entries
    ops.seconds_pass()
    resident_acts.words(ResidentRequest.get_by_id(request.id), WordsBody(text="怎么样了"))
    matter = Matter.get_by_id(matter.id)
    assert (matter.paused_until, matter.paused["why"], matter.due) == (limit, "filed", None)
    ops.move(cast.desk, matter, "extend", until=later(24 * 30), text="期限有变")
    assert matter.paused is None and matter.due is not None


def test_asking_once_more_begins_a_pause_of_its_own(cast):
    matter = in_hand(cast)
    pause(cast, matter, hours=2)
    clock.freeze(NINE + clock.HOUR)
    pause(cast, matter, hours=4)
    assert matter.paused_until == NINE + 5 * clock.HOUR and matter.paused["left"] is not None


def test_a_number_of_another_office_is_given_by_whoever_holds_it_or_the_desk(cast):
    matter = in_hand(cast)
    assert refused(cast.worker, matter, "note", text="听说", case_number="1") == (
        "case_number",
        "not-a-choice",
    )
    ops.move(cast.desk, matter, "note", text="12345 也接到了", case_number="12345-8812")
    assert matter.case_number == "12345-8812"


def offered(person, matter: Matter) -> list[str]:
    """The kinds of pause that the person's form offers."""
    (pause,) = [one for one in serialize.for_person(matter, person)["open_moves"] if one["name"] == "pause"]
    return [reason["code"] for reason in pause["reasons"]]


def test_where_no_resident_asked_nobodys_answer_is_offered_to_wait_for_and_a_filed_case_is(cast):
    matter = in_hand(cast)
    assert offered(cast.dept, matter) == ["filed"]
    ops.put(Matter.id == matter.id, resident_asked=True)
    assert offered(cast.dept, Matter.get_by_id(matter.id)) == ["asking", "filed"]
