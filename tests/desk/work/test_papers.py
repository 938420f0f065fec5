"""A matter on paper: a work order with a code that opens it, an evidence sheet, and nothing on either that its reader may not know."""

from __future__ import annotations

import re

import pytest

from app.areas.models import Unit
from app.core import clock
from app.links import lookup
from app.links.models import Link
from app.matters.models import Call, Matter, ResponsibilityRow
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


def test_a_unit_that_was_only_called_is_asked_to_help_and_gets_no_order(as_, cast, given):
    Unit.create(code="JY01", name="救援队", kind="team", platform="public_services", area=c.COMMUNITY)
    ops.move(cast.desk, given, "whistle", to=["unit:JY01"], text="请带破拆工具来", reason="sudden")
    desk = as_("desk")
    page = desk.get(f"/desk/matters/{given.id}").text
    assert "协助单 救援队" in place.texts(page, "button") and "派工单 综合执法队" in place.texts(
        page, "button"
    )
    sheet = place.text(desk.post(f"/desk/matters/{given.id}/order", data={"to": "unit:JY01"}).text, "main")
    due = clock.rfc3339(Call.get(Call.unit == "JY01").due)[:16].replace("T", " ")
    for words in (
        "协助单（吹哨）",
        "救援队",
        "请带破拆工具来",
        "突发应急",
        "林晓梅 吹哨",
        "事件还由综合执法队办理",
        due,
    ):
        assert words in sheet, words
    assert "派工单" not in sheet and "期限" not in sheet.replace(due, "")
    english = desk.post(
        f"/desk/matters/{given.id}/order", data={"to": "unit:JY01"}, headers={"Accept-Language": "en"}
    )
    assert "Call for help" in place.text(english.text, "main")
    support = desk.post(f"/desk/matters/{given.id}/order", data={"to": f"unit:{c.PROPERTY}"}).text
    assert "派工单" in place.text(support, "main") and "主办" in place.text(support, "main")


def test_a_case_that_is_handed_over_has_a_paper_that_says_so(as_, cast):
    matter = ops.report(cast.worker, (ops.PHOTO,), escalate=True)
    ops.move(cast.desk, matter, "dispatch", to=[UNIT, f"unit:{c.PROPERTY}"], reason="transfer")
    desk = as_("desk")
    sheet = place.text(desk.post(f"/desk/matters/{matter.id}/order", data={"to": UNIT}).text, "main")
    for words in (
        "案件移送单",
        "附证据清单",
        "清单有照片 1 张",
        "□ 案号",
        "法定期限到",
        "不予立案",
        "不属本单位",
        "签收",
    ):
        assert words in sheet, words
    other = desk.post(f"/desk/matters/{matter.id}/order", data={"to": f"unit:{c.PROPERTY}"}).text
    assert "案件移送单" not in other
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    again = desk.post(f"/desk/matters/{matter.id}/order", data={"to": UNIT}).text
    assert "派工单" in place.text(again, "main") and "案件移送单" not in again


def test_the_evidence_sheet_says_what_was_done_and_nothing_that_staff_say_among_themselves(as_, cast):
    matter = ops.report(cast.worker, escalate=True, text="飞线充电")
    Matter.update(resident_asked=True).where(Matter.id == matter.id).execute()
    ops.move(cast.desk, matter, "note", text="此人常来闹，注意口气")
    ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    ops.move(cast.desk, matter, "remind", text="怎么还不去")
    ops.move(cast.desk, matter, "supervise", text="领导在看", until=clock.rfc3339(clock.now() + clock.DAY))
    ops.move(cast.dept, matter, "take")
    ops.move(cast.dept, matter, "resolve", text="拆了三处线", resident_text="线已经拆了，插座封好了")
    sheet = place.text(as_("desk").get(f"/desk/matters/{matter.id}/evidence").text, "main")
    for words in ("王芳 上报", "派单给 综合执法队", "拆了三处线", "做了什么：线已经拆了，插座封好了"):
        assert words in sheet, words
    for words in ("此人常来闹", "怎么还不去", "领导在看", "催办", "督办", "补充"):
        assert words not in sheet, words


def test_what_was_taken_back_is_no_part_of_the_course(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    done = ops.move(cast.desk, matter, "dispatch", to=[UNIT])
    ops.move(cast.desk, matter, "undo", undoes=done.seq)
    sheet = place.text(as_("desk").get(f"/desk/matters/{matter.id}/evidence").text, "main")
    assert "派单给" not in sheet and "撤销" not in sheet
