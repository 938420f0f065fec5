"""A handler's request for more time is seen where it is decided; what a unit gave back is not proposed to it again unread."""

from __future__ import annotations

import pytest

from app.core import clock
from app.matters.models import Matter, ResponsibilityRow
from tests import cast as c
from tests import place
from tests.matters import ops

UNIT = f"unit:{c.ENFORCEMENT}"
pytestmark = pytest.mark.both


@pytest.fixture
def dispatched(cast) -> Matter:
    """By the list, to the enforcement unit."""
    ResponsibilityRow.create(
        category="fire_lane", level_kind="community", lead=c.ENFORCEMENT, supports=[c.PROPERTY]
    )
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    return matter


def after(matter: Matter, hours: float) -> str:
    assert matter.due is not None
    return clock.rfc3339(round(matter.due + hours * clock.HOUR))


def known(client, matter: Matter, language: str = "zh") -> str:
    page = client.get(f"/desk/matters/{matter.id}", headers={"Accept-Language": language}).text
    return " ".join(place.texts(page, ".known"))


def test_more_time_that_ends_before_the_deadline_is_refused_at_the_desk(as_, cast, dispatched):
    due, desk = dispatched.due, as_("desk")
    clock.freeze(due - 2 * clock.HOUR)
    form = {"text": "早点", "until": after(dispatched, -1)}
    refused = desk.post(f"/desk/matters/{dispatched.id}/moves/extend", data=form)
    assert refused.status_code == 422 and "延期不能早于它" in refused.text and "早点" in refused.text
    english = desk.post(
        f"/desk/matters/{dispatched.id}/moves/extend", data=form, headers={"Accept-Language": "en"}
    )
    assert "cannot end before it" in english.text
    assert Matter.get_by_id(dispatched.id).due == due
    longer = {**form, "until": after(dispatched, 1)}
    assert desk.post(f"/desk/matters/{dispatched.id}/moves/extend", data=longer).status_code == 303
    assert Matter.get_by_id(dispatched.id).due == due + clock.HOUR


def test_an_op_that_gives_less_time_stays_as_valid_as_it_was(cast, dispatched):
    due = dispatched.due
    clock.freeze(due - 2 * clock.HOUR)
    ops.move(cast.desk, dispatched, "extend", text="早点", until=after(dispatched, -1))
    assert dispatched.due == due - clock.HOUR


def test_a_request_for_more_time_stands_in_the_row_and_its_words_beside_the_form(as_, cast, dispatched):
    desk = as_("desk")
    assert "申请延期到" not in desk.get("/desk?view=open").text
    ops.move(cast.dept, dispatched, "ask_extension", text="吊车周四才来", until=after(dispatched, 48))
    assert "申请延期到" in " ".join(place.texts(desk.get("/desk?view=open").text, ".deskrow-waits"))
    assert "吊车周四才来" in known(desk, dispatched) and "申请延期到" in known(desk, dispatched)
    english = desk.get("/desk?view=open", headers={"Accept-Language": "en"}).text
    assert "asks for time until" in " ".join(place.texts(english, ".deskrow-waits"))
    assert as_("outsider").get("/desk?view=open").status_code == 403
    ops.move(cast.desk, dispatched, "extend", text="好", until=after(dispatched, 48))
    assert "申请延期到" not in " ".join(place.texts(desk.get("/desk?view=open").text, ".deskrow-waits"))
    assert "吊车周四才来" not in known(desk, dispatched)


def test_what_the_lead_gave_back_is_not_chosen_for_it_again(as_, cast, dispatched):
    ops.move(cast.dept, dispatched, "send_back", reason="not_ours")
    desk = as_("desk")
    page = desk.get(f"/desk/matters/{dispatched.id}").text
    assert f'value="{UNIT}" selected' not in page and f'value="{UNIT}"' in page
    assert "退回过这一件：不属本单位" in known(desk, dispatched)
    assert "gave this matter back" in known(desk, dispatched, "en")
    other = ops.report(cast.worker, escalate=True)
    assert f'value="{UNIT}" selected' in desk.get(f"/desk/matters/{other.id}").text
    assert "退回过这一件" not in known(desk, other)


def test_of_several_what_was_given_back_is_left_out_with_the_reason(as_, cast, dispatched):
    ops.move(cast.dept, dispatched, "send_back", reason="not_ours")
    page = as_("desk").get(f"/desk/several?act=dispatch&m={dispatched.id}").text
    assert "按清单主办的单位退回过这一件，请单独派" in page
    assert f'name="p-{dispatched.id}"' not in page
