"""Takes the documents' pictures, small enough to be committed: `python -m tests.pictures`, or `… companion` those of the tracker alone."""

from __future__ import annotations

import base64
import io
import math
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Playwright

from app.core import clock
from app.settings import ROOT
from tests import chrome, hands
from tests.audit import anyone, city
from tests.chrome import SIZE, Phone, playing
from tests.journeys.morning import Morning
from tests.screens import trackers

OUT = ROOT / "docs" / "pictures"


def companion() -> None:
    """Write companion.png and companion-ready.png: a tracker connected, and how it is set up."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        city.served(Path(folder)) as server,
        playing() as play,
    ):
        browser = chrome.launch(play)
        page = browser.new_page(viewport=SIZE, device_scale_factor=2, locale="zh-CN", color_scheme="light")
        page.goto(server.url + "/sign-in")
        hands.sign_in(page, "worker")
        page.goto(server.url + "/companion")
        trackers.tracker_agreed(page)
        shoot(page, "companion-ready")
        page.get_by_text("自己填").click()
        secret, last = (
            page.locator("#secret").input_value(),
            {"_type": "location", "tst": clock.now() // 1000},
        )
        pair = base64.b64encode(f"gridwalk:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
        page.request.post(
            server.url + "/gateways/owntracks", data={**last, "lat": 27.58, "lon": 120.55}, headers=headers
        )
        page.get_by_text("好了，看连上没有").click()
        page.get_by_text("已连接", exact=True).wait_for()
        shoot(page, "companion")
        browser.close()


def main() -> None:
    """Write patrol.png, ask.png and look.png."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        city.served(Path(folder)) as server,
        playing() as play,
    ):
        morning = Morning()
        phone = Phone(play, Path(folder) / "profile", server.url, script=morning.script, color_scheme="light")
        page = phone.page
        hands.sign_in(page, "worker")
        hands.installed(page)
        city.busy(page)
        morning.walk(page, _path(page, server.url))
        page.wait_for_timeout(1500)  # a camera's pause, not a test's
        shoot(page, "patrol")
        phone.close()
        for name, path in anyone.addresses(Path(folder)).items():
            if name in ("poster", "look"):
                _open(play, server.url + path, {"poster": "ask"}.get(name, name))


def _open(play: Playwright, address: str, name: str) -> None:
    """A page that opens for anybody, filled in as far as a person has come."""
    browser = chrome.launch(play)
    page = browser.new_page(viewport=SIZE, device_scale_factor=2, locale="zh-CN", color_scheme="light")
    page.goto(address)
    if name == "ask":
        page.locator(".tiles label", has_text="灯不亮").click()
    page.wait_for_timeout(1200)
    shoot(page, name)
    browser.close()


def _path(page: Page, url: str) -> list[tuple[float, float, float, float]]:
    """Three quarters of an hour round the worker's own grid: (seconds, lat, lon, accuracy)."""
    features = page.request.get(f"{url}/api/v1/areas").json()["features"]
    grid = next(one for one in features if one["properties"]["kind"] == "grid" and one["geometry"])
    ring = grid["geometry"]["coordinates"][0]
    lon = sum(point[0] for point in ring[:-1]) / (len(ring) - 1)
    lat = sum(point[1] for point in ring[:-1]) / (len(ring) - 1)
    steps = 60
    said = []
    for (west, south), (east, north) in zip(ring, ring[1:], strict=False):
        for n in range(steps):
            share = 0.62 + 0.05 * math.sin(n / 9)
            at = (west + (east - west) * n / steps, south + (north - south) * n / steps)
            said.append((8.0, lat + (at[1] - lat) * share, lon + (at[0] - lon) * share, 6.0))
    return said


def shoot(page: Page, name: str) -> None:
    """One screen as a PNG of few colours."""
    page.evaluate("(document.querySelector('main .inner') ?? document.documentElement).scrollTop = 0")
    whole = Image.open(io.BytesIO(page.screenshot()))
    path = OUT / f"{name}.png"
    whole.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if sys.argv[1:] != ["companion"]:
        main()
    companion()
