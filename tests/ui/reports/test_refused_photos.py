"""A photo that nobody can read: said when it is chosen; and where only the office finds out, a line of its own with a way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import hands
from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]
SEGMENTS = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"


@pytest.fixture
def hollow(tmp_path: Path) -> Path:
    """A JPEG with a beginning and an end whose picture nobody can decode: only the office finds out."""
    to = tmp_path / "hollow.jpg"
    to.write_bytes(SEGMENTS + b"\x11" * 900 + b"\xff\xd9")
    return to


def choose(page: Page, *files: Path) -> None:
    """Choose files from the album."""
    page.locator("input[type=file][multiple]").set_input_files(files)


def report_with(page: Page, photo: Path, words: str) -> None:
    """A report that keeps this photo, received by the office, which has refused the photo."""
    page.locator(".bottom a.raised").click()
    page.locator("[data-category]").first.click()
    page.fill("#report-text", words)
    choose(page, photo)
    page.locator(".shot").wait_for()
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    expect(page.locator("#chip")).to_have_text("1 条要处理")


def test_what_cannot_be_read_is_said_by_its_name_when_it_is_chosen_and_the_others_stay(
    phone: Phone, picture: Path, tmp_path: Path
) -> None:
    page = phone("worker")
    page.locator(".bottom a.raised").click()
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 900)
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    (tmp_path / "empty.jpg").write_bytes(b"")
    for name in ("x.pdf", "bad.jpg", "empty.jpg"):
        choose(page, tmp_path / name)
        expect(page.locator(".thumb .error")).to_have_text(f"“{name}”读不出来。没有放进来，请换一张。")
    expect(page.locator(".shot")).to_have_count(0)
    choose(page, tmp_path / "x.pdf", picture)
    expect(page.locator(".shot")).to_have_count(1)
    expect(page.locator(".thumb .error")).to_contain_text("“x.pdf”读不出来")


@pytest.mark.complains("status of 422", "status of 404")
def test_a_refused_photo_leaves_its_report_received_and_is_dropped(phone: Phone, hollow: Path) -> None:
    page = phone("worker")
    report_with(page, hollow, "照片坏了的一件")
    expect(page.locator("main")).to_contain_text("有 1 张照片没有被收下")
    expect(page.locator("main")).not_to_contain_text("没有被接受")
    page.get_by_role("link", name="去看看").or_(page.locator(".banner.bad a")).first.click()
    expect(page.locator("[data-hold=safe]")).to_have_text("有 1 张照片没有被收下，要您看一下；文字不受影响。")
    line = page.locator("[data-hold=list] > .list > li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("照片坏了的一件（文字已收到）")
    expect(line.locator("button")).to_have_text(["去掉这张照片"])
    page.locator("[data-part=done] summary").click()
    expect(page.locator("[data-hold=received] li").first).to_contain_text("照片坏了的一件")
    line.get_by_role("button", name="去掉这张照片").click()
    page.wait_for_timeout(700)  # a sheet that has just come up is deaf for a moment
    page.locator("dialog .main").click()
    expect(page.locator("#chip")).to_contain_text("全部已收到")
    expect(page.locator("[data-hold=list]")).to_have_text("")
    page.reload()
    expect(page.locator("#chip")).to_contain_text("全部已收到")


@pytest.mark.complains("status of 422", "status of 404")
def test_another_photo_goes_in_the_place_of_a_refused_one(phone: Phone, hollow: Path, picture: Path) -> None:
    page = phone("worker")
    report_with(page, hollow, "另拍一张的一件")
    hands.go(page, "/queue")
    line = page.locator("[data-hold=list] > .list > li")
    line.locator("input[type=file]").set_input_files(hollow)
    expect(page.locator(".told")).to_contain_text("还是同一张照片")
    line.locator("input[type=file]").set_input_files(picture)
    expect(page.locator("#chip")).to_contain_text("全部已收到")
    (report,) = [op for op in ops(page, "matter.report") if op["body"]["text"] == "另拍一张的一件"]
    (note,) = [op for op in ops(page, "matter.move") if op["body"]["matter"] == report["body"]["matter"]]
    assert note["body"]["move"] == "note" and len(note["photos"]) == 1 and note["photos"] != report["photos"]
    hands.go(page, f"/matters/{report['body']['matter']}")
    expect(page.locator("[data-hold=ledger]")).to_contain_text("补充")
    expect(page.locator("main")).not_to_contain_text("没有被收下")
