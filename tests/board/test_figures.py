"""Each figure is what its definition says, resident-made, staff-entered and found apart, few never told apart."""

import datetime as dt
import inspect

import pytest

from app.board import figures
from app.board.figures import Period, Work
from app.board.public import figure_words
from app.core import clock, db
from app.ledger.act import by_resident
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.residents import verdicts
from app.matters.timing import workdays
from app.requests.commands import RatingBody
from app.requests.followup import resident_acts, scores
from app.requests.models import ResidentRequest
from app.settings import ROOT
from tests import cast as c
from tests.board import done
from tests.core.store import said
from tests.matters import ops
from tests.requests import saying

MONDAY = clock.parse("2026-11-16T09:00:00+08:00")
ALL = Period(0, clock.LATEST)


@pytest.fixture
def monday(store):
    clock.freeze(MONDAY)
    figure_words.forget()
    yield MONDAY
    figure_words.forget()


def said_in_both(phrase: figure_words.Phrase) -> tuple[str, str]:
    """The phrase in Chinese and in English."""
    return phrase("zh"), phrase("en")


def work(code=c.COMMUNITY, period=ALL):
    return Work(code, period)


def hours_later(hours):
    clock.freeze(MONDAY + round(hours * clock.HOUR))


@pytest.mark.both
def test_what_residents_said_staff_entered_and_staff_found_is_counted_apart(as_, cast, monday):
    done.asked("qr")
    done.asked("web")
    done.asked("staff")
    done.asked("source")
    ops.report(cast.worker)
    assert figures.received(work()) == {
        "resident": 2, "entered": 1, "found": 1, "forwarded": 1, "open311": 0, "group": 0
    }  # fmt: skip
    assert set(figures.done(work()).values()) == {0}
    clock.freeze(MONDAY + clock.DAY)
    assert len(figure_words.count(c.COMMUNITY).columns) == 4
    assert (
        len(figure_words.count(c.OTHER_COMMUNITY).columns) == 3
    )  # no other system has brought anything there
    clock.freeze(MONDAY + 2 * clock.HOUR)
    done.asked("group")
    assert figures.received(work())["group"] == 1 and figures.received(work())["resident"] == 2


def test_mistakes_and_the_neighbours_do_not_count(as_, cast, monday):
    gone = ops.report(cast.worker)
    ops.move(cast.worker, gone, "void", reason="mistake")
    ops.report(cast.outsider, area=c.OTHER_GRID)
    assert sum(figures.received(work()).values()) == 0
    assert sum(figures.received(work(c.OTHER_COMMUNITY)).values()) == 1


def test_only_what_is_closed_still_is_done(as_, cast, monday):
    matter = done.settled(as_, cast)
    assert figures.done(work())["found"] == 1
    ops.move(cast.desk, matter, "reopen", text="又堵上了")
    assert figures.done(work())["found"] == 0


@pytest.mark.both
def test_on_the_spot_is_what_never_lay_above_the_community(as_, cast, monday):
    done.through(cast, done.asked())
    up = done.asked()
    ops.move(cast.worker, up, "escalate")
    ops.move(cast.desk, up, "escalate", text="要市里")
    ops.move(cast.city, up, "hand_down", to=[f"area:{c.GRID}"])
    done.through(cast, up)
    share = figures.on_the_spot(work())["resident"]
    assert (share.part, share.of) == (1, 2)
    assert share.percent is None  # two are too few for a per cent


def test_found_and_settled_at_once_stands_apart(as_, cast, monday):
    done.settled(as_, cast)
    later = ops.report(cast.worker)
    ops.move(cast.worker, later, "take")
    ops.move(cast.worker, later, "resolve", text="好了")
    ops.move(cast.head, later, "confirm")
    assert figures.settled_at_once(work()) == 1
    assert figures.on_the_spot(work())["found"].of == 1
    assert figures.how_fast(work())["found"].of == 1


@pytest.mark.both
def test_how_fast_is_the_median_of_working_time_until_it_was_said_to_be_done(as_, cast, monday):
    matters = [done.asked() for _ in range(5)]
    for hours, matter in zip((1, 2, 24, 30, 240), matters, strict=True):
        hours_later(hours)
        ops.move(cast.worker, matter, "take")
        ops.move(cast.worker, matter, "resolve", text="清走了")
    hours_later(300)
    for matter in matters:
        ops.move(cast.head, matter, "confirm")
        verdicts.rate(by_resident("request:x"), matter.id, True)
    middle = figures.how_fast(work())["resident"]
    assert (middle.minutes, middle.of) == (7 * 60, 5)  # Monday nine to Tuesday nine: one working day
    board = figure_words.count(c.COMMUNITY)
    assert said_in_both(board.columns[0].how_fast.now) == ("—", "—")  # the page's days end this morning
    clock.freeze(clock.now() + clock.DAY)
    assert said_in_both(figure_words.count(c.COMMUNITY).columns[0].how_fast.now) == (
        "1 个工作日",
        "1 working day",
    )


def test_working_time_between_two_moments(store):
    at = lambda text: clock.parse(f"{text}:00+08:00")  # noqa: E731
    assert workdays.between(at("2026-11-16T09:00"), at("2026-11-16T10:30")) == 90
    assert workdays.between(at("2026-11-16T11:00"), at("2026-11-16T15:00")) == 120  # the noon rest between
    assert workdays.between(at("2026-11-20T17:00"), at("2026-11-23T09:00")) == 60  # a weekend
    assert workdays.between(at("2026-11-21T09:00"), at("2026-11-22T20:00")) == 0
    assert workdays.between(at("2026-11-16T10:00"), at("2026-11-16T09:00")) == 0
    assert workdays.between(at("2026-09-30T17:00"), at("2026-10-08T09:00")) == 60  # the national holiday
    assert workdays.day_minutes() == 420


@pytest.mark.both
def test_satisfaction_is_what_residents_said_and_silence_is_no_yes(as_, cast, monday):
    for number in range(6):
        matter = done.asked()
        ops.move(cast.worker, matter, "take")
        ops.move(cast.worker, matter, "resolve", text="清走了")
        if number < 4:
            verdicts.rate(by_resident("request:x"), matter.id, True, 3)
        elif number == 4:
            verdicts.rate(by_resident("request:x"), matter.id, False, 1, "还在")
    share, score = figures.how_satisfied(work())
    assert (share.part, share.of, share.percent) == (4, 5, 80) and score == pytest.approx(2.6)
    assert figures.how_satisfied(work(c.OTHER_COMMUNITY))[0].of == 0


@pytest.mark.both
def test_a_score_given_after_the_yes_counts_and_the_yes_counts_once(as_, cast, monday):
    for _ in range(5):
        request, matter, _ = saying.asked()
        ops.move(cast.worker, matter, "settle_on_spot", text="换了灯泡")
        resident_acts.rate(request, RatingBody(solved=True))
        scores.score(ResidentRequest.get_by_id(request.id), RatingBody(solved=True, score=2))
    share, score = figures.how_satisfied(work())
    assert (share.part, share.of, score) == (5, 5, 2)


def test_fewer_than_five_ratings_make_no_average(as_, cast, monday):
    for _ in range(4):
        done.through(cast, done.asked(), score=3)
    assert figures.how_satisfied(work())[1] is None


def test_the_period_is_ninety_whole_days_against_the_ninety_before(monday):
    last, before = figures.periods()
    assert last.until == clock.start_of(dt.date(2026, 11, 16))
    assert (last.until - last.since) == 90 * clock.DAY == last.since - before.since
    assert before.until == last.since


def test_few_are_never_told_apart(as_, cast, monday):
    for _ in range(4):
        done.asked()
    for _ in range(5):
        done.asked("staff")
    clock.freeze(MONDAY + clock.DAY)
    board = figure_words.count(c.COMMUNITY)
    assert [column.received.now("zh") for column in board.columns] == ["不足 5 件", "5", "0"]


def test_the_page_counts_once_in_ten_minutes(as_, cast, monday):
    for _ in range(5):
        done.asked()
    clock.freeze(MONDAY + clock.DAY)
    first = figure_words.figures_of(c.COMMUNITY)
    Matter.update(state="void").execute()
    assert figure_words.figures_of(c.COMMUNITY) is first
    clock.freeze(clock.now() + 11 * clock.MINUTE)
    assert figure_words.figures_of(c.COMMUNITY).columns[0].received.now("zh") == "0"


def test_no_figure_has_a_person_in_it(as_, cast, monday):
    done.settled(as_, cast)
    said = repr(figure_words.count(c.COMMUNITY))
    assert not any(person.name in said or person.id in said for person in cast.people.values())
    assert Entry.select().exists()


def test_the_page_for_managers_defines_the_figures_as_the_code_does():
    page = (ROOT / "docs" / "board.md").read_text(encoding="utf-8")
    for figure in (
        figures.received,
        figures.done,
        figures.on_the_spot,
        figures.settled_at_once,
        figures.how_fast,
        figures.how_satisfied,
    ):
        first = " ".join(inspect.getdoc(figure).split()).partition(". ")[0].removesuffix(".")
        assert f"- {first}." in page, first


@pytest.mark.sqlite
def test_figures_walk_along_the_lists_of_the_community_and_no_further(cast, monday, monkeypatch):
    heard, execute = said.listen(monkeypatch), db.database.obj.execute_sql
    assert work().received == [] and work().closed == []
    walked = [(sql, values) for sql, values in heard if '"matter_term"' in sql]
    assert len(walked) == 2
    for sql, values in walked:
        steps = [row[3] for row in execute(f"explain query plan {sql}", values).fetchall()]
        assert "PRIMARY KEY (term=? AND list=? AND place>? AND place<?)" in steps[0], steps
        assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for step in steps), steps
