"""The demonstration city for an audit: served, signed in, and with a patrol and a queue to look at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from app.settings import ROOT
from tests import hands, live
from tests.audit.screens import Dress


@contextmanager
def served(folder: Path) -> Iterator[live.Server]:
    """A server over the demonstration city, made afresh in `folder`."""
    env = {
        **os.environ,
        "GRIDWALK_DEMO": "1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "EVIDENCE_URL": "",
    }
    for verb in ("migrate", "seed-demo"):
        subprocess.run(
            [sys.executable, "-m", "app.cli", verb], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
        )
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
