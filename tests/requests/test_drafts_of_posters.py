"""A draft belongs to the poster it was begun on: at another one it is offered, never filled in, and nothing of it goes with the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.evidence.models import Photo
from tests import cast as c
from tests import hands
from tests.requests import saying
from tests.requests.neighbour import WORDS, books, kept, photograph, write

pytestmark = pytest.mark.browser

IS_KEPT = """async (words) => {
  const db = await new Promise((done) => (indexedDB.open("gridwalk-ask").onsuccess = ({ target }) => done(target.result)));
  const kept = await new Promise((done) => (db.transaction("kept").objectStore("kept").getAll().onsuccess = ({ target }) => done(target.result)));
  db.close();
  return kept.some(({ values }) => values?.text === words);
}"""


@pytest.fixture
def other(folder):
    """The poster of the community, not of the building."""
    with books(folder):
        return f"/q/{saying.poster(c.COMMUNITY, 'shop', '社区服务站')}"


@pytest.fixture
def begun(phone, server, qr, other):
    """The page of the other poster, after something was begun at the first and left."""
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    page.fill("#phone", "13800001234")
    photograph(page)
    hands.until(page, IS_KEPT, WORDS)
    page.goto(server.url + other)
    expect(page.locator("#told")).to_contain_text("没写完的还在，没有填到这里")
    return page


def test_left_at_one_poster_it_does_not_fill_another(begun, folder):
    page = begun
    expect(page.locator("#told")).to_contain_text("1幢")
    expect(page.locator("#told")).to_contain_text(f"{WORDS} · 照片 1 张")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#phone")).to_have_value("")
    expect(page.locator(".strip img")).to_have_count(0)
    write(page, "服务站的门坏了")
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    [request] = kept(folder)
    assert (request.words, request.phone, request.area) == ("服务站的门坏了", None, c.COMMUNITY)
    with books(folder):
        assert Photo.select().count() == 0


def test_back_at_its_own_poster_it_is_there(begun, server, qr):
    page = begun
    page.get_by_role("link", name="回那里接着写").click()
    expect(page.locator(".here")).to_contain_text("1幢")
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator(".strip img")).to_have_count(1)


def test_taken_over_it_goes_from_here_once_with_its_photo(begun, folder, server, qr):
    page = begun
    page.get_by_role("button", name="用在这里").click()
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator(".strip img")).to_have_count(1)
    page.click("button.main")
    expect(page.locator(".number")).to_be_visible()
    [request] = kept(folder)
    assert (request.words, request.phone, request.area) == (WORDS, "13800001234", c.COMMUNITY)
    with books(folder):
        assert Photo.select().count() == 1
    page.goto(server.url + qr)
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#told")).to_be_empty()


@pytest.mark.complains("status of 422")
def test_what_is_refused_while_another_posters_form_is_open_goes_back_to_its_own(
    phone, server, folder, qr, other
):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    page.fill("#phone", "0577 123 456 789")  # the office refuses it
    photograph(page)
    page.route("**/api/v1/requests", lambda route: route.abort())
    page.click("button.main")
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    page.goto(server.url + other)
    expect(page.locator("#told")).to_contain_text("已存在这部手机里")
    page.unroute("**/api/v1/requests")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator("#told")).to_contain_text("没有发出去")
    expect(page.locator("#text")).to_have_value("")
    page.get_by_role("link", name="去改一改再发").click()
    expect(page.locator(".here")).to_contain_text("1幢")
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator(".strip img")).to_have_count(1)
    assert kept(folder) == []


def test_in_another_language_the_form_keeps_its_draft(phone, server, qr):
    page = phone.page
    page.goto(server.url + qr)
    write(page)
    photograph(page)
    hands.until(page, IS_KEPT, WORDS)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator(".strip img")).to_have_count(1)
