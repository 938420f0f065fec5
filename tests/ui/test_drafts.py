"""What is being written when the button is tapped: photos still on their way, a second window, the record after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.asking import READ, ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]

SLOW = """() => {
  const real = Worker.prototype.postMessage;
  const release = new Promise((done) => (globalThis.release = done));
  Worker.prototype.postMessage = async function (...given) { await release; real.apply(this, given); };
}"""


# taps on 上报 and writes at once, before the draft was read from the phone
AT_ONCE = """(words) => {
  document.querySelector('.bottom a.raised').click();
  const looking = setInterval(() => {
    const box = document.querySelector('#report-text');
    if (!box) return;
    clearInterval(looking);
    box.value = words;
    box.dispatchEvent(new Event('input'));
  }, 0);
}"""


def stands(page: Page) -> None:
    """Wait until the screen is drawn."""
    page.locator(".screen[data-ready]").wait_for()


def load_anew_at_once(page: Page) -> None:
    """Load the page anew without a moment in which what was typed could be written."""
    with page.expect_navigation():
        page.evaluate("setTimeout(() => location.reload(), 0)")
    stands(page)


def shoot(page: Page, picture: Path) -> None:
    """Take a photo, without waiting until it is ready."""
    with page.expect_file_chooser() as chooser:
        page.locator("label.shoot.first").last.click()
    chooser.value.set_files(picture)
    page.locator("[aria-busy=true]").wait_for()


def test_a_report_waits_for_its_photo_and_the_next_one_is_a_report_of_its_own(
    phone: Phone, picture: Path
) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.locator("[data-category]").first.click()
    page.evaluate(SLOW)
    shoot(page, picture)
    page.fill("#report-text", "第一条")
    page.locator("[data-act=pass]").dblclick()
    expect(page.locator(".thumb .error")).to_contain_text("照片还在处理")
    assert ops(page, "matter.report") == []
    page.evaluate("release()")
    page.wait_for_url(re.compile("/matters/"))
    assert [len(op["photos"]) for op in ops(page, "matter.report")] == [1]
    page.locator(".bottom a.raised").click()
    expect(page.locator("#report-text")).to_have_value("")
    expect(page.locator(".shot")).to_have_count(0)
    page.locator("[data-category]").first.click()
    page.fill("#report-text", "第二条")
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    said = {op["body"]["text"]: op for op in ops(page, "matter.report")}
    assert set(said) == {"第一条", "第二条"}
    assert len({op["body"]["matter"] for op in said.values()}) == 2
    assert page.evaluate(READ, "drafts") == []


def test_who_leaves_while_the_photo_is_made_ready_sends_all_the_same_and_writes_on_in_a_new_one(
    phone: Phone, picture: Path
) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.evaluate(SLOW)
    shoot(page, picture)
    page.fill("#report-text", "先发的")
    page.locator("[data-act=pass]").click()
    page.locator(".bottom a[href='/matters']").click()
    page.locator(".bottom a.raised").click()
    expect(page.locator("#report-text")).to_have_value("先发的")
    page.evaluate("release()")
    expect(page.locator("#report-text")).to_have_value("")
    page.fill("#report-text", "后写的")
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    assert sorted((op["body"]["text"], len(op["photos"])) for op in ops(page, "matter.report")) == [
        ("先发的", 1), ("后写的", 0),
    ]  # fmt: skip


def test_who_only_leaves_finds_the_photo_in_the_draft(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.evaluate(SLOW)
    shoot(page, picture)
    page.locator(".bottom a[href='/matters']").click()
    page.locator(".bottom a.raised").click()
    expect(page.locator(".shot")).to_have_count(0)
    page.evaluate("release()")
    expect(page.locator(".shot img")).to_have_count(1)
    page.reload()
    expect(page.locator(".shot img")).to_have_count(1)


def test_a_photo_that_cannot_be_kept_stops_the_sending_and_says_so(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.evaluate(SLOW)
    page.evaluate(
        """() => { const real = IDBObjectStore.prototype.put;
                   IDBObjectStore.prototype.put = function (...given) {
                     if (this.name === 'blobs') throw new Error('no memory');
                     return real.apply(this, given); }; }"""
    )
    shoot(page, picture)
    page.fill("#report-text", "没有照片也要报")
    page.locator("[data-act=pass]").click()
    page.evaluate("release()")
    expect(page.locator(".thumb .error")).to_contain_text("照片没有存下来")
    assert ops(page, "matter.report") == []
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    assert [op["photos"] for op in ops(page, "matter.report")] == [[]]


def test_a_visit_waits_for_its_photo_and_two_visits_are_two(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    for minutes in ("44", "20"):
        page.goto(re.sub(r"(//[^/]+).*", r"\1/visit", page.url))
        page.locator("[data-pick=purpose] button").first.click()
        page.fill("#minutes", minutes)
        page.evaluate(SLOW)
        shoot(page, picture)
        page.locator("[data-act=save]").dblclick()
        page.evaluate("release()")
        page.wait_for_url(lambda url: not url.endswith("/visit"))
    assert sorted((op["body"]["minutes"], len(op["photos"])) for op in ops(page, "visit.record")) == [
        (20, 1),
        (44, 1),
    ]
    assert len({op["body"]["visit"] for op in ops(page, "visit.record")}) == 2


def test_a_move_waits_for_its_photo(phone: Phone, picture: Path) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.fill("#report-text", "先处理，再拍照")
    page.locator("[data-category]").first.click()
    page.evaluate(SLOW)
    page.locator("[data-act=settle]").click()
    shoot(page, picture)
    page.locator("dialog [type=submit]").click()
    expect(page.locator("dialog .error")).to_contain_text("照片还在处理")
    page.evaluate("release()")
    page.wait_for_url(re.compile("/matters/"))
    (op,) = ops(page, "matter.report")
    assert op["body"]["settled"]["photos"] == op["photos"] and len(op["photos"]) == 1


def test_a_second_window_shows_the_draft_and_goes_on_with_it_only_when_asked(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    page.fill("#report-text", "写到一半")
    page.locator("#report-text").blur()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".banner", has_text="正在另一个窗口里写")).to_be_visible()
    expect(other.locator("#report-text")).to_have_value("写到一半")
    assert other.locator(".thumb").evaluate("one => one.inert")
    page.fill("#report-text", "写到一半，又写了几个字")
    other.locator("[data-act=write-here]").click()
    expect(other.locator("#report-text")).to_have_value("写到一半，又写了几个字")
    expect(page.locator(".banner", has_text="正在另一个窗口里写")).to_be_visible()
    other.locator("[data-act=pass]").click()
    other.wait_for_url(re.compile("/matters/"))
    expect(page.locator("#report-text")).to_have_value("")
    page.fill("#report-text", "下一条")
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    assert sorted(op["body"]["text"] for op in ops(page, "matter.report")) == [
        "下一条",
        "写到一半，又写了几个字",
    ]


def test_what_is_typed_before_the_draft_was_read_is_kept(phone: Phone) -> None:
    page = phone("worker")
    page.evaluate(AT_ONCE, "五幢北侧路灯不亮")
    stands(page)
    expect(page.locator("#report-text")).to_have_value("五幢北侧路灯不亮")
    page.locator(".bottom a[href='/matters']").click()
    stands(page)
    page.evaluate(AT_ONCE, "二幢也不亮")
    stands(page)
    expect(page.locator("#report-text")).to_have_value("五幢北侧路灯不亮，二幢也不亮")
    page.reload()
    expect(page.locator("#report-text")).to_have_value("五幢北侧路灯不亮，二幢也不亮")


def test_not_a_letter_is_lost_when_the_page_goes_at_once(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    stands(page)
    for typed in ("一", "一二", "一二三", "一二三四", ""):
        page.fill("#report-text", typed)
        load_anew_at_once(page)
        expect(page.locator("#report-text")).to_have_value(typed)
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_the_last_words_of_a_report_that_went_out_do_not_come_back(phone: Phone) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    stands(page)
    page.fill("#report-text", "井盖松动")
    load_anew_at_once(page)
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    (op,) = ops(page, "matter.report")
    late = {"key": f"{op['person']}:report", "id": op["id"], "made": op["body"]["matter"], "at": 9e15}
    page.evaluate(
        "(late) => localStorage.setItem('draft:' + late.key, JSON.stringify({ ...late, fields: { text: '又一遍' } }))",
        late,
    )
    page.locator(".bottom a.raised").click()
    page.reload()
    stands(page)
    expect(page.locator("#report-text")).to_have_value("")
