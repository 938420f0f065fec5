"""What a desk does with a hotline's ticket: signed for, its caller rung, given back, more time asked: each stops or moves its clock."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters import clock_jobs, transition
from app.matters.models import Matter
from app.matters.timing import hotline
from app.requests.followup import status
from app.requests.models import ResidentRequest
from tests import cast as c
from tests.gateways.hotline.sheets import matter_of, moment, row, sheet, take
from tests.matters import ops

pytestmark = pytest.mark.both
UNIT = f"unit:{c.ENFORCEMENT}"


@pytest.fixture
def ticket(as_: Any) -> Matter:
    """A ticket with all four clocks."""
    now = clock.now()
    due = {
        "签收时限": now + clock.HOUR,
        "联系时限": now + 2 * clock.HOUR,
        "退单时限": now + clock.DAY,
        "答复时限": now + 5 * clock.DAY,
    }
    take(as_("desk"), sheet(row("WZ-001", **{name: moment(at) for name, at in due.items()})))
    return matter_of("WZ-001")


def refused(who: Any, matter: Matter, name: str, **more: Any) -> str:
    with pytest.raises((Problem, Deferred)) as refusal:
        ops.move(who, matter, name, **more)
    return refusal.value.name if isinstance(refusal.value, Problem) else "not-here"


def sentences(matter: Matter, desk: Any) -> str:
    return str(desk.get(f"/desk/matters/{matter.id}?view=found").text)


def test_no_move_of_a_ticket_is_open_to_others_or_of_another_matter(ticket: Matter, cast: Any) -> None:
    plain = ops.report(cast.worker)
    ops.move(cast.worker, plain, "escalate")
    later = clock.rfc3339(clock.now() + clock.DAY)
    moves: dict[str, dict[str, Any]] = {
        "sign_for": {}, "contact_caller": {"reason": "reached"}, "return_to_hotline": {"basis": "城管条例第三条", "text": "归县里"},
        "ask_hotline": {"text": "要等料", "until": later}, "hotline_extend": {"until": later}, "ask_not_counted": {"text": "恶意"},
        "reply_to_hotline": {"text": "办好了"},
    }  # fmt: skip
    for name, more in moves.items():
        assert refused(cast.desk, plain, name, **more) == "not-open", name
        assert (
            refused(cast.worker, ticket, name, **more)
            == refused(cast.outsider, ticket, name, **more)
            == "not-here"
        ), name
        assert refused(cast.city, ticket, name, **more) == "not-open", name


def test_each_try_to_reach_the_caller_is_an_entry_and_only_reached_stops_the_clock(
    ticket: Matter, cast: Any, as_: Any
) -> None:
    assert (
        refused(cast.desk, ticket, "contact_caller")
        == refused(cast.desk, ticket, "contact_caller", reason="maybe")
        == "bad-value"
    )
    ops.move(cast.desk, ticket, "contact_caller", reason="not_reached", text="没人接")
    ops.move(cast.desk, ticket, "contact_caller", reason="not_reached")
    assert hotline.CONTACT in hotline.running(matter_of("WZ-001"))
    ops.move(cast.desk, ticket, "dispatch", to=[UNIT])
    ops.move(cast.dept, ticket, "contact_caller", reason="reached")
    now = matter_of("WZ-001")
    assert now.ticket["tries"] == 3 and hotline.CONTACT not in hotline.running(now) and now.answer_due is None
    text = sentences(ticket, as_("desk"))
    assert "第 1 次联系诉求人，没有联系上" in text and "第 3 次联系诉求人，联系上了" in text


def test_signed_for_and_taken_back_the_clock_runs_again(ticket: Matter, cast: Any) -> None:
    done = ops.move(cast.desk, ticket, "sign_for")
    assert hotline.nearest(matter_of("WZ-001"))[0] == hotline.CONTACT  # type: ignore[index]
    assert refused(cast.desk, ticket, "sign_for") == "not-open"
    ops.move(cast.desk, ticket, "undo", undoes=done.seq)
    assert hotline.nearest(matter_of("WZ-001"))[0] == hotline.SIGN  # type: ignore[index]


def test_it_goes_back_with_its_basis_and_residents_read_none_of_it(ticket: Matter, cast: Any) -> None:
    assert refused(cast.desk, ticket, "return_to_hotline", text="不归我们") == "bad-value"
    ops.move(cast.desk, ticket, "return_to_hotline", basis="城市绿化条例第七条", text="归园林局，不归我们")
    gone = matter_of("WZ-001")
    assert (gone.state, hotline.running(gone), gone.ticket_at) == ("void", {}, None)
    ops.seconds_pass()
    request = ResidentRequest.get(ResidentRequest.matter == gone.id)
    told = str(status.serialize(request, "zh"))
    assert "园林" not in told and "条例" not in told and "12345" in told


def test_after_the_time_for_it_a_ticket_cannot_go_back(as_: Any, cast: Any) -> None:
    late = moment(clock.now() - clock.HOUR)
    take(as_("desk"), sheet(row("WZ-001", 退单时限=late, 答复时限=moment(clock.now() + clock.DAY))))
    assert (
        refused(cast.desk, matter_of("WZ-001"), "return_to_hotline", basis="条例", text="不归我们")
        == "bad-value"
    )
    assert matter_of("WZ-001").state == "reported"


def test_sent_again_after_it_went_back_it_is_opened_again_with_its_new_clocks(
    ticket: Matter, cast: Any, as_: Any
) -> None:
    ops.move(cast.desk, ticket, "return_to_hotline", basis="条例第一条", text="不归我们")
    until = clock.now() + 9 * clock.DAY
    text = take(as_("desk"), sheet(row("WZ-001", 答复时限=moment(until)))).text
    again = matter_of("WZ-001")
    assert "又派来" in text and again.state == "reported" and again.holder_desk == c.COMMUNITY
    assert set(hotline.running(again)) == {"reply"} and again.due == again.ticket["due"]["reply"]


def test_more_time_is_asked_for_and_moves_nothing_until_the_hotline_has_agreed(
    ticket: Matter, cast: Any
) -> None:
    first, later = ticket.due, clock.now() + 8 * clock.DAY
    ops.move(cast.desk, ticket, "ask_hotline", text="要等料", until=clock.rfc3339(later))
    assert matter_of("WZ-001").due == first
    ops.move(cast.desk, ticket, "hotline_extend", until=clock.rfc3339(later))
    now = matter_of("WZ-001")
    assert now.due == now.ticket["due"]["reply"] == clock.parse(clock.rfc3339(later))


def test_not_to_be_counted_is_asked_with_evidence_once(ticket: Matter, cast: Any) -> None:
    assert refused(cast.desk, ticket, "ask_not_counted") == "bad-value"
    ops.move(cast.desk, ticket, "ask_not_counted", text="同一人一天打了四十次，录音为证")
    assert refused(cast.desk, ticket, "ask_not_counted", text="再来") == "not-open"


def test_what_is_near_or_over_is_told_once_with_the_clock_that_it_is(ticket: Matter, cast: Any) -> None:
    clock.freeze(clock.now() + round(0.9 * clock.HOUR))
    assert clock_jobs.ticket_clocks() == 1 and clock_jobs.ticket_clocks() == 0
    clock.freeze(clock.now() + clock.HOUR)
    ops.move(cast.desk, ticket, "contact_caller", reason="reached")
    assert clock_jobs.ticket_clocks() == 1 and clock_jobs.ticket_clocks() == 0
    found = [
        (e.verb, e.body["reason"])
        for e in Entry.select().where(Entry.subject == ticket.id, Entry.actor == "clock").order_by(Entry.seq)
    ]
    assert found == [("remind", "clock_sign"), ("supervise", "clock_sign")]


def test_a_ticket_that_went_into_another_keeps_its_clocks_and_its_caller(
    ticket: Matter, cast: Any, as_: Any
) -> None:
    take(
        as_("desk"),
        sheet(
            row(
                "WZ-002",
                "同一盏路灯",
                联系时限=moment(clock.now() + clock.DAY),
                答复时限=moment(clock.now() + 3 * clock.DAY),
            )
        ),
    )
    other = matter_of("WZ-002")
    ops.move(cast.desk, other, "merge", to=[f"matter:{ticket.id}"])
    assert set(hotline.running(matter_of("WZ-002"))) == {"contact", "reply"}
    ops.move(cast.desk, other, "contact_caller", reason="reached")
    assert set(hotline.running(matter_of("WZ-002"))) == {"reply"} and hotline.CONTACT in hotline.running(
        matter_of("WZ-001")
    )


def test_every_move_of_a_ticket_that_a_desk_is_offered_can_be_made(
    ticket: Matter, cast: Any, as_: Any
) -> None:
    text = sentences(ticket, as_("desk"))
    for name in (
        "sign_for",
        "contact_caller",
        "ask_hotline",
        "ask_not_counted",
        "return_to_hotline",
        "reply_to_hotline",
    ):
        assert f"/moves/{name}?" in text, name
    assert "/moves/call_back?" not in text  # the hotline's sheet alone makes it
    offered = as_("desk").get(f"/api/v1/matters/{ticket.id}").json["moves"]
    assert "sign_for" in offered and set(offered) <= set(transition.VERBS)
