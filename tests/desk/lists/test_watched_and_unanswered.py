"""What a desk watches until a date of its own, and whom residents wait for: lists of their own, for the desk above too."""

from __future__ import annotations

import pytest

from app.areas.access.reach import reach_of
from app.core import clock
from app.desk.lists import listing, rows, views
from app.matters.models import Matter
from app.matters.queries.lists import Asked
from app.requests.commands import RatingBody, WordsBody
from app.requests.followup import resident_acts
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

TEN = "2026-11-18T10:00:00+08:00"  # a Wednesday


@pytest.fixture(autouse=True)
def ten(store):
    clock.freeze(clock.parse(TEN))


def at(matter: Matter) -> str:
    return clock.rfc3339(matter.answer_due)[:16]


def listed(person, view: str) -> list[str]:
    return [matter.id for matter in listing.page(reach_of(person), views.named(view), Asked()).rows]


def said(person, view: str) -> list[str]:
    found = listing.page(reach_of(person), views.named(view), Asked()).rows
    return [line.when for line in rows.lines(found, reach_of(person), "zh", views.named(view).order)]


def watched(cast, until: str) -> Matter:
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.desk, matter, "supervise", text="盯着办", until=until)
    return matter


@pytest.mark.both
def test_what_is_supervised_is_listed_by_its_date_for_the_desk_and_the_desk_above_until_it_is_closed(cast):
    later = watched(cast, "2026-11-27T17:00:00+08:00")
    sooner = watched(cast, "2026-11-19T17:00:00+08:00")
    ops.report(cast.worker, escalate=True)  # nobody watches this one
    assert listed(cast.outsider, "watched") == []
    for person in (cast.desk, cast.city):
        assert listed(person, "watched") == [sooner.id, later.id]
        assert listing.counts(reach_of(person))["watched"] == 2
    assert said(cast.desk, "watched") == ["到 明天 17:00", "到 11月27日 17:00"]
    clock.freeze(clock.parse("2026-11-21T17:00:00+08:00"))
    assert said(cast.desk, "watched")[0] == "过期 2 天"
    ops.move(cast.desk, sooner, "void", reason="mistake")
    assert listed(cast.city, "watched") == [later.id]


@pytest.mark.both
def test_a_resident_waits_from_the_first_words_until_somebody_answers(cast):
    request, matter, _ = saying.asked()
    assert listed(cast.outsider, "unanswered") == []
    assert listed(cast.desk, "unanswered") == [matter.id]
    assert at(matter) == "2026-11-23T10:00"  # a weekend between
    clock.freeze(clock.now() + clock.DAY)
    resident_acts.words(request, WordsBody(text="还是没人来"))
    assert Matter.get_by_id(matter.id).answer_due == matter.answer_due  # not later for asking twice
    ops.move(cast.desk, matter, "note", text="内部的话")
    assert listed(cast.desk, "unanswered") == [matter.id]  # a note is nobody's answer
    ops.move(cast.desk, matter, "answer", text="明天来修")
    assert matter.answer_due is None and listed(cast.desk, "unanswered") == []
    resident_acts.words(request, WordsBody(text="几点来"))
    assert at(Matter.get_by_id(matter.id)) == "2026-11-24T10:00"
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="修好了")
    assert matter.answer_due is None and listed(cast.city, "unanswered") == []


def test_not_yet_waits_for_an_answer_again_and_what_is_merged_waits_where_it_went(cast):
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="修好了")
    resident_acts.rate(request, RatingBody(solved=False, text="没修好"))
    matter = Matter.get_by_id(matter.id)
    assert matter.state == "reported" and matter.answer_due is not None
    other = ops.report(cast.worker, escalate=True)
    assert other.answer_due is None
    due = matter.answer_due
    ops.move(cast.desk, matter, "merge", to=[f"matter:{other.id}"])
    assert Matter.get_by_id(other.id).answer_due == due
    assert listed(cast.city, "unanswered") == [other.id]


def test_a_setting_of_the_area_says_how_long(cast, as_):
    answer = as_("admin").post(
        f"/areas/{c.COMMUNITY}/settings",
        data={"answer_days": "1", "shown-answer_days": "3", "reason": "先快一点"},
    )
    assert answer.status_code == 200 and "已保存" in answer.text
    _, matter, _ = saying.asked()
    assert at(matter) == "2026-11-19T10:00"
