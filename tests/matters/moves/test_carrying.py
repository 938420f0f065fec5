"""What a move must carry, and what happens when it does not."""

from __future__ import annotations

import uuid

import pytest

from app.areas.models import Post
from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters.models import Call, Matter, Support
from tests import cast as c
from tests import ways
from tests.matters import ops
from tests.matters.workflow.test_every_move import make, soon

UNIT = f"unit:{c.ENFORCEMENT}"


@pytest.mark.parametrize(
    ("situation", "who", "name", "body", "problem", "field"),
    [
        ("at the grid", "worker", "nonsense", {}, "bad-value", "move"),
        ("at the grid", "worker", "rate", {}, "bad-value", "move"),
        ("at the grid", "worker", "settle_on_spot", {}, "bad-value", "text"),
        ("at the grid", "worker", "note", {"text": " "}, "bad-value", "text"),
        ("at the grid", "worker", "amend", {}, "bad-value", "text"),
        ("at the grid", "worker", "amend", {"category": "nope"}, "unknown-category", "category"),
        ("at the grid", "worker", "amend", {"area": c.GRID2}, "unknown-area", "area"),
        ("at the grid", "worker", "void", {}, "bad-value", "reason"),
        ("at the grid", "worker", "take", {"until": "tomorrow"}, "bad-value", "until"),
        ("at the grid", "lead", "whistle", {"text": "来"}, "bad-value", "to"),
        ("at the desk", "desk", "dispatch", {}, "bad-value", "to"),
        ("at the desk", "desk", "dispatch", {"to": ["unit:NO"]}, "unknown-unit", "to[0]"),
        ("at the desk", "desk", "dispatch", {"to": [UNIT, f"area:{c.GRID}"]}, "bad-value", "to[1]"),
        ("at the desk", "desk", "dispatch", {"to": ["ZF01"]}, "bad-value", "to[0]"),
        ("at the desk", "desk", "dispatch", {"to": [f"person:{uuid.uuid4()}"]}, "bad-value", "to[0]"),
        ("at the desk", "desk", "hand_down", {"to": [f"area:{c.COMMUNITY}"]}, "unknown-area", "to[0]"),
        ("at the desk", "desk", "hand_down", {"to": [f"area:{c.OTHER_GRID}"]}, "unknown-area", "to[0]"),
        ("at the desk", "desk", "whistle", {"to": [UNIT]}, "bad-value", "text"),
        ("at the desk", "desk", "whistle", {"to": [f"person:{uuid.uuid4()}"]}, "bad-value", "to[0]"),
        ("at the desk", "desk", "shelve", {"text": "等"}, "bad-value", "until"),
        (
            "at the desk",
            "desk",
            "shelve",
            {"until": "2020-01-01T00:00:00Z", "text": "等"},
            "bad-value",
            "until",
        ),
        ("at the desk", "desk", "void", {}, "bad-value", "reason"),
        ("at the desk", "desk", "supervise", {"text": "快"}, "bad-value", "until"),
        ("called", "dept", "return_call", {}, "bad-value", "reason"),
        ("called", "dept", "attend", {"call": 1}, "bad-value", "call"),
        ("dispatched to the unit", "dept", "send_back", {}, "bad-value", "reason"),
        ("dispatched to the unit", "dept", "send_back", {"reason": "lazy"}, "bad-value", "reason"),
        ("dispatched to the unit", "dept", "send_back", {"reason": "other"}, "bad-value", "text"),
        ("dispatched to the unit", "dept", "resolve", {}, "bad-value", "text"),
        ("dispatched to the unit", "dept", "ask_extension", {"text": "等料"}, "bad-value", "until"),
        ("in the unit's hands", "lead", "take", {}, "bad-value", "text"),
        ("resolved, the head's turn", "head", "refuse", {}, "bad-value", "reason"),
        ("closed", "desk", "reopen", {}, "bad-value", "text"),
        ("closed", "desk", "answer", {}, "bad-value", "text"),
    ],
)
def test_a_move_without_what_it_must_carry_changes_nothing(cast, situation, who, name, body, problem, field):
    matter = make(cast, situation)
    before, entries = matter.__data__.copy(), Entry.select().count()
    with pytest.raises(Problem) as caught:
        ops.move(cast.people[who], matter, name, **body)
    assert (caught.value.name, caught.value.errors[0][0]) == (problem, field)
    assert Matter.get_by_id(matter.id).__data__ == before and Entry.select().count() == entries


def test_merging_into_what_is_out_of_reach_waits_and_into_itself_is_refused(cast):
    matter, elsewhere = make(cast, "at the desk"), ops.report(cast.outsider, area=c.OTHER_GRID)
    with pytest.raises(Deferred):
        ops.move(cast.desk, matter, "merge", to=[f"matter:{elsewhere.id}"])
    with pytest.raises(Problem):
        ops.move(cast.desk, matter, "merge", to=[f"matter:{matter.id}"])
    other = ops.report(cast.worker)
    ops.move(cast.desk, matter, "merge", to=[f"matter:{other.id}"])
    assert (matter.state, matter.merged_into) == ("void", other.id)
    ops.move(cast.desk, matter, "reopen", text="不是同一件")
    assert (matter.state, matter.merged_into) == ("reported", None)


def test_merging_takes_a_number_however_it_is_typed_and_none_out_of_reach(cast):
    elsewhere = ops.report(cast.outsider, area=c.OTHER_GRID)
    for number in (elsewhere.number, "991231-0001", "一二三"):
        with pytest.raises(Deferred):
            ops.move(cast.desk, make(cast, "at the desk"), "merge", to=[f"matter:{number}"])
    other = ops.report(cast.worker)
    for number in (other.number, *ways.of_number(other.number)):
        matter = make(cast, "at the desk")
        ops.move(cast.desk, matter, "merge", to=[f"matter:{number}"])
        assert (matter.state, matter.merged_into) == ("void", other.id), number
    last = Entry.select().where(Entry.subject == matter.id, Entry.verb == "merge").get()
    assert f"matter:{other.id}" in str(last.body)  # the book names it by its id


def test_a_move_on_a_matter_that_is_not_here_waits(cast):
    with pytest.raises(Deferred):
        ops.move(cast.worker, Matter(id=str(uuid.uuid4())), "note", text="等它来")


def test_stale_only_when_state_level_or_holder_changed_since(cast):
    matter = make(cast, "at the desk")
    seen = matter.version
    ops.move(cast.worker, matter, "note", text="又看了一眼")
    ops.move(cast.desk, matter, "acknowledge", base_version=seen)
    ops.move(cast.desk, matter, "take", base_version=seen)
    with pytest.raises(Problem) as caught:
        ops.move(cast.worker, matter, "escalate", base_version=seen)
    assert caught.value.name == "stale"
    assert caught.value.extra["matter"]["state"] == "in_hand"
    assert caught.value.extra["matter"]["version"] == matter.version
    ops.move(cast.worker, matter, "escalate", base_version=matter.version)


def test_dispatching_names_who_leads_and_who_supports_and_starts_the_deadline(cast, as_):
    matter = make(cast, "at the desk")
    clock.freeze(clock.now() + clock.DAY)
    ops.move(
        cast.desk, matter, "dispatch", to=[UNIT, f"unit:{c.PROPERTY}", UNIT, f"person:{cast.worker2.id}"]
    )
    assert matter.holder_unit == c.ENFORCEMENT and matter.started_due == clock.now()
    assert {(s.kind, s.code) for s in Support.select()} == {
        ("unit", c.PROPERTY),
        ("person", cast.worker2.id),
    }
    assert as_("worker2").get(f"/api/v1/matters/{matter.id}").status_code == 200


def test_sending_back_goes_to_the_desk_that_dispatched_and_there_is_no_third(cast):
    matter = make(cast, "dispatched to the unit")
    for _ in range(2):
        ops.move(cast.dept, matter, "send_back", reason="not_ours")
        assert (matter.state, matter.holder_desk, matter.level) == ("reported", c.COMMUNITY, c.COMMUNITY)
        ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    with pytest.raises(Problem) as caught:
        ops.move(cast.dept, matter, "send_back", reason="not_ours")
    assert caught.value.name == "not-open"


def test_several_open_calls_must_be_named_and_each_is_answered_once(cast):
    Post.create(id=ops.uuid7(), person=cast.dept, area=c.COMMUNITY, role="handler", unit=c.PROPERTY)
    matter = make(cast, "called")
    ops.move(cast.lead, matter, "whistle", to=[f"unit:{c.PROPERTY}"], text="再来一次")
    with pytest.raises(Problem) as caught:
        ops.move(cast.dept, matter, "attend")
    assert caught.value.errors[0] == ("call", "needs-call", {})
    first, second = (call.entry for call in Call.select().order_by(Call.entry))
    ops.move(cast.dept, matter, "attend", call=second)
    with pytest.raises(Problem) as caught:
        ops.move(cast.dept, matter, "attend", call=second)
    assert caught.value.name == "not-open"
    ops.move(cast.dept, matter, "return_call", reason="不归我们管")
    assert [call.state for call in Call.select().order_by(Call.entry)] == ["returned", "attended"]
    assert (matter.state, matter.holder_desk, first < second) == ("reported", c.COMMUNITY, True)


def test_an_amended_place_in_another_grid_takes_it_there(cast):
    matter = ops.report(cast.worker)
    ops.move(cast.desk, matter, "amend", area=c.GRID2)
    assert (matter.area, matter.level, matter.holder_person) == (c.GRID2, c.GRID2, cast.worker2.id)
    assert Entry.select().where(Entry.verb == "report").get().area == c.BUILDING


def test_raised_by_mistake_needs_no_reason_and_reopens_at_the_same_level(cast):
    matter = ops.report(cast.worker, urgency="emergency", text=None)
    ops.move(cast.worker, matter, "void")
    entry = Entry.select().where(Entry.verb == "void").get()
    assert matter.state == "void" and entry.body["reason"] == "mistake" and matter.climb_at is None
    ops.move(cast.desk, matter, "reopen", text="确有其事")
    assert (matter.state, matter.holder_desk) == ("reported", c.COMMUNITY)


def test_what_is_shelved_goes_on_as_before_with_its_time_added(cast):
    matter = make(cast, "in the unit's hands")
    due, version = matter.due, matter.version
    ops.move(cast.desk, matter, "shelve", text="等改造", until=soon())
    assert (matter.state, matter.holder_desk) == ("shelved", c.COMMUNITY)
    clock.freeze(clock.now() + 2 * clock.HOUR)
    ops.move(cast.desk, matter, "resume")
    assert (matter.state, matter.holder_unit, matter.taken_by) == ("in_hand", c.ENFORCEMENT, cast.dept.id)
    assert abs(matter.due - due - 2 * clock.HOUR) < clock.MINUTE and matter.version == version + 2
