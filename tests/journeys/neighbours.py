"""A served community with its background worker, a poster on a door, and a gateway that hears what goes out by message."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from app import open_store
from app.areas.models import AreaSetting
from app.core import db
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import Poster
from app.requests.posters import codes
from app.settings import Settings
from tests import cast as cast_
from tests import live
from tests.chrome import Phone
from tests.matters import ops
from tests.notify.listening import Listener, listening
from tests.running import preloaded

POSTER = "abc2345"
# a journey must not hang on the hour at which it is walked
AT_ONCE = {"quiet_hours": "00:00-00:00", "notice_minutes": "0"}


@dataclass
class Quarter:
    """Everything that stands while the loop is closed."""

    play: Playwright
    folder: Path
    server: live.Server
    gateway: Listener
    cast: cast_.Cast
    phones: list[Phone] = field(default_factory=list)

    def phone(self, name: str, path: str = "/", **options: Any) -> Phone:
        """Somebody's browser, open at `path`."""
        made = Phone(self.play, self.folder / f"browser-{name}", self.server.url, path=path, **options)
        self.phones.append(made)
        return made

    @contextmanager
    def books(self) -> Iterator[None]:
        """The store, read beside the server."""
        open_store(Settings(data_dir=self.folder, demo=True))
        db.connect()
        try:
            yield
        finally:
            db.database.close()

    def poster(self) -> str:
        """The address behind the poster on the first house's door, without the host."""
        with self.books():
            return f"/q/{codes.sign(POSTER)}"

    def matter(self) -> Matter:
        """The only matter there is."""
        with self.books():
            return Matter.get()

    def told(self) -> list[tuple[str, str | None]]:
        """(verb, actor) of everything that happened to it."""
        with self.books():
            rows = Entry.select().where(Entry.kind == "matter").order_by(Entry.seq)
            return [(row.verb, row.actor) for row in rows]

    def seconds_pass(self) -> None:
        """What was done cannot be taken back any more, and the resident is told of it."""
        with self.books():
            ops.seconds_pass()

    def link_of(self, number: int) -> str:
        """The path of the link in the n-th message asking the head to look, once it has been sent."""
        phone = cast_phone("head")

        def asked() -> list[str]:
            mine = [one.said["message"] for one in list(self.gateway.heard) if phone in one.path]
            return [found for text in mine for found in re.findall(r"/m/[\w-]+", text)]

        return until(lambda: asked()[number] if len(asked()) > number else "")


def cast_phone(who: str) -> str:
    """The telephone number of one of the cast."""
    return f"1390000{list(cast_.ROLES).index(who):04}"


def until(said: Callable[[], Any], seconds: float = 40) -> Any:
    """What `said` says once that is true; AssertionError when it stays false."""
    end = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


@contextmanager
def quarter(play: Playwright, folder: Path, **env: str) -> Iterator[Quarter]:
    """The community, served, with its worker running and a gateway that sends to telephones."""
    cast = live.prepare(folder)
    with listening() as gateway:
        channels = folder / "channels.toml"
        channels.write_text(
            f'[[channel]]\nname = "sms"\nurl = "json://127.0.0.1:{gateway.port}/{{phone}}"\n',
            encoding="utf-8",
        )
        made = Quarter(play, folder, live.Server(folder, CHANNELS=str(channels), **env), gateway, cast)
        with made.books():
            Poster.create(code=POSTER, kind="building", area=cast_.BUILDING, label="1幢")
            for name, value in AT_ONCE.items():
                AreaSetting.create(area=cast_.CITY, name=name, value=value)
        worker = _worker(made, CHANNELS=str(channels), **env)
        try:
            yield made
        finally:
            for phone in made.phones:
                phone.close()
            worker.end(signal.SIGTERM)
            made.server.stop()


def _worker(made: Quarter, **more: str) -> preloaded.Process:
    env = {
        **os.environ, "DATA_DIR": str(made.folder), "PUBLIC_URL": made.server.url, "GRIDWALK_DEMO": "1",
        "DATABASE_URL": "", "EVIDENCE_URL": "", **more,
    }  # fmt: skip
    return preloaded.Process("app.cli", "worker", env=env, out=str(made.folder / "worker.log"))
