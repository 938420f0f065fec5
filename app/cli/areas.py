"""The verb that imports areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app import open_store
from app.cli.console import Failure, Table, conclude, explain, in_both, pass_settings
from app.core import db, migrate
from app.core.problems.problem import Problem
from app.settings import Settings

if TYPE_CHECKING:
    from app.areas.imports import areas

LINES_SHOWN = 40  # of each kind, before the rest is only counted


@click.command()
@click.argument("file", type=Table())
@click.option("--yes", is_flag=True, help="Write what is shown.")
@pass_settings
def import_areas(settings: Settings, file: tuple[str, bytes], yes: bool) -> None:
    """Show what a file of areas would change; with --yes, write it.

    FILE is XLSX, XLS, CSV, GeoJSON, KML or a zipped shapefile. All of it is written or nothing: one row that is refused keeps the others out.
    """
    from app.areas.imports import areas

    _, data = file
    open_store(settings)
    migrate.require()
    db.connect()
    try:
        plan, done = areas.write(data, None) if yes else (areas.plan(data), False)
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    _show(plan)
    conclude(plan, done)


def _show(plan: areas.Plan) -> None:
    """What was left out, what is refused, new and changed, and what looks wrong, line by line."""
    for remark in plan.remarks:
        click.echo(f"note: {in_both(remark)}")
    for refusal in plan.refused[:LINES_SHOWN]:
        click.echo(f"row {refusal.row} {refusal.code}: {in_both(refusal)}")
    for area in plan.new[:LINES_SHOWN]:
        click.echo(f"+ {area.code} {area.columns['name']}")
    for area, columns in plan.changed[:LINES_SHOWN]:
        click.echo(f"~ {area.code} {area.columns['name']}: {', '.join(columns)}")
    for remark in plan.doubts[:LINES_SHOWN]:
        click.echo(f"look: row {remark.row} {remark.code}: {in_both(remark)}")
    if len(plan.doubts) > LINES_SHOWN:
        click.echo(f"look: {len(plan.doubts) - LINES_SHOWN} more like these")
