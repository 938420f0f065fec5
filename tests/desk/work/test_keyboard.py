"""The desk by keyboard alone: few keys for each step, none while somebody writes, and a day's work without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.core import words
from app.desk import keys
from app.matters.models import Matter, ResponsibilityRow
from app.matters.moves import table
from app.settings import ROOT
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.desk.test_in_a_browser import reported
from tests.matters import ops

EVERY = [key for part in keys.PARTS for key in part.keys]
DAY = 60  # matters that a dispatcher works off


class Typist:
    """Hands on a keyboard that count what they press beside the words they write."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *pressed: str) -> None:
        for key in pressed:
            self.pressed += 1
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def awake(page: Page) -> None:
    """What has just come up has been there long enough to be read, and takes keys."""
    hands.until(
        page,
        "() => document.querySelector('#matter [data-matter]') && !document.querySelector('#matter[aria-disabled]')",
    )


def responsible(office) -> None:
    """The list names the enforcement unit for what is reported here."""
    with office.acting():
        ResponsibilityRow.insert(
            category="fire_lane", level_kind="community", lead=c.ENFORCEMENT, basis="消防法"
        ).on_conflict_ignore().execute()


def test_each_key_is_pressed_for_one_thing_and_each_move_that_a_desk_makes_by_one_key_has_it():
    pressed = [cap for key in EVERY for cap in key.pressed]
    assert len(pressed) == len(set(pressed))
    by_hand = {"take", "dispatch", "answer", "close", "whistle", "note", "merge", "shelve", "undo"}
    by_hand |= {"accept", "attend", "return_call", "call_off", "judge_call", "pause", "send_back", "extend"}
    assert by_hand <= {move.name for move in table.MOVES if len(move.key) == 1}


def test_the_manual_holds_the_table_of_keys():
    assert keys.manual() in (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")


def test_keys_stand_on_the_buttons_that_they_press(as_, cast):
    matter = ops.report(cast.worker, escalate=True)
    page = as_("desk").get(f"/desk/matters/{matter.id}").text
    for name in ("take", "dispatch", "whistle", "note", "merge", "shelve"):
        move = table.BY_NAME[name]
        label = words.translate(move.label, "zh")
        assert re.search(
            rf'aria-keyshortcuts="{move.key.upper()}">{label}<kbd[^>]*>{move.key.upper()}</kbd>', page
        ), name


@pytest.mark.browser
def test_no_key_acts_while_somebody_writes_nor_while_a_sign_is_put_together(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    expect(page.locator("#matter .matter-title")).to_be_visible()
    for pressed in ("t", "a"):
        page.evaluate(
            "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))",
            pressed,
        )
    expect(page.locator("details.move[open]")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("tdzc?/")
    expect(page.locator("#note-text")).to_have_value("tdzc?/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("details.move[open]")).to_have_count(0)
    with office.acting():
        assert Matter.get_by_id(matter.id).state == "reported"


@pytest.mark.browser
def test_a_key_whose_move_is_not_open_says_so(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.keyboard.press("c")
    expect(page.locator("[data-said]")).to_have_text("这件事现在没有这一步：结案")


@pytest.mark.browser
def test_the_question_mark_shows_every_key_and_the_page_has_no_fault(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.keyboard.press("?")
    shown = page.locator("#keys-help")
    expect(shown).to_be_visible()
    for key in EVERY:
        expect(shown).to_contain_text(words.translate(key.words, "zh"))
    page.keyboard.press("t")
    assert [one.line() for one in axe.look(page, "/desk", "keys")] == []
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    with office.acting():
        assert Matter.get_by_id(matter.id).state == "reported"


@pytest.mark.browser
def test_three_keys_dispatch_as_proposed_two_and_the_words_answer_and_two_close(office, window):
    responsible(office)
    first, second, third = reported(office, 3)
    with office.acting() as cast:
        ops.put(Matter.id == third.id, resident_asked=True)
        third = Matter.get_by_id(third.id)
        ops.move(cast.desk, third, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
        ops.move(cast.dept, third, "resolve", text="办好了")
        ops.move(cast.head, third, "confirm")
    page = window("desk", "/desk?view=waiting")
    typist = Typist(page)
    typist.press("o")
    expect(page.locator("#matter .matter-title")).to_be_visible()
    opened = page.locator("#matter [data-matter]").get_attribute("data-matter")
    awake(page)
    typist.press("d", "Enter")
    expect(page.locator("#matter [data-done]")).to_contain_text("派单给")
    assert typist.pressed == 3
    with office.acting():
        assert Matter.get_by_id(opened).holder_unit == c.ENFORCEMENT
    page.goto(f"{office.url}/desk/matters/{third.id}?view=open")
    answering = Typist(page)
    answering.press("a")
    answering.write("已经修好，请您看看。")
    answering.press("Control+Enter")
    expect(page.locator("#matter [data-done]")).to_contain_text("林晓梅 答复")
    assert answering.pressed == 2
    page.goto(f"{office.url}/desk/matters/{third.id}?view=open")
    closing = Typist(page)
    closing.press("c")
    expect(page.locator("#matter [data-done]")).to_contain_text("林晓梅 结案")
    assert closing.pressed <= 2
    awake(page)
    page.keyboard.press("z")
    expect(page.locator("#matter [data-done]")).to_contain_text("撤销了上一步")
    with office.acting():
        assert Matter.get_by_id(third.id).state == "confirmed"


@pytest.mark.browser
def test_sixty_matters_are_worked_off_by_keys_alone(office, window):
    responsible(office)
    reported(office, DAY)
    page = window("desk", "/desk?view=waiting")
    page.keyboard.press("o")
    steps = {"派单给": ("d", "Enter"), "接单": ("t",), "挂账": ("s", "等改造", "Control+Enter")}
    done = 0
    for at in range(DAY):
        sentence, pressed = list(steps.items())[at % 3]
        awake(page)
        title = page.locator("#matter [data-matter]")
        opened = title.get_attribute("data-matter")
        for key in pressed:
            page.keyboard.press(key) if len(
                key
            ) == 1 or "+" in key or key == "Enter" else page.keyboard.insert_text(key)
        if sentence == "接单":  # it waits for whoever took it, and stays open
            expect(page.locator("#matter [data-done]")).to_contain_text(sentence)
            awake(page)
            page.keyboard.press("d")
            page.keyboard.press("Enter")
            sentence = "派单给"
        expect(page.locator("#matter [data-done]")).to_contain_text(sentence)
        hands.until(
            page, f"() => document.querySelector('#matter [data-matter]')?.dataset.matter !== '{opened}'"
        )
        done += 1
    with office.acting():
        states = [row.state for row in Matter.select(Matter.state)]
        assert states.count("dispatched") == 40 and states.count("shelved") == 20 and done == DAY


@pytest.mark.browser
def test_sixty_matters_are_worked_off_by_what_is_read_out_alone(office, window):
    responsible(office)
    reported(office, DAY)
    page = window("desk", "/desk?view=waiting")
    page.get_by_role("list", name="等我处理").get_by_role("link").first.click()
    pane = page.get_by_role("region", name="打开的事件")
    for _ in range(DAY):
        expect(pane.get_by_role("heading", level=1)).to_be_visible()
        awake(page)
        before = page.title()
        acts = pane.get_by_role("region", name="可以做的")
        acts.get_by_text("派单", exact=False).first.click()
        acts.get_by_role("button", name="派单").click()
        expect(pane.get_by_role("status").first).to_contain_text("派单给")
        hands.until(
            page, f"() => document.title !== {before!r} || !document.querySelector('#matter [data-matter]')"
        )
    with office.acting():
        assert {row.state for row in Matter.select(Matter.state)} == {"dispatched"}


@pytest.mark.browser
def test_a_called_unit_answers_by_keys_and_whoever_whistled_judges_by_one(office, window):
    matter = reported(office, 1)[0]
    with office.acting() as cast:
        ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来", reason="sudden")
    called = window("dept", f"/desk/matters/{matter.id}?view=open")
    awake(called)
    for pressed, sentence in (("h", "赵磊 收到吹哨"), ("g", "赵磊 已到场")):
        called.keyboard.press(pressed)
        expect(called.locator("#matter .timeline")).to_contain_text(sentence)
        awake(called)
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    awake(page)
    page.keyboard.press("v")
    expect(page.locator("details.move[open] summary")).to_contain_text("评哨")
    page.keyboard.press("Space")  # which unit: nothing is ticked beforehand
    expect(page.locator("details.move[open] input[name=to]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#matter .timeline")).to_contain_text("评哨：综合执法队")
