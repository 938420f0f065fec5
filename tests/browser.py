"""Finds a real browser for the tests, or installs one, or fails saying so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# the same engine without windows and toolbars, which are pages themselves: a third less work for every phone of a test
SHELL = ("chromium-headless-shell",)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find(names: tuple[str, ...] = (*SHELL, *NAMES)) -> str | None:
    """Path of the first of these that is installed, or None; CHROMIUM names another one."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for name in names if (path := shutil.which(name))), None)


def install() -> None:
    """Try the system's package manager as root, then Playwright's own download, each within a time limit."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "timeout": 400}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        for packages in (
            ["chromium", "fonts-noto-cjk"],
            SHELL,
        ):  # a system that has no shell still has a browser
            subprocess.run(["apt-get", "install", "-y", "-q", *packages], check=False, **quiet)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=180)


def path(whole: bool = False) -> str:
    """Path of a browser, of one with windows where it has to be `whole`; RuntimeError saying what to do when there is none."""
    found = find(NAMES if whole else (*SHELL, *NAMES)) or _playwrights_own()
    if found is None:
        raise RuntimeError("no Chromium found: install one, or name it with CHROMIUM=/path/to/chromium")
    return found


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        own = play.chromium.executable_path
    return own if os.access(own, os.X_OK) else None


if __name__ == "__main__":
    if find(SHELL) is None or find(NAMES) is None:
        install()
    try:
        print(f"browser: {path()}")
    except RuntimeError as missing:
        sys.exit(str(missing))
