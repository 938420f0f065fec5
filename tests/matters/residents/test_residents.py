"""What the resident may do in every state, what staff may not do in their place, and the confirming of what they asked for."""

import pytest

from app.areas.models import Post
from app.core import clock, db
from app.core.problems.problem import Deferred, Problem
from app.ledger.act import by_resident
from app.ledger.models import Entry
from app.matters import clock_jobs
from app.matters.area_staff import Ground
from app.matters.models import Matter
from app.matters.moves import table
from app.matters.residents import acts, verdicts
from app.matters.workflow.roles import Standing
from tests import cast as c
from tests.matters import ops
from tests.matters.workflow.test_every_move import TABLE, Undone, guide, leads_to, make
from tests.matters.workflow.test_every_move import attempt as attempt_by
from tests.requests import saying

# state → what the resident may do there, and where it leads
OPEN_TO_RESIDENTS = {
    "reported": {"note": "reported", "join": "reported", "leave": "reported", "void": "void"},
    "dispatched": {"note": "dispatched", "join": "dispatched", "leave": "dispatched", "void": "void"},
    "in_hand": {"note": "in_hand", "join": "in_hand"},
    "shelved": {"note": "shelved", "join": "shelved"},
    "resolved": {"note": "resolved", "join": "resolved", "rate": "closed", "reopen": "reported"},
    "confirmed": {"note": "confirmed", "join": "confirmed", "rate": "closed", "reopen": "reported"},
    "closed": {"reopen": "reported"},
    "void": {"reopen": "reported"},
}
RESIDENTS = ("note", "join", "leave", "void", "rate", "reopen")
ME = by_resident("request:me")


def attempt(matter, name):
    """The state the resident's move leads to, tried and taken back; or how it was refused."""
    try:
        with db.transaction():
            if name in ("rate", "reopen"):
                verdicts.rate(ME, matter.id, solved=name == "rate")
            else:
                acts.move(ME, matter.id, name, "me", text="说明一下", asked=True)
            found = Matter.get_by_id(matter.id).state
            raise Undone
    except Undone:
        return found
    except Problem as problem:
        return problem.name


@pytest.mark.parametrize("situation", list(TABLE))
def test_what_the_resident_may_do_and_where_it_leads(cast, situation):
    matter = make(cast, situation)
    before, entries = Matter.get_by_id(matter.id).__data__, Entry.select().count()
    open_now = OPEN_TO_RESIDENTS[matter.state]
    for name in RESIDENTS:
        assert attempt(matter, name) == open_now.get(name, "not-open"), name
    standing = Standing(matter, ME.reach_now(), Ground(), actor="resident")
    assert {move.name for move, _ in table.open_rows(standing)} == set(open_now)
    assert Matter.get_by_id(matter.id).__data__ == before and Entry.select().count() == entries


@pytest.mark.parametrize("state", list(OPEN_TO_RESIDENTS))
def test_nobody_else_does_what_is_the_residents(cast, state):
    situation = {"reported": "at the grid", "in_hand": "in hand at the grid", "dispatched": "dispatched to the unit",
                 "resolved": "resolved, the head's turn"}.get(state, state)  # fmt: skip
    matter = make(cast, situation)
    for name, person in cast.people.items():
        for move in ("join", "leave", "rate"):
            with pytest.raises((Problem, Deferred)):
                ops.move(person, matter, move)
        with pytest.raises(Problem) as refused:
            acts.move(ops.act(None), "0" * 36, "note", "me", text="x")
        assert refused.value.name == "not-found", name


def resolved(cast):
    """A resident's matter that the worker says is done."""
    request, matter, _ = saying.asked()
    ops.move(cast.worker, matter, "settle_on_spot", text="好了")
    assert (matter.state, matter.confirm_turn) == ("resolved", "head")
    return matter


@pytest.mark.both
def test_what_a_resident_asked_for_waits_for_their_word_after_it_is_confirmed(cast):
    matter = resolved(cast)
    for name in ("worker", "worker2", "dept", "city", "desk", "lead"):
        with pytest.raises((Problem, Deferred)):
            ops.move(cast.people[name], matter, "confirm")
    ops.move(cast.head, matter, "confirm")
    assert matter.state == "confirmed" and matter.close_at is not None
    said = Entry.select().where(Entry.verb == "confirm").get()
    assert said.body["turn"] == "head"


def test_refused_it_goes_back_to_whoever_did_it_and_round_again(cast):
    matter = resolved(cast)
    ops.move(cast.head, matter, "refuse", reason="还不亮")
    assert (matter.state, matter.holder_person) == ("in_hand", cast.worker.id)
    ops.move(cast.worker, matter, "resolve", text="换了整盏")
    ops.move(cast.head, matter, "decline")
    assert matter.confirm_turn == "lead"
    with pytest.raises(Problem):
        ops.move(cast.head, matter, "confirm")
    ops.move(cast.lead, matter, "confirm")
    assert matter.state == "confirmed"


def test_silence_passes_the_turn_on_and_in_the_end_closes_it(cast):
    matter = resolved(cast)
    start = clock.now()
    for day, turn in ((4, "lead"), (8, "desk"), (12, "desk_above"), (16, "desk_above")):
        clock.freeze(start + day * clock.DAY)
        clock_jobs.pass_confirmation_on()
        assert Matter.get_by_id(matter.id).confirm_turn == turn
    matter = Matter.get_by_id(matter.id)
    ops.move(cast.city, matter, "confirm")
    clock.freeze(clock.now() + 14 * clock.DAY)
    assert clock_jobs.close_confirmed() == 1
    assert Matter.get_by_id(matter.id).state == "closed"


def test_the_resident_need_not_wait_for_the_neighbour(cast):
    matter = resolved(cast)
    verdicts.rate(ME, matter.id, solved=True)
    assert Matter.get_by_id(matter.id).state == "closed"
    with pytest.raises(Problem) as refused:
        ops.move(cast.head, matter, "confirm")
    assert refused.value.name == "not-open"


def test_a_head_whose_post_has_ended_confirms_nothing(cast):
    matter = resolved(cast)
    Post.update(ends="2020-01-01").where(Post.person == cast.head.id).execute()
    with pytest.raises(Problem) as refused:
        ops.move(cast.head, matter, "confirm")
    assert refused.value.name == "no-post"
    assert Matter.get_by_id(matter.id).state == "resolved"


@pytest.mark.both
def test_of_two_who_confirm_at_once_one_does(cast):
    from concurrent.futures import ThreadPoolExecutor

    matter = resolved(cast)

    def confirm(_):
        try:
            ops.move(cast.head, Matter.get_by_id(matter.id), "confirm")
        except Problem as problem:
            return problem.name
        finally:
            db.database.close()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(confirm, range(4))) == ["done", "not-open", "not-open", "not-open"]
    assert Entry.select().where(Entry.verb == "confirm").count() == 1


def test_after_thirty_days_neither_what_was_closed_nor_what_was_void_comes_back(cast):
    for state in ("closed", "void"):
        matter = make(cast, state)
        clock.freeze(clock.now() + 31 * clock.DAY)
        assert attempt(matter, "reopen") == "not-open"
        clock.freeze(None)


def test_a_note_must_say_or_show_something(cast):
    matter = ops.report(cast.worker, area=c.BUILDING)
    with pytest.raises(Problem) as refused:
        acts.move(ME, matter.id, "note", "me", text=" ")
    assert refused.value.name in ("bad-value",)


@pytest.mark.parametrize("situation", list(TABLE))
def test_that_a_resident_asked_opens_and_closes_nothing_to_staff_but_leads_to_the_residents_word(
    cast, situation
):
    people = {**cast.people, "guide": guide(cast)}
    other = ops.report(cast.worker)
    matter = make(cast, situation)
    Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    matter = Matter.get_by_id(matter.id)
    for who, person in people.items():
        wanted = TABLE[situation].get(who, TABLE[situation]["others"])
        for name in ("settle_on_spot", "confirm", "refuse", "decline", "close", "reopen", "join", "leave"):
            outcome = attempt_by(cast, person, matter, name, other)
            if wanted == ["x"]:
                assert outcome == "deferred", (who, name)
            elif name in wanted:
                asked = {"settle_on_spot": "resolved", "confirm": "confirmed"}
                assert outcome == asked.get(name, leads_to(situation, name, matter)), (who, name)
            else:
                assert outcome == "not-open", (who, name)
