"""A morning's walk: the phone's clock and its position sensor in the test's hands, and the path that is walked."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from app.core import clock
from tests import hands
from tests.cast import LAT, LON, STEP_LAT, STEP_LON

# the clock runs on from wherever the test last put it; the sensor speaks only when the test does
SENSOR = """
(() => {
  const Real = Date;
  let shift = __SHIFT__;
  const now = () => Real.now() + shift;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(now()); }
    static now() { return now(); }
  };
  window.__setClock = (at) => { shift = at - Real.now(); };
  const watchers = new Map();
  let last = null, count = 0;
  const shown = (f) => ({timestamp: f.t, coords: {latitude: f.lat, longitude: f.lon, accuracy: f.acc, speed: null,
    altitude: null, altitudeAccuracy: null, heading: null}});
  const sensor = {
    watchPosition: (good) => { watchers.set(++count, good); return count; },
    clearWatch: (id) => { watchers.delete(id); },
    getCurrentPosition: (good, bad) => { last ? setTimeout(() => good(shown(last))) : setTimeout(() => bad?.({code: 2, message: 'none'})); },
  };
  Object.defineProperty(navigator, 'geolocation', {value: sensor, configurable: true});
  window.__watchers = () => watchers.size;
  window.__walk = async (fixes) => {
    for (const fix of fixes) {
      window.__setClock(fix.t);
      last = fix;
      for (const good of watchers.values()) good(shown(fix));
      await new Promise((done) => setTimeout(done));
    }
  };
})();
"""

WRITTEN = """
at => new Promise((done, failed) => {
  const asked = indexedDB.open('gridwalk');
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction('points').objectStore('points').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.some(({t}) => t === at)); };
  };
})
"""


@dataclass(frozen=True)
class Fix:
    """One reading of the sensor."""

    t: int  # epoch ms
    lat: float
    lon: float
    acc: float


class Morning:
    """The phone's time of day, and every fix it was given, none where no track is recorded. Seconds count from twenty to nine of the last morning that is over."""

    def __init__(self, has_track: bool = True) -> None:
        self.has_track = has_track
        zone = ZoneInfo("Asia/Shanghai")
        now = dt.datetime.fromtimestamp(clock.now() / 1000, zone)
        day = now.date() if now.hour >= 12 else now.date() - dt.timedelta(days=1)
        self.date = day.isoformat()
        self.began = int(dt.datetime.combine(day, dt.time(8, 40), zone).timestamp() * 1000)
        self.second = 0.0
        self.fed: list[Fix] = []

    @property
    def now(self) -> int:
        """The phone's time, epoch ms."""
        return self.began + round(self.second * 1000)

    def script(self) -> str:
        """What every document of the phone runs before anything else."""
        return SENSOR.replace("__SHIFT__", f"({self.now} - Real.now())")

    def later(self, page: Page, seconds: float) -> None:
        """So much time passes in which the sensor says nothing."""
        self.second += seconds
        page.evaluate("at => __setClock(at)", self.now)

    def walk(self, page: Page, fixes: list[tuple[float, float, float, float]]) -> None:
        """Feed fixes, each (seconds after the last, lat, lon, accuracy), until the phone has written down the last.

        A morning takes hours; here the sensor speaks faster than a phone writes, and what was heard last would be lost
        with a page that is killed in the same second.
        """
        made = []
        for after, lat, lon, acc in fixes:
            self.second += after
            made.append(Fix(self.now, round(lat, 7), round(lon, 7), acc))
        page.evaluate("fixes => __walk(fixes)", [fix.__dict__ for fix in made])
        if self.has_track:
            self.fed += made
            hands.until(page, WRITTEN, made[-1].t)


def stroll(count: int, every: float = 10, phase: float = 0) -> list[tuple[float, float, float, float]]:
    """A walk round the middle of the grid at about 1 m/s: (seconds, lat, lon, accuracy) each `every` seconds."""
    middle = (LAT + STEP_LAT / 2, LON + STEP_LON / 2)
    said = []
    for n in range(count):
        turn = phase + n * every / 300
        lat = middle[0] + 0.00042 * math.sin(turn)
        lon = middle[1] + 0.00050 * math.cos(turn * 0.9)
        said.append((every, lat, lon, 6 + 4 * abs(math.sin(n))))
    return said


def blurred(count: int) -> list[tuple[float, float, float, float]]:
    """Between high walls: readings of 180 m accuracy."""
    return [(10, lat, lon, 180.0) for _, lat, lon, _ in stroll(count, phase=1)]


def away(count: int) -> list[tuple[float, float, float, float]]:
    """To the noodle shop: well to the south of the grid."""
    return [(10, LAT - 0.0012 - 0.00004 * n, LON + 0.0008, 8.0) for n in range(count)]


def leap() -> list[tuple[float, float, float, float]]:
    """The sensor jumps across the grid and back, faster than anyone walks."""
    return [
        (3, LAT + 0.0002, LON + 0.0002, 9.0),
        (3, LAT + 0.0016, LON + 0.0018, 9.0),
        (3, LAT + 0.0002, LON + 0.0002, 9.0),
    ]


def stored(page: Page, store: str) -> list[Any]:
    """Everything in one store of the phone's own database."""
    return page.evaluate(
        """store => new Promise((done, failed) => {
          const asked = indexedDB.open('gridwalk');
          asked.onerror = () => failed(asked.error);
          asked.onsuccess = () => { const all = asked.result.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => { asked.result.close(); done(all.result); }; all.onerror = () => failed(all.error); };
        })""",
        store,
    )
