"""How long a dispatcher waits for the screen after a key, by the browser's own event timing, in a city of ten thousand matters."""

from __future__ import annotations

from playwright.sync_api import Page

from app.settings import Settings
from tests.bench import machine
from tests.bench.city import stores
from tests.bench.figures import Figure, p95
from tests.chrome import launch, playing

DESK = "duty desk"
SHORTEST = 16.0  # ms: what is shorter the browser does not tell of
KEYS = ("j",) * 12 + ("k",) * 4 + ("x", "x", "d", "Escape", "n", "Escape")
ROUNDS, BETWEEN = 4, 250  # ms, as fast as anybody reads
WATCH = """
window.__waits = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.name === "keydown") window.__waits.push(one.duration); })
  .observe({ type: "event", buffered: true, durationThreshold: 16 });
"""


def measure(settings: Settings) -> list[Figure]:
    """ms from the key to the next paint, at the 95th of a hundred, once for each round."""
    secret = stores.signed_in(settings)[DESK]
    running = machine.served(settings.data_dir)
    try:
        with playing() as play:
            browser = launch(play)
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            context.add_cookies([{"name": "gridwalk", "value": secret, "url": running.url}])
            page = context.new_page()
            page.goto(f"{running.url}/desk?view=open")
            page.locator("a.deskrow").first.wait_for()
            return [Figure("desk_keystroke_p95", "ms", [_round(page) for _ in range(ROUNDS)])]
    finally:
        running.stop()


def _round(page: Page) -> float:
    page.evaluate(WATCH)
    for key in KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(BETWEEN)
    told = page.evaluate("window.__waits")
    return p95([*told, *[SHORTEST] * max(0, len(KEYS) - len(told))])
