"""Who is told of what: the table walked with the cast, the refusals first."""

from __future__ import annotations

import pytest

from app.areas.access import posts
from app.areas.models import Post
from app.core import clock, db
from app.ledger.act import Act
from app.ledger.models import Entry
from app.ledger.record import record
from app.matters import clock_jobs
from app.matters.models import Matter
from app.matters.residents import verdicts
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.notify.recipients import TABLE, WHO
from app.notify.wording import KINDS
from app.people.accounts import ending
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import make, soon
from tests.notify.telling import collected, forget


@pytest.fixture(autouse=True)
def begun(cast):
    collect.collect()


def test_the_outsider_is_never_told_and_nobody_is_told_of_what_they_did_themselves(cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}", f"person:{cast.worker.id}"])
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="拖走了")
    told = collected(cast)
    assert "outsider" not in told and "admin" not in told and "worker2" not in told
    by = {row.seq: row.by for row in Entry.select()}
    assert all(by[row.entry] != row.recipient for row in Notice.select())


def test_whoever_holds_no_post_any_more_is_told_nothing(cast):
    matter = ops.report(cast.worker, escalate=True)
    forget()
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    posts.end(cast.admin, Post.get(Post.person == cast.dept))
    assert collected(cast) == {}


def test_a_leaver_is_told_nothing(cast):
    matter = ops.report(cast.worker, escalate=True)
    forget()
    ending.disable(cast.admin, cast.dept)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert collected(cast) == {}


def test_whoever_may_no_longer_see_the_matter_is_told_nothing(cast):
    matter = ops.report(cast.worker, escalate=True)
    forget()
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    assert collected(cast) == {}


def test_a_building_head_is_asked_to_look_and_told_nothing_else(cast):
    matter = ops.report(cast.head)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "note", text="在路上")
    ops.move(cast.worker, matter, "answer", text="今天就办")
    assert "head" not in collected(cast)
    ops.move(cast.worker, matter, "resolve", text="搬走了")
    assert collected(cast)["head"] == ["look"]


def test_a_first_look_begins_with_now_and_tells_nobody_of_the_past(cast):
    db.Meta.delete().where(db.Meta.key == collect.CURSOR).execute()
    ops.report(cast.worker, escalate=True)
    assert collected(cast) == {}
    ops.report(cast.worker, escalate=True)
    assert collected(cast) == {"desk": ["new"]}


def test_a_report_tells_whoever_it_comes_to_and_not_the_one_who_passed_it_up(cast):
    assert collected(cast, ops.report(cast.worker)) == {}
    assert collected(cast, ops.report(cast.desk, area=c.BUILDING)) == {"worker": ["new"]}
    assert collected(cast, ops.report(cast.worker, urgency="emergency")) == {"desk": ["new"], "lead": ["new"]}
    assert [row.urgent for row in Notice.select().order_by(Notice.id)] == [False, True, True]


@pytest.mark.both
def test_an_emergency_is_told_to_whoever_leads_its_grid_and_nothing_else_is(cast):
    assert "lead" not in collected(cast, ops.report(cast.worker, escalate=True))
    assert collected(cast, ops.report(cast.worker, urgency="emergency"))["lead"] == ["new"]
    assert "lead" not in collected(cast, ops.report(cast.worker2, urgency="emergency", area=c.GRID2))


def test_the_way_of_a_matter_through_a_unit_and_back_to_the_resident(cast):
    matter = ops.report(cast.worker, escalate=True)
    Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    assert collected(cast) == {"desk": ["new"]}
    forget()
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}", f"person:{cast.worker.id}"])
    assert collected(cast) == {"dept": ["new"], "worker": ["support"]}
    forget()
    ops.move(cast.dept, matter, "ask_extension", text="等料", until=soon())
    assert collected(cast) == {"desk": ["asks_time"]}
    ops.move(cast.desk, matter, "extend", text="行", until=soon())
    assert collected(cast) == {"desk": ["asks_time"], "dept": ["more_time"]}
    forget()
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="拖走了")
    assert collected(cast) == {"head": ["look"]}
    forget()
    ops.move(cast.head, matter, "decline")
    assert collected(cast) == {"lead": ["look"]}
    forget()
    ops.move(cast.lead, matter, "refuse", text="还在")
    assert collected(cast) == {"dept": ["refused"]}
    ops.move(cast.dept, matter, "resolve", text="这回拖走了")
    forget()
    ops.move(cast.head, matter, "confirm")
    assert collected(cast) == {"dept": ["confirmed"], "worker": ["confirmed"]}
    forget()
    verdicts.rate(Act(None, clock.now(), actor="resident"), matter.id, True)
    assert collected(cast) == {"dept": ["rated"], "worker": ["rated"]}
    forget()
    verdicts.rate(Act(None, clock.now(), actor="resident"), matter.id, False)
    assert collected(cast) == {"city": ["reopened"]}  # the unit can no longer see it


def test_what_comes_back_to_a_desk_and_what_it_hands_down(cast):
    matter = make(cast, "in the unit's hands")
    forget()
    ops.move(cast.dept, matter, "send_back", reason="not_ours")
    assert collected(cast) == {"desk": ["sent_back"]}
    ops.move(cast.desk, matter, "hand_down", to=[f"area:{c.GRID}"])
    assert collected(cast)["worker"] == ["new"]


def test_a_reminder_and_a_supervision_with_its_copy(cast):
    matter = make(cast, "in the unit's hands")
    forget()
    ops.move(cast.desk, matter, "remind")
    ops.move(cast.desk, matter, "supervise", text="今天要办完", until=soon())
    assert collected(cast) == {"dept": ["reminded", "supervised"], "city": ["copied"]}


def test_a_whistle_calls_the_unit_and_its_coming_is_told_to_the_caller(cast):
    matter = ops.report(cast.worker, escalate=True)
    forget()
    ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="快来")
    assert collected(cast) == {"dept": ["called"]}
    ops.move(cast.dept, matter, "attend")
    assert collected(cast) == {"dept": ["called"], "desk": ["came"]}


def test_the_clock_reminds_and_passes_up_and_what_was_overtaken_asks_nobody(cast):
    clock.freeze(clock.parse("2026-11-23T12:00:00+08:00"))
    ops.report(cast.worker, urgency="emergency")
    forget()
    clock.freeze(clock.now() + 10 * clock.MINUTE)
    clock_jobs.climb()
    assert collected(cast) == {"city": ["new"]}
    clock.freeze(clock.now() + 10 * clock.MINUTE)
    clock_jobs.climb()
    assert collected(cast) == {"city": ["new", "silent"]}
    other = ops.report(cast.worker, escalate=True)
    ops.move(cast.worker, other, "escalate")
    assert collected(cast, other) == {"city": ["new"]}


def test_only_the_last_to_be_asked_is_asked_when_the_turn_has_passed_on_meanwhile(cast):
    matter = make(cast, "in the unit's hands")
    forget()
    ops.move(cast.dept, matter, "resolve", text="好了")
    ops.move(cast.head, matter, "decline")
    assert collected(cast) == {"lead": ["look"]}


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("note", {"dept": ["words"], "desk": ["words"]}),
        ("join", {"dept": ["joined"]}),
        ("void", {"dept": ["withdrawn"], "worker": ["withdrawn"]}),
        ("leave", {}),
    ],
)
def test_what_a_resident_does_later_is_told_to_those_who_have_it(cast, verb, told):
    matter = make(cast, "in the unit's hands")
    forget()
    with db.transaction():
        record(Act(None, clock.now(), actor="resident"), "matter", matter.id, verb, text="电话 13912345678")
    assert collected(cast) == told


@pytest.mark.both
def test_acting_on_a_matter_is_having_read_what_was_told_of_it(cast):
    matter = ops.report(cast.worker, escalate=True)
    other = ops.report(cast.worker, escalate=True)
    collected(cast)
    ops.move(cast.desk, matter, "acknowledge")
    collected(cast)
    states = {row.subject: row.state for row in Notice.select().where(Notice.channel == INBOX)}
    assert states == {matter.id: "read", other.id: "unread"}


@pytest.mark.both
def test_collecting_again_from_the_same_place_doubles_nothing(cast):
    ops.report(cast.worker, escalate=True)
    before = db.Meta.value_of(collect.CURSOR)
    collect.collect()
    db.Meta.write(collect.CURSOR, before)
    collect.collect()
    assert Notice.select().count() == 1


def test_every_line_of_the_table_names_known_people_and_known_words():
    for variants in TABLE.values():
        for lines in variants.values():
            assert lines and all(who in WHO and kind in KINDS for who, kind in lines)
