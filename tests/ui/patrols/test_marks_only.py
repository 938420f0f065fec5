"""A patrol where no tracks are recorded: the phone asks its sensor for nothing, marks make the time, and the summary blames nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import open_store
from app.areas import local_settings
from app.core import db
from app.people.models import Person
from app.settings import Settings
from tests import hands
from tests.audit import axe
from tests.cast import CITY
from tests.live import Server

pytestmark = pytest.mark.browser
COUNTED = """
  window.asked = 0;
  const sensor = navigator.geolocation;
  for (const name of ["watchPosition", "getCurrentPosition"]) {
    const real = sensor[name].bind(sensor);
    sensor[name] = (...given) => (window.asked++, real(...given));
  }
"""


def by_marks(server: Server, value: str | None) -> None:
    """An administrator has the city go by marks, or takes that back."""
    open_store(Settings(data_dir=server.folder))
    local_settings.set_value(Person.get(Person.login == "admin"), CITY, "marks_only", value, "工会意见")
    db.database.close()


def test_a_patrol_by_marks_alone(server: Server, phone: Callable[..., Page]) -> None:
    by_marks(server, "1")
    page = phone("worker2", True)
    page.add_init_script(COUNTED)
    page.goto(server.url + "/patrol")
    hands.ready(page)
    page.locator('[data-act="start"]').click()
    expect(page.locator('[data-hold="now"]')).to_have_text("这里不记位置，时间按您标记的楼栋、上报和走访算")
    expect(page.locator('[data-part="recording"]')).to_be_hidden()
    assert axe.look(page, "/patrol", "light") == []
    page.locator("summary", has_text="结束巡查").click()
    page.locator('[data-act="finish"]').click()
    page.wait_for_url("**/patrols/*")
    expect(page.locator('[data-hold="gaps"]')).to_have_text("这里不记位置，时间按您标记的楼栋、上报和走访算")
    expect(page.locator('[data-part="files"]')).to_be_hidden()
    assert page.evaluate("window.asked") == 0
    by_marks(server, None)
