"""What a row of the responsibility list proposed and came back is remembered with the row, which proposes its own change."""

from __future__ import annotations

import pytest

from app.matters.models import ResponsibilityRow, SentBack
from app.matters.queries.sent_back import returns_of
from app.matters.views import serialize
from tests import cast as c
from tests.matters import ops

UNIT, OTHER = f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"


@pytest.fixture(autouse=True)
def row(cast) -> None:
    """By the list a blocked fire lane is the enforcement unit's."""
    ResponsibilityRow.create(category="fire_safety", level_kind="community", lead=c.ENFORCEMENT, supports=[])


def given_back(cast, reason: str = "not_on_list", instead: str = OTHER) -> None:
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    ops.move(cast.dept, matter, "send_back", reason=reason)
    if instead:
        ops.move(cast.desk, matter, "dispatch", to=[instead])


def test_what_was_given_by_no_row_is_remembered_with_none(cast):
    ResponsibilityRow.update(lead=c.PROPERTY).execute()
    given_back(cast)
    assert SentBack.select().count() == 0


@pytest.mark.both
def test_the_row_knows_how_often_why_and_who_took_it_instead(cast):
    given_back(cast, instead="")
    one = returns_of("fire_safety", "community", c.ENFORCEMENT)
    assert (one.count, one.reasons, one.instead, one.proposed) == (1, {"not_on_list": 1}, (), None)
    for _ in range(3):
        given_back(cast, reason="not_ours")
    found = returns_of("fire_safety", "community", c.ENFORCEMENT)
    assert (found.count, found.reasons) == (4, {"not_on_list": 1, "not_ours": 3})
    assert (found.instead, found.proposed) == (((c.PROPERTY, 3),), c.PROPERTY)
    assert returns_of("fire_safety", "city", c.ENFORCEMENT).count == 0


def test_the_form_says_so_before_one_goes_by_the_row_again(cast, as_):
    for _ in range(3):
        given_back(cast)
    matter = ops.report(cast.worker, escalate=True)
    offers = serialize.for_person(matter, cast.desk)["open_moves"]
    proposed = next(offer for offer in offers if offer["name"] == "dispatch")["proposed"]
    assert proposed["returned"] == "近一年退回过 3 次，多数改派给了滨海物业"
    assert "近一年退回过 3 次" in as_("desk").get(f"/desk/matters/{matter.id}").text
