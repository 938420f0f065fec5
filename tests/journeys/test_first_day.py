"""A city's first day: from an empty store to a request that is dispatched, resolved, confirmed and rated, by pages and tables alone."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from app import open_store
from app.core import db, migrate
from app.ledger.models import Entry
from app.matters.models import Matter
from app.settings import ROOT, Settings
from tests import live
from tests.chrome import Phone
from tests.cli.test_commands_in_docs import TABLE
from tests.journeys import neighbours

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1440, "height": 900}, "is_mobile": False, "has_touch": False}
PASSWORD = "a sentence that nobody guesses"
TABLES = dict(TABLE.findall((ROOT / "docs/first-day.md").read_text(encoding="utf-8")))
DUTY_DESK, HANDLER = "13800138022", "13800138023"


@dataclass
class City:
    """An empty store with its server, the operator's shell, and the browsers of whoever comes."""

    play: Playwright
    folder: Path
    server: live.Server
    phones: list[Phone] = field(default_factory=list)

    def type(self, *words: str) -> tuple[int, str]:
        """Type a verb; its status and what it said."""
        env = {
            **os.environ,
            "DATA_DIR": str(self.folder),
            "PUBLIC_URL": self.server.url,
            "GRIDWALK_DEMO": "0",
        }
        done = subprocess.run(
            [ROOT / ".venv/bin/gridwalk", *words], env=env, cwd=self.folder, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    def browser(self, name: str, path: str, **options: object) -> Page:
        """Somebody's browser, open at `path`."""
        phone = Phone(self.play, self.folder / f"browser-{name}", self.server.url, path=path, **options)
        self.phones.append(phone)
        return phone.page

    def matter(self) -> Matter | None:
        """The only matter there is, once there is one."""
        open_store(Settings(data_dir=self.folder))
        db.connect()
        try:
            return Matter.get_or_none()
        finally:
            db.database.close()

    def verbs(self) -> list[str]:
        """What happened to it."""
        open_store(Settings(data_dir=self.folder))
        db.connect()
        try:
            return [row.verb for row in Entry.select().where(Entry.kind == "matter").order_by(Entry.seq)]
        finally:
            db.database.close()


@pytest.fixture
def city(tmp_path: Path, play: Playwright) -> Iterator[City]:
    """A store that was migrated, and nothing else."""
    settings = Settings(data_dir=tmp_path)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    open_store(settings)
    migrate.migrate(tmp_path)
    db.database.close()
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = City(play, tmp_path, live.Server(tmp_path, GRIDWALK_DEMO="0"))
    try:
        yield made
    finally:
        for phone in made.phones:
            phone.close()
        made.server.stop()


def test_from_an_empty_store_to_a_request_that_was_rated(city: City) -> None:
    assert city.type("check-setup")[0] == 1
    admin = _the_first_administrator(city)
    _what_is_lacking_is_said(admin)
    _the_starter_kit(admin)
    for table, name in (("units", "UNITS"), ("categories", "CATEGORIES"), ("responsibilities", "DUTIES")):
        _a_table(city, admin, table, f"{name}.csv")
    _people(city, admin)
    admin.goto(f"{city.server.url}/admin/setup")
    expect(admin.locator("main")).to_contain_text("没有人能派单")
    status, told = city.type("check-setup")
    assert status == 0 and told.startswith("soon: ")  # the tables are in, and nobody has begun yet
    desk, handler = _signs_in(city, "desk", DUTY_DESK), _signs_in(city, "handler", HANDLER)
    admin.reload()
    expect(admin.locator("main")).to_contain_text("可以派单了")
    assert "soon: " not in city.type("check-setup")[1]
    resident = _a_resident_says_it(city)
    _dispatched_as_proposed(city, desk)
    _resolved(city, handler)
    _move(city, desk, "confirm", "确认")
    _rated(city, resident)
    assert city.verbs() == ["report", "dispatch", "take", "resolve", "confirm", "rate"]
    assert all(phone.faults == [] for phone in city.phones)


def _the_first_administrator(city: City) -> Page:
    assert city.type("import-areas", "AREAS.csv", "--yes")[0] == 0
    _, heard = city.type("add-person", "--name", "郑洁", "--phone", "13900000000")
    return _opens_a_link(city, "admin", heard)


def _opens_a_link(city: City, name: str, heard: str) -> Page:
    path = re.search(r"http://localhost:\d+(/enrol/\S+)", heard)[1]  # type: ignore[index]
    page = city.browser(name, path, **WIDE)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_response("**/api/v1/session/resume"):  # the page makes the session this browser's
        page.locator("form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def _signs_in(city: City, name: str, number: str) -> Page:
    """By a link that the operator prints, as on the first day nobody has a password yet."""
    _, heard = city.type("reset-person", number)
    page = _opens_a_link(city, name, heard)
    page.goto(f"{city.server.url}/desk")
    return page


def _what_is_lacking_is_said(page: Page) -> None:
    page.goto(re.sub(r"(//[^/]+).*", r"\1/admin/setup", page.url))
    for words in ("还没有单位，没有可以派的对象", "处没有人值班"):
        expect(page.locator("#main")).to_contain_text(words)


def _the_starter_kit(page: Page) -> None:
    page.get_by_role("button", name="看看会加什么").click()
    expect(page.locator("main")).to_contain_text("望海市市政养护队")
    page.get_by_role("button", name="装入起步包").click()
    expect(page.locator("main")).to_contain_text("全部写好了")


def _a_table(city: City, page: Page, table: str, name: str) -> None:
    page.goto(f"{city.server.url}/admin/{table}/import")
    page.set_input_files("#file", city.folder / name)
    page.get_by_role("button", name="看看会改什么").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#plan")).to_contain_text("全部写好了")


def _people(city: City, page: Page) -> None:
    page.goto(f"{city.server.url}/people/import")
    page.set_input_files("input[type=file]", city.folder / "STAFF.csv")
    page.locator("form button[type=submit]").first.click()
    page.get_by_role("button", name=re.compile("确认|写入|导入")).last.click()
    expect(page.locator("main")).to_contain_text("有 5 位新人")


def _a_resident_says_it(city: City) -> Page:
    page = city.browser("resident", "/ask")
    page.locator(".tiles label", has_text="灯不亮").click()
    page.fill("#text", "单元门口的灯三天不亮了")
    page.click("button.main")
    neighbours.until(lambda: city.matter() is not None)
    page.wait_for_url("**/r/**")
    return page


def _open(city: City, page: Page) -> None:
    matter = city.matter()
    assert matter is not None
    page.goto(f"{city.server.url}/desk/matters/{matter.id}")


def _move(city: City, page: Page, move: str, name: str, text: str = "") -> None:
    """Do a move by its form, opened first where it is folded."""
    _open(city, page)
    form = page.locator(f"form[action*='/moves/{move}']").first
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    if text:
        form.locator("textarea[name=text]").fill(text)
    before = city.matter().state  # type: ignore[union-attr]
    form.get_by_role("button", name=name).click()
    neighbours.until(lambda: city.matter().state != before)  # type: ignore[union-attr]


def _dispatched_as_proposed(city: City, page: Page) -> None:
    _move(city, page, "dispatch", "派单")
    matter = city.matter()
    assert matter is not None and matter.holder_unit == "SZ-330300000000"


def _resolved(city: City, page: Page) -> None:
    _move(city, page, "take", "接单")
    _move(city, page, "resolve", "处置完成", "换了灯泡")


def _rated(city: City, page: Page) -> None:
    page.goto(re.sub(r"\?.*", "", page.url))
    page.get_by_role("button", name="解决了").click()
    neighbours.until(lambda: city.matter().state == "closed")  # type: ignore[union-attr]
