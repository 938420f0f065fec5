"""After a move the desk says what happened and offers 撤销 for fifteen seconds, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from app.matters.moves import takebacks
from tests import cast as c
from tests.desk.test_in_a_browser import reported
from tests.desk.test_pages import verbs
from tests.matters import ops


@pytest.fixture
def at_desk(cast):
    """A matter that lies with the community's desk."""
    return ops.report(cast.worker, escalate=True)


def offered(text: str) -> dict[str, str]:
    """The fields of the form that takes back, as the page draws it."""
    form = re.search(r'<form class="undo".*?</form>', text, re.S)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group())) if form else {}


def taken(client, matter: Matter) -> str:
    """The page after the matter was taken."""
    done = client.post(f"/desk/matters/{matter.id}/moves/take")
    return client.get(done.headers["Location"]).text


def test_the_outsider_finds_nothing_to_take_back_and_a_colleague_may_not(as_, cast, at_desk):
    given = offered(taken(as_("desk"), at_desk))
    path = f"/desk/matters/{at_desk.id}/moves/undo"
    assert as_("outsider").post(path, data=given).status_code == 403
    assert as_("dept").post(path, data=given).status_code == 404
    assert as_("city").post(path, data={**given, "id": ""}).status_code == 409
    assert verbs(at_desk)[-1] == "take"


@pytest.mark.both
def test_a_form_takes_back_once_and_says_so(as_, at_desk):
    desk = as_("desk")
    given = offered(taken(desk, at_desk))
    path = f"/desk/matters/{at_desk.id}/moves/undo"
    done = desk.post(path, data=given)
    assert done.status_code == 303
    page = desk.get(done.headers["Location"]).text
    assert "林晓梅 撤销了上一步" in page and not offered(page)
    assert desk.post(path, data=given).headers["Location"] == done.headers["Location"]
    assert verbs(at_desk) == ["report", "escalate", "take", "undo"]
    assert Matter.get_by_id(at_desk.id).state == "reported"


def test_too_late_is_said_and_the_matter_shown_as_it_is(as_, at_desk):
    desk = as_("desk")
    now = clock.now()
    clock.freeze(now)
    given = offered(taken(desk, at_desk))
    clock.freeze(now + takebacks.WINDOW + 1)
    late = desk.post(f"/desk/matters/{at_desk.id}/moves/undo", data=given)
    assert late.status_code == 409 and "已经过了 15 秒" in late.text and "处置中" in late.text
    assert not offered(desk.get(f"/desk/matters/{at_desk.id}?done={Entry.select().count()}").text)


@pytest.mark.parametrize("undoes", ["", "x", "0", "９", "9" * 30])
def test_what_names_no_entry_is_refused(as_, at_desk, undoes):
    answer = as_("desk").post(f"/desk/matters/{at_desk.id}/moves/undo", data={"undoes": undoes})
    assert answer.status_code == 422 and verbs(at_desk) == ["report", "escalate"]


def test_a_handler_takes_back_what_left_the_unit(as_, cast, at_desk):
    ops.move(cast.desk, at_desk, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    dept = as_("dept")
    done = dept.post(f"/desk/matters/{at_desk.id}/moves/send_back", data={"reason": "not_ours"})
    given = offered(dept.get(done.headers["Location"]).text)
    back = dept.post(f"/desk/matters/{at_desk.id}/moves/undo", data=given)
    assert back.headers["Location"].startswith(f"/desk/matters/{at_desk.id}")
    assert Matter.get_by_id(at_desk.id).holder_unit == c.ENFORCEMENT


@pytest.mark.browser
def test_on_an_open_desk_it_is_one_press_and_the_matter_is_back(office, window):
    first, second = reported(office, 2)
    page = window("desk", f"/desk/matters/{second.id}?view=waiting")
    page.locator("#matter").get_by_role("button", name="接单").click()
    done = page.locator("#matter [data-done]")
    expect(done).to_contain_text("林晓梅 接单")
    done.get_by_role("button", name="撤销").click()
    expect(page.locator("#matter [data-done]")).to_contain_text("林晓梅 撤销了上一步")
    expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", second.id)
    expect(page.locator("#matter .tag").first).to_have_text("待受理")


@pytest.mark.browser
def test_the_offer_goes_when_its_time_is_over(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=waiting")
    page.clock.install()
    page.locator("#matter").get_by_role("button", name="接单").click()
    expect(page.locator("#matter [data-undo]")).to_be_visible()
    page.clock.fast_forward(16_000)
    expect(page.locator("[data-undo]")).to_have_count(0)
    expect(page.locator("#matter [data-done]")).to_contain_text("林晓梅 接单")
