"""A patrol in the test's hands: positions and time as it says, and the ops that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cast import LAT, LON

if TYPE_CHECKING:
    from tests.phone.conftest import Phone

# A geolocation and a clock in the test's hands: `fix(seconds, north, east)` after the start, metres from a corner.
STUB = f"""
  globalThis.watches = 0;
  const Real = Date;
  const real = Real.now.bind(Real);
  globalThis.ahead = 0;
  globalThis.Date = class extends Real {{
    constructor(...given) {{ if (given.length) super(...given); else super(real() + ahead); }}
    static now() {{ return real() + ahead; }}
  }};
  navigator.geolocation.watchPosition = (ok, bad) => {{ watches++; Object.assign(globalThis, {{ok, bad}}); return watches; }};
  navigator.geolocation.clearWatch = () => {{ watches--; }};
  globalThis.fix = async (t, north = 20, east = 20, acc = 6) => {{
    if (globalThis.began === undefined) globalThis.began = real();
    ahead = Math.max(ahead, t * 1000 - (real() - began));
    while (!globalThis.ok) await new Promise((done) => setTimeout(done, 2));
    const had = engine.recorder.state()?.fixes.length ?? 0;
    ok({{ timestamp: began + t * 1000, coords: {{ latitude: {LAT} + north / 111195, longitude: {LON} + east / 98600, accuracy: acc, speed: null }} }});
    for (let i = 0; i < 200 && engine.recorder.state()?.fixes.length === had; i++) await new Promise((done) => setTimeout(done, 2));
  }};
"""


def ops(walker: Phone, kind: str) -> list[dict[str, Any]]:
    """The ops of a kind that wait on the phone, in the order of making."""
    rows = walker.do("return (await e.database.all('ops')).sort((a, b) => a.n - b.n).map((row) => row.op)")
    return [op for op in rows if op["type"] == kind]
