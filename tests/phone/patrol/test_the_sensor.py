"""Whatever the sensor says passes one gate: odd values are dropped or nulled, and its time is never taken where it cannot be right."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.cast import LAT, LON
from tests.house import ROOT
from tests.phone.conftest import NODE, Phone
from tests.phone.patrol.walking import ops

SAMPLE = ROOT / "tests" / "samples" / "geolocation.json"
GATE = """
import { fixOf } from "./static/js/device/position.js";
import { readFileSync } from "node:fs";
const s = JSON.parse(readFileSync(process.argv[1], "utf8"));
const number = (value) => (typeof value === "string" ? Number(value) : value);
console.log(JSON.stringify(s.readings.map(({ reading }) => {
  const { timestamp, ...coords } = Object.fromEntries(Object.entries({ ...s.usual, ...reading }).map(([key, value]) => [key, number(value)]));
  return fixOf({ coords, timestamp }, s.phone_clock_ms);
})));
"""


def test_every_odd_reading_is_dropped_nulled_or_given_the_phones_time_as_the_table_says() -> None:
    sample: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    said = subprocess.run(
        [str(NODE), "--input-type=module", "-e", GATE, str(SAMPLE)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    for one, made in zip(sample["readings"], json.loads(said.stdout), strict=True):
        assert made == (None if one["expect"] is None else {**sample["fix"], **one["expect"]}), one["kind"]


@pytest.mark.browser
def test_a_sensor_that_lives_in_2001_and_says_nan_costs_no_minute_of_the_patrol(walker: Phone) -> None:
    patrol = walker.do("globalThis.began = Date.now(); return e.recorder.start()")
    walker.do(
        f"""while (!globalThis.ok) await new Promise((done) => setTimeout(done, 2));
            const since2001 = Date.UTC(2001, 0, 1);
            for (let t = 10; t <= 120; t += 10) {{
              ahead = t * 1000 - (Date.now() - ahead - began);
              const odd = t === 60 ? {{ latitude: NaN }} : t === 70 ? {{ accuracy: null }} : {{ speed: -1 }};
              const had = e.recorder.state().fixes.length;
              ok({{ timestamp: Date.now() - since2001, coords: {{ latitude: {LAT} + 0.0004, longitude: {LON} + 0.0004 + t * 1e-6, accuracy: 8, speed: null, ...odd }} }});
              for (let i = 0; t !== 60 && i < 500 && e.recorder.state().fixes.length === had; i++) await new Promise((done) => setTimeout(done, 2));
            }}
            await e.recorder.finish()"""
    )
    tracks = [op["body"] for op in ops(walker, "patrol.track")]
    assert sum(len(body["t"]) for body in tracks) == 11
    assert not any(None in body[name] for body in tracks for name in ("t", "lat", "lon", "acc"))
    assert walker.drain()["safe"] is True
    seconds = walker.do("return (await (await fetch('/api/v1/patrols/' + a)).json()).seconds", patrol)
    assert seconds["in_area"] >= 105 and seconds["inaccurate"] == 0
    raws = walker.do("return (await e.database.all('points')).map((point) => point.raw)")
    assert all(raw < 1_000_000_000_000 for raw in raws)  # the sensor's own word is kept beside
