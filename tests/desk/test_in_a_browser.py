"""The desk in a real browser: by keyboard, live, without losing a word, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.matters.models import Call, Matter
from tests import cast as c
from tests import hands
from tests.audit import axe
from tests.matters import ops
from tests.requests import saying

pytestmark = pytest.mark.browser

SOON = 10_000  # ms in which what happens elsewhere has to stand on an open desk


def reported(office, count: int, **body) -> list[Matter]:
    """So many matters that lie with the community's desk, the newest last."""
    with office.acting() as cast:
        return [ops.report(cast.worker, text=f"第{n}件事", escalate=True, **body) for n in range(count)]


def test_the_keyboard_walks_the_list_and_never_takes_over_a_field(office, window):
    first = reported(office, 3)[0]
    page = window("desk", "/desk?view=open")
    expect(page.locator("[data-keys]")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(f"#row-{first.id} a")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(page.locator("#rows li").nth(1).locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#matter [data-matter]")).to_contain_text("第1件事")
    expect(page.locator("a.deskrow[aria-current]")).to_have_count(1)
    hands.until(page, "() => location.pathname.startsWith('/desk/matters/')")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk第2件")
    expect(page.locator("#q")).to_have_value("jk第2件")
    page.locator("#q").fill("第2件")
    page.keyboard.press("Enter")
    expect(page.locator("#rows li")).to_have_count(1)
    page.go_back()
    expect(page.locator("#matter [data-matter]")).to_contain_text("第1件事")


def test_an_emergency_stands_on_an_open_desk_and_being_seen_reaches_the_worker(office, window, phone):
    desk = window("desk")
    desk.get_by_role("button", name="打开提示音").click()
    expect(desk.locator("[data-sound]")).to_have_text("提示音已打开")
    worker = phone("worker")
    with worker.expect_response(
        lambda reply: "/sync" in reply.url and "emergency" in (reply.request.post_data or "")
    ):
        worker.locator("#alarm").click()
    expect(desk.locator("#alarms [data-ring]")).to_be_visible(timeout=SOON)
    hands.until(desk, "() => document.title.startsWith('(1) 紧急')")
    hands.until(desk, "() => Number(document.documentElement.dataset.rang) > 0")
    expect(desk.locator("#alarms")).to_contain_text("第1网格")
    desk.locator("#alarms").get_by_role("button", name="已看到").click()
    expect(desk.locator("#matter .timeline")).to_contain_text("林晓梅 已看到")
    expect(desk.locator("#alarms [data-ring]")).to_have_count(0, timeout=SOON)
    hands.until(desk, "() => !document.title.includes('紧急')")
    expect(worker.locator("dialog .steps")).to_contain_text("林晓梅", timeout=30_000)
    desk.reload()
    expect(desk.locator("[data-sound]")).to_have_text("打开提示音")
    desk.keyboard.press("j")
    expect(desk.locator("[data-sound]")).to_have_text("提示音已打开")


def test_what_comes_in_meanwhile_takes_neither_the_words_nor_the_place(office, window):
    matter = reported(office, 30)[20]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.locator("summary", has_text="答复").click()
    words = page.locator("#answer-text")
    words.fill("我们明天上午到现场")
    page.evaluate("scrollTo(0, 150)")
    row = page.locator(f"#row-{matter.id} a")
    before = row.bounding_box()["y"]
    fresh = reported(office, 1)[0]
    expect(page.locator(f"#row-{fresh.id}")).to_be_attached(timeout=SOON)
    expect(words).to_be_focused()
    expect(words).to_have_value("我们明天上午到现场")
    assert abs(row.bounding_box()["y"] - before) < 2
    expect(row).to_have_attribute("aria-current", "true")
    page.locator("form", has=words).get_by_role("button", name="答复").click()
    expect(page.locator("#matter .timeline")).to_contain_text("我们明天上午到现场")


def test_an_example_begins_an_answer_and_keeps_what_was_written(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}")
    page.locator("summary", has_text="答复").click()
    page.locator("#answer-text").fill("您好。")
    page.locator("summary", has_text="例子").click()
    page.get_by_role("button", name="用这句").first.click()
    expect(page.locator("#answer-text")).to_have_value(re.compile("^您好。\n您说的情况"))


@pytest.mark.complains("status of 409")
def test_a_stale_move_shows_what_changed_and_keeps_the_words(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}")
    page.locator("summary", has_text="挂账").click()
    page.locator("#shelve-text").fill("三天内一定要办好，每天报一次")
    with office.acting() as cast:
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page.locator("form", has=page.locator("#shelve-text")).get_by_role("button", name="挂账").click()
    expect(page.locator("#matter .banner.bad")).to_contain_text("派单给 综合执法队")
    expect(page.locator("#matter .banner.bad")).to_be_focused()
    expect(page.locator("#shelve-text")).to_have_value("三天内一定要办好，每天报一次")
    page.locator("form", has=page.locator("#shelve-text")).get_by_role("button", name="挂账").click()
    expect(page.locator("#matter .timeline")).to_contain_text("三天内一定要办好")


def test_a_second_click_does_not_take_what_has_come_up_in_place_of_the_first(office, window):
    matter = reported(office, 1, urgency="emergency")[0]
    page = window("desk", f"/desk/matters/{matter.id}")
    act = page.locator("#matter").get_by_role("button", name="已看到")
    box = act.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    next_act = page.locator("#matter").get_by_role("button", name="接单")
    expect(page.locator("#matter .timeline")).to_contain_text("林晓梅 已看到")
    box = next_act.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(page.locator("[aria-disabled]")).to_have_count(0)
    expect(page.locator("#matter .timeline")).not_to_contain_text("林晓梅 接单")
    with office.acting():
        assert Matter.get_by_id(matter.id).state == "reported"
    next_act.click()
    expect(page.locator("#matter .timeline")).to_contain_text("林晓梅 接单")


def test_the_open_matter_follows_what_a_colleague_does_but_not_under_one_s_hands(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}")
    with office.acting() as cast:
        ops.move(cast.desk, matter, "answer", text="同事先答复了")
    expect(page.locator("#matter .timeline")).to_contain_text("同事先答复了", timeout=SOON)
    for words in ("又答复了一次", "第三次答复"):  # and goes on following
        with office.acting() as cast:
            ops.move(cast.desk, matter, "answer", text=words)
        expect(page.locator("#matter .timeline")).to_contain_text(words, timeout=SOON)
    page.locator("summary", has_text="补充").click()
    page.locator("#note-text").fill("写到一半")
    with office.acting() as cast:
        ops.move(cast.desk, matter, "take")
    expect(page.locator("[data-changed]")).to_be_visible(timeout=SOON)
    expect(page.locator("#note-text")).to_have_value("写到一半")
    page.get_by_role("link", name="看最新情况").click()
    expect(page.locator("#matter .timeline")).to_contain_text("林晓梅 接单")


def test_the_sentences_are_copied_beside_an_alarm_too_and_many_alarms_say_how_many(office, window):
    with office.acting() as cast:
        for _ in range(3):
            ops.report(cast.worker, urgency="emergency", escalate=True)
    page = window("desk", "/figures/report/brief", permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator(".alarmline")).to_have_count(3)
    expect(page.locator(".alarmcount")).to_contain_text("要马上处理的 3 件")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.locator("#words").input_value() == page.evaluate("navigator.clipboard.readText()")


def test_a_link_is_copied_and_a_contact_read_without_leaving_the_matter(office, window):
    with office.acting() as cast:
        _, matter, _ = saying.asked(contact={"name": "李秀兰", "phone": "13812345678"})
        ops.move(cast.worker, matter, "escalate")
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.PROPERTY}"])
    page = window("desk", f"/desk/matters/{matter.id}", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="发微信 滨海物业").click()
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert matter.number in copied and f"{office.url}/m/" in copied
    page.locator("summary", has_text="看完整联系方式").click()
    page.get_by_label("为什么要看").fill("约时间上门")
    page.get_by_role("button", name="记下原因并显示").click()
    expect(page.locator("a[href='tel:13812345678']")).to_be_visible()


def test_a_held_request_is_looked_at_and_let_in(office, window):
    with office.acting():
        saying.say(area=c.BUILDING, text="楼下有人唱歌到半夜")
    page = window("desk")
    page.locator("#views").get_by_role("link", name="待审的反映").click()
    expect(page.locator("article")).to_contain_text("楼下有人唱歌到半夜")
    page.get_by_role("button", name="放行").click()
    expect(page.locator("#matter")).to_contain_text("楼下有人唱歌到半夜")


@pytest.mark.complains("status of 401")
def test_a_desk_that_is_cut_off_says_so_and_recovers(office, window):
    page = window("desk")
    page.context.set_offline(True)
    expect(page.locator("[data-lost]")).to_be_visible(timeout=30_000)
    page.context.set_offline(False)
    expect(page.locator("[data-late]")).to_be_hidden()
    page.request.delete(f"{office.url}/api/v1/session", headers={"Origin": office.url})
    expect(page.locator("[data-out]")).to_be_visible()


@pytest.mark.complains("status of 422")
def test_without_javascript_a_matter_is_found_dispatched_and_answered(office, window):
    matter = reported(office, 2)[0]
    page = window("desk", java_script_enabled=False)
    page.locator("#q").fill(matter.number)
    page.locator("form[role=search] button").click()
    page.locator(f"#row-{matter.id} a").click()
    page.locator("summary", has_text="派单").click()
    page.locator("#dispatch-to_handlers").select_option(label="综合执法队")
    page.locator("#dispatch-text").fill("请今天去看")
    page.locator("form", has=page.locator("#dispatch-text")).get_by_role("button", name="派单").click()
    expect(page.locator("#matter")).to_contain_text("在临港社区的综合执法队")
    page.locator("summary", has_text="作废").click()
    page.locator("form", has=page.locator("#void-text")).get_by_role("button", name="作废").click()
    expect(page.locator("#matter .banner.bad")).to_contain_text("请说明原因")
    expect(page.locator("#void-text")).to_be_visible()


def test_on_a_phone_the_list_leads_to_the_matter_and_back(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.locator(f"#row-{matter.id} a").click()
    page.wait_for_url(re.compile(matter.id))
    expect(page.locator("#rows")).to_be_hidden()
    page.get_by_role("link", name="列表").click()
    expect(page.locator(f"#row-{matter.id}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_who_works_at_a_desk_lands_there_on_a_wide_screen_only(office, chromium):
    for width, lands in ((1440, "/desk"), (360, "/")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        page = context.new_page()
        page.goto(office.url + "/")
        page.fill("#login", "dept")
        page.fill("#password", c.PASSWORD)
        page.press("#password", "Enter")
        hands.until(page, "path => location.pathname === path", lands)
        context.close()


DRESSES = ({}, {"lang": "en", "theme": "dark"}, {"theme": "sunlight", "size": "large"})


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_any_page_of_the_desk(office, window, width):
    matter = reported(office, 3)[0]
    with office.acting() as cast:
        danger = ops.report(cast.worker, text="楼道起火", urgency="emergency", escalate=True)
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    page = window("desk", viewport={"width": width, "height": 900})
    found: list[axe.Found] = []
    for dress in DRESSES:
        page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
        for path in (
            "/desk?view=open",
            f"/desk/matters/{matter.id}",
            f"/desk/matters/{danger.id}",
            "/desk/new",
            "/desk/held",
            "/desk/hotline",
            "/desk/hotline/replies",
            "/desk/hotline/rates",
            "/desk/groups",
            "/desk/map",
            "/desk/petitions",
        ):
            page.goto(office.url + path)
            page.evaluate(
                "for (const one of document.querySelectorAll('details:not([name])')) one.open = true"
            )
            found += axe.look(page, path, str(dress))
    assert [one.line() for one in found] == []


def test_the_keyboard_goes_on_from_where_one_was_after_a_move(office, window):
    reported(office, 4)
    page = window("desk", "/desk?view=waiting")
    order = [row.get_attribute("id").removeprefix("row-") for row in page.locator("#rows li").all()]
    page.locator(f"#row-{order[1]} a").click()
    expect(page.locator(f'#matter [data-matter="{order[1]}"]')).to_be_visible()
    page.locator("summary", has_text="派单").first.click()
    page.locator("#dispatch-to_handlers").select_option(label="综合执法队")
    page.locator("form", has=page.locator("#dispatch-to_handlers")).get_by_role("button", name="派单").click()
    expect(page.locator(f'#matter [data-matter="{order[2]}"] [data-done]')).to_contain_text(
        "派单给 综合执法队"
    )
    hands.until(page, "id => location.pathname.endsWith(id)", order[2])
    expect(page.locator(f"#row-{order[1]}")).to_have_count(0, timeout=SOON)
    expect(page.locator(f"#row-{order[2]} a")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{order[3]} a")).to_be_focused()
    with office.acting() as cast:
        ops.move(cast.desk, Matter.get_by_id(order[3]), "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    expect(page.locator(f"#row-{order[3]}")).to_have_count(0, timeout=SOON)


def test_the_window_does_not_scroll_beside_the_list_or_the_matter(office, window):
    matter = reported(office, 30)[0]
    page = window("desk", "/desk?view=open")
    for path in ("/desk?view=open", f"/desk/matters/{matter.id}?view=open"):
        page.goto(office.url + path)
        high = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
        assert high[0] <= high[1] == 900
    bars = "() => [...document.querySelectorAll('.room, .room *')].filter((one) => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === 'auto').map((one) => one.className)"
    assert set(page.evaluate(bars)) <= {"room-left", "room-matter"}
    page.locator("#rows li").last.scroll_into_view_if_needed()
    expect(page.locator("#rows li").last).to_be_in_viewport()
    expect(page.locator("#matter .matter-title")).to_be_in_viewport()


def test_the_keyboard_goes_on_where_the_one_that_left_the_list_stood(office, window):
    reported(office, 5)
    page = window("desk", "/desk?view=waiting")
    order = [row.get_attribute("id").removeprefix("row-") for row in page.locator("#rows li").all()]

    def leaves(which: str) -> None:
        with office.acting() as cast:
            ops.move(cast.desk, Matter.get_by_id(which), "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
        expect(page.locator(f"#row-{which}")).to_have_count(0, timeout=SOON)
        expect(page.locator("a.deskrow:focus, a.deskrow[aria-current]")).to_have_count(0)

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{order[1]} a")).to_be_focused()
    leaves(order[1])
    page.keyboard.press("j")
    expect(page.locator(f"#row-{order[2]} a")).to_be_focused()
    leaves(order[2])
    page.keyboard.press("k")
    expect(page.locator(f"#row-{order[0]} a")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{order[4]} a")).to_be_focused()
    leaves(order[4])  # the last one: there is none behind it
    page.keyboard.press("j")
    expect(page.locator(f"#row-{order[3]} a")).to_be_focused()


def test_of_a_long_list_and_a_long_matter_one_shows_a_scroll_bar(office, window):
    matter = reported(office, 30)[0]
    with office.acting() as cast:
        for number in range(12):
            ops.move(cast.desk, matter, "note", text=f"第{number}次补充")
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    bars = """() => [...document.querySelectorAll('.room-left, .room-matter')].filter((one) => one.scrollHeight > one.clientHeight
      && !getComputedStyle(one).scrollbarColor.startsWith('rgba(0, 0, 0, 0)')).map((one) => one.className)"""
    both = "() => [...document.querySelectorAll('.room-left, .room-matter')].every((one) => one.scrollHeight > one.clientHeight)"
    assert page.evaluate(both)
    page.locator("#matter .matter-title").hover()
    assert page.evaluate(bars) == ["room-matter"]
    page.locator("#rows li").nth(3).hover()
    assert page.evaluate(bars) == ["room-left"]


@pytest.mark.parametrize("dress", [{}, {"lang": "en"}, {"size": "large", "theme": "dark"}])
@pytest.mark.parametrize("width", [1440, 1280, 360])
def test_who_holds_it_and_whom_one_waits_for_are_both_read_to_the_end(office, window, width, dress):
    matter = reported(office, 1)[0]
    with office.acting() as cast:
        ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
        ops.move(cast.desk, matter, "whistle", to=[f"unit:{c.PROPERTY}"], text="请来看看")
        Call.update(due=clock.now() - 3 * clock.HOUR).execute()
    page = window("desk", viewport={"width": width, "height": 900})
    page.context.add_cookies([{"name": k, "value": v, "url": office.url} for k, v in dress.items()])
    page.goto(office.url + "/desk?view=open")
    row = page.locator(f"#pressing [data-open='{matter.id}'], #rows [data-open='{matter.id}']").first
    expect(row).to_contain_text("综合执法队")
    expect(row).to_contain_text("滨海物业")
    cut = "row => [...row.querySelectorAll('.deskrow-who, .deskrow-waits')].filter((one) => one.scrollWidth > one.clientWidth + 1 || !one.getClientRects().length).length"
    assert row.evaluate(cut) == 0
