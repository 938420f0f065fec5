"""Several matters go each to the unit that the responsibility list proposes for it, and what was done to several is taken back one by one."""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import expect

from app.core import clock, ids
from app.ledger.models import Entry
from app.matters.models import Matter, ResponsibilityRow, Support
from app.matters.moves import takebacks
from tests import cast as c
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.desk.test_pages import verbs
from tests.desk.work.test_several import lines, sent
from tests.matters import ops


def listed(category: str, lead: str, *supports: str) -> None:
    ResponsibilityRow.delete().where(ResponsibilityRow.category == category).execute()
    ResponsibilityRow.create(category=category, level_kind="community", lead=lead, supports=list(supports))


@pytest.fixture
def three(cast):
    """One for the enforcement unit, one for the property company with a support, and one of which the list says nothing."""
    ResponsibilityRow.delete().execute()
    listed("fire_lane", c.ENFORCEMENT)
    listed("street_lamp", c.PROPERTY, c.ENFORCEMENT)
    return [
        ops.report(cast.worker, escalate=True, category=category)
        for category in ("fire_lane", "street_lamp", "noise")
    ]


def preview(client, matters: list[Matter]) -> str:
    return client.get("/desk/several/?act=dispatch&" + "&".join(f"m={matter.id}" for matter in matters)).text


def form_of(text: str) -> dict[str, list[str]]:
    """To whom each goes, as it stands in the preview."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(p-[0-9a-f-]+)" value="([^"]+)"', text):
        found.setdefault(name, []).append(value)
    return found


def undo_of(text: str) -> list[str]:
    """What the button that takes all back sends."""
    first = re.search(r'<form class="undo fit".*?</form>', text, re.S)
    return re.findall(r'name="undoes" value="([^"]+)"', first[0]) if first else []


def test_each_line_says_to_whom_it_goes_and_which_the_list_does_not_name(as_, three):
    page = html.unescape(preview(as_("desk"), three))
    assert "按清单：派给综合执法队" in page and re.search("按清单：派给[^<]+，协办综合执法队", page)
    assert page.count("权责清单里没有写谁主办") == 1
    assert form_of(page) == {
        f"p-{three[0].id}": [f"unit:{c.ENFORCEMENT}"],
        f"p-{three[1].id}": [f"unit:{c.PROPERTY}", f"unit:{c.ENFORCEMENT}"],
    }


@pytest.mark.both
def test_each_goes_where_its_line_said_and_one_that_is_not_listed_is_told_by_its_number(as_, three):
    desk = as_("desk")
    form = {**sent(three, lead="proposed"), **form_of(preview(desk, three))}
    listed("fire_lane", c.PROPERTY)  # meanwhile the list has changed: what was shown is done
    done = dict(lines(desk.post("/desk/several/dispatch", data=form).text))
    assert "派单给" in done[three[0].number] and "派单给" in done[three[1].number]
    assert done[three[2].number] == "权责清单里没有写谁主办，请单独派"
    assert [Matter.get_by_id(matter.id).holder_unit for matter in three] == [c.ENFORCEMENT, c.PROPERTY, None]
    assert [row.code for row in Support.select().where(Support.matter == three[1].id)] == [c.ENFORCEMENT]
    entries = Entry.select().count()
    desk.post("/desk/several/dispatch", data=form)
    assert Entry.select().count() == entries


def test_a_unit_that_is_out_of_reach_or_a_field_that_is_none_is_refused_for_that_one_alone(as_, three):
    form = {**sent(three[:2], lead="proposed"), f"p-{three[0].id}": "unit:NOWHERE", f"p-{three[1].id}": f"unit:{c.PROPERTY}"}  # fmt: skip
    done = dict(lines(as_("desk").post("/desk/several/dispatch", data=form).text))
    assert "派单给" not in done[three[0].number] and "派单给" in done[three[1].number]


def test_only_ones_own_is_taken_back_and_what_is_no_number_is_refused(as_, cast, three):
    desk = as_("desk")
    done = desk.post("/desk/several/remind", data=sent(three)).text
    assert as_("outsider").post("/desk/several/undo", data={"undoes": undo_of(done)}).status_code == 403
    told = lines(as_("city").post("/desk/several/undo", data={"undoes": undo_of(done)}).text)
    assert len(told) == 3 and not any("撤销了上一步" in sentence for _, sentence in told)
    assert [verbs(matter)[-1] for matter in three] == ["remind"] * 3
    for wrong in ("x", "x 1", f"{three[0].id} ", f"{three[0].id} -1", f"{three[0].id} ١"):
        assert desk.post("/desk/several/undo", data={"undoes": wrong}).status_code == 422


@pytest.mark.both
def test_all_are_taken_back_within_fifteen_seconds_but_what_somebody_moved_meanwhile_once(as_, cast, three):
    desk = as_("desk")
    form = {**sent(three[:2], lead="proposed"), **form_of(preview(desk, three))}
    page = desk.post("/desk/several/dispatch", data=form).text
    wanted = undo_of(page)
    assert len(wanted) == 2 and page.count('<form class="undo') == 3
    ops.move(cast.dept, three[0], "take")
    back = {"id": ids.uuid7(), "undoes": wanted}
    told = dict(lines(desk.post("/desk/several/undo", data=back).text))
    assert "别人刚刚也处理过这件事" in told[three[0].number]
    assert "撤销了上一步" in told[three[1].number]
    now = [Matter.get_by_id(matter.id) for matter in three]
    assert (now[0].holder_unit, now[1].holder_desk) == (c.ENFORCEMENT, c.COMMUNITY)
    entries = Entry.select().count()
    assert dict(lines(desk.post("/desk/several/undo", data=back).text)) == told
    assert Entry.select().count() == entries


def test_after_fifteen_seconds_each_says_that_it_is_too_late(as_, three):
    desk = as_("desk")
    wanted = undo_of(desk.post("/desk/several/remind", data=sent(three)).text)
    clock.freeze(clock.now() + takebacks.WINDOW + 1)
    told = lines(desk.post("/desk/several/undo", data={"undoes": wanted}).text)
    assert all("已经过了 15 秒" in sentence for _, sentence in told) and len(told) == 3


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scripted"), [(1440, True), (360, False)])
def test_it_is_done_and_taken_back_by_hand(office, window, width, scripted):
    matters = reported(office, 2)
    with office.acting():
        listed("fire_lane", c.ENFORCEMENT)
    asked = "&".join(f"m={matter.id}" for matter in matters)
    page = window(
        "desk",
        f"/desk/several/?act=dispatch&{asked}",
        viewport={"width": width, "height": 800},
        java_script_enabled=scripted,
    )
    page.get_by_label("谁主办").select_option("proposed")
    page.locator("form.card button.main").click()
    expect(page.get_by_role("status").first).to_contain_text("做了 2 件，共 2 件。")
    if scripted:
        assert [one.line() for one in axe.look(page, "/desk/several/dispatch", "undo")] == []
    page.get_by_role("button", name="全部撤销").click()
    expect(page.locator("main")).to_contain_text("撤销了上一步")
    expect(page.get_by_role("status").first).to_contain_text("做了 2 件，共 2 件。")
