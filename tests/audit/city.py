"""The demonstration city for an audit: served, signed in, and with a patrol and a queue to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from app import open_store
from app.core import db, migrate
from app.demo import seed
from app.settings import Settings
from tests import hands, live
from tests.audit import platform
from tests.audit.screens import Dress


@contextmanager
def served(folder: Path, days: int = seed.DAYS) -> Iterator[live.Server]:
    """A server over the demonstration city with so many days of past, made afresh in `folder`."""
    settings = Settings(data_dir=folder, demo=True)
    settings.evidence_dir.mkdir(parents=True, exist_ok=True)
    open_store(settings)
    migrate.migrate(folder)
    seed.seed(days=days)
    platform.agree_upon()
    db.database.close()
    server = live.Server(folder)
    try:
        yield server
    finally:
        server.stop()


def dress(page: Page, wanted: Dress) -> None:
    """Put the page into a language, theme and size of type as the app's own switches do; the document is loaded anew."""
    cookies = {"lang": wanted.language, "theme": wanted.theme, "size": wanted.size}
    page.evaluate(
        """async chosen => { for (const [name, value] of Object.entries(chosen)) {
          document.cookie = `${name}=${value}; path=/; max-age=${value ? 9999 : 0}; samesite=lax`;
          if (name !== 'lang') value ? localStorage.setItem(name, value) : localStorage.removeItem(name); }
          await (await caches.open('choice')).put('/language', new Response(chosen.lang)); }""",
        cookies,
    )
    page.reload()


def ids(page: Page, url: str) -> dict[str, str]:
    """A matter, a patrol and an errand that the person signed in may see, to fill addresses with."""
    matters = page.request.get(f"{url}/api/v1/matters").json()["matters"]
    changes = page.request.get(f"{url}/api/v1/changes?limit=500").json()["changes"]
    patrols = [one["id"] for one in changes if one["kind"] == "patrol" and one["data"]]
    errands = [one["id"] for one in changes if one["kind"] == "errand" and one["data"]["slip"]]
    return {
        "matter": matters[0]["id"] if matters else "",
        "patrol": patrols[-1] if patrols else "",
        "errand": errands[-1] if errands else "",
    }


def busy(page: Page) -> None:
    """A patrol that runs and a report that waits, so that screens have something on them."""
    hands.go(page, "/patrol")
    page.locator("[data-part=begin] [data-act=start]").click()
    page.locator("[data-part=live]").wait_for()
