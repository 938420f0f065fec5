"""Makes docs/performance.md of var/bench.json: every figure with its floor, its runs and what it is meant to reach."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from app.settings import ROOT

FILE = ROOT / "docs" / "performance.md"
OWNTRACKS = (
    907  # points a second, one a request, not durable: OwnTracks Recorder 1.0.1 on two cores like these
)


class Told(NamedTuple):
    """What a figure is, what its floor is, and what it is meant to reach."""

    what: str
    floor: str = ""
    goal: str = ""


HEAD = """# Performance

What `make bench` and `make bench-city` measured last, made of `var/bench.json` by `make performance`; nothing here is written by hand. A value is the median
of its runs. The floor is measured in the same run on the same disk, so the ratio says more than the value: absolute figures move from machine to machine, and
with whatever else the machine is doing. How the load is made stands in [tests/bench](../tests/bench); what a worker's day costs, and what follows, in
[capacity](capacity.md).
"""

PARTS: tuple[tuple[str, dict[str, Told]], ...] = (
    ("The machine", {
        "machine_cores": Told("cores, the load generator's among them"),
        "machine_memory": Told("memory"),
        "machine_load_before": Told("processes that wanted a core when it began"),
        "machine_load_after": Told("the same at the end, with the bench's own"),
        "machine_fsync": Told("durable writes of 4 kB, one after another"),
    }),
    ("Field work taken in, over eight lines", {
        "report_single": Told("reports, one op a request", "bare Flask, one durable row a request", "1,000; at least 0.35 of the floor"),
        "report_batch50": Told("reports, fifty ops a request", "bare Flask, one durable row a request", "2,000; at least twice `report_single`"),
        "report_photo": Told("reports with a photo of 200 kB", "bare Flask, the photo synced and a row", "150; at least 0.3 of the floor"),
        "fixes_600": Told("fixes in ops of 600, seconds worked out", "bare Flask, a row a fix", "200,000; at least the floor"),
        "fix_single": Told("fixes, one a request", "bare Flask, one durable row a request", f"1,000; at least OwnTracks Recorder's {OWNTRACKS} (not durable)"),
        "web_rss": Told("the web process after them"),
    }),
    ("The same on a PostgreSQL of the same machine", {
        "report_single_pg": Told("reports, one op a request", "SQLite", "0.7 of the floor"),
        "report_batch50_pg": Told("reports, fifty ops a request", "SQLite", "0.7 of the floor"),
        "report_photo_pg": Told("reports with a photo of 200 kB", "SQLite", "0.7 of the floor"),
        "fixes_600_pg": Told("fixes in ops of 600, seconds worked out", "SQLite", "0.7 of the floor"),
        "fix_single_pg": Told("fixes, one a request", "SQLite", "0.7 of the floor"),
    }),
    ("Phones that come back", {
        "storm_drain": Told("500 phones with 50 ops each, until all have their receipts", "", "60; at most 120"),
        "storm_receipt_p99": Told("of them, from sending to receipts", "", "10"),
        "storm_put_off": Told("of them, answers 503 with Retry-After"),
        "day_queue_3m": Told("200 ops and 40 photos of the real outbox at 3 Mbit/s, 100 ms there and back", "", "60"),
        "day_queue_3m_bytes": Told("bytes sent for them over their own", "", "1.05"),
        "day_queue_400k": Told("the same at 400 kbit/s, 400 ms", "", "360"),
        "day_queue_400k_bytes": Told("bytes sent for them over their own", "", "1.05"),
    }),
    ("A city of a million matters", {
        "list_1m": Told("list of 100, the slowest reader and view", "10,000 matters", "25; at most 1.3 of the floor"),
        "search_1m": Told("search, the slowest reader and words", "10,000 matters", "25; at most 1.3 of the floor"),
        "changes_recent_1m": Told("`changes` from a recent cursor, the slowest reader", "10,000 matters", "5; at most 10"),
        "changes_first_1m": Told("`changes` from nothing, first page, the slowest reader", "10,000 matters", "40; at most 80"),
        "desk_1m": Told("page of a desk, the slowest desk and view", "10,000 matters", "50; at most 100"),
        "desk_keystroke_p95": Told("from a key at the city's desk until the screen shows what it did, 10,000 matters", "", "50"),
        "board_1m": Told("public board, the slower page", "10,000 matters", "50; at most 100"),
        "figures_1m": Told("figures of a year, the slowest desk and grouping", "10,000 matters", "150"),
        "reports_1m": Told("report of a week, month or quarter, the slowest desk and span", "10,000 matters", "150"),
        "briefs_1m": Told("the secretary's page, the same", "10,000 matters", "150"),
        "ledger_100k_held": Told("memory over what it held before, while a ledger of 100,000 matters is sent, the largest kind of file", "", "64"),
        "ledger_100k": Told("how long that takes, the longest kind of file"),
        "web_rss_1m": Told("the web process after all of these", "10,000 matters", "300"),
        "report_single_50m": Told("reports beside 50 million fixes and a million matters", "the same in an empty store", "0.9 of the floor"),
        "fixes_600_50m": Told("fixes in ops of 600 there", "the same in an empty store", "0.9 of the floor"),
    }),
    ("Its morning", {
        "morning_sync_p99": Told("sync requests, from when they were due", "", "250"),
        "morning_sync_p50": Told("the same at the median"),
        "morning_photo_p99": Told("a report and its photo"),
        "morning_desk_p50": Told("a desk's list", "", "50"),
        "morning_page_p50": Told("a public page"),
        "morning_syncs": Told("sync requests in all"),
        "morning_put_off": Told("answers other than success"),
        "morning_hung_up": Told("idle lines that the server had closed; asked again on another"),
        "morning_rss": Told("the web process at the end", "at the beginning", "flat"),
    }),
    ("A worker's day", {
        "worker_day_requests": Told("requests of two hours' patrol sent each half minute, with reports and photos"),
        "worker_day_cpu": Told("CPU of the server"),
        "worker_day_written": Told("handed to the disk"),
        "worker_day_kept": Told("kept in database and photos"),
        "worker_day_fsyncs": Told("times the disk had to keep something"),
        "cost_track": Told("CPU of the server for half a minute's track"),
        "cost_report": Told("CPU for a report"),
        "cost_photo": Told("CPU for a report with its photo of 200 kB"),
        "cost_list": Told("CPU for a desk's first page"),
        "cost_board": Told("CPU for the public board"),
    }),
    ("The demonstration, and pages", {
        "demo_seed": Told("the demonstration city made", "", "12; at most 20"),
        "demo_seed_cpu": Told("of that, CPU"),
        "field_javascript_gzipped": Told("JavaScript that the first screen waits for", "", "41.2"),
        "tap_to_durable_text_p95": Told("tap until the op is durable, at a quarter of this machine's speed", "", "50; at most 100"),
        "tap_to_durable_photo_p95": Told("the same with a photo", "", "100; at most 200"),
        "pick_to_photo_ready_p95": Told("picked until the photo is kept and shown", "", "800; at most 1,000"),
        "offline_cold_start_to_usable": Told("opened without a network until it can be used", "", "600; at most 800"),
        "slow_bodies_healthz_p99": Told("`/healthz` beside 500 slow bodies", "without them", "50"),
        "slow_bodies_ask_p99": Told("`/ask` beside them", "without them", "50"),
        "web_rss_hostile": Told("the web process after strangers' worst", "after the first rounds", "300"),
    }),
)  # fmt: skip


def page(figures: list[dict[str, Any]]) -> str:
    """The whole page; figures without words here are left to `var/bench.json`."""
    found = {figure["name"]: figure for figure in figures}
    parts = [HEAD]
    for title, told in PARTS:
        rows = [_row(found[name], words) for name, words in told.items() if name in found]
        if rows:
            table = [
                "| figure | value | floor | ratio | goal | runs | what |",
                "|---|---|---|---|---|---|---|",
                *rows,
            ]
            parts.append(f"## {title}\n\n" + "\n".join(table) + "\n")
    return "\n".join(parts)


def _row(figure: dict[str, Any], told: Told) -> str:
    runs = figure["runs"]
    spread = f"{len(runs)}" if len(runs) == 1 else f"{len(runs)}: {_number(min(runs))}–{_number(max(runs))}"
    floor = f"{_number(figure['floor'])} ({told.floor})" if "floor" in figure else ""
    ratio = f"{figure['ratio']:.2f}" if "ratio" in figure else ""
    value = f"{_number(figure['value'])} {figure['unit']}".strip()
    return f"| `{figure['name']}` | {value} | {floor} | {ratio} | {told.goal} | {spread} | {told.what} |"


def _number(value: float) -> str:
    """Three digits that count, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def main(source: Path = ROOT / "var" / "bench.json") -> int:
    """Write the page; 1 where nothing has been measured."""
    if not source.exists():
        print("nothing measured: run make bench first", file=sys.stderr)
        return 1
    FILE.write_text(page(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
