"""The operator's verbs about areas: the demonstration city and imports."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from app import open_store
from app.core import db
from app.settings import Settings

LINES_SHOWN = 40  # of each kind, before the rest is only counted


def import_areas(settings: Settings, given: argparse.Namespace) -> int:
    """Show what a file of areas would change; with --yes, write it. 1 where a row is refused and nothing is written."""
    from app.areas.imports import areas
    from app.core.problems.problem import Problem

    path = Path(given.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    open_store(settings)
    db.connect()
    try:
        plan, done = areas.write(data, path.name, None) if given.yes else (areas.plan(data, path.name), False)
    except Problem as problem:
        for language in ("zh", "en"):
            body = problem.body(language)
            print(
                f"{body['detail']} {' '.join(e['message'] for e in body.get('errors', []))}", file=sys.stderr
            )
        return 1
    for refused in plan.refused[:LINES_SHOWN]:
        print(f"row {refused.row} {refused.code}: {refused.sentence('zh')} / {refused.sentence('en')}")
    for its in plan.new[:LINES_SHOWN]:
        print(f"+ {its.code} {its.columns['name']}")
    for its, differ in plan.changed[:LINES_SHOWN]:
        print(f"~ {its.code} {its.columns['name']}: {', '.join(differ)}")
    print(", ".join(f"{name} {number}" for name, number in plan.counts.items()))
    if plan.refused:
        print("nothing was written", file=sys.stderr)
        return 1
    print(
        "written"
        if done
        else "nothing to write"
        if not plan.may_be_written
        else "not written: run again with --yes"
    )
    return 0


def seed_demo(settings: Settings, _: argparse.Namespace) -> int:
    """Make the demonstration city where it is needed; only with GRIDWALK_DEMO=1."""
    if not settings.demo:
        print("seed-demo works only with GRIDWALK_DEMO=1", file=sys.stderr)
        return 2
    from app.demo import seed

    open_store(settings)
    began = time.monotonic()
    try:
        said = seed.seed(tell=lambda day: print(f"demonstration city: {day}", flush=True))
    except seed.Refused:
        print(
            "this store holds people or areas that are not the demonstration's; nothing was changed",
            file=sys.stderr,
        )
        return 1
    print(f"demonstration city: {said} ({time.monotonic() - began:.1f} s)")
    return 0
