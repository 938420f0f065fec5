"""Patrols outdoors that pause stand on Today and on the patrol's page, also without a signal, and a patrol begins all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import open_store
from app.areas.duty.outdoors import pauses
from app.areas.models import OutdoorPause
from app.core import clock, db
from app.people.models import Person
from app.settings import Settings
from tests import hands
from tests.audit import axe
from tests.cast import GRID2
from tests.live import Server, newcomer

pytestmark = pytest.mark.browser


def paused(server: Server) -> None:
    """A worker of the second grid, and a typhoon there today and tomorrow."""
    open_store(Settings(data_dir=server.folder))
    newcomer("stormy", 41)
    desk, today = Person.get(Person.login == "desk"), clock.today()
    pauses.begin(desk, GRID2, "typhoon", today.isoformat(), (today + dt.timedelta(days=1)).isoformat())
    db.database.close()


def over(server: Server) -> None:
    """The storm has passed."""
    open_store(Settings(data_dir=server.folder))
    pauses.end(Person.get(Person.login == "desk"), OutdoorPause.get())
    db.database.close()


def test_a_pause_is_said_and_nobody_is_stopped(server: Server, phone: Callable[..., Page]) -> None:
    paused(server)
    try:
        page = phone("stormy")
        said = page.locator('[data-hold="rests"] .banner:visible')
        expect(said).to_contain_text("因台风暂停户外巡查")
        assert axe.look(page, "/", "light") == []
        page.context.set_offline(True)
        hands.go(page, "/patrol")
        expect(said).to_contain_text("不用去；去了照样记")
        page.locator('[data-act="start"]').click()
        expect(page.locator('[data-part="live"]')).to_be_visible()
        page.context.set_offline(False)
        page.locator("summary", has_text="结束巡查").click()
        page.locator('[data-act="finish"]').click()
        page.wait_for_url("**/patrols/*")
    finally:
        over(server)
    hands.go(page, "/")
    page.reload()
    expect(page.locator('[data-act="start"]:visible')).to_be_visible()
    expect(said).to_have_count(0)
