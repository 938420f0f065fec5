"""An errand taken on at a door without signal, its slip scanned later, and the next time of a visit on Today."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def test_an_errand_without_a_word_of_what_it_is_is_refused(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/errands/new")
    page.locator("[data-act=save]").click()
    expect(page.locator("#errand-error")).to_be_visible()
    assert ops(page, "errand.take") == []


def test_papers_taken_without_signal_leave_a_slip_whose_link_the_resident_confirms(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/errands/new")
    page.context.set_offline(True)
    page.fill("#errand-what", "代办高龄津贴")
    page.locator("[data-hold=papers] .pick", has_text="身份证").click()
    page.locator("[data-act=save]").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile("/errands/[^/]+/slip$"))
    expect(page.locator("[data-hold=moved]")).to_contain_text("身份证")
    expect(page.locator("[data-hold=code] svg[role=img]")).to_have_count(0)

    page.context.set_offline(False)
    page.locator("[data-hold=code] svg[role=img]").wait_for()
    assert len(ops(page, "errand.take")) == 1 and len(ops(page, "errand.step")) == 1
    link = page.locator("[data-hold=code]").get_attribute("data-shown")
    assert link is not None

    page.locator("[data-act=back]").click()
    page.locator("[data-hold=steps] [data-key=done]").click()
    page.wait_for_timeout(700)  # a sheet that has just come up is deaf for a moment
    page.get_by_role("button", name="先记办好了").click()  # the papers are still here
    page.locator("dialog button[type=submit]").click()
    expect(page.locator("[data-hold=tags]")).to_contain_text("等确认")
    resident = page.context.browser.new_page(java_script_enabled=False, locale="zh-CN")  # type: ignore[union-attr]
    hands.until(page, "() => document.querySelector('#chip').classList.contains('good')")
    resident.goto(link)
    resident.locator("form button").click()
    expect(resident.locator("[role=status]")).to_contain_text("已确认")
    resident.close()
    page.evaluate("dispatchEvent(new Event('online'))")  # the phone looks for news
    expect(page.locator("[data-hold=tags]")).to_contain_text("居民已确认", timeout=70_000)


def test_what_was_agreed_for_today_stands_on_today_until_the_visit_is_recorded(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/visits/new")
    page.locator("[data-act=save]").click()
    expect(page.locator("#plan-error")).to_be_visible()
    page.fill("#plan-household", "2单元 301")
    page.locator("[data-purpose=care]").click()
    page.fill("#plan-on", page.locator("#plan-on").get_attribute("min") or "")
    page.context.set_offline(True)
    page.locator("[data-act=save]").click()
    page.wait_for_url(re.compile("/visits$"))
    hands.go(page, "/")
    agreed = page.locator("[data-hold=promised]")
    expect(agreed).to_contain_text("2单元 301")
    agreed.locator("a.item", has_text="2单元 301").click()
    expect(page.locator("#household")).to_have_value("2单元 301")
    expect(page.locator("[data-value=care]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-act=save]").click()
    page.wait_for_url(re.compile("/$"))
    expect(page.locator("[data-hold=promised]")).not_to_contain_text("2单元 301")
    page.context.set_offline(False)
    expect(page.locator("#chip")).to_have_class(re.compile("good"))
    (visit,) = ops(page, "visit.record")
    (plan,) = ops(page, "visit.plan")
    assert visit["body"]["plan"] == plan["body"]["plan"]


def test_the_telephone_list_opens_without_signal_from_the_emergency_s_own_sheet(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/phones")
    page.locator("a.item.ring").first.wait_for()  # the list has come to this phone
    page.context.set_offline(True)
    page.reload()
    page.locator("[data-ready]").wait_for()
    hands.go(page, "/emergency")
    page.locator("main a[href='/phones']").click()
    expect(page.locator("a.item.ring").first).to_have_attribute("href", re.compile(r"^tel:\d+$"))


def test_done_is_asked_once_more_while_papers_are_still_in_hand(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/errands/new")
    page.fill("#errand-what", "代办社保认证")
    page.locator("[data-hold=papers] .pick", has_text="身份证").click()
    page.fill("#errand-promised", "2020-11-01")
    page.locator("[data-act=save]").click()
    expect(page.locator("#errand-error")).to_have_text("选的日子已经过去了，请选今天或以后的一天。")
    page.fill("#errand-promised", "")
    page.locator("[data-act=save]").click()
    page.wait_for_url(re.compile("/errands/[^/]+/slip$"))
    page.locator("[data-act=back]").click()
    page.locator("[data-hold=steps] [data-key=done]").click()
    asked = page.locator("dialog")
    expect(asked).to_contain_text("身份证还在您手里，先说办好了？")
    asked.get_by_role("button", name="返回").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("[data-hold=steps] [data-key=done]").click()
    page.wait_for_timeout(700)  # a sheet that has just come up is deaf for a moment
    asked.get_by_role("button", name="先记办好了").click()
    page.locator("dialog button[type=submit]").wait_for()


def test_a_visit_is_not_agreed_for_a_day_that_has_passed(phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/visits/new")
    page.locator("[data-purpose=care]").click()
    page.fill("#plan-on", "2020-11-01")
    page.locator("[data-act=save]").click()
    expect(page.locator("#plan-error")).to_have_text("选的日子已经过去了，请选今天或以后的一天。")
    assert ops(page, "visit.plan") == []
