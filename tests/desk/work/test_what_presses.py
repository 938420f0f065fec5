"""What presses but lies with others stands on top and is not what one begins with; a figure says what of it stands there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import cast as c
from tests.desk.test_in_a_browser import reported
from tests.matters import ops


def pressed_elsewhere(cast) -> str:
    """A matter that the city has, where a unit has not answered a whistle."""
    matter = ops.report(cast.worker, escalate=True, text="在市里的一件")
    ops.move(cast.desk, matter, "escalate")
    ops.move(cast.city, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="快来")
    return matter.id


def test_the_pane_names_what_waits_for_the_reader_and_says_what_stands_above(as_, cast):
    elsewhere = pressed_elsewhere(cast)
    own = ops.report(cast.worker, escalate=True, text="自己的一件")
    page = as_("desk").get("/desk?view=waiting").text
    assert re.search(rf'data-open="{elsewhere}"[^>]* data-aside', page)
    following = page.partition('id="next"')[2]
    assert f'data-open="{own.id}"' in following and f'data-open="{elsewhere}"' not in following
    assert not re.search(rf'data-open="{elsewhere}"[^>]* data-aside', as_("city").get("/desk").text)


def test_the_figure_over_a_list_says_how_many_of_it_stand_above(as_, cast):
    for _ in range(2):
        ops.report(cast.worker, escalate=True)
    ops.report(cast.worker, urgency="emergency", text="着火")
    page = as_("desk").get("/desk?view=open").text
    total = re.search(r'id="total" data-live>([^<]*)<', page)[1]
    assert total == "共 3 件，其中 1 件在上面" and page.count('<li id="row-') == 2


@pytest.mark.browser
def test_the_first_key_opens_what_one_can_dispatch(office, window):
    own = reported(office, 1)[0]
    with office.acting() as cast:
        pressed_elsewhere(cast)
    page = window("desk", "/desk?view=waiting")
    page.keyboard.press("o")
    expect(page.locator("#matter [data-matter]")).to_have_attribute("data-matter", own.id)
