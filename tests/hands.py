"""What hands do with the app in a browser test: sign in, go to a screen, wait until it stands."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, Page, expect

from tests.cast import PASSWORD

READY = "main .screen[data-ready]"


def until(page: Page, expression: str, given: Any = None, seconds: float = 30) -> Any:
    """What `expression` (a function) says, once that is true. Playwright's own waiting needs eval, which our policy forbids.

    AssertionError when it stays false.
    """
    end = time.monotonic() + seconds
    while not (said := _says(page, expression, given)):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(25)
    return said


def _says(page: Page, expression: str, given: Any) -> Any:
    try:
        return page.evaluate(expression, given)
    except Error as gone:
        if "navigation" not in str(gone):
            raise
        return None  # the page is on its way to another document


def ready(page: Page, template: str | None = None) -> None:
    """Wait until the screen in front is filled."""
    page.wait_for_selector(READY)


def go(page: Page, path: str) -> None:
    """Open a field address as the app's own links do, without loading the document anew."""
    tap = "path => { const a = document.createElement('a'); a.href = path; document.body.append(a); a.click(); a.remove(); }"
    for last in (
        False,
        False,
        True,
    ):  # a tap on a document that is just being replaced, as after signing in, is lost
        _says(page, tap, path)
        try:
            until(page, "path => location.pathname === path", path.split("?")[0], 30 if last else 8)
            break
        except AssertionError:
            if last:
                raise
    ready(page)


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in on the screen that stands there, and wait for the app."""
    page.fill("#login", login)
    page.fill("#password", password)
    page.click("form button[type=submit]")
    page.wait_for_selector("body:not(.signed-out)")
    page.wait_for_selector(f"{READY}, body.desk main")  # administration is a page of the server's


def sign_out(page: Page, asked: str = "") -> None:
    """Sign out on the screen that is for it, where a sheet asks with these words; wait for the document that follows.

    The old document shows the sign-in screen already: what is written there is lost with it.
    """
    page.evaluate("() => { globalThis.old = true }")
    page.locator("[data-act=out]").click()
    expect(page.locator("dialog")).to_contain_text(asked)
    page.locator("dialog .main").click()
    until(page, "() => !globalThis.old && location.pathname === '/sign-in'")
    ready(page)


def installed(page: Page) -> None:
    """Wait until the service worker controls the page, so that the app stands without a network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "() => navigator.serviceWorker.controller !== null")


def picture(seed: int = 1, width: int = 1600, height: int = 1200, quality: int = 90) -> bytes:
    """A JPEG with the grain of a photograph: bands, shapes and noise, the same for a seed."""
    chance = random.Random(seed)
    grain = (width // 24, height // 24)
    small = Image.frombytes("RGB", grain, chance.randbytes(grain[0] * grain[1] * 3))
    whole = small.resize((width, height), Image.Resampling.BICUBIC)
    for _ in range(12):
        left, top = chance.randrange(width), chance.randrange(height)
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        whole.paste(colour, (left, top, left + chance.randrange(40, 200), top + chance.randrange(40, 200)))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=quality)
    return out.getvalue()


def picture_file(folder: Path, seed: int = 1, width: int = 1600, height: int = 1200) -> Path:
    """The same in a file, for a file chooser."""
    path = folder / f"IMG_{seed:04}.jpg"
    path.write_bytes(picture(seed, width, height))
    return path
