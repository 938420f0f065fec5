"""What one has found oneself, or a resident asked for, without a line: settled, added to, corrected, taken back; and what the next act is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.ledger.models import Entry
from app.matters.models import Matter
from tests import hands, place
from tests.cast import BUILDING2
from tests.live import Server
from tests.matters import ops as matter_ops
from tests.requests import saying
from tests.ui.asking import ops
from tests.ui.test_alarms import within

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
WORDS = "灯泡换了，试过两次，都亮。"


def report(page: Page, text: str, act: str) -> str:
    """Write a report and keep it (`keep`) or pass it up (`pass`); its matter's id."""
    hands.go(page, "/report")
    page.fill("#report-text", text)
    if act == "keep":
        page.locator("summary", has_text="更多").click()
    page.locator(f"[data-act={act}]").click()
    page.wait_for_url(re.compile("/matters/"))
    hands.ready(page)
    return page.url.rsplit("/", 1)[1]


def open_act(page: Page, name: str) -> None:
    """Open the form of one of the matter's moves, wherever it stands."""
    shown = page.locator(".thumb .acts").get_by_role("button", name=name)
    if not shown.count():
        page.locator(".thumb [data-key=more]").click()
        shown = page.locator("dialog").get_by_role("button", name=name)
    shown.click()
    page.locator("#move-text").wait_for()


def act(page: Page, name: str, text: str) -> None:
    """Make one of the matter's moves with a sentence."""
    open_act(page, name)
    page.fill("#move-text", text)
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_what_was_passed_up_is_not_passed_up_again_by_the_thumb_that_did_it(phone: Phone) -> None:
    page = phone("worker")
    report(page, "河边栏杆松了", "pass")
    for _ in range(2):
        expect(page.locator(".thumb .acts")).to_be_visible()
        expect(page.locator(".thumb .main")).to_have_count(0)
        expect(page.locator(".thumb")).not_to_contain_text("报给")
        expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=30_000)
        page.reload()
        hands.ready(page)


def test_what_is_written_in_a_sheet_that_was_closed_by_mistake_is_there_again_and_goes_once(
    phone: Phone,
) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    report(page, "一楼信箱坏了", "keep")
    open_act(page, "补充")
    page.fill("#move-text", "物业说明天来修")
    page.get_by_role("button", name="关闭").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.reload()
    hands.ready(page)
    open_act(page, "补充")
    expect(page.locator("#move-text")).to_have_value("物业说明天来修")
    page.locator("dialog button[type=submit]").dblclick()
    expect(page.locator("dialog")).to_have_count(0)
    open_act(page, "补充")
    expect(page.locator("#move-text")).to_have_value("")
    assert [op["body"].get("text") for op in ops(page, "matter.move")] == ["物业说明天来修"]


def test_without_a_line_ones_own_is_settled_and_arrives_in_order_once(phone: Phone, server: Server) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    matter = report(page, "三楼楼道堆了纸箱", "keep")
    expect(page.locator(".thumb .main")).to_have_text("现场处理好了")
    act(page, "补充", "住户说今天搬")
    act(page, "更正", "二楼楼道堆了纸箱")
    hands.go(page, "/")
    expect(page.locator('[data-hold="mine"]')).to_contain_text("二楼楼道堆了纸箱")  # as it was put right
    hands.go(page, f"/matters/{matter}")
    act(page, "现场处理好了", "已搬走")
    expect(page.locator(".thumb .acts button")).to_have_count(0)
    hands.go(page, "/")
    expect(page.locator('[data-hold="mine"]')).not_to_contain_text("楼楼道堆了纸箱")
    page.reload()
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)

    def arrived() -> list[str]:
        found = Entry.select().where(Entry.kind == "matter", Entry.subject == matter).order_by(Entry.seq)
        return [entry.verb for entry in found]

    assert within(server, arrived) == ["report", "note", "amend", "settle_on_spot"]
    assert within(server, lambda: Matter.get_by_id(matter).text) == "二楼楼道堆了纸箱"


def test_what_never_left_is_taken_back_whole_and_what_left_is_made_void(phone: Phone, server: Server) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    never = report(page, "看错了的一件", "keep")
    act(page, "补充", "再看看")
    page.locator(".thumb [data-key=more]").click()
    page.locator("dialog").get_by_role("button", name="作废").click()
    expect(page.locator("dialog")).to_contain_text("跟着它的也一起撤回：补充 · 再看看。")
    page.locator("dialog").get_by_role("button", name="撤回").click()
    page.wait_for_url(re.compile("/matters(?!/)"))
    page.context.set_offline(False)
    sent = report(page, "又看错了的一件", "keep")
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=30_000)
    page.context.set_offline(True)
    page.reload()
    hands.ready(page)
    page.locator(".thumb [data-key=more]").click()
    page.locator("dialog").get_by_role("button", name="作废").click()
    page.locator("dialog [data-reason]").first.click()
    page.locator("dialog button[type=submit]").click()
    expect(page.locator(".thumb .acts button")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)
    assert within(server, lambda: Matter.get_or_none(Matter.id == never)) is None
    assert within(server, lambda: Matter.get_by_id(sent).state) == "void"
    assert len([op for op in ops(page, "matter.report") if op["body"]["matter"] == never]) == 1


def test_a_wrong_place_is_put_right_without_a_line_by_name_and_not_by_code(
    phone: Phone, server: Server
) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    matter = report(page, "楼顶水箱漏水", "keep")
    open_act(page, "更正")
    page.locator("#move-spot").fill("先写错的")
    page.locator("[data-key=where]").click()
    chooser = page.locator("dialog").last
    chooser.locator("button.item", has_text="2幢").click()
    expect(page.locator("dialog")).to_have_count(1)
    expect(page.locator("[data-key=where]")).to_contain_text("2幢")
    expect(page.locator("#move-spot")).to_have_value("")  # it was said of the former place
    page.fill("#move-spot", "楼顶东侧")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".timeline .waiting")).to_contain_text("2幢 · 楼顶东侧")
    (op,) = ops(page, "matter.move")
    assert set(op["body"]) == {"matter", "move", "area", "spot"}, "what was not changed is not sent"
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)
    stored = within(server, lambda: Matter.get_by_id(matter))
    assert (stored.area, stored.spot) == (BUILDING2, "楼顶东侧")
    expect(page.locator("[data-hold=place]")).to_contain_text("2幢 · 楼顶东侧", timeout=30_000)


def test_what_was_reported_as_other_stays_it_until_something_else_is_chosen(phone: Phone) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    report(page, "说不清是什么", "keep")
    open_act(page, "更正")
    kinds = page.locator("#move-category")
    expect(kinds.locator("option").first).to_have_text("其他")
    expect(kinds).to_have_value("other")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog [data-text=error]")).to_contain_text("请改")
    page.fill("#move-spot", "楼道口")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    (op,) = ops(page, "matter.move")
    assert set(op["body"]) == {"matter", "move", "spot"}
    open_act(page, "更正")
    kinds.select_option(label="飞线充电")
    chosen = kinds.input_value()
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert [op["body"].get("category") for op in ops(page, "matter.move")] == [None, chosen]


def test_a_matters_page_says_its_deadline_once(phone: Phone) -> None:
    page = phone("worker")
    report(page, "路口信号灯不亮", "pass")
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)
    page.reload()  # a page that opens asks the office at once
    said = page.locator("[data-text=standing]")
    expect(said).to_contain_text("前", timeout=40_000)
    deadline = said.inner_text().rsplit("，", 1)[1]
    assert page.locator("main").inner_text().count(deadline) == 1
    expect(page.locator("[data-part=dueword]")).to_be_hidden()


REFUSED = """([id, kind]) => new Promise((done) => { indexedDB.open("gridwalk").onsuccess = ({ target: { result: db } }) => {
  const ops = db.transaction("ops", "readwrite").objectStore("ops");
  ops.get(id).onsuccess = ({ target: { result } }) => {
    ops.put({ ...result, state: "attention", problem: { type: kind, title: "收不下", detail: "收不下这一条。" } }).onsuccess = () => (db.close(), done(true));
  } } })"""


def test_what_was_refused_has_one_large_act_and_one_quiet_one(phone: Phone) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    report(page, "门禁坏了", "keep")
    (op,) = ops(page, "matter.report")
    page.evaluate(REFUSED, [op["id"], "unknown-area"])
    hands.go(page, "/queue")
    row = page.locator("[data-hold=list] .item")
    expect(row.get_by_role("button")).to_have_count(2)
    expect(row.locator(".main")).to_have_text("修改")
    row.locator(".main").click()
    page.locator("dialog [data-key=where]").click()
    page.locator("dialog").last.locator("button.item", has_text="2幢").click()
    page.locator("dialog button[type=submit]").click()
    expect(row.locator(".main")).to_have_count(0)
    mended = [one for one in ops(page, "matter.report") if one.get("supersedes") == op["id"]]
    assert [one["body"]["area"] for one in mended] == [BUILDING2]


def test_where_no_resident_asked_the_form_does_not_ask_for_such_a_sentence(phone: Phone) -> None:
    page = phone("worker")
    page.context.set_offline(True)
    report(page, "四楼窗户关不上", "keep")
    open_act(page, "现场处理好了")
    expect(page.locator('dialog [data-part="resident"]')).to_be_hidden()


def test_settled_without_a_line_the_resident_reads_the_sentence_once_there_is_one(
    phone: Phone, server: Server
) -> None:
    def asked() -> tuple[str, str]:
        _, matter, token = saying.asked()
        return matter.id, token

    matter, token = within(server, asked)
    page = phone("worker")
    hands.go(page, f"/matters/{matter}")
    page.context.set_offline(True)
    open_act(page, "现场处理好了")
    page.fill("#move-resident", WORDS)
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator('[data-hold="ledger"] .waiting')).to_contain_text(WORDS)
    page.reload()
    hands.ready(page)
    expect(page.locator('[data-hold="ledger"] .waiting')).to_contain_text(WORDS)
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_contain_text("全部已收到", timeout=40_000)
    within(server, matter_ops.seconds_pass)
    read = page.request.get(f"{server.url}/r/{token}").text()
    assert place.text(read, "#done").endswith(WORDS)
    expect(page.locator('[data-hold="ledger"]')).to_contain_text(f"居民会看到：“{WORDS}”", timeout=30_000)


def test_a_correction_begins_with_what_was_reported_changing_nothing_is_none_and_its_thing_shows_at_once(
    phone: Phone,
) -> None:
    page = phone("worker")
    matter = report(page, "井盖松了，一踩就响", "keep")
    open_act(page, "更正")
    expect(page.locator("#move-text")).to_have_value("井盖松了，一踩就响")
    page.wait_for_timeout(700)  # a sheet that has just come up is deaf for a moment
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog .error")).to_contain_text("请改类别或地点")
    assert ops(page, "matter.move") == []
    page.context.set_offline(True)
    page.locator("#move-category").select_option("manhole")
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("[data-hold=tags]")).to_contain_text("井盖")
    expect(page.locator("[data-text=title]")).to_have_text("井盖松了，一踩就响")
    (op,) = ops(page, "matter.move")
    assert {key: op["body"][key] for key in op["body"] if key != "base_version"} == {
        "matter": matter, "move": "amend", "category": "manhole",
    }  # fmt: skip
