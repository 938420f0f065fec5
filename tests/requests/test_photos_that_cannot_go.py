"""No photo that a neighbour chose vanishes without a word: what cannot go is named with its reason, what only could not go yet goes later."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.evidence import copies
from app.evidence.models import Photo
from tests import hands
from tests.evidence.pictures import picture
from tests.requests.neighbour import WORDS, books, choose, file, kept, photograph, write

pytestmark = pytest.mark.browser
GOOD = file("好的.jpg", picture(seed=9))
CUT_HEIC = file("IMG_2.HEIC", picture("HEIF")[:-400], "image/heic")
PROBLEM = "status of (4..|5..)"


def told(page):
    return page.locator("#told")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (file("VID_1.mp4", b"\0\0\0\x18ftypmp42" + bytes(99), "video/mp4"), "不是能用的照片"),
        (file("扫描.tiff", picture("TIFF"), "image/tiff"), "不是能用的照片"),
        (file("表.pdf", b"%PDF-1.7", "application/pdf"), "不是能用的照片"),
        (file("空.jpg", b""), "是空的"),
        (file("半张.jpg", picture()[:200]), "打不开"),
        (file("乱.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png"), "打不开"),
        (file("大.HEIC", bytes(25_000_001), "image/heic"), "超过 25 MB"),
    ],
)
def test_what_the_phone_knows_cannot_go_is_named_as_it_is_chosen_and_the_good_one_beside_it_stays(
    phone, bad, why
):
    page = phone.page
    choose(page, bad, GOOD)
    expect(told(page)).to_contain_text(f"“{bad['name']}”")
    expect(told(page)).to_contain_text(why)
    expect(page.locator(".strip img")).to_have_count(1)


def test_five_chosen_at_once_three_are_taken_and_the_other_two_are_named(phone):
    page = phone.page
    choose(page, *(file(f"IMG_{n}.jpg", picture(seed=n)) for n in range(1, 6)))
    expect(told(page)).to_contain_text("最多放 3 张照片，没有放进来的：IMG_4.jpg、IMG_5.jpg。")
    expect(page.locator(".strip img")).to_have_count(3)


def test_chosen_before_the_script_was_there_it_is_in_the_strip_all_the_same(phone, server, qr):
    page = phone.page
    waiting = []
    page.route("**/static/ask-*.js", lambda route: waiting.append(route))
    page.goto(server.url + qr, wait_until="commit")
    page.locator("#photos input").first.set_input_files(GOOD)
    hands.until(page, "() => document.querySelector('#photos input').files.length")
    waiting[0].continue_()
    expect(page.locator(".strip img")).to_have_count(1)


@pytest.mark.complains(PROBLEM)
def test_what_the_server_cannot_read_is_named_where_the_number_stands_until_that_is_understood(
    phone, server, folder, qr
):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    choose(page, CUT_HEIC, GOOD)
    expect(page.locator(".strip figure")).to_have_count(2)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    expect(told(page)).to_contain_text("“IMG_2.HEIC”没有收下：照片不完整")
    expect(told(page)).to_contain_text("可以在下面“补充”里换一张再传。")
    expect(page.locator(".pictures img")).to_have_count(1)
    expect(page.locator("#missing")).to_have_text("还没有收到的照片：1 张。")
    [request] = kept(folder)
    page.goto(server.url + "/find")
    page.locator("#mine a", has_text=request.number).click()
    expect(told(page)).to_contain_text("“IMG_2.HEIC”没有收下")
    page.get_by_role("button", name="知道了").click()
    page.reload()
    expect(page.locator("#missing")).to_be_visible()
    expect(told(page)).to_be_empty()


@pytest.mark.complains(PROBLEM)
@pytest.mark.parametrize("status", [403, 408, 413, 502])
def test_a_proxys_no_is_no_verdict_the_photo_waits_and_the_other_one_goes(phone, server, folder, qr, status):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    choose(page, GOOD, file("另一张.jpg", picture(seed=3)))
    expect(page.locator(".strip img")).to_have_count(2)
    seen = []

    def proxy(route):
        seen.append(route.request.url)
        if route.request.url == seen[0]:
            route.fulfill(status=status, content_type="text/html", body="<h1>nginx</h1>")
        else:
            route.continue_()

    page.route("**/api/v1/photos/*", proxy)
    page.click("button.main")
    expect(told(page)).to_contain_text("还有 1 张照片没传完")
    page.unroute("**/api/v1/photos/*")
    page.goto(server.url + "/find")
    expect(told(page)).to_contain_text("还有 1 张照片没传完")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(told(page)).to_contain_text("先前存着的已收到")
    assert len(kept(folder)) == 1
    with books(folder):
        assert Photo.select().count() == 2


@pytest.mark.complains(PROBLEM)
@pytest.mark.parametrize("status", [403, 408, 413])
def test_a_proxys_no_to_the_words_is_no_verdict_either(phone, server, folder, qr, status):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    photograph(page)
    no = {"status": status, "content_type": "application/json", "body": '{"error": "no"}'}
    page.route("**/api/v1/requests", lambda route: route.fulfill(**no))
    page.click("button.main")
    expect(told(page)).to_contain_text("会自动再发")
    page.unroute("**/api/v1/requests")
    page.get_by_role("button", name="现在再试").click()
    expect(told(page)).to_contain_text("先前存着的已收到")
    assert [one.words for one in kept(folder)] == [WORDS]
    with books(folder):
        assert Photo.select().count() == 1


def test_a_transparent_picture_is_white_with_a_script_as_without_one(phone, server, folder, qr):
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(out, "PNG")
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    choose(page, file("画.png", out.getvalue(), "image/png"))
    expect(page.locator(".strip img")).to_have_count(1)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    with books(folder):
        assert copies.pixels(Photo.get().sha256, 60).getpixel((30, 20)) == (255, 255, 255)
