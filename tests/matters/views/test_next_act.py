"""Which act every screen offers first: what takes the matter on; never what has just been done or what nobody would hear."""

from __future__ import annotations

import pytest

from app.matters.models import Matter
from app.matters.views import offers, serialize
from tests import cast as c
from tests.matters import ops


def offered(person, matter: Matter) -> list[str]:
    """The names of the acts that screens offer this person, the next one first."""
    return [offer["name"] for offer in serialize.for_person(matter, person)["open_moves"]]


def largest(person, matter: Matter) -> str | None:
    """What stands largest: the first, if it may lead."""
    first = (serialize.for_person(matter, person)["open_moves"] or [None])[0]
    return first["name"] if first and first["leads"] else None


def test_what_one_has_just_passed_up_is_not_passed_up_again_by_the_same_thumb(cast):
    matter = ops.report(cast.worker, escalate=True)
    assert offered(cast.worker, matter) == ["note", "amend", "void"] and largest(cast.worker, matter) is None
    shown = serialize.for_person(matter, cast.worker)
    assert shown["moves"][-1] == "escalate"  # open all the same: to the red button, and to an op that waits
    ops.move(cast.desk, matter, "remind")
    assert offered(cast.worker, matter)[:2] == ["note", "escalate"]  # somebody else has moved since


@pytest.mark.parametrize("who", ["worker", "lead", "desk", "dept", "head"])
def test_what_passes_a_matter_further_is_never_the_largest_act(cast, who):
    kept, passed = ops.report(cast.worker), ops.report(cast.worker, escalate=True)
    given = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, given, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    for matter in (kept, passed, given):
        assert largest(cast.people[who], matter) not in {"escalate", "send_back", "hand_down", "return_call"}


def test_whoever_keeps_a_matter_settles_it_first_and_is_not_asked_to_keep_it_again(cast):
    matter = ops.report(cast.worker)
    assert offered(cast.worker, matter) == ["settle_on_spot", "escalate", "note", "amend", "void"]
    assert largest(cast.worker, matter) == "settle_on_spot"
    assert "take" not in offered(cast.lead, matter)[:2]  # nobody is led to take away what another has


def test_acts_that_nobody_would_hear_are_not_offered(cast):
    matter = ops.report(cast.worker, escalate=True)
    assert not {"remind", "supervise"} & set(offered(cast.desk, matter))  # nobody reminds themselves
    ops.move(cast.desk, matter, "escalate")
    for who in (cast.worker, cast.lead, cast.city):
        assert matter.level == c.CITY and "escalate" not in offered(
            who, matter
        )  # above the top there is nobody


def test_closing_is_not_the_large_button_while_a_resident_has_not_spoken(cast):
    matter = ops.report(cast.worker, escalate=True)
    Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    ops.move(cast.desk, matter, "take")
    ops.move(cast.desk, matter, "resolve", text="修好了")
    ops.move(cast.head, matter, "confirm")
    names = offered(cast.desk, matter)
    assert matter.state == "confirmed" and "close" in names and largest(cast.desk, matter) is None
    assert "close" not in names[:2]


def test_declining_once_is_enough(cast):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "take")
    ops.move(cast.desk, matter, "resolve", text="修好了")
    for who in (cast.head, cast.lead, cast.worker):
        ops.move(who, matter, "decline")
    ops.move(cast.city, matter, "decline")  # the last keeps it
    assert "decline" not in offered(cast.city, matter) and largest(cast.city, matter) == "confirm"


def test_a_phone_offers_its_own_report_what_the_office_will_offer(cast):
    """One rule for the thumb that has no line: the page brings it, and here it is held to the table."""
    keys = ("name", "carries", "fields", "plain", "leads")
    for kind, matter in (
        ("kept", ops.report(cast.worker)),
        ("passed", ops.report(cast.worker, escalate=True)),
    ):
        there = serialize.for_person(matter, cast.worker)["open_moves"]
        here = offers.fresh("zh")[kind]
        assert [[one[key] for key in keys] for one in here] == [[one[key] for key in keys] for one in there]


def test_whoever_cannot_see_it_passes_it_on_and_refuses_nothing(cast):
    matter = ops.report(cast.worker)
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="修好了")
    ops.move(cast.head, matter, "refuse", reason="cannot_see")  # as an older phone says it
    assert (matter.state, matter.confirm_turn) == ("resolved", "lead")
    ops.move(cast.lead, matter, "refuse", reason="still_there")
    assert matter.state == "in_hand"
