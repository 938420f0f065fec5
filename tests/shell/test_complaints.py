"""What a page complains of is heard by the tests, whichever way the browser says it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests import chrome
from tests.live import Server, prepare

# one after the other: said on the console, refused by the policy, thrown and caught by nobody, not there
DEEDS = """() => {
  console.error('said aloud');
  document.body.setAttribute('style', 'color: red');
  setTimeout(() => { throw new Error('thrown') });
  const picture = document.createElement('img');
  picture.src = '/nothing.png';
  document.body.append(picture);
  setTimeout(() => { try { eval('1') } catch { /* the browser says nothing of this one by itself */ } });
}"""
HEARD = ("said aloud", "style-src-attr", "script-src", "uncaught: thrown", "nothing.png")


@pytest.mark.browser
@pytest.mark.complains("said aloud|inline style|refused by|thrown|status of 404")
def test_a_test_hears_of_whatever_a_page_complains_of(play, tmp_path):
    prepare(tmp_path)
    server = Server(tmp_path)
    chromium = chrome.launch(play)
    try:
        page = chromium.new_context().new_page()
        page.goto(server.url + "/ask")
        page.evaluate(DEEDS)
        end = time.monotonic() + 30
        while (
            not all(any(words in said for said in chrome.COMPLAINTS) for words in HEARD)
            and time.monotonic() < end
        ):
            page.wait_for_timeout(50)
        heard = "\n".join(chrome.complaints())
        assert [words for words in HEARD if words not in heard] == []
    finally:
        chromium.close()
        server.stop()


def test_a_line_that_is_cut_and_a_photo_asked_for_are_no_complaints():
    photo = f"http://localhost:1/api/v1/photos/{'0' * 64}"
    fine = (
        "Failed to load resource: net::ERR_INTERNET_DISCONNECTED (http://localhost:1/:0)",
        f"Failed to load resource: the server responded with a status of 404 (Not Found) ({photo}:0)",
    )
    bad = (
        f"Failed to load resource: the server responded with a status of 404 (Not Found) ({photo}?size=320:0)",
        "Failed to load resource: net::ERR_BLOCKED_BY_CSP (http://localhost:1/:0)",
    )
    chrome.COMPLAINTS[:] = [*fine, *bad]
    assert chrome.complaints() == [*bad]
    chrome.COMPLAINTS.clear()


def test_every_browser_of_the_tests_is_opened_where_it_is_listened_to():
    here = Path(__file__).parents[1]
    openers = [
        path.name for path in here.rglob("*.py") if re.search(r"chromium\.launch\w*\(", path.read_text())
    ]
    assert openers == ["chrome.py"]
