"""A neighbour with a real browser: the signal goes, the page is closed, the answer is lost — and it is said once; and all of it without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.evidence.models import Photo
from app.matters.models import Matter
from app.people.models import Person
from app.requests.models import Verdict
from tests import cast as c
from tests import hands
from tests.chrome import Phone
from tests.matters import ops
from tests.requests import saying
from tests.requests.neighbour import WORDS, books, kept, photograph, write

pytestmark = pytest.mark.browser


def test_by_a_poster_with_a_photo_it_arrives_and_the_link_is_shown(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + qr)
    expect(page.locator(".here")).to_contain_text("1幢")
    write(page)
    photograph(page)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    [request] = kept(folder)
    assert page.locator(".number").inner_text() == request.number
    assert (request.words, request.trust) == (WORDS, "qr")
    with books(folder):
        photo = Photo.get()
        assert max(photo.width, photo.height) == 2048  # made smaller on the phone
    assert page.locator(".pictures img").evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    page.goto(f"{server.url}/find")  # WeChat loses pages: the phone remembers, until told to forget
    expect(page.locator("#mine a")).to_have_text(request.number)
    page.locator("#mine button").click()
    expect(page.locator("#mine a")).to_have_count(0)
    page.reload()
    expect(page.locator("#mine a")).to_have_count(0)


def test_written_and_not_sent_it_is_there_again_after_a_reload(phone, server):
    page = phone.page
    write(page)
    page.fill("#phone", "13800001234")
    photograph(page)
    page.reload()
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator("#phone")).to_have_value("13800001234")
    expect(page.locator(".strip img")).to_have_count(1)
    expect(page.locator("[value=street_lamp]")).to_be_checked()
    page.get_by_role("button", name="重新写").click()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".strip img")).to_have_count(0)


def test_the_place_that_is_written_while_the_next_list_is_on_its_way_stays(phone, server):
    page = phone.page
    page.goto(f"{server.url}/ask")
    waiting: list = []
    page.route("**/ask/place?*", lambda route: waiting.append(route))
    page.select_option("select[name=within]", c.COMMUNITY)
    page.click("#note")
    page.keyboard.type("二单元")
    while not waiting:
        page.wait_for_timeout(20)
    waiting[0].continue_()
    expect(page.locator(".here")).to_contain_text("临港社区")
    expect(page.locator("#note")).to_have_value("二单元")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("五楼")
    expect(page.locator("#note")).to_have_value("二单元五楼")


SLOW = """() => {
  const real = HTMLImageElement.prototype.decode;
  const release = new Promise((done) => (globalThis.release = done));
  HTMLImageElement.prototype.decode = async function () { await release; return real.call(this); };
}"""


def test_sent_while_the_photo_is_made_ready_it_goes_with_the_photo(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    page.evaluate(SLOW)
    with page.expect_file_chooser() as chooser:
        page.locator(".strip label").click()
    chooser.value.set_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": hands.picture(1, 3000, 2250)}
    )
    page.locator("button.main").dblclick()
    expect(page.locator("#told")).to_contain_text("照片还在处理")
    assert kept(folder) == []
    page.evaluate("() => release()")
    expect(page.locator(".number")).to_be_visible()
    assert page.locator(".pictures img").count() == 1
    assert len(kept(folder)) == 1
    page.goto(server.url + qr)
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".strip img")).to_have_count(0)


IS_KEPT = """async (words) => {
  const db = await new Promise((done) => (indexedDB.open("gridwalk-ask").onsuccess = ({ target }) => done(target.result)));
  const kept = await new Promise((done) => (db.transaction("kept").objectStore("kept").getAll().onsuccess = ({ target }) => done(target.result)));
  db.close();
  return kept.some(({ values }) => values?.text === words);
}"""


def test_a_draft_stays_with_the_poster_where_it_was_begun(phone, server, folder, qr):
    page = phone.page
    with books(folder):
        other = f"/q/{saying.poster(c.BUILDING2, label='2幢大门')}"
    page.goto(server.url + qr)
    write(page)
    page.fill("#phone", "13800138020")
    photograph(page)
    for elsewhere in (page, phone.context.new_page()):
        elsewhere.goto(server.url + other)
        expect(elsewhere.locator(".here")).to_contain_text("2幢")
        elsewhere.wait_for_timeout(700)  # longer than a page waits for another's draft
        assert [elsewhere.locator(name).input_value() for name in ("#text", "#phone")] == ["", ""]
        expect(elsewhere.locator(".strip img")).to_have_count(0)
    write(page, "门口积水")
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    [request] = kept(folder)
    assert request.words == "门口积水"
    with books(folder):
        assert Photo.select().count() == 0
    page.goto(server.url + qr)
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator(".strip img")).to_have_count(1)


def test_two_windows_write_a_draft_each_and_sending_one_leaves_the_other(phone, server, folder, qr):
    page, other = phone.page, phone.context.new_page()
    for window, words in ((page, WORDS), (other, "垃圾没有人收")):
        window.goto(server.url + qr)
        write(window, words)
        hands.until(window, IS_KEPT, words)
    for window, words in ((page, WORDS), (other, "垃圾没有人收")):
        window.reload()
        expect(window.locator("#text")).to_have_value(words)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    other.close()
    page.goto(server.url + qr)
    expect(page.locator("#text")).to_have_value("垃圾没有人收")
    assert [one.words for one in kept(folder)] == [WORDS]


def test_the_signal_goes_and_the_phone_dies_and_it_is_sent_once_when_both_are_back(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    photograph(page)
    phone.context.set_offline(True)
    page.locator("button.main").dblclick()
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    assert kept(folder) == []
    phone.kill()
    phone.open("/ask")
    expect(phone.page.locator("#told")).to_contain_text("先前存着的已收到")
    [request] = kept(folder)
    assert (request.words, request.trust) == (WORDS, "qr")
    with books(folder):
        assert Photo.select().count() == 1
    phone.page.get_by_role("link", name="看办到哪了").click()
    expect(phone.page.locator(".timeline")).to_contain_text(WORDS)


def test_the_signal_comes_back_while_the_page_stands_and_it_goes_by_itself(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    phone.context.set_offline(True)
    page.click("button.main")
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#told")).to_contain_text("先前存着的已收到")
    assert len(kept(folder)) == 1


def test_the_answer_is_lost_on_the_way_and_it_is_still_said_once(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + qr)
    write(page)

    def lose(route):
        route.fetch()  # the server has it
        route.abort()

    page.route("**/api/v1/requests", lose)
    page.click("button.main")
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    assert len(kept(folder)) == 1
    page.unroute("**/api/v1/requests")
    page.get_by_role("button", name="现在再试").click()
    expect(page.locator("#told")).to_contain_text("先前存着的已收到")
    assert len(kept(folder)) == 1


def test_without_a_code_the_phone_works_for_its_trust_even_where_the_browser_lacks_crypto(
    play, server, folder, tmp_path
):
    script = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
    phone = Phone(play, tmp_path / "wechat", server.url, script=lambda: script, path="/ask")
    write(phone.page)
    phone.page.select_option("[name=within]", label="临港社区")
    expect(phone.page.locator(".here")).to_contain_text("临港社区")
    phone.page.click("button.main")
    expect(phone.page.locator(".number")).to_be_visible()
    [request] = kept(folder)
    assert (request.trust, request.held) == ("proof", None)
    assert phone.faults == []
    phone.close()


def test_where_no_proof_is_to_be_had_it_is_kept_for_somebody_to_look_at(phone, folder):
    page = phone.page
    page.route("**/requests/challenge", lambda route: route.abort())
    page.locator("summary", has_text="更多事项").click()
    write(page, tile="停电")
    expect(page.locator("#told")).to_contain_text("国家电网")
    expect(page.locator("#told a")).to_have_text(["95598", "12345"])
    write(page)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("看过后就会办理")
    assert [one.trust for one in kept(folder)] == ["held"]


def test_where_a_browser_keeps_nothing_the_page_asks_to_be_left_open_and_sends(
    play, server, folder, qr, tmp_path
):
    script = "Object.defineProperty(window, 'indexedDB', {get: () => { throw new Error('no') }})"
    phone = Phone(play, tmp_path / "private", server.url, script=lambda: script, path=qr)
    write(phone.page)
    phone.context.set_offline(True)
    phone.page.click("button.main")
    expect(phone.page.locator("#told")).to_contain_text("请别关掉这一页")
    phone.context.set_offline(False)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.page.locator("#told")).to_contain_text("先前存着的已收到")
    assert [one.words for one in kept(folder)] == [WORDS]
    phone.close()


def test_beside_the_field_app_on_the_same_phone_the_public_pages_are_the_servers(phone, server, folder, qr):
    page = phone.page
    page.goto(server.url + "/")
    hands.installed(page)
    page.goto(server.url + qr)
    write(page)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    assert len(kept(folder)) == 1


@pytest.mark.complains("status of 422")
def test_what_the_server_refuses_comes_back_into_the_form(phone, folder):
    page = phone.page
    write(page)
    for wrong in ("打给我", "1380000123", "88888888"):
        page.fill("#phone", wrong)
        page.click("button.main")
        expect(page.locator("#told")).to_contain_text("请填 11 位手机号")
        expect(page.locator("#phone")).to_be_focused()
    assert kept(folder) == [], "what cannot be a number is refused as it is typed"
    page.fill("#phone", "0577 123 456 789")  # the pattern's measure is coarser than the office's
    page.click("button.main")
    expect(page.locator("#told")).to_contain_text("没有发出去")
    expect(page.locator("#text")).to_have_value(WORDS)
    page.fill("#phone", "+86 138-0000-1234")
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    assert [one.phone for one in kept(folder)] == ["13800001234"]


def test_somebody_has_said_it_already_and_one_adds_oneself(phone, server, folder, qr):
    with books(folder):
        saying.asked(qr=qr.removeprefix("/q/"))
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    page.click("button.main")
    page.get_by_role("button", name="就是这件，加上我").click()
    expect(page.locator(".number")).to_be_visible()
    with books(folder):
        assert Matter.select().count() == 1


def test_a_later_word_without_a_signal_stays_on_the_page(phone, server, folder):
    with books(folder):
        _, _, token = saying.asked()
    page = phone.page
    page.goto(f"{server.url}/r/{token}")
    page.fill("textarea[name=text]", "今天又闪了")
    phone.context.set_offline(True)
    page.get_by_role("button", name="补充").click()
    expect(page.locator("#told")).to_contain_text("没有信号")
    expect(page.locator("textarea[name=text]")).to_have_value("今天又闪了")
    phone.context.set_offline(False)
    page.get_by_role("button", name="补充").click()
    expect(page.locator("#main")).to_contain_text("已收到您的补充")
    expect(page.locator(".timeline")).to_contain_text("今天又闪了")


def test_without_a_script_all_the_way_from_the_poster_to_the_verdict(play, server, folder, qr, tmp_path):
    phone = Phone(play, tmp_path / "plain", server.url, path=qr, java_script_enabled=False)
    page = phone.page
    page.locator("summary", has_text="更多事项").click()
    write(page, tile="想问一问")
    write(page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": hands.picture(2, 800, 600)}
    )
    page.fill("#phone", "13800001234")
    page.wait_for_timeout(2100)  # what a person needs at the very least
    page.locator("button.main").click()
    expect(page.locator(".number")).to_be_visible()
    number = page.locator(".number").inner_text()
    page.go_back()
    page.locator("button.main").click()
    expect(page.locator(".number")).to_have_text(number)
    [request] = kept(folder)
    assert (request.words, request.trust) == (WORDS, "qr")
    with books(folder):
        worker = Person.get(Person.login == "worker")
        ops.move(worker, Matter.get(), "settle_on_spot", text="换了灯泡")
    page.goto(server.url + "/find")
    page.fill("#number", request.number)
    page.fill("#last4", "1234")
    page.get_by_role("button", name="查一查").click()
    page.get_by_role("button", name="解决了").click()
    page.fill("#verdict", "来得快")
    page.get_by_role("button", name="满意", exact=True).click()
    expect(page.locator("#main")).to_contain_text("谢谢您的评价")
    with books(folder):
        assert (Verdict.get().score, Verdict.get().text, Matter.get().state) == (3, "来得快", "closed")
    phone.close()
