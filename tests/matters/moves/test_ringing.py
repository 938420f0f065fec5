"""电话回访: residents and heads without a smartphone are rung up by somebody who did not do the work; their answer counts, apart."""

from __future__ import annotations

from typing import Any

import pytest

from app.board import figures
from app.board.public import figure_words
from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import Verdict
from tests import cast as c
from tests.matters import ops
from tests.requests import saying

pytestmark = pytest.mark.both
PHONE = "13912345678"


@pytest.fixture
def done(app: Any, cast: Any) -> Any:
    """A resident's matter of a building, done by the worker; its request and its link's token."""
    request, matter, token = saying.asked(contact={"name": "李秀兰", "phone": PHONE})
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="换了灯泡")
    return request, Matter.get_by_id(matter.id), token


def ring(person: Any, matter: Matter, reason: str, move: str = "ring_back") -> Matter:
    ops.move(person, matter, move, reason=reason)
    found: Matter = Matter.get_by_id(matter.id)
    return found


@pytest.mark.parametrize("who", ["head", "dept", "admin", "outsider", "worker"])
def test_only_a_desk_or_a_lead_writes_down_what_was_heard(cast: Any, done: Any, who: str) -> None:
    for move, reason in (("ring_back", "rung_solved"), ("ring_head", "head_solved")):
        with pytest.raises((Problem, Deferred)):
            ring(cast.people[who], done[1], reason, move)
    assert Matter.get_by_id(done[1].id).state == "resolved"


def test_whoever_did_it_does_not_ask_and_is_told_so(cast: Any, done: Any) -> None:
    matter = done[1]
    Matter.update(resolver=cast.lead.id).where(Matter.id == matter.id).execute()
    for move, reason in (("ring_back", "rung_solved"), ("ring_head", "head_solved")):
        with pytest.raises(Problem) as refused:
            ring(cast.lead, matter, reason, move)
        body = refused.value.body("zh")
        assert refused.value.status == 422 and "请别人来问" in body["errors"][0]["message"]
    assert not Entry.select().where(Entry.verb.in_(["ring_back", "ring_head"])).exists()
    assert ring(cast.desk, matter, "rung_solved").state == "closed"


def test_an_answer_is_one_of_three(cast: Any, done: Any) -> None:
    for reason in (None, "still_there", "head_solved"):
        with pytest.raises(Problem) as refused:
            ring(cast.desk, done[1], reason)  # type: ignore[arg-type]
        assert refused.value.name == "bad-value"


def test_solved_closes_it_not_yet_opens_it_one_level_up_and_nobody_there_changes_nothing(
    cast: Any, done: Any
) -> None:
    matter = done[1]
    assert ring(cast.desk, matter, "rung_nobody").state == "resolved"
    assert ring(cast.desk, matter, "rung_nobody").state == "resolved"  # each try is an entry
    again = ring(cast.lead, matter, "rung_unsolved")
    assert (again.state, again.level, again.holder_desk) == ("reported", c.COMMUNITY, c.COMMUNITY)
    assert again.answer_due is not None  # somebody waits to be answered
    assert Entry.select().where(Entry.verb == "ring_back").count() == 3


def test_a_head_is_rung_while_it_is_their_turn_and_the_resident_has_still_the_last_word(
    cast: Any, done: Any
) -> None:
    matter = done[1]
    assert matter.confirm_turn == "head"
    assert ring(cast.desk, matter, "rung_nobody", "ring_head").confirm_turn == "head"
    confirmed = ring(cast.desk, matter, "head_solved", "ring_head")
    assert (confirmed.state, confirmed.confirm_turn) == ("confirmed", None)
    with pytest.raises(Problem):
        ring(cast.desk, matter, "head_not_yet", "ring_head")  # nobody's turn any more
    assert ring(cast.desk, matter, "rung_solved").state == "closed"


def test_a_head_who_says_not_yet_sends_it_back_to_whoever_did_it(cast: Any, done: Any) -> None:
    back = ring(cast.lead, done[1], "head_not_yet", "ring_head")
    assert (back.state, back.holder_person) == ("in_hand", cast.worker.id)


def test_what_was_heard_is_counted_apart_and_taken_back_not_at_all(cast: Any, done: Any) -> None:
    clock.freeze(clock.now())
    matter = done[1]
    ring(cast.desk, matter, "rung_solved")
    last = Entry.select().order_by(Entry.seq.desc()).get()
    ops.move(cast.desk, matter, "undo", undoes=last.seq)
    assert Matter.get_by_id(matter.id).state == "resolved"
    ring(cast.desk, matter, "rung_nobody")
    ring(cast.lead, matter, "rung_solved")
    clock.freeze(clock.now() + clock.DAY)
    work = figures.Work(c.COMMUNITY, figures.periods()[0])
    assert figures.how_told_by_telephone(work) == figures.Share(1, 1)
    assert figures.how_satisfied(work)[0] == figures.Share(0, 0) and Verdict.select().count() == 0
    other = figures.Work(c.OTHER_COMMUNITY, figures.periods()[0])
    assert figures.how_told_by_telephone(other) == figures.Share(0, 0)


def test_heads_who_were_rung_are_a_figure_of_their_own_and_of_those_who_answered(
    cast: Any, done: Any
) -> None:
    clock.freeze(clock.now())
    first = done[1]
    ring(cast.desk, first, "rung_nobody", "ring_head")
    ring(cast.desk, first, "head_solved", "ring_head")
    last = Entry.select().order_by(Entry.seq.desc()).get()
    ops.move(cast.desk, first, "undo", undoes=last.seq)
    ring(cast.lead, first, "head_not_yet", "ring_head")
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="清了")
    ring(cast.desk, matter, "head_solved", "ring_head")
    clock.freeze(clock.now() + clock.DAY)
    work, other = (figures.Work(code, figures.periods()[0]) for code in (c.COMMUNITY, c.OTHER_COMMUNITY))
    assert figures.how_heads_told_by_telephone(work) == figures.Share(1, 2)
    assert figures.how_heads_told_by_telephone(other) == figures.Share(0, 0)
    assert figures.how_told_by_telephone(work) == figures.Share(0, 0)
    assert figures.how_satisfied(work)[0] == figures.Share(0, 0)
    figure_words.forget()
    shown = figure_words.figures_of(c.COMMUNITY)
    assert shown.rung is None and shown.heads_rung is not None


def test_the_resident_reads_that_they_were_rung_and_may_still_say_otherwise(
    app: Any, cast: Any, done: Any
) -> None:
    (_, matter, token), client = done, app.test_client()
    ring(cast.desk, matter, "rung_solved")
    clock.freeze(clock.now() + clock.MINUTE)  # it cannot be taken back any more
    assert "打电话问过您，您说解决了" in client.get(f"/r/{token}").text
    reply = client.post(f"/api/v1/requests/{token}/rating", json={"solved": False})
    assert reply.status_code == 200 and Matter.get_by_id(matter.id).state == "reported"
