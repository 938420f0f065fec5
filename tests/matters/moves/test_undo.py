"""Whoever made a move takes it back within seconds: everything is as it was, and what was to be told is not told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.areas.access.reach import reach_of
from app.board import figures
from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.ledger import undone
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.models import Call, Matter, Support
from app.matters.moves import table, takebacks
from app.matters.moves.handling import undo as taking_back
from app.matters.queries import lists
from app.matters.residents import involved
from app.matters.terms import MatterTerm
from app.matters.views import serialize
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect, deliver
from app.requests import lookup
from app.requests.commands import RatingBody
from app.requests.followup import requesters, resident_acts, status
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, Undone, body, guide, make
from tests.requests import saying

UNIT = f"unit:{c.ENFORCEMENT}"
LEFT_OUT = takebacks.OWN - {"id"}


@pytest.fixture(autouse=True)
def _told_by_those_above():
    """What the wiring tells the moves, where no application was made."""
    taking_back.register_reading(collect.is_read)
    involved.register_asking(requesters.is_asked_without)


def undo(person: Any, matter: Matter, seq: int | None, **more: Any) -> Any:
    return ops.move(person, matter, "undo", undoes=seq, **more)


def refusal(person: Any, matter: Matter, seq: int | None) -> Problem:
    with pytest.raises(Problem) as refused:
        undo(person, matter, seq)
    return refused.value


def stands(*matters: Matter) -> dict[str, Any]:
    """The matters' rows, terms, supports and calls, but for what counts their changes."""
    found: dict[str, Any] = {}
    for matter in matters:
        row = ops.stored(matter.id).__data__
        found[matter.id] = {key: value for key, value in row.items() if key not in LEFT_OUT}
        for model in (MatterTerm, Support, Call):
            rows = model.select().where(model.matter == matter.id).dicts()
            found[f"{model.__name__} {matter.id}"] = sorted(rows, key=str)
    return found


@pytest.fixture
def at_desk(cast):
    return ops.report(cast.worker, escalate=True)


def test_nobody_takes_back_what_another_did_and_the_outsider_does_not_see_it(cast, at_desk):
    done = ops.move(cast.desk, at_desk, "take")
    with pytest.raises(Deferred):
        undo(cast.outsider, at_desk, done.seq)
    assert refusal(cast.city, at_desk, done.seq).name == "not-open"
    assert refusal(cast.worker, at_desk, done.seq).name == "not-open"
    assert at_desk.state == "in_hand"


def test_it_has_to_name_an_entry_of_this_matter(cast, at_desk):
    other = ops.report(cast.worker, escalate=True)
    done = ops.move(cast.desk, other, "take")
    ops.move(cast.desk, at_desk, "take")
    assert refusal(cast.desk, at_desk, None).errors == [("undoes", "needs-undoes", {})]
    assert refusal(cast.desk, at_desk, done.seq).errors == [("undoes", "not-here", {})]


def test_after_fifteen_seconds_it_is_too_late_and_that_is_said(cast, at_desk):
    now = clock.now()
    clock.freeze(now)
    done = ops.move(cast.desk, at_desk, "take")
    clock.freeze(now + takebacks.WINDOW + 1)
    late = refusal(cast.desk, at_desk, done.seq)
    assert late.name == "not-open" and "15 秒" in late.body("zh")["detail"]
    clock.freeze(now + takebacks.WINDOW)
    undo(cast.desk, at_desk, done.seq)
    assert at_desk.state == "reported"


def test_as_soon_as_somebody_else_has_moved_it_is_refused(cast, at_desk):
    done = ops.move(cast.desk, at_desk, "take")
    ops.move(cast.worker, at_desk, "note", text="还有一点")
    refused = refusal(cast.desk, at_desk, done.seq)
    assert refused.name == "not-open" and "别人" in refused.body("zh")["detail"]
    assert at_desk.state == "in_hand"


def test_the_clock_counts_as_somebody_else(cast, at_desk):
    done = ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    ops.put(Matter.id == at_desk.id, near_at=clock.now() - 1)
    assert clock_jobs.near_due() == 1
    assert refusal(cast.desk, at_desk, done.seq).sentence is not None


def test_the_later_of_two_moves_is_taken_back_first(cast, at_desk):
    before = stands(at_desk)
    first = ops.move(cast.desk, at_desk, "take")
    between = stands(at_desk)
    second = ops.move(cast.desk, at_desk, "dispatch", to=[UNIT, f"unit:{c.PROPERTY}"])
    assert "先撤销后面" in refusal(cast.desk, at_desk, first.seq).body("zh")["detail"]
    undo(cast.desk, at_desk, second.seq)
    assert stands(at_desk) == between
    assert "已经撤销过" in refusal(cast.desk, at_desk, second.seq).body("zh")["detail"]
    undo(cast.desk, at_desk, first.seq)
    assert stands(at_desk) == before


def test_an_undo_is_not_taken_back(cast, at_desk):
    done = ops.move(cast.desk, at_desk, "take")
    back = undo(cast.desk, at_desk, done.seq)
    assert refusal(cast.desk, at_desk, back.seq).name == "not-open"


def test_whistles_and_emergencies_have_no_such_window(cast, at_desk):
    called = ops.move(cast.desk, at_desk, "whistle", to=[UNIT], text="请到现场")
    assert "不能撤销" in refusal(cast.desk, at_desk, called.seq).body("zh")["detail"]
    alarm = ops.report(cast.worker, urgency="emergency")
    seen = ops.move(cast.desk, alarm, "acknowledge")
    answered = ops.move(cast.desk, alarm, "answer", text="马上到")
    assert {refusal(cast.desk, alarm, done.seq).name for done in (seen, answered)} == {"not-open"}
    raised = ops.move(cast.worker, at_desk, "escalate", urgency="emergency")
    assert refusal(cast.worker, at_desk, raised.seq).name == "not-open"


@pytest.mark.both
@pytest.mark.parametrize("situation", list(TABLE))
def test_any_move_and_its_undo_leave_everything_as_it_was(cast, situation):
    people = {**cast.people, "guide": guide(cast)}
    other = ops.report(cast.worker)
    ops.put(Matter.id == other.id, area=c.COMMUNITY, level=c.COMMUNITY)
    matter = make(cast, situation)
    ops.put(Matter.id == matter.id, urgency="normal")
    before = stands(matter, other)
    tried = set()
    for person in people.values():
        for name in _open_to(person, matter):
            with pytest.raises(Undone), db.transaction():
                done = ops.move(person, Matter.get_by_id(matter.id), name, **body(cast, name, other))
                undo(person, Matter.get_by_id(matter.id), done.seq)
                assert stands(matter, other) == before, name
                raise Undone
            tried.add(name)
    assert "note" in tried or matter.state in ("closed", "void")


def _open_to(person: Any, matter: Matter) -> list[str]:
    """What the person may do with it and take back."""
    fresh = lists.find(reach_of(person), matter.id)
    moves = [] if fresh is None else serialize.for_person(fresh, person)["moves"]
    return [name for name in moves if table.BY_NAME[name].is_undoable]


def test_a_clock_that_stood_still_stands_still_again(cast):
    matter = make(cast, "dispatched a third time")
    ops.put(Matter.id == matter.id, urgency="normal", resident_asked=True)
    ops.move(cast.dept, Matter.get_by_id(matter.id), "pause", **body(cast, "pause", matter))
    before = Matter.get_by_id(matter.id)
    again = ops.move(
        cast.dept, Matter.get_by_id(matter.id), "pause", **{**body(cast, "pause", matter), "text": "还在等"}
    )
    undo(cast.dept, Matter.get_by_id(matter.id), again.seq)
    after = Matter.get_by_id(matter.id)
    assert (after.due, after.near_at, after.paused, after.paused_until) == (
        None,
        None,
        before.paused,
        before.paused_until,
    )


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_row_of_moves_by_one_person_is_taken_back_step_by_step(cast, data):
    people = list(cast.people.values())
    with pytest.raises(Undone), db.transaction():
        other = ops.report(cast.worker)
        ops.put(Matter.id == other.id, area=c.COMMUNITY, level=c.COMMUNITY)
        matter = make(cast, data.draw(st.sampled_from([*TABLE])))
        ops.put(Matter.id == matter.id, urgency="normal", resident_asked=data.draw(st.booleans()))
        person = data.draw(st.sampled_from(people))
        steps = []
        for _ in range(data.draw(st.integers(1, 3))):
            names = _open_to(person, Matter.get_by_id(matter.id))
            if not names:
                break
            name = data.draw(st.sampled_from(names))
            before = stands(matter, other)
            done = ops.move(person, Matter.get_by_id(matter.id), name, **body(cast, name, other))
            steps.append((before, done.seq))
        for before, seq in reversed(steps):
            undo(person, Matter.get_by_id(matter.id), seq)
            assert stands(matter, other) == before
        raise Undone


def test_what_was_parted_by_mistake_goes_on_in_the_other_with_whoever_asked_and_was_called(cast):
    matter, other = make(cast, "resolved, the head's turn"), ops.report(cast.worker)
    ops.put(Matter.id == other.id, area=c.COMMUNITY, level=c.COMMUNITY)
    ops.put(Matter.id == matter.id, resident_asked=True)
    for name in ("reopen", "merge"):
        ops.move(cast.desk, Matter.get_by_id(matter.id), name, **body(cast, name, other))
    merged = stands(matter, other)
    done = ops.move(cast.desk, Matter.get_by_id(matter.id), "reopen", text="不是一回事")
    assert not Matter.get_by_id(other.id).resident_asked
    undo(cast.desk, Matter.get_by_id(matter.id), done.seq)
    assert stands(matter, other) == merged and Matter.get_by_id(other.id).resident_asked


def test_both_stay_in_the_ledger_and_the_one_taken_back_is_marked(cast, at_desk):
    done = ops.move(cast.desk, at_desk, "take")
    undo(cast.desk, at_desk, done.seq)
    ledger = serialize.for_person(at_desk, cast.desk)["ledger"]
    assert [line["move"] for line in ledger[-2:]] == ["take", "undo"]
    assert ledger[-2]["undone"] is True and "undone" not in ledger[-1]
    assert ledger[-1]["undoes"] == done.seq
    assert at_desk.version == 4


def test_what_is_said_once_may_be_said_again_after_it_was_taken_back(cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    done = ops.move(cast.desk, at_desk, "remind")
    offered = [offer["name"] for offer in serialize.for_person(at_desk, cast.desk)["open_moves"]]
    assert "remind" not in offered
    undo(cast.desk, at_desk, done.seq)
    offered = [offer["name"] for offer in serialize.for_person(at_desk, cast.desk)["open_moves"]]
    assert "remind" in offered


def test_it_is_taken_back_also_where_it_left_the_reach_of_whoever_made_it(cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    before = stands(at_desk)
    done = ops.move(cast.dept, at_desk, "send_back", reason="not_ours")
    undo(cast.dept, at_desk, done.seq)
    assert stands(at_desk) == before and at_desk.holder_unit == c.ENFORCEMENT


def test_a_phone_s_late_op_after_an_undo_is_told_what_has_happened_and_keeps_its_words(cast, at_desk):
    seen = at_desk.version
    done = ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    undo(cast.desk, at_desk, done.seq)
    with pytest.raises(Problem) as stale:
        ops.move(cast.worker, at_desk, "escalate", text="还没人来", base_version=seen)
    assert stale.value.name == "stale" and stale.value.extra["matter"]["state"] == "reported"
    ops.move(cast.worker, at_desk, "note", text="还没人来", base_version=at_desk.version)
    assert Entry.get_by_id(at_desk.seq).text == "还没人来"


def test_what_was_to_be_told_is_written_at_once_and_goes_with_the_undo(cast, at_desk):
    collect.collect()
    done = ops.move(cast.desk, at_desk, "dispatch", to=[UNIT])
    collect.collect()
    of_it = Notice.entry == done.seq
    assert [(row.recipient, row.state) for row in Notice.select().where(of_it, Notice.channel == INBOX)] == [
        (cast.dept.id, "unread")
    ]
    Notice.insert(
        entry=done.seq, recipient=cast.dept.id, channel="push", subject=at_desk.id, kind="new", state="waiting",
        made=clock.now(), due=takebacks.until(done.seq), seq=0,
    ).execute()  # fmt: skip
    undo(cast.desk, at_desk, done.seq)
    collect.collect()
    assert [row.state for row in Notice.select().where(of_it)] == ["withdrawn"]
    assert deliver.deliver() == 0


def test_an_answer_that_was_read_is_not_taken_back(cast, at_desk):
    collect.collect()
    done = ops.move(cast.desk, at_desk, "answer", text="明天来看")
    collect.collect()
    Notice.update(state="read").where(Notice.entry == done.seq).execute()
    assert "已经看过" in refusal(cast.desk, at_desk, done.seq).body("zh")["detail"]


def asked(cast) -> tuple[Matter, ResidentRequest]:
    said = saying.say(category="street_lamp", qr=saying.poster())
    request = ResidentRequest.get_by_id(said.id)
    return Matter.get_by_id(request.matter), request


def test_the_resident_hears_of_it_once_it_cannot_be_taken_back(cast):
    matter, request = asked(cast)
    before = status.serialize(request)
    now = clock.now()
    clock.freeze(now)
    ops.move(cast.worker, matter, "take")
    assert status.serialize(request) == before
    clock.freeze(now + takebacks.WINDOW + 1)
    after = status.serialize(request)
    assert after["state"] == "in_hand" and after["events"][-1]["kind"] == "taken"


def test_the_resident_never_hears_of_what_was_taken_back(cast):
    matter, request = asked(cast)
    before = status.serialize(request)
    done = ops.move(cast.worker, matter, "settle_on_spot", text="修好了")
    undo(cast.worker, matter, done.seq)
    clock.freeze(clock.now() + 2 * takebacks.WINDOW)
    after = status.serialize(request)
    assert {**after, "round": 0} == {**before, "round": 0}


def test_a_resident_s_verdict_in_those_seconds_counts_and_ends_them(cast):
    matter, request = asked(cast)
    done = ops.move(cast.worker, matter, "settle_on_spot", text="修好了")
    assert resident_acts.rate(request, RatingBody(solved=True))
    assert status.serialize(request)["state"] == "closed"
    assert refusal(cast.worker, matter, done.seq).name == "not-open"


def test_figures_count_neither_the_move_nor_what_took_it_back(cast):
    matter, _ = asked(cast)
    up = ops.move(cast.worker, matter, "escalate")
    undo(cast.worker, matter, up.seq)
    ops.move(cast.worker, matter, "settle_on_spot", text="修好了")
    lead = ops.move(cast.lead, matter, "confirm") if matter.confirm_turn == "lead" else None
    ops.put(Matter.id == matter.id, state="closed", closed_at=clock.now())
    work = figures.Work(c.COMMUNITY, figures.Period(clock.now() - clock.DAY, clock.now() + clock.DAY))
    assert work.went_up == set() and len(work.closed) == 1
    said = [
        entry.verb
        for entry in undone.standing(Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq))
    ]
    assert "escalate" not in said and "undo" not in said and lead is None


def test_a_merge_is_undone_with_its_reporters(cast):
    one, mine = asked(cast)
    two = ops.report(cast.worker)
    before = stands(one, two)
    done = ops.move(cast.desk, one, "merge", to=[f"matter:{two.id}"])
    assert Matter.get_by_id(two.id).resident_asked and lookup.matter_of(mine).id == two.id
    undo(cast.desk, one, done.seq)
    assert stands(one, two) == before and lookup.matter_of(mine).id == one.id


def test_what_was_merged_takes_its_reporters_back_when_it_is_reopened_later(cast):
    one, mine = asked(cast)
    two, theirs = asked(cast)
    three = ops.report(cast.worker)
    ops.move(cast.desk, one, "merge", to=[f"matter:{two.id}"])
    two = Matter.get_by_id(two.id)
    last = ops.move(cast.desk, two, "merge", to=[f"matter:{three.id}"])
    assert {lookup.matter_of(request).id for request in (mine, theirs)} == {three.id}
    undo(cast.desk, two, last.seq)  # of a merge of a merge
    assert {lookup.matter_of(request).id for request in (mine, theirs)} == {two.id}
    assert not Matter.get_by_id(three.id).resident_asked
    clock.freeze(clock.now() + clock.DAY)
    ops.move(cast.desk, one, "reopen", text="不是同一件")
    assert lookup.matter_of(mine).id == one.id and lookup.matter_of(theirs).id == two.id
    assert Matter.get_by_id(two.id).resident_asked and one.state == "reported"
    ops.move(cast.desk, two, "merge", to=[f"matter:{three.id}"])
    ops.move(cast.desk, two, "reopen", text="不是同一件")
    assert not Matter.get_by_id(three.id).resident_asked


def test_a_call_that_went_along_with_a_merge_comes_back(cast):
    one, two = ops.report(cast.worker, escalate=True), ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, one, "whistle", to=[UNIT], text="请到现场")
    before = stands(one, two)
    done = ops.move(cast.desk, one, "merge", to=[f"matter:{two.id}"])
    assert [call.state for call in Call.select().order_by(Call.entry)] == ["carried", "open"]
    undo(cast.desk, one, done.seq)
    assert stands(one, two) == before
    ops.move(cast.desk, one, "merge", to=[f"matter:{two.id}"])
    ops.move(cast.dept, two, "attend")
    ops.move(cast.desk, one, "reopen", text="不是同一件")
    assert [call.state for call in Call.select().where(Call.matter == one.id)] == ["attended"]


def test_what_can_be_taken_back_no_more_is_forgotten(cast, at_desk):
    ops.move(cast.desk, at_desk, "take")
    assert takebacks.forget() == 0
    clock.freeze(clock.now() + 2 * clock.HOUR)
    assert takebacks.forget() == 1
