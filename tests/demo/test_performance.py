"""docs/performance.md is made of what was measured: every figure with its floor and its runs, and none that nobody measured."""

from __future__ import annotations

import json
import re

from app.settings import ROOT
from tests.bench import paper
from tests.bench.figures import Figure, write

MEASURED = [
    Figure("report_single", "ops/s", [340.0, 330.0, 350.0], [900.0]),
    Figure("storm_drain", "s", [99.5]),
]


def test_a_figure_stands_beside_its_floor_with_its_runs_and_what_was_not_measured_does_not_stand():
    page = paper.page([figure.shown() for figure in MEASURED])
    assert "| `report_single` | 340 ops/s | 900 (bare Flask, one durable row a request) | 0.38 |" in page
    assert "| 3: 330–350 |" in page and "| `storm_drain` | 99.5 s |  |  | 60; at most 120 | 1 |" in page
    assert "fixes_600" not in page and "## Its morning" not in page


def test_what_one_run_measured_replaces_its_own_figures_and_leaves_the_others(tmp_path):
    write(MEASURED, tmp_path / "bench.json")
    write([Figure("storm_drain", "s", [60.0])], tmp_path / "bench.json")
    kept = {figure["name"]: figure["value"] for figure in json.loads((tmp_path / "bench.json").read_text())}
    assert kept == {"report_single": 340.0, "storm_drain": 60.0}


def test_the_page_that_is_committed_was_made_by_this():
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert text.startswith(paper.HEAD)
    known = {name for _, told in paper.PARTS for name in told}
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.M)) <= known
