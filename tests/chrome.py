"""Every browser of the tests: whatever a page complains of is heard here; and a phone that can die and come back."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    WebError,
    sync_playwright,
)

from tests import browser

SIZE = {"width": 360, "height": 740}

COMPLAINTS: list[str] = []  # of every page since the test began; tests/conftest.py lets no test end with any


# what the content policy refuses is an event; only some of it is said on the console too
TELL = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by ${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`))"""


def watch(context: BrowserContext) -> None:
    """Keep what the pages of this context complain of: errors nobody caught, refusals of the policy, errors on the console."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            at = message.location
            COMPLAINTS.append(f"{message.text} ({at.get('url', '')}:{at.get('lineNumber', '')})")

    def thrown(error: WebError) -> None:
        COMPLAINTS.append(f"uncaught: {error.error}")

    context.add_init_script(TELL)
    context.on("console", said)
    context.on("weberror", thrown)


# what a console says of a line that is cut: only a test cuts one, by taking the browser offline, by the line's own faults
# (tests/phone/line.py) or by stopping the server
CUT = (
    r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|SOCKET_NOT_CONNECTED"
    r"|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|FAILED|ABORTED|TIMED_OUT)"
)
# a phone asks whether a photo is there before it sends it: "no" is 404, and a browser writes down every 404
NOT_THERE_YET = r"status of 404 .*/api/v1/photos/[0-9a-f]{64}:"


def complaints(expected: Iterable[str] = ()) -> list[str]:
    """What was complained of, without what fits one of the `expected` patterns, a line that was cut or a photo asked for."""
    fine = re.compile("|".join((CUT, NOT_THERE_YET, *expected)))
    return [said for said in COMPLAINTS if not fine.search(said)]


def launch(play: Playwright) -> Browser:
    """A browser whose every context is watched."""
    made = play.chromium.launch(executable_path=browser.path(), args=browser.FLAGS)
    made.on("context", watch)
    return made


class Phone:
    """One person's phone, 360×740: `page` is the app in front. `kill()` ends the browser as a drained battery does."""

    def __init__(
        self,
        play: Playwright,
        profile: Path,
        url: str,
        flags: list[str] | None = None,
        script: Callable[[], str] | None = None,
        path: str = "/",
        whole: bool = False,
        **options: Any,
    ) -> None:
        self.play, self.profile, self.url, self.options = play, profile, url, options
        self.whole = whole  # with windows, where a notification has to be shown
        self.flags = [*browser.FLAGS, *(flags or [])]
        self.script: Callable[[], str] | None = script
        self.open(path)

    def open(self, path: str = "/") -> Page:
        """Start the browser over the profile and open the app."""
        self.context: BrowserContext = self.play.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=browser.path(self.whole),
            args=self.flags,
            **{**STANDARD, **self.options},
        )
        watch(self.context)
        self.context.set_default_timeout(30_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        if self.script:
            self.context.add_init_script(self.script())
        self.page.goto(self.url + path)
        return self.page

    def kill(self) -> None:
        """SIGKILL the browser with all its processes; nothing is flushed, no page hears of it."""
        for pid in self._processes():
            with _gone_already():
                os.killpg(pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """End the browser, whatever is left of it."""
        with _gone_already():
            self.context.close()

    def _processes(self) -> list[int]:
        """The browser's own process over this profile; its children share its group."""
        ours = f"--user-data-dir={self.profile}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with _gone_already():
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if ours in words and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(entry.name))
        return found


STANDARD: dict[str, Any] = {
    "viewport": SIZE,
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "permissions": ["geolocation"],
    "accept_downloads": True,
}


@contextmanager
def _gone_already() -> Iterator[None]:
    try:
        yield
    except (OSError, Error):
        return


@contextmanager
def playing() -> Iterator[Playwright]:
    """Playwright, for as long as the block runs."""
    with sync_playwright() as play:
        yield play
