"""`python -m tests.screens.run`: photographs every screen against a real server and lays them on one contact sheet."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from app import open_store
from app.core import db
from app.settings import ROOT, Settings
from tests import chrome, hands, live
from tests.audit import anyone, platform
from tests.screens import room, scenes, sheet, trackers

OUT = ROOT / "var" / "screens"
ADDRESSES = OUT / "addresses.json"  # of what opens for anybody in the city that is photographed
HANDS = 2  # browsers at work side by side


def demonstration(folder: Path) -> None:
    """A store with the demonstration city in it."""
    env = {**os.environ, "DATA_DIR": str(folder), "GRIDWALK_DEMO": "1", "DATABASE_URL": ""}
    for verb in ("migrate", "seed-demo"):
        subprocess.run([sys.executable, "-m", "app.cli", verb], cwd=ROOT, env=env, check=True)
    open_store(Settings(data_dir=folder, demo=True))
    platform.agree_upon()
    db.let_go()


class Studio:
    """A browser and one signed-in state a role, so that signing in is done once."""

    def __init__(self, play: Playwright, url: str) -> None:
        self.url = url
        self.addresses = json.loads(ADDRESSES.read_text()) if ADDRESSES.exists() else {}
        self.browser: Browser = chrome.launch(play)
        self.states: dict[str, Path] = {}
        self.folder = Path(tempfile.mkdtemp())

    def state(self, role: str) -> Path:
        """The cookies and stores of `role`, signed in and with everything pulled."""
        if role not in self.states:
            context = self.browser.new_context(**scenes.context("zh", "phone"))
            page = context.new_page()
            page.goto(self.url + "/sign-in")
            hands.sign_in(page, role)
            _quiet(page)
            self.states[role] = self.folder / f"{role}.json"
            context.storage_state(path=self.states[role], indexed_db=True)
            context.close()
        return self.states[role]

    def shoot(self, scene: scenes.Scene) -> Path:
        """One photograph of one scene."""
        options = scenes.context(scene.language, scene.size)
        if scene.role:
            options["storage_state"] = str(self.state(scene.role))
        context = self.browser.new_context(**options)
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in scene.cookies().items()]
        )
        context.add_init_script(scenes.chosen(scene))
        context.set_default_timeout(6_000)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error.stack)))
        page.goto(self.url + scene.path.format(**self.addresses))
        page.wait_for_selector("[data-ready], main#main")
        _quiet(page)
        _settle(page)
        if scene.act:
            scene.act(page)
            _settle(page)
        to = OUT / f"{scene.name}.png"
        if scene.whole:
            _grow(page)
        page.screenshot(path=to, full_page=scene.whole)
        context.close()
        for fault in faults:
            print(f"  {scene.name}: {fault}")
        return to


def _grow(page: Page) -> None:
    """Make the window as high as all that the screen says, which scrolls between the bars."""
    more = page.evaluate(
        "(() => { const it = document.querySelector('main .inner'); return it ? it.scrollHeight - it.clientHeight : 0 })()"
    )
    size = page.viewport_size
    if size and more > 0:
        page.set_viewport_size({"width": size["width"], "height": size["height"] + more})


def chosen(words: list[str]) -> list[scenes.Scene]:
    """All scenes, or those named; `word*` stands for every name that contains it."""
    parts = tuple(word[:-1] for word in words if word.endswith("*"))
    return [
        scene
        for scene in [*scenes.ALL, *room.SCENES, *trackers.SCENES]
        if not words or scene.name in words or any(part in scene.name for part in parts)
    ]


def _quiet(page: Page) -> None:
    """Until nothing is being fetched; a screen that goes on asking is taken as it is."""
    with contextlib.suppress(Error):
        page.wait_for_load_state("networkidle", timeout=4_000)


def _settle(page: Page) -> None:
    """Until pictures are there and two frames have passed."""
    page.evaluate(
        "Promise.race([Promise.all([...document.images].map((one) => one.decode().catch(() => null))), new Promise((done) => setTimeout(done, 2000))])"
    )
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_timeout(350)


def take(url: str, wanted: list[scenes.Scene]) -> int:
    """Photograph these scenes, one browser; how many failed."""
    failed = 0
    with sync_playwright() as play:
        studio = Studio(play, url)
        for scene in wanted:
            try:
                studio.shoot(scene)
            except Error as error:
                failed += 1
                print(f"  {scene.name}: {str(error).splitlines()[0]}", flush=True)
    return failed


def side_by_side(url: str, words: list[str]) -> int:
    """The same with a browser for each of `HANDS` processes; how many failed."""
    hands = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.screens.run", "--url", url, "--part", str(part), *words], cwd=ROOT
        )
        for part in range(HANDS)
    ]
    return sum(hand.wait() for hand in hands)


def main() -> int:
    """Take every scene, or those named; 1 if any failed."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("words", nargs="*")
    wanted.add_argument("--url", help="a server that already runs, with the demonstration city")
    wanted.add_argument("--part", type=int, help="one share of the scenes, for a process of its own")
    given = wanted.parse_args()
    every = chosen(given.words)
    if given.part is not None:
        return take(given.url, every[given.part :: HANDS])
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    folder = Path(tempfile.mkdtemp())
    server = None
    if not given.url:
        demonstration(folder)
        server = live.Server(folder)
        ADDRESSES.write_text(json.dumps(anyone.addresses(folder)))
    try:
        failed = side_by_side(given.url or (server.url if server else ""), given.words)
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    shots = [(one.name, OUT / f"{one.name}.png") for one in every if (OUT / f"{one.name}.png").exists()]
    sheet.lay(shots, OUT / "sheet.png")
    print(f"screens: {len(shots)} photographs and {OUT / 'sheet.png'}, {failed} failed")
    return 1 if failed or not shots else 0


if __name__ == "__main__":
    sys.exit(main())
