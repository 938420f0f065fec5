"""What was merged and stands by itself again is told of as that: in its own history and in that of whatever it went into."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import Post
from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.matters.models import Call, Matter
from app.matters.views import serialize
from app.requests import lookup
from tests import cast as c
from tests.matters import ops
from tests.matters.moves.test_undo import asked

UNIT = f"unit:{c.ENFORCEMENT}"


pytestmark = pytest.mark.usefixtures("app")  # what the wiring tells the moves and the ledger's sentences


def history(matter: Matter, reader: Any, language: str = "zh") -> list[str]:
    """The sentences of its ledger as the reader has them."""
    fresh = Matter.get_by_id(matter.id)
    return [entry["sentence"] for entry in serialize.for_person(fresh, reader, language)["ledger"]]


def merge(desk: Any, matter: Matter, into: Matter) -> int:
    """The number of the entry."""
    return int(ops.move(desk, Matter.get_by_id(matter.id), "merge", to=[f"matter:{into.id}"]).seq)


def reopen(desk: Any, matter: Matter) -> Matter:
    """The matter as it stands by itself."""
    found = Matter.get_by_id(matter.id)
    ops.move(desk, found, "reopen", text="不是同一件")
    return found


def test_nobody_else_parts_them_and_a_matter_that_is_out_of_reach_is_not_there(cast):
    one, two = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    merge(cast.desk, one, two)
    for name in ("worker", "lead", "dept", "outsider"):
        with pytest.raises((Problem, Deferred)):
            ops.move(cast.people[name], Matter.get_by_id(one.id), "reopen", text="不是")
    assert Matter.get_by_id(one.id).merged_into == two.id


@pytest.mark.both
def test_where_others_ask_too_the_targets_history_still_says_that_they_were_parted(cast):
    (one, _), (two, _) = asked(cast), asked(cast)
    merge(cast.desk, one, two)
    assert f"林晓梅 把 {one.number} 并进来，那里的居民也在等" in history(two, cast.desk)
    again = reopen(cast.desk, one)
    assert history(two, cast.desk)[-1] == f"林晓梅 把并进来的 {one.number} 又分开了"
    assert history(again, cast.desk)[-1] == f"林晓梅 把它从 {two.number} 分出来，重新办理"
    assert f"took {one.number} apart again" in history(two, cast.desk, "en")[-1]
    assert Matter.get_by_id(two.id).resident_asked and again.merged_into is None
    assert serialize.for_person(Matter.get_by_id(two.id), cast.desk)["merged"] == []


def test_what_brought_nothing_along_leaves_nothing_in_the_other_history(cast):
    one, two = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    before = history(two, cast.desk)
    merge(cast.desk, one, two)
    reopen(cast.desk, one)
    assert history(two, cast.desk) == before


@pytest.mark.both
def test_parted_from_what_has_been_merged_on_it_takes_its_reporters_from_all_of_them(cast):
    one, mine = asked(cast)
    two, three = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    merge(cast.desk, one, two)
    merge(cast.desk, two, three)
    assert Matter.get_by_id(three.id).resident_asked and lookup.matter_of(mine).id == three.id
    clock.freeze(clock.now() + clock.DAY)
    reopen(cast.desk, one)
    assert lookup.matter_of(mine).id == one.id
    assert not Matter.get_by_id(three.id).resident_asked and not Matter.get_by_id(two.id).resident_asked
    assert Matter.get_by_id(three.id).answer_due is None
    for other in (two, three):
        assert history(other, cast.desk)[-1] == f"林晓梅 把并进来的 {one.number} 又分开了"
    assert Matter.get_by_id(two.id).merged_into == three.id  # that merge stands


def test_a_call_that_went_on_twice_comes_back_to_where_it_was_made(cast):
    one, two, three = (ops.report(cast.worker, escalate=True) for _ in range(3))
    Post.create(id=ops.uuid7(), person=cast.dept, area=c.COMMUNITY, role="handler", unit=c.PROPERTY)
    ops.move(cast.desk, one, "whistle", to=[UNIT], text="请到现场", reason="sudden")
    ops.move(cast.desk, two, "whistle", to=[f"unit:{c.PROPERTY}"], text="也请来", reason="sudden")
    first = Call.get(Call.unit == c.ENFORCEMENT)
    merge(cast.desk, one, two)
    merge(cast.desk, two, three)
    alive = {call.unit: call.matter for call in Call.select().where(Call.state == "open")}
    assert alive == {c.ENFORCEMENT: three.id, c.PROPERTY: three.id}
    reopen(cast.desk, one)
    alive = {call.unit: call.matter for call in Call.select().where(Call.state == "open")}
    assert alive == {c.ENFORCEMENT: one.id, c.PROPERTY: three.id}
    back = Call.get(Call.unit == c.ENFORCEMENT, Call.state == "open")
    assert (back.entry, back.at, back.due) == (first.entry, first.at, first.due)
    reopen(cast.desk, two)
    assert Call.get(Call.unit == c.PROPERTY, Call.state == "open").matter == two.id


def test_a_merge_of_a_merge_taken_back_in_time_says_so_and_leaves_the_first(cast):
    one, mine = asked(cast)
    two, three = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    merge(cast.desk, one, two)
    last = merge(cast.desk, two, three)
    ops.move(cast.desk, Matter.get_by_id(two.id), "undo", undoes=last)
    assert lookup.matter_of(mine).id == two.id and not Matter.get_by_id(three.id).resident_asked
    assert history(three, cast.desk)[-1] == f"林晓梅 把并进来的 {two.number} 又分开了"
    assert history(two, cast.desk)[-1] == "林晓梅 撤销了上一步"
