"""The screen of messages on a real phone, with a real server and a real background worker."""

from __future__ import annotations

import json
import os
import signal

import pytest
from playwright.sync_api import expect

from app import open_store
from app.core import clock, db
from app.matters.models import Matter
from app.notify import numbering
from app.notify.models import INBOX, STORM, UNREAD, Notice
from app.settings import Settings
from tests import hands
from tests.chrome import Phone
from tests.live import Server, prepare
from tests.matters import ops
from tests.running import preloaded
from tests.sync.phone import new_id

pytestmark = pytest.mark.browser


@pytest.fixture
def place(tmp_path):
    """A server and a worker over one store, and the cast in it."""
    folder = tmp_path / "store"
    folder.mkdir()
    cast = prepare(folder)
    server = Server(folder)
    env = {
        **os.environ,
        "DATA_DIR": str(folder),
        "GRIDWALK_DEMO": "1",
        "DATABASE_URL": "",
        "PUBLIC_URL": server.url,
    }
    worker = preloaded.Process("app.cli", "worker", env=env, out=str(folder / "worker.log"))
    open_store(Settings(data_dir=folder, demo=True))
    db.connect()
    yield server, cast
    db.database.close()
    worker.end(signal.SIGTERM)
    server.stop()


@pytest.fixture
def phone(play, place, tmp_path):
    """The dispatcher's phone, signed in."""
    server, _ = place
    made = Phone(play, tmp_path / "phone", server.url, path="/sign-in", whole=True)
    hands.sign_in(made.page, "desk")
    hands.installed(made.page)
    yield made
    made.close()


def told(page, cast, count=1, **body):
    """Matters that come to the desk, of which the phone has heard."""
    hands.until(page, "() => true")
    while not db.Meta.value_of("notify:cursor"):
        page.wait_for_timeout(50)
    made = [ops.report(cast.worker, escalate=True, **body) for _ in range(count)]
    while Notice.select().where(Notice.subject == made[-1].id).count() == 0:
        page.wait_for_timeout(50)
    page.evaluate("dispatchEvent(new Event('online'))")
    return made


def test_of_what_is_about_no_matter_each_thing_counts_for_itself(phone, place):
    """Two storms, one of them told twice, are two; and they stand beside each other though their areas are the same."""
    page, (_, cast) = phone.page, place
    told(page, cast)
    for number, storm in enumerate((new_id(), new_id())):
        for at in range(number + 1):
            Notice.create(
                entry=10**9 + 10 * number + at, recipient=cast.desk.id, channel=INBOX, subject=f"{STORM}:{storm}",
                kind="storm_declared", state=UNREAD, made=clock.now(), seq=numbering.take(1),
            )  # fmt: skip
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unread")).to_contain_text("3")
    hands.go(page, "/me")
    hands.go(page, "/inbox")
    expect(page.locator("main .item")).to_have_count(3)


def test_a_message_comes_is_read_without_a_signal_and_the_office_hears_of_it_later(phone, place):
    page, (_, cast) = phone.page, place
    told(page, cast, 2)
    expect(page.locator("#unread")).to_be_visible()
    expect(page.locator("#unread")).to_contain_text("2")
    hands.go(page, "/me")
    hands.go(page, "/inbox")
    expect(page.locator("main .item")).to_have_count(2)
    expect(page.locator("main .item").first).to_contain_text("消防通道 · 1幢")
    phone.context.set_offline(True)
    page.click("main .item >> nth=0")
    page.wait_for_url("**/matters/*")
    hands.ready(page)
    expect(page.locator("#unread")).to_contain_text("1")
    hands.go(page, "/inbox")
    page.click("[data-act=all]")
    expect(page.locator("#unread")).to_be_hidden()
    page.reload()
    hands.ready(page)
    expect(page.locator("main .tag")).to_have_count(0)
    assert Notice.select().where(Notice.state == "unread").count() == 2
    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    while Notice.select().where(Notice.state == "unread").count():
        page.wait_for_timeout(50)
    assert phone.faults == []


def test_a_push_shows_one_line_and_a_tap_opens_the_matter_in_the_page_that_is_open(phone, place):
    page, (server, cast) = phone.page, place
    phone.context.grant_permissions(["notifications", "geolocation"], origin=server.url)
    (matter,) = told(page, cast)
    line = phone.context.new_cdp_session(page)
    registered = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda said: registered.extend(said["registrations"]))
    line.send("ServiceWorker.enable")
    while not registered:
        page.wait_for_timeout(50)
    said = {
        "title": "有 1 件事等您看",
        "body": f"交给您处理：{matter.number}",
        "url": f"{server.url}/matters/{matter.id}",
        "tag": "n1",
    }
    shown = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(n => [n.title, n.body, n.data.url])"
    page.evaluate(
        "() => { self.news = 0; navigator.serviceWorker.addEventListener('message', e => e.data === 'news' && self.news++); }"
    )
    for time in (1, 2):  # the same number takes its own place
        line.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": server.url,
                "registrationId": registered[0]["registrationId"],
                "data": json.dumps(said),
            },
        )
        hands.until(page, "n => self.news === n", time)
    assert page.evaluate(shown) == [[said["title"], said["body"], said["url"]]]
    page.evaluate(
        "path => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', {data: {go: path}}))",
        f"/matters/{matter.id}",
    )
    page.wait_for_url(f"**/matters/{matter.id}")
    assert Matter.get_by_id(matter.id) and phone.faults == []
