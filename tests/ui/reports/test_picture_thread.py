"""A photo is made ready in a thread of its own while the screen goes on; where there is none, the page does the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.ui.asking import ops

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]

# how many pictures were decoded in the page itself
COUNTED = """() => {
  const real = createImageBitmap;
  globalThis.decoded = 0;
  globalThis.createImageBitmap = (...given) => (globalThis.decoded++, real(...given));
}"""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photograph larger than what is sent, with something to see."""
    to = tmp_path / "large.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(to, quality=92)
    return to


def reported_with(page: Page, photo: Path) -> tuple[int, int, int]:
    """Report something with this photo; (pictures decoded in the page, width and height of what was kept)."""
    page.locator(".bottom a.raised").click()
    page.locator("[data-category]").first.wait_for()
    page.evaluate(COUNTED)
    page.locator("input[type=file][multiple]").set_input_files(photo)
    page.locator(".shot img").wait_for()
    size = page.locator(".shot img").evaluate(
        "async (img) => (await img.decode(), [img.naturalWidth, img.naturalHeight])"
    )
    page.locator("[data-act=pass]").click()
    page.wait_for_url(re.compile("/matters/"))
    assert [len(op["photos"]) for op in ops(page, "matter.report")] == [1]
    return page.evaluate("decoded"), *size


def test_the_page_decodes_nothing_and_the_photo_is_smaller(phone: Phone, large: Path) -> None:
    page = phone("worker")
    assert reported_with(page, large) == (0, 2048, 1536)
    assert [re.search(r"/static/pictures-\w+\.js$", one.url) is not None for one in page.workers] == [True]


@pytest.mark.parametrize(
    "lack", ["delete globalThis.Worker", "document.documentElement.dataset.pictures = '/static/none.js'"]
)
def test_without_a_thread_or_its_code_the_page_makes_it_ready(phone: Phone, large: Path, lack: str) -> None:
    page = phone("worker")
    page.evaluate(lack)
    assert reported_with(page, large) == (2, 2048, 1536)


def test_a_thread_that_dies_leaves_its_photo_to_the_page(phone: Phone, large: Path) -> None:
    page = phone("worker")
    page.evaluate(
        """() => { const real = Worker.prototype.postMessage; let first = true;
                   Worker.prototype.postMessage = function (...given) {
                     if (!first) return real.apply(this, given);
                     first = false;
                     this.dispatchEvent(new ErrorEvent('error'));
                   }; }"""
    )
    assert reported_with(page, large) == (2, 2048, 1536)
    expect(page.locator("#chip")).to_contain_text("已收到")
