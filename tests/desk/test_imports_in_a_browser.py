"""The import pages in a real browser: a double tap sends once, and a plan goes with its file."""

import pytest
from playwright.sync_api import expect

from tests.areas.imports.test_second_press import PEOPLE, TABLE

pytestmark = pytest.mark.browser


def test_a_double_tap_on_the_confirming_button_sends_it_once(office, window):
    page = window("admin", "/areas/import")
    file = {"name": "t.csv", "mimeType": "text/csv", "buffer": TABLE}
    page.set_input_files("#file", file)
    page.get_by_role("button", name="看看会改什么").click()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_role("button", name="确认导入").dblclick()
    expect(page.locator("#plan")).to_contain_text("全部写好了。")
    page.wait_for_timeout(500)
    expect(page.locator("#plan")).not_to_contain_text("又点了一次")
    assert len(sent) == 1


def test_without_a_script_the_second_press_is_answered_as_the_first(office, window):
    page = window("admin", "/people/import", java_script_enabled=False)
    page.set_input_files("#file", {"name": "t.csv", "mimeType": "text/csv", "buffer": PEOPLE})
    page.get_by_role("button", name="看看会改什么").click()
    page.get_by_role("button", name="导入", exact=True).dblclick()
    expect(page.locator("#plan h2")).to_have_text("已经导入")
    expect(page.locator("main")).not_to_contain_text("已经过期")


@pytest.mark.complains("422")
@pytest.mark.parametrize("bad", [b"%PDF-1.4", "没有,表头\n".encode()])
def test_after_a_refused_file_the_plan_of_the_one_before_is_gone(office, window, bad):
    page = window("admin", "/areas/import")
    page.set_input_files("#file", {"name": "t.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.get_by_role("button", name="确认导入")).to_be_visible()
    page.set_input_files("#file", {"name": "u.csv", "mimeType": "text/csv", "buffer": bad})
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.locator("#problem")).not_to_be_empty()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
