"""The operator's verbs about posters: make, list for outside checks, begin new signatures; and a table of door plates."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app import open_store
from app.core import db
from app.settings import Settings
from app.sync.backup.backup_file import Refused, require_not_own

ARGUMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--area", {"help": "code; left out: the whole city"}),
    ("--kind", {"choices": ("building", "lamp", "shop", "checkpoint")}),
    ("--make", {"action": "store_true", "help": "first make one for every building (or checkpoint) without"}),
    ("--json", {"action": "store_true", "help": "one JSON array of code, area, kind, label, link, short"}),
    ("--out", {"help": "write into FILE instead of the screen"}),
    ("--rotate", {"action": "store_true", "help": "new signatures; printed codes go on opening, with less trust"}),
)  # fmt: skip


LINES_SHOWN = 40  # refused rows, before the rest is only counted


def posters(settings: Settings, given: argparse.Namespace) -> int:
    """Print the posters of an area; 1 where it is refused, with the sentence."""
    from app.areas.geometry import location
    from app.core.problems.problem import Problem
    from app.requests.posters import batches as verbs

    if given.out:
        try:
            require_not_own(settings, Path(given.out), "nothing was done")
        except Refused as refused:
            print(refused, file=sys.stderr)
            return 1
    open_store(settings)
    db.connect()
    try:
        if given.rotate:
            print(f"signatures: generation {verbs.rotate()}", file=sys.stderr)
        area = given.area or location.top()
        if given.make:
            made = verbs.make(None, area, given.kind or "building")
            print(f"posters: {made.new} made, {made.there} there already", file=sys.stderr)
        return _write(area, given)
    except Problem as problem:
        return _refused(problem)


def _refused(problem: Any) -> int:
    for language in ("zh", "en"):
        body = problem.body(language)
        said = " ".join(error["message"] for error in body.get("errors", []))
        print(f"{body['detail']} {said}".strip(), file=sys.stderr)
    return 1


def import_plates(settings: Settings, given: argparse.Namespace) -> int:
    """Show what a table of door plates would change; with --yes, write it. 1 where a row is refused."""
    from app.core.problems.problem import Problem
    from app.requests.posters import door_plates

    path = Path(given.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    open_store(settings)
    db.connect()
    try:
        do = door_plates.write if given.yes else lambda *its: (door_plates.plan(*its), False)
        plan, done = do(None, data, path.name)
    except Problem as problem:
        return _refused(problem)
    for its in plan.refused[:LINES_SHOWN]:
        print(f"row {its.row} {its.plate}: {its.sentence('zh')} / {its.sentence('en')}")
    print(", ".join(f"{name} {number}" for name, number in plan.counts.items()))
    if plan.refused:
        print("nothing was written", file=sys.stderr)
        return 1
    rest = "not written: run again with --yes" if plan.may_be_written else "nothing to write"
    print("written" if done else rest)
    return 0


def _write(area: str, given: argparse.Namespace) -> int:
    from app.areas.models import Area
    from app.core.problems.problem import Problem
    from app.requests.posters import batches as verbs
    from app.requests.posters import sheets

    if not Area.select().where(Area.code == area).exists():
        raise Problem("unknown-area", ("area", "not-here"))
    found = list(verbs.live(area, given.kind))
    labels = sheets.labels(found)
    told = [sheets.told(poster, labels[poster.code]) for poster in found]
    if given.json:
        text = json.dumps(told, ensure_ascii=False, indent=1)
    else:
        text = "\n".join(f"{one['code']}\t{one['kind']}\t{one['label']}\t{one['short']}" for one in told)
    if given.out:
        Path(given.out).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return 0
