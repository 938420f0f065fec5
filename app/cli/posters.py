"""The verbs about codes on doors: posters made, listed for outside checks and signed anew; a table of door plates."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app import open_store
from app.areas.geometry import location
from app.areas.models import Area
from app.cli.console import Failure, Table, conclude, explain, in_both, pass_settings
from app.core import db, migrate, typed
from app.core.problems.problem import Problem
from app.requests.posters import batches, door_plates, sheets
from app.settings import Settings
from app.sync.backup.destination import Refused, require_not_own

KINDS = ("building", "lamp", "shop", "checkpoint")
LINES_SHOWN = 40  # refused rows, before the rest is only counted


@click.command()
@click.option("--area", metavar="CODE", help="Those below this area; left out: the whole city.")
@click.option("--kind", type=click.Choice(KINDS), help="Those of one kind alone.")
@click.option("--make", is_flag=True, help="First make one for every building (or checkpoint) without.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON array of code, area, kind, label, link, short."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write into FILE instead of the screen."
)
@click.option("--rotate", is_flag=True, help="New signatures; printed codes go on opening, with less trust.")
@pass_settings
def posters(
    settings: Settings,
    area: str | None,
    kind: str | None,
    make: bool,
    as_json: bool,
    out: Path | None,
    rotate: bool,
) -> None:
    """List residents' posters, and make those that are missing.

    A line a poster: its code, kind, what it stands at, and the short address that stands on it.
    """
    if out is not None:
        try:
            require_not_own(settings, out, "nothing was done")
        except Refused as refused:
            raise Failure(refused) from refused
    open_store(settings)
    migrate.require()
    db.connect()
    try:
        if rotate:
            click.echo(f"signatures: generation {batches.rotate()}", err=True)
        under = typed.code(area) if area else location.top()
        if make:
            made = batches.make(None, under, kind or "building")
            click.echo(f"posters: {made.new} made, {made.there} there already", err=True)
        text = _list(under, kind, as_json)
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    else:
        click.echo(text)


def _list(area: str, kind: str | None, as_json: bool) -> str:
    """The living posters below an area, as lines or as one JSON array."""
    if not Area.select().where(Area.code == area).exists():
        raise Problem("unknown-area", ("area", "not-here"))
    found = list(batches.live_posters(area, kind))
    labels = sheets.labels(found)
    rows = [sheets.serialize(poster, labels[poster.code]) for poster in found]
    if as_json:
        return json.dumps(rows, ensure_ascii=False, indent=1)
    return "\n".join(f"{row['code']}\t{row['kind']}\t{row['label']}\t{row['short']}" for row in rows)


@click.command()
@click.argument("file", type=Table())
@click.option("--yes", is_flag=True, help="Write what is shown.")
@pass_settings
def import_plates(settings: Settings, file: tuple[str, bytes], yes: bool) -> None:
    """Show what a table of door plates would change; with --yes, write it.

    FILE (CSV or XLSX) says which building each code that is already on a door stands for.
    """
    _, data = file
    open_store(settings)
    migrate.require()
    db.connect()
    try:
        plan, done = door_plates.write(None, data) if yes else (door_plates.plan(None, data), False)
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    for remark in plan.remarks:
        click.echo(f"note: {in_both(remark)}")
    for row in plan.refused[:LINES_SHOWN]:
        click.echo(f"row {row.row} {row.plate}: {in_both(row)}")
    conclude(plan, done)
