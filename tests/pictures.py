"""Takes the README's pictures: three screens of a worker's morning in the demonstration city, small enough to be committed."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from app.settings import ROOT
from tests import hands
from tests.audit import city
from tests.chrome import Phone, playing

OUT = ROOT / "docs" / "pictures"


def main() -> None:
    """Write today.png, patrol.png and report.png."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        city.served(Path(name)) as server,
        playing() as play,
    ):
        phone = Phone(play, Path(name) / "profile", server.url, color_scheme="light")
        page = phone.page
        hands.sign_in(page, "worker")
        path = _path(page, server.url)
        phone.context.set_geolocation(path[0])
        hands.go(page, "/")
        page.wait_for_load_state("networkidle")
        shoot(page, "today")
        city.busy(page)
        for step in path:
            phone.context.set_geolocation(step)
            page.wait_for_timeout(250)  # a camera's pause, not a test's
        hands.go(page, "/patrol")
        page.wait_for_timeout(500)
        shoot(page, "patrol")
        hands.go(page, "/report")
        page.locator("[data-hold=categories] button").nth(2).click()
        page.locator("main input[type=file]").first.set_input_files(hands.picture_file(Path(name), 7))
        page.fill("#report-text", "2幢东侧消防通道停了三辆电动车,推不开。")
        page.wait_for_timeout(800)
        shoot(page, "report")
        phone.close()


def _path(page: Page, url: str) -> list[dict[str, float]]:
    """A short way through the worker's own grid, towards its middle."""
    features = page.request.get(f"{url}/api/v1/areas").json()["features"]
    grid = next(one for one in features if one["properties"]["kind"] == "grid" and one["geometry"])
    ring = grid["geometry"]["coordinates"][0][:-1]
    lon = sum(point[0] for point in ring) / len(ring)
    lat = sum(point[1] for point in ring) / len(ring)
    start = ring[0]
    return [
        {
            "latitude": start[1] + (lat - start[1]) * (0.35 + 0.05 * n),
            "longitude": start[0] + (lon - start[0]) * (0.35 + 0.07 * n),
            "accuracy": 6,
        }
        for n in range(12)
    ]


def shoot(page: Page, name: str) -> None:
    """One screen as a PNG of few colours."""
    page.evaluate("scrollTo(0, 0)")
    whole = Image.open(io.BytesIO(page.screenshot()))
    path = OUT / f"{name}.png"
    whole.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
