"""How long a slow phone takes, in a real browser at a quarter of this machine's speed: tap to durable, pick to ready, cold start.

And from the tap on 登录 of a phone that has never been here, on Fast 3G as Chromium's own tools have it, to the main act.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from tests import hands, live
from tests.bench.figures import Figure, p95
from tests.cast import LAT, LON
from tests.chrome import Phone, launch, playing

SLOWER = 4
ROUNDS, SENDS, PHOTOS, STARTS, SIGN_INS = 3, 12, 6, 7, 5
FAST_3G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 180_000,
    "uploadThroughput": 84_375,
}  # ms, bytes/s
HERE = {"latitude": LAT + 0.0004, "longitude": LON + 0.0004, "accuracy": 8}

# stamps from the page's own clock: the click, the completion of the transaction that held the op or the photo's bytes,
# the first showing of a thumbnail, the moment the main act can be tapped
WATCH = """
(() => {
  const seen = window.__seen = {taps: [], ops: [], blobs: [], picks: [], thumbs: [], usable: null, stirred: 0};
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) { seen.stirred = performance.now(); return begin.apply(this, given); };
  const put = (tx, name) => { const key = name === 'ops' ? 'ops' : 'blobs';
    (tx.__keeps ??= new Set()).add(key);
    if (tx.__keeps.size === 1) tx.addEventListener('complete', () => { for (const k of tx.__keeps) seen[k].push(performance.now()); }); };
  for (const verb of ['put', 'add']) {
    const own = IDBObjectStore.prototype[verb];
    IDBObjectStore.prototype[verb] = function (value, ...rest) {
      if (this.name === 'blobs' || (this.name === 'ops' && value?.op?.type === 'matter.report' && value.tries === 0)) put(this.transaction, this.name);
      return own.call(this, value, ...rest);
    };
  }
  addEventListener('click', (e) => { if (e.target.closest?.('[data-act=pass]')) seen.taps.push(e.timeStamp); }, true);
  addEventListener('change', (e) => { if (e.target.type === 'file') seen.picks.push(e.timeStamp); }, true);
  document.addEventListener('load', (e) => { if (e.target.tagName === 'IMG') seen.thumbs.push(performance.now()); }, true);
  const look = () => {
    const act = document.querySelector('main .screen[data-ready] .button.main');
    if (act && !act.disabled && act.getClientRects().length) requestAnimationFrame(() => (seen.usable ??= performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def measure() -> list[Figure]:
    """Figures in ms of the field app over a real server."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, playing() as play:
        folder = Path(name)
        live.prepare(folder)
        server = live.Server(folder)
        phone = Phone(play, folder / "profile", server.url, geolocation=HERE)
        try:
            phone.context.add_init_script(WATCH)
            hands.sign_in(phone.page, "worker")
            hands.installed(phone.page)
            phone.page.reload()
            hands.ready(phone.page)
            slow(phone.page)
            return [*_sends(phone.page, folder), *_starts(phone), *_sign_ins(play, server.url)]
        finally:
            phone.close()
            server.stop()


def slow(page: Page) -> None:
    """Slow the page's processor down."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _sends(page: Page, folder: Path) -> list[Figure]:
    """Three rounds; a run is the 95th percentile of its round."""
    made = [
        Figure(name, "ms", [])
        for name in ("tap_to_durable_text_p95", "tap_to_durable_photo_p95", "pick_to_photo_ready_p95")
    ]
    _send(page, None)  # the first report of a phone's life compiles what the others find ready
    for number in range(ROUNDS):
        words = [_send(page, None) for _ in range(SENDS)]
        files = [hands.picture_file(folder, number * PHOTOS + n, 2400, 1800) for n in range(PHOTOS)]
        shots = [_send(page, file) for file in files]
        made[0].runs.append(p95([one["durable"] for one in words]))
        made[1].runs.append(p95([one["durable"] for one in shots]))
        made[2].runs.append(p95([one["ready"] for one in shots]))
    return made


def _send(page: Page, photo: Path | None) -> dict[str, float]:
    """One report through the screen; ms from tap to durable, and from pick to a photo kept and shown."""
    hands.go(page, "/report")
    page.evaluate(
        "() => { for (const list of Object.values(window.__seen)) if (list?.length) list.length = 0 }"
    )
    said: dict[str, Any] = {}
    page.locator("[data-hold=categories] button").first.click()
    if photo is None:
        page.fill("#report-text", "2幢东侧楼道堆了纸箱和旧家具，挡住了消防通道。")
    else:
        page.locator("main input[type=file]").first.set_input_files(photo)
        hands.until(page, "() => __seen.blobs.length > 0 && __seen.thumbs.length > 0")
        said["ready"] = page.evaluate("Math.max(__seen.blobs[0], __seen.thumbs[0]) - __seen.picks[0]")
    # a hand needs longer to reach the button than this script: what the last report and the typing set going is done
    hands.until(page, "() => performance.now() - __seen.stirred > 250")
    page.locator("[data-act=pass]").click()
    hands.until(page, "() => __seen.ops.length > 0")
    said["durable"] = page.evaluate("__seen.ops[0] - __seen.taps[0]")
    assert said["durable"] > 0, "the op was durable before the tap: something else was measured"
    hands.until(page, "() => location.pathname.startsWith('/matters/')")
    return said


# from the tap on the sign-in's button to the frame in which the main act of Today can be tapped
SIGNED_IN = """
() => {
  window.__in = null;
  addEventListener('click', ({ timeStamp, target }) => {
    if (!target.closest?.('form button[type=submit]')) return;
    const look = () => {
      const act = location.pathname === '/' && document.querySelector('main .screen[data-ready] .button.main');
      if (act && !act.disabled && act.getClientRects().length) requestAnimationFrame(() => (window.__in ??= performance.now() - timeStamp));
      else requestAnimationFrame(look);
    };
    look();
  }, true);
}
"""


def _sign_ins(play: Playwright, url: str) -> list[Figure]:
    """The first sign-in on a phone of its own each, the form filled in before the line is a thin one."""
    runs = []
    chromium = launch(play)
    for _ in range(SIGN_INS):
        context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
        page = context.new_page()
        page.goto(url + "/sign-in")
        hands.ready(page)
        page.evaluate(SIGNED_IN)
        page.fill("#login", "worker")
        page.fill("#password", hands.PASSWORD)
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", FAST_3G)
        slow(page)
        page.locator("form button[type=submit]").click()
        hands.until(page, "() => window.__in != null")
        runs.append(page.evaluate("__in"))
        context.close()
    chromium.close()
    return [Figure("sign_in_to_usable_fast_3g", "ms", runs)]


def _starts(phone: Phone) -> list[Figure]:
    """Opening the app in a new tab with no network and no service worker running."""
    phone.context.set_offline(True)
    runs = []
    for _ in range(STARTS):
        page = phone.context.new_page()
        line = page.context.new_cdp_session(page)
        line.send("ServiceWorker.enable")
        line.send("ServiceWorker.stopAllWorkers")
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(phone.url + "/")
        hands.until(page, "() => window.__seen?.usable != null")
        runs.append(page.evaluate("__seen.usable"))
        page.close()
    phone.context.set_offline(False)
    return [Figure("offline_cold_start_to_usable", "ms", runs)]
