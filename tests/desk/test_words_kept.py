"""In a browser: what is half written at a desk stays with its matter and move, is sent once, and says when it was not received."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.ledger.models import Entry
from tests import hands
from tests.desk.test_in_a_browser import reported
from tests.matters import ops

pytestmark = pytest.mark.browser


def opened(page, matter):
    page.locator(f"#row-{matter.id} a").click()
    expect(page.locator(f"#matter [data-matter='{matter.id}']")).to_be_visible()


def entries(office, matter, verb: str) -> int:
    with office.acting():
        return Entry.select().where(Entry.subject == matter.id, Entry.verb == verb).count()


@pytest.mark.parametrize(("move", "word"), [("note", "补充"), ("answer", "答复")])
def test_a_double_click_on_a_move_makes_it_once(office, window, move, word):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.locator("summary", has_text=word).click()
    page.locator(f"#{move}-text").fill("马上去看")
    page.locator("form", has=page.locator(f"#{move}-text")).get_by_role("button", name=word).dblclick()
    expect(page.locator("#matter .timeline")).to_contain_text("马上去看")
    page.wait_for_timeout(500)
    assert entries(office, matter, move) == 1


def test_words_sent_by_the_keys_alone_are_no_draft_any_more(office, window):
    """The field has the focus while the answer takes its place: it tells of its change once more."""
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.keyboard.press("n")
    page.keyboard.type("马上去看")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#matter .timeline")).to_contain_text("马上去看")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('desk:'))") == []
    expect(page.locator("#note-text")).to_have_value("")
    assert page.locator("[data-draft]:not([hidden])").count() == 0
    assert entries(office, matter, "note") == 1


def test_without_a_script_a_double_click_makes_it_once_too(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open", java_script_enabled=False)
    page.locator("summary", has_text="补充").click()
    page.locator("#note-text").fill("马上去看")
    page.locator("form", has=page.locator("#note-text")).get_by_role("button", name="补充").dblclick()
    expect(page.locator("#matter .timeline")).to_contain_text("马上去看")
    assert entries(office, matter, "note") == 1


@pytest.mark.parametrize("width", [1440, 800])
def test_words_half_written_wait_while_one_looks_at_another_matter(office, window, width):
    one, other = reported(office, 2)
    page = window("desk", f"/desk/matters/{one.id}?view=open", viewport={"width": width, "height": 900})
    page.locator("summary", has_text="补充").click()
    page.locator("#note-text").fill("物业说明天上午来，钥匙在门卫")
    photo = {"name": "门.jpg", "mimeType": "image/jpeg", "buffer": hands.picture(3, 320, 240)}
    page.set_input_files("#note-photos", photo)
    if width < 1024:
        page.get_by_role("link", name="列表").click()
    opened(page, other)
    page.locator("summary", has_text="补充").click()
    expect(page.locator("#note-text")).to_have_value("")
    if width < 1024:
        page.get_by_role("link", name="列表").click()
    opened(page, one)
    expect(page.locator("#note-text")).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("物业说明天上午来，钥匙在门卫")
    expect(page.locator("[data-draft]:visible")).to_contain_text("还没有提交")
    if width > 1024:
        assert page.evaluate("document.getElementById('note-photos').files.length") == 1
    page.reload()
    expect(page.locator("#note-text")).to_have_value("物业说明天上午来，钥匙在门卫")
    page.locator("form", has=page.locator("#note-text")).get_by_role("button", name="补充").click()
    expect(page.locator("#matter .timeline")).to_contain_text("物业说明天上午来")
    page.reload()
    page.locator("summary", has_text="补充").click()
    expect(page.locator("#note-text")).to_have_value("")


def test_what_is_not_wanted_any_more_goes_at_a_press(office, window):
    one, other = reported(office, 2)
    page = window("desk", f"/desk/matters/{one.id}?view=open")
    page.locator("summary", has_text="答复").click()
    page.locator("#answer-text").fill("写错了")
    opened(page, other)
    opened(page, one)
    page.locator("[data-draft]:visible").get_by_role("button", name="不要了").click()
    expect(page.locator("#answer-text")).to_have_value("")
    opened(page, other)
    opened(page, one)
    expect(page.locator("details.move[open]")).to_have_count(0)


def test_words_for_a_move_that_was_closed_meanwhile_stand_above(office, window):
    one, other = reported(office, 2)
    page = window("desk", f"/desk/matters/{one.id}?view=open")
    page.locator("summary", has_text="挂账").click()
    page.locator("#shelve-text").fill("等配件，下周一到")
    opened(page, other)
    with office.acting() as cast:
        ops.move(cast.desk, one, "void", reason="误触")
    page.goto(f"{office.url}/desk/matters/{one.id}?view=open")
    expect(page.locator("#left-words")).to_have_value("等配件，下周一到")


@pytest.mark.complains("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_without_a_signal_the_form_says_that_it_was_not_received_and_goes_once(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.locator("summary", has_text="补充").click()
    page.locator("#note-text").fill("带上钥匙")
    form = page.locator("form", has=page.locator("#note-text"))
    page.context.set_offline(True)
    form.get_by_role("button", name="补充").click()
    expect(form.locator("[data-unsent]")).to_contain_text("没有送到")
    expect(page.locator("#note-text")).to_have_value("带上钥匙")
    page.context.set_offline(False)
    form.get_by_role("button", name="补充").click()
    expect(page.locator("#matter .timeline")).to_contain_text("带上钥匙")
    assert entries(office, matter, "note") == 1


@pytest.mark.complains("ERR_FAILED", "Failed to fetch")
def test_a_reply_that_was_lost_and_a_second_press_make_it_once(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.locator("summary", has_text="答复").click()
    page.locator("#answer-text").fill("明天上午到")
    form = page.locator("form", has=page.locator("#answer-text"))

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/moves/answer*", lose, times=1)
    form.get_by_role("button", name="答复").click()
    expect(form.locator("[data-unsent]")).to_be_visible()
    form.get_by_role("button", name="答复").click()
    expect(page.locator("#matter [data-done]")).to_be_visible()
    assert entries(office, matter, "answer") == 1


@pytest.mark.complains("status of 422")
def test_a_number_to_merge_into_is_shown_chosen_and_merged_at_the_second_press(office, window):
    one, other = reported(office, 2)
    page = window("desk", f"/desk/matters/{one.id}?view=open")
    page.locator("summary", has_text="合并").click()
    page.locator("#merge-to_matter").fill(other.number)
    form = page.locator("form", has=page.locator("#merge-to_matter"))
    form.get_by_role("button", name="合并").click()
    expect(form.locator("[data-focus]")).to_be_focused()
    expect(form.locator("input[name=to]:checked")).to_have_value(f"matter:{other.id}")
    expect(page.locator("#merge-to_matter")).to_have_value("")
    form.get_by_role("button", name="合并").click()
    expect(page.locator("[data-done]")).to_contain_text(f"并入 {other.number}")


@pytest.mark.complains("status of 422")
def test_the_places_to_choose_from_stand_where_the_eye_is_taken(office, window):
    matter = reported(office, 1)[0]
    page = window("desk", f"/desk/matters/{matter.id}?view=open")
    page.locator("summary", has_text="更正").click()
    page.locator("#amend-change-where").fill("网格")
    page.locator("form", has=page.locator("#amend-change-where")).get_by_role("button", name="更正").click()
    expect(page.locator("form [data-focus]")).to_be_focused()
    expect(page.locator("form input[name=area]").first).to_be_in_viewport()
