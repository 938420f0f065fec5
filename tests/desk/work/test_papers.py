"""A matter on paper: a work order with a code that opens it, an evidence sheet, and nothing on either that its reader may not know."""

from __future__ import annotations

import re

import pytest

from app.links import lookup
from app.links.models import Link
from app.matters.models import Matter, ResponsibilityRow
from tests import cast as c
from tests import place
from tests.matters import ops

UNIT = f"unit:{c.ENFORCEMENT}"


@pytest.fixture
def given(cast) -> Matter:
    """In the unit's hands, by the list."""
    ResponsibilityRow.create(
        category="fire_lane",
        level_kind="community",
        lead=c.ENFORCEMENT,
        supports=[],
        basis="消防法",
        code="QZ-7",
    )
    matter = ops.report(cast.worker, (ops.PHOTO,), escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT, f"unit:{c.PROPERTY}"])
    ops.move(cast.dept, matter, "take")
    return matter


def test_neither_is_there_for_whoever_does_not_see_the_matter(as_, cast, given):
    for who in ("outsider", "worker", "head"):
        assert as_(who).get(f"/desk/matters/{given.id}/evidence").status_code in (403, 404)
        assert as_(who).post(f"/desk/matters/{given.id}/order", data={"to": UNIT}).status_code in (403, 404)
    other = ops.report(cast.outsider, area=c.OTHER_GRID)
    assert as_("desk").get(f"/desk/matters/{other.id}/evidence").status_code == 404
    assert Link.select().count() == 0


def test_an_order_is_for_somebody_whom_the_matter_asks(as_, given):
    desk = as_("desk")
    for to in ("", "unit:", "area:1", "unit:NOBODY"):
        assert desk.post(f"/desk/matters/{given.id}/order", data={"to": to}).status_code in (404, 409, 422)
    assert Link.select().count() == 0


def test_the_order_says_what_where_until_when_by_which_rule_and_opens_by_its_code(as_, cast, given):
    page = as_("desk").post(f"/desk/matters/{given.id}/order", data={"to": UNIT})
    assert page.status_code == 200
    sheet = place.text(page.text, "main")
    for words in (given.number, "综合执法队", "滨海物业", "消防通道", "QZ-7 消防法", "林晓梅 打印于"):
        assert words in sheet
    assert "<svg" in page.text and Link.select().count() == 1
    assert lookup.over(Link.get(), Matter.get_by_id(given.id)) is None


def test_the_evidence_sheet_has_the_course_and_every_photo_by_its_digest(as_, given):
    sheet = place.text(as_("desk").get(f"/desk/matters/{given.id}/evidence").text, "main")
    assert ops.PHOTO in sheet and "赵磊 接单" in sheet
    assert (
        len(re.findall(r"照片还没有传到", sheet)) == 1
    )  # a digest without its bytes shows no broken picture


def test_what_was_said_in_confidence_is_on_no_paper(as_, cast, given):
    Matter.update(confidential=True, text="邻居的秘密").where(Matter.id == given.id).execute()
    papers = [
        as_("desk").get(f"/desk/matters/{given.id}/evidence").text,
        as_("desk").post(f"/desk/matters/{given.id}/order", data={"to": UNIT}).text,
    ]
    for paper in papers:
        assert "邻居的秘密" not in paper and "王芳" not in paper


def test_the_pane_offers_both(as_, given):
    page = as_("desk").get(f"/desk/matters/{given.id}").text
    assert f'action="/desk/matters/{given.id}/order"' in page
    assert f'href="/desk/matters/{given.id}/evidence"' in page
