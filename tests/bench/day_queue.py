"""A day's queue of the real phone's outbox, 200 ops and 40 photos, over the slow lines of a village and of a cellar."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright

from tests import chrome
from tests.bench.figures import Figure
from tests.bench.slow_line import SlowLine
from tests.chrome import playing
from tests.phone.conftest import Office, Phone, bundled

LINES = {
    "day_queue_3m": (3_000_000, 0.1),
    "day_queue_400k": (400_000, 0.4),
}  # bits a second, seconds there and back
PHOTOS, WORDS, TRACKS, FIXES = 40, 119, 39, 90  # with a start and a finish: 200 ops

FILL = """
  const patrol = e.ids.newId(), start = Date.now() - 3600e3, bytes = [];
  await e.outbox.add({type: "patrol.start", body: {patrol}});
  for (let n = 0; n < a.tracks; n++) {
    const t = Array.from({length: a.fixes}, (_, i) => start + (n * a.fixes + i) * 1000);
    await e.outbox.add({type: "patrol.track", body: {patrol, t, lat: t.map((_, i) => 27.5802 + i * 1e-6), lon: t.map((_, i) => 120.5502 + i * 1e-6), acc: t.map((_, i) => 4 + i % 9)}});
  }
  for (let n = 0; n < a.words; n++) await e.report({}, {text: `第${n}处：楼道里停着三辆电动车，消防通道走不过去。`});
  for (let n = 0; n < a.photos; n++) {
    const noise = new OffscreenCanvas(1600, 1200), pen = noise.getContext("2d"), image = pen.createImageData(400, 300);
    for (let i = 0; i < image.data.length; i += 4) image.data.fill(128 + 60 * Math.random(), i, i + 3), image.data[i + 3] = 255;
    const small = new OffscreenCanvas(400, 300); small.getContext("2d").putImageData(image, 0, 0);
    pen.drawImage(small, 0, 0, 1600, 1200);
    const file = new File([await noise.convertToBlob({type: "image/jpeg", quality: 0.8})], "p.jpg", {type: "image/jpeg"});
    const kept = await e.photos.keepPhoto(file);
    await e.report({photos: [kept.sha]});
  }
  await e.photos.allPrepared();
  await e.outbox.add({type: "patrol.finish", body: {patrol}});
"""
SENT = """
  for (;;) {
    await e.drain.kick();
    const left = await e.outbox.summary();
    if (!left.waiting) return left.attention;
    await new Promise((done) => setTimeout(done, 50));
  }
"""


def measure() -> list[Figure]:
    """Seconds until the queue is empty, and the bytes that went up over those of photos and ops themselves."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, playing() as play:
        script = bundled(Path(name))
        for figure, (bits, round_trip) in LINES.items():
            figures += _one(play, Path(name) / figure, script, figure, bits, round_trip)
    return figures


def _one(
    play: Playwright, folder: Path, script: bytes, name: str, bits: float, round_trip: float
) -> list[Figure]:
    folder.mkdir()
    office, browser = Office(folder, script), chrome.launch(play)
    line = SlowLine(office.line.port, bits, round_trip)
    try:
        phone = Phone(browser, office, f"http://localhost:{line.port}")
        phone.sign_in()
        phone.context.set_default_timeout(0)
        phone.context.set_offline(True)
        phone.do(FILL, {"photos": PHOTOS, "words": WORDS, "tracks": TRACKS, "fixes": FIXES})
        office.line.heard.clear()
        before, began = line.up.bytes, time.monotonic()
        phone.context.set_offline(False)
        if phone.do(SENT):
            raise RuntimeError("something of the queue was refused")
        spent = time.monotonic() - began
        photos = [heard for heard in office.line.heard if heard.method == "PUT"]
        largest = max(len(heard.body) for heard in photos)
        if len(photos) != PHOTOS or largest > 300_000:
            raise RuntimeError(f"{len(photos)} photos, the largest of {largest} bytes")
        payload = sum(len(heard.body) for heard in office.line.heard)
        return [
            Figure(name, "s", [spent]),
            Figure(f"{name}_bytes", "of the payload", [(line.up.bytes - before) / payload]),
        ]
    finally:
        line.close()
        browser.close()
        office.close()
