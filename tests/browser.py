"""Finds a real browser for the tests, or installs one, or fails saying so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def find() -> str | None:
    """Path of an installed Chromium or Chrome, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if os.access(given, os.X_OK) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Try the system's package manager as root, then Playwright's own download, each within a time limit."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "timeout": 400}
        subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium", "fonts-noto-cjk"], check=False, **quiet)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=180)


def path() -> str:
    """Path of a browser; RuntimeError saying what to do when there is none."""
    found = find() or _playwrights_own()
    if found is None:
        raise RuntimeError("no Chromium found: install one, or name it with CHROMIUM=/path/to/chromium")
    return found


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        own = play.chromium.executable_path
    return own if os.access(own, os.X_OK) else None


if __name__ == "__main__":
    if find() is None:
        install()
    try:
        print(f"browser: {path()}")
    except RuntimeError as missing:
        sys.exit(str(missing))
