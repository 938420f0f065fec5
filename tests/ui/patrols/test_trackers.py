"""A worker's own tracker on the phone: the way to its page only where it is open, silence said on the live page, what it filled."""

from __future__ import annotations

import base64
import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app import open_store
from app.areas import local_settings
from app.core import clock, db
from app.patrol.companions import devices
from app.patrol.companions.models import Companion
from app.patrol.models import Patrol
from app.people.models import Person
from app.settings import Settings
from tests import hands
from tests.audit import axe
from tests.cast import CITY, LAT, LON
from tests.live import Server

pytestmark = pytest.mark.browser
Phone = Callable[[str], Page]


def told(server: Server, value: str | None) -> None:
    """An administrator opens it for the city, or takes that back."""
    open_store(Settings(data_dir=server.folder))
    admin = Person.get(Person.login == "admin")
    local_settings.set_value(admin, CITY, "companion", value, "夜间巡查")
    db.database.close()


@pytest.fixture
def secret(server: Server) -> Iterator[str]:
    """It is open, and the worker has a tracker, agreed to and heard an hour ago; both are over afterwards."""
    told(server, "1")
    open_store(Settings(data_dir=server.folder))
    worker = Person.get(Person.login == "worker")
    companion, made = devices.agree(worker, "owntracks", "红米")
    earlier = clock.now() - clock.HOUR
    Companion.update(agreed=earlier, heard=earlier).execute()
    db.database.close()
    yield made
    open_store(Settings(data_dir=server.folder))
    devices.end(worker, companion)
    db.database.close()
    told(server, None)


def send(server: Server, secret: str, ago: float) -> None:
    """What the tracker posts, of so many seconds ago."""
    body = {
        "_type": "location",
        "tst": int(time.time() - ago),
        "lat": LAT + 0.0004,
        "lon": LON + 0.0004,
        "acc": 8,
    }
    pair = base64.b64encode(f"gridwalk:{secret}".encode()).decode()
    asked = urllib.request.Request(
        server.url + "/gateways/owntracks", data=json.dumps(body).encode(),
        headers={"Authorization": f"Basic {pair}", "Content-Type": "application/json"},
    )  # fmt: skip
    assert urllib.request.urlopen(asked).status == 200


def test_the_way_to_it_stands_under_me_only_where_it_was_opened(server: Server, phone: Phone) -> None:
    page = phone("worker")
    page.goto(server.url + "/me")
    hands.ready(page)
    expect(page.locator('[data-hold="online"]')).to_be_attached()
    page.wait_for_load_state("networkidle")
    expect(page.locator('a[href="/companion"]')).to_be_hidden()
    told(server, "1")
    page.reload()
    page.locator('a[href="/companion"]').click()
    expect(page.locator("h1")).to_have_text("锁屏也能记")
    page.get_by_text("我同意，连上").click()
    expect(page.locator('a[href^="owntracks:///config?inline="]')).to_be_visible()
    assert axe.look(page, "/companion", "light") == []
    page.get_by_text("好了，看连上没有").click()
    expect(page.locator(".tag.wait")).to_have_text("还没有收到过")
    page.get_by_text("停用…").click()
    page.get_by_role("button", name="停用“我的手机”").click()
    expect(page.get_by_text("它再发来什么，都不会收")).to_be_visible()
    told(server, None)


def begun_earlier(server: Server, minutes: int) -> str:
    """The worker's running patrol, as if it had begun so many minutes ago; its id. Of other tests' patrols none runs on."""
    open_store(Settings(data_dir=server.folder))
    worker = Person.get(Person.login == "worker")
    running = Patrol.select().where(
        Patrol.person == worker, Patrol.finished.is_null(), Patrol.started > clock.now() - clock.MINUTE
    )
    until = time.monotonic() + 30
    while running.first() is None and time.monotonic() < until:
        time.sleep(0.2)
    patrol: Patrol = running.order_by(Patrol.started.desc()).get()
    others = (Patrol.person == worker) & Patrol.finished.is_null() & (Patrol.id != patrol.id)
    Patrol.update(finished=Patrol.started).where(others).execute()
    Patrol.update(started=patrol.started - minutes * clock.MINUTE).where(Patrol.id == patrol.id).execute()
    db.database.close()
    return str(patrol.id)


def test_on_the_live_page_its_silence_is_said_at_once_and_the_summary_says_it_to_its_worker(
    server: Server, phone: Phone, secret: str
) -> None:
    page = phone("worker")
    hands.go(page, "/patrol")
    page.locator('[data-act="start"]').click()
    line = page.locator('[data-hold="tracker"]')
    expect(line).to_contain_text("“红米”还没有开始记")
    expect(line.locator("a")).to_have_attribute("href", re.compile("^owntracks:///config"))
    patrol = begun_earlier(server, 10)
    hands.go(page, "/me")
    hands.go(page, "/patrol")
    expect(line).to_contain_text("没有声音，锁屏时不会被记下")
    expect(line.locator("a")).to_have_attribute("href", re.compile("^owntracks:///config"))
    assert axe.look(page, "/patrol", "light") == []
    send(server, secret, 2)
    heard = re.compile(r"^“红米”最近一次 \d\d:\d\d$")
    for last in (False, False, True):  # the page asks when it opens, and then each minute
        hands.go(page, "/me")
        expect(line).to_have_count(0)
        hands.go(page, "/patrol")
        try:
            expect(line).to_have_text(heard, timeout=10_000)
            break
        except AssertionError:
            if last:
                raise
    page.locator("summary", has_text="结束巡查").click()
    page.locator('[data-act="finish"]').click()
    page.wait_for_url(f"**/patrols/{patrol}")
    expect(page.locator('[data-hold="tracker"]')).to_contain_text("记录软件没有声音的")
    expect(page.locator('[data-hold="stop"]')).to_contain_text("巡查结束了，让“红米”也停下")
    assert axe.look(page, "/patrols", "light") == []


def test_the_self_check_says_for_each_brand_what_a_tracker_needs(server: Server, phone: Phone) -> None:
    page = phone("worker")
    hands.go(page, "/check")
    brands = page.locator("details.card:has(summary.strong)")
    assert brands.count() == 5
    for brand in brands.all():
        brand.locator("summary").click()
        expect(brand.locator("ol")).to_have_count(2)
        expect(brand.locator("ol").last).to_contain_text("记录软件")
        expect(brand.locator("ol").last).to_be_visible()
    assert axe.look(page, "/check", "light") == []
