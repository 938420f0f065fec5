"""On a handler's phone the act that takes the place of the one just tapped waits until it has stood still."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from app.ledger.models import Entry
from tests import cast as c
from tests.matters import ops

pytestmark = pytest.mark.browser
UNIT = f"unit:{c.ENFORCEMENT}"


def centre(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("apart", [500, 900])
def test_a_second_tap_on_heard_does_not_say_that_one_has_come(office, phone, apart):
    with office.acting() as cast:
        matter = ops.report(cast.worker, escalate=True)
        ops.move(cast.desk, matter, "whistle", to=[UNIT], text="请到现场")
    page = phone("dept")
    card = page.locator("[data-part=my-whistles] article")
    expect(card.locator(".said")).to_have_text("请到现场")
    heard = card.get_by_role("button", name="收到")
    expect(heard).to_be_enabled()
    page.wait_for_timeout(1600)  # it has stood still
    heard.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    spot = centre(heard)
    page.touchscreen.tap(*spot)
    page.wait_for_timeout(apart)
    came = card.get_by_role("button", name="已到场")
    expect(came).to_be_disabled()  # and is seen to be
    expect(came).to_have_css(
        "opacity", re.compile(r"^0\.\d+$")
    )  # asked again where the card is just being drawn anew
    page.touchscreen.tap(*spot)
    page.touchscreen.tap(*centre(came))
    expect(card).to_contain_text("已收到，还没有到")
    expect(came).to_be_enabled()
    with office.acting():
        verbs = [entry.verb for entry in Entry.select().where(Entry.subject == matter.id)]
    assert "accept" in verbs and "attend" not in verbs
    came.tap()
    expect(card).to_have_count(0)
