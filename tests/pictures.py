"""Takes the README's pictures: three screens of a worker's morning in the demonstration city, small enough to be committed."""

from __future__ import annotations

import io
import math
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from app.demo import scenes
from app.settings import ROOT
from tests import hands
from tests.audit import city
from tests.chrome import Phone, playing
from tests.journeys.morning import Morning

OUT = ROOT / "docs" / "pictures"


def main() -> None:
    """Write today.png, patrol.png and report.png."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        city.served(Path(name)) as server,
        playing() as play,
    ):
        morning = Morning()
        phone = Phone(play, Path(name) / "profile", server.url, script=morning.script, color_scheme="light")
        page = phone.page
        hands.sign_in(page, "worker")
        hands.installed(page)
        hands.go(page, "/")
        page.wait_for_load_state("networkidle")
        shoot(page, "today")
        city.busy(page)
        morning.walk(page, _path(page, server.url))
        page.wait_for_timeout(1500)  # a camera's pause, not a test's
        shoot(page, "patrol")
        hands.go(page, "/report")
        page.locator("[data-act=all]").click()
        page.locator("[data-category]", has_text="电动车进楼").click()
        photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": scenes.photo("bike", 0, False)[1]}
        page.locator("main input[type=file]").first.set_input_files(photo)
        page.locator("main .shot img").first.wait_for()
        page.fill("#report-text", "2幢一楼楼道里停着电动车,出不去也进不来。")
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(500)
        shoot(page, "report")
        phone.close()


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
    page.evaluate("document.querySelector('main .inner').scrollTop = 0")
    whole = Image.open(io.BytesIO(page.screenshot()))
    path = OUT / f"{name}.png"
    whole.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
