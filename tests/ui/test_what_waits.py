"""等我处理: the number on Today is the office's, for everybody, whatever the matters' states, and late is late without a line."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from app import open_store
from app.areas.models import Post
from app.core import clock, db
from app.matters.models import STATES, WORKING, Matter
from app.matters.queries import lists
from app.people import tokens
from app.people.models import Person, Session
from app.people.sign_in import passwords
from app.settings import Settings
from tests import cast as c
from tests import hands
from tests.live import Server, prepare
from tests.matters.workflow.test_every_move import TABLE, make

pytestmark = pytest.mark.browser
LATE = 30 * 60_000  # ms from now until every deadline
ROLES = [*(role for role in c.ROLES if role != "admin"), "guide"]  # administration has no Today


@dataclass
class Office:
    """A server with fifty matters in every state, and sessions to ask it with."""

    server: Server
    cast: c.Cast
    due: int

    def listed(self, who: str, query: str) -> int:
        """How many matters the office lists for this person."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        line.request(
            "GET",
            f"/api/v1/matters?limit=100&{query}",
            headers={"Cookie": f"gridwalk={self.cast.sessions[who]}"},
        )
        return len(json.loads(line.getresponse().read())["matters"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Its matters are made by moves in every situation, twice and more, and all run out at one moment."""
    folder = tmp_path_factory.mktemp("waiting")
    cast = prepare(folder)
    open_store(Settings(data_dir=folder, demo=True))
    _guide(cast)
    situations = list(TABLE)
    for number in range(50):
        make(cast, situations[number % len(situations)])
    due = clock.now() + LATE
    Matter.update(due=due).execute()
    assert Matter.select().count() >= 50
    assert {matter.state for matter in Matter.select()} == set(STATES)
    db.database.close()
    server = Server(folder)
    yield Office(server, cast, due)
    server.stop()


def _guide(cast: c.Cast) -> None:
    person = Person.create(
        id=str(uuid.uuid4()), name="林指导", login="guide", password=passwords.hash_password(c.PASSWORD)
    )
    Post.create(id=str(uuid.uuid4()), person=person, area=c.GRID, role="grid_guide")
    secret = tokens.new()
    Session.create(id=tokens.digest(secret), person=person, expires=clock.now() + clock.DAY)
    cast.people["guide"], cast.sessions["guide"] = person, secret


def opened(page: Page, url: str, who: str) -> None:
    """The person's phone, signed in, with the office's news on it."""
    page.goto(url + "/sign-in")
    hands.ready(page)
    hands.sign_in(page, who)
    page.wait_for_url(
        lambda at: not at.endswith("/sign-in")
    )  # what is opened while the document is just being replaced is lost with it
    hands.ready(page)
    hands.go(page, "/matters?only=all")


def counted(page: Page, only: str) -> int:
    """How many matters the phone's own list has under a filter."""
    hands.go(page, "/phones")  # another screen first: the same address would not be drawn anew
    hands.go(page, f"/matters?only={only}")
    return int("".join(sign for sign in page.locator('[data-text="count"]').inner_text() if sign.isdigit()))


@pytest.mark.parametrize("who", ROLES)
def test_todays_number_is_the_offices_and_what_runs_out_without_a_line_is_late(
    office: Office, chromium: Browser, who: str
) -> None:
    every, mine = office.listed(who, ""), office.listed(who, "mine=1")
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    try:
        opened(page, office.server.url, who)
        expect(page.locator('[data-text="count"]')).to_have_text(f"找到 {every} 件", timeout=20_000)
        assert counted(page, "mine") == mine
        if who != "head":  # a neighbour's Today is the one thing there is to do
            hands.go(page, "/")
            expect(page.locator('[data-text="mine"]')).to_have_text(str(mine or ""))
        assert counted(page, "late") == 0
        page.wait_for_load_state(
            "networkidle"
        )  # an answer under way would be held against the clock set next
        context.set_offline(True)
        hands.go(page, "/phones")  # nor is one that came a moment ago still being read
        page.clock.set_fixed_time(dt.datetime.fromtimestamp((office.due + 60_000) / 1000, dt.UTC))
        clock.freeze(office.due + 60_000)
        found, _ = lists.page(office.cast.people[who], lists.Asked(overdue=True, limit=100))
        clock.freeze(None)
        db.database.close()
        assert counted(page, "late") == len(found)
        assert counted(page, "mine") == mine
        if who != "head":
            hands.go(page, "/")
            expect(page.locator('[data-text="mine"]')).to_have_text(str(mine or ""))
    finally:
        context.close()


def test_a_phone_whose_clock_is_an_hour_ahead_calls_nothing_late_that_is_not(
    office: Office, chromium: Browser
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.clock.set_fixed_time(dt.datetime.fromtimestamp((clock.now() + 3_600_000) / 1000, dt.UTC))
    try:
        opened(page, office.server.url, "desk")
        expect(page.locator('[data-text="count"]')).to_have_text(
            f"找到 {office.listed('desk', '')} 件", timeout=20_000
        )
        hands.until(page, "() => document.querySelectorAll('.list .item').length > 0")
        assert counted(page, "late") == 0
    finally:
        context.close()


AGED = """() => new Promise((done, failed) => {
  const asked = indexedDB.open('gridwalk');
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const tx = asked.result.transaction(['feed', 'kept'], 'readwrite');
    tx.objectStore('feed').openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      const { asks, asks_not, late_at, ...data } = result.value.data;
      result.update({ ...result.value, data });
      result.continue();
    };
    tx.objectStore('kept').openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      if (result.value.name === 'me') delete result.value.value.terms;
      result.update(result.value);
      result.continue();
    };
    tx.oncomplete = () => { asked.result.close(); done(true); };
  };
})"""


def test_what_an_older_version_kept_waits_for_its_holder_until_the_news_has_come(
    office: Office, chromium: Browser
) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    try:
        opened(page, office.server.url, "worker")
        hands.installed(page)
        every = office.listed("worker", "")
        expect(page.locator('[data-text="count"]')).to_have_text(f"找到 {every} 件", timeout=20_000)
        page.wait_for_load_state("networkidle")
        context.set_offline(True)
        page.evaluate(AGED)
        page.goto(office.server.url + "/")
        hands.ready(page)
        held = (
            Matter.select()
            .where(Matter.holder_person == office.cast.worker.id, Matter.state.in_(WORKING))
            .count()
        )
        db.database.close()
        expect(page.locator('[data-text="mine"]')).to_have_text(str(held))
        hands.go(page, "/matters?only=all")
        expect(page.locator('[data-text="count"]')).to_have_text(f"找到 {every} 件")
    finally:
        context.close()
