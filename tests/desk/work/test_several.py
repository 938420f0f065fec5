"""Several matters are selected and one thing is done to all: each by itself, with a line for each, and once."""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import expect

from app.core import ids
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests import lookup
from app.requests.models import ResidentRequest
from tests import cast as c
from tests import hands, place
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.desk.test_pages import verbs
from tests.matters import ops
from tests.requests import saying

LEAD = f"unit:{c.ENFORCEMENT}"


@pytest.fixture
def three(cast):
    """Three matters that lie with the community's desk."""
    return [ops.report(cast.worker, escalate=True, text=f"第{at}件") for at in range(3)]


def sent(matters: list[Matter], **more: str) -> dict[str, object]:
    """What the form sends for these matters."""
    versions = {f"v-{matter.id}": str(matter.version) for matter in matters}
    return {"id": ids.uuid7(), "m": [matter.id for matter in matters], **versions, **more}


def lines(text: str) -> list[tuple[str, str]]:
    """(number, sentence) of each result."""
    found = re.findall(r'<span class="num">([^<]+)</span></a> <span[^>]*>(.*?)</span>(?:</li>| <form)', text)
    return [(number, html.unescape(sentence)) for number, sentence in found]


def test_the_outsider_and_a_handler_change_nothing(as_, three):
    assert as_("outsider").post("/desk/several/answer", data=sent(three, text="x")).status_code == 403
    answer = as_("dept").post("/desk/several/answer", data=sent(three, text="我们看到了"))
    assert answer.status_code == 200 and {sentence for _, sentence in lines(answer.text)} == {
        "这一件不在您的范围里了"
    }
    assert not any(matter.number in answer.text for matter in three)
    assert [verbs(matter) for matter in three] == [["report", "escalate"]] * 3


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("answer", {}, "请写一句话"),
        ("answer", {"text": "x" * 2001}, "太长了"),
        ("answer", {"text": "a\x00b"}, "不能含有控制字符"),
        ("dispatch", {}, "请选择对象"),
        ("merge", {}, "请选择对象"),
        ("answer", {"id": "1", "text": "好"}, "UUID"),
    ],
)
def test_what_lacks_is_said_and_nothing_is_done(as_, three, act, given, said):
    answer = as_("desk").post(f"/desk/several/{act}", data={**sent(three), **given})
    assert answer.status_code == 422 and said in answer.text
    assert [verbs(matter) for matter in three] == [["report", "escalate"]] * 3


def test_an_act_that_is_not_for_several_and_too_many_are_refused(as_, three):
    desk = as_("desk")
    assert desk.post("/desk/several/void", data=sent(three)).status_code == 404
    assert desk.get("/desk/several/?act=void").status_code == 404
    many = [ids.uuid7() for _ in range(51)]
    answer = desk.post("/desk/several/answer", data={"m": many, "text": "好", "id": ids.uuid7()})
    assert answer.status_code == 422


def test_without_any_it_says_how_to_select(as_, three):
    assert "没有选中的事件" in as_("desk").get("/desk/several/?m=nonsense").text


def test_the_preview_says_of_each_what_stands_in_the_way(as_, cast, three):
    ops.move(cast.desk, three[1], "void", reason="mistake")
    path = "/desk/several/?act=dispatch&" + "&".join(f"m={matter.id}" for matter in three)
    page = as_("desk").get(path).text
    assert page.count("这一件现在不能派单") == 1 and all(matter.number in page for matter in three)


@pytest.mark.both
def test_each_is_dispatched_by_itself_with_its_own_entry_and_line_and_a_repeat_does_nothing_more(as_, three):
    desk, form = as_("desk"), sent(three, lead=LEAD, text="请尽快")
    first = desk.post("/desk/several/dispatch", data=form)
    assert [number for number, _ in lines(first.text)] == [matter.number for matter in three]
    assert all("派单给" in sentence for _, sentence in lines(first.text))
    entries = Entry.select().count()
    again = desk.post("/desk/several/dispatch", data=form)
    assert lines(again.text) == lines(first.text) and Entry.select().count() == entries
    assert {row.holder_unit for row in Matter.select()} == {c.ENFORCEMENT}


def test_what_somebody_else_has_moved_meanwhile_is_told_by_its_number_and_the_others_are_done(
    as_, cast, three
):
    form = sent(three, lead=LEAD)
    ops.move(cast.desk, three[1], "take")
    ops.move(cast.desk, three[2], "void", reason="mistake")
    done = dict(lines(as_("desk").post("/desk/several/dispatch", data=form).text))
    assert "派单给" in done[three[0].number]
    assert "您自己刚刚处理过" in done[three[1].number]
    assert "您自己刚刚处理过" in done[three[2].number]
    assert Matter.get_by_id(three[1].id).state == "in_hand"


def test_the_words_for_those_that_were_refused_are_given_back(as_, cast, three):
    form = sent(three, text="已经安排人去看，明天回话")
    ops.move(cast.desk, three[0], "void", reason="mistake")
    text = as_("desk").post("/desk/several/answer", data=form).text
    assert "做了 2 件，共 3 件" in text
    assert place.text(text, ".said") == "已经安排人去看，明天回话"
    text = (
        as_("desk")
        .post("/desk/several/answer", data=sent([ops.report(cast.worker, escalate=True)], text="好"))
        .text
    )
    assert "您写的话没有丢" not in text


def test_answered_together_each_resident_reads_it(as_, cast):
    said = [ResidentRequest.get_by_id(saying.say(qr=saying.poster()).id) for _ in range(2)]
    matters = [Matter.get_by_id(request.matter) for request in said]
    as_("desk").post("/desk/several/answer", data=sent(matters, text="今晚统一检修，明天恢复。"))
    assert [verbs(matter)[-1] for matter in matters] == ["answer", "answer"]


def test_merged_into_one_each_reporter_keeps_the_link_and_the_verdict(as_, cast):
    said = [ResidentRequest.get_by_id(saying.say(qr=saying.poster()).id) for _ in range(3)]
    matters = [Matter.get_by_id(request.matter) for request in said]
    form = sent(matters, into=matters[1].id)
    done = as_("desk").post("/desk/several/merge", data=form)
    assert [number for number, _ in lines(done.text)] == [matters[0].number, matters[2].number]
    assert {lookup.matter_of(request).id for request in said} == {matters[1].id}
    assert lookup.matters_of(said[0])[0].id == matters[0].id


@pytest.mark.browser
@pytest.mark.parametrize("scripted", [True, False])
def test_rows_are_ticked_and_handled_together_with_and_without_a_script(office, window, scripted):
    reported(office, 3)
    page = window("desk", "/desk?view=open", java_script_enabled=scripted)
    for at in (0, 2):
        page.locator("#rows li").nth(at).get_by_role("checkbox").check()
    page.get_by_role("button", name="一起处理").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一起处理 2 件")
    page.get_by_role("button", name="答复").first.click()
    page.locator("#several-text").fill("今晚统一检修。")
    page.locator("form.card button.main").click()
    expect(page.get_by_role("status").first).to_contain_text("做了 2 件，共 2 件。")


@pytest.mark.browser
def test_x_selects_shift_selects_up_to_it_and_what_comes_in_meanwhile_lets_none_go(office, window):
    reported(office, 4)
    page = window("desk", "/desk?view=open")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    button = page.locator("[data-several]")
    expect(button).to_contain_text("3")
    reported(office, 1)
    expect(page.locator("#rows li")).to_have_count(5, timeout=10_000)
    expect(button).to_contain_text("3")
    expect(page.locator("#rows input.pick:checked")).to_have_count(3)
    page.keyboard.press("x")
    expect(button).to_contain_text("2")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_its_pages_have_no_fault(office, window, width):
    matters = reported(office, 2)
    page = window("desk", viewport={"width": width, "height": 800})
    asked = "&".join(f"m={matter.id}" for matter in matters)
    found: list[axe.Found] = []
    for path in ("/desk?view=open", f"/desk/several/?{asked}", f"/desk/several/?act=merge&{asked}"):
        page.goto(f"{office.url}{path}")
        found += axe.look(page, path, "light")
        hands.until(page, "() => document.documentElement.scrollWidth <= innerWidth")
    assert [one.line() for one in found] == []
