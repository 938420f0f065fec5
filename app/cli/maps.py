"""The verbs about map files: one given as ground for an area, those that are, and the end of one."""

from __future__ import annotations

from pathlib import Path

import click

from app import open_store
from app.areas.geometry import location
from app.cli.console import Failure, explain, pass_settings
from app.core import db, ids, migrate, typed
from app.core.problems.problem import Problem
from app.maps import files
from app.settings import Settings


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", metavar="CODE", help="For this area and all below; left out: the whole city.")
@click.option("--gcj02", is_flag=True, help="Its pictures are drawn in GCJ-02; phones then leave it out.")
@click.option("--attribution", default="", help="Whom the map names as its maker, with its 审图号.")
@pass_settings
def give_map(settings: Settings, file: Path, area: str | None, gcj02: bool, attribution: str) -> None:
    """Give FILE (PMTiles, pictures) as ground for the maps of an area.

    The one before of the same area ends. The bytes are copied beside the photos; FILE itself is left as it is.
    """
    _open(settings)
    code = typed.code(area) if area else location.top()
    try:
        with file.open("rb") as opened:
            row = files.give(
                None, ids.uuid7(), code, opened, file.name, is_shifted=gcj02, attribution=attribution
            )
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    click.echo(f"{row.id}\t{row.area}\t{row.bytes}\t{row.tiles} {row.lowest}-{row.highest}")


@click.command()
@pass_settings
def maps(settings: Settings) -> None:
    """List the map files that are ground now.

    A line each: its id, area, bytes, kind and zoom levels, name, and "missing" where its bytes are not here.
    """
    _open(settings)
    for row in files.live().order_by(files.MapFile.area):
        missing = "" if files.is_here(row) else "\tmissing"
        click.echo(
            f"{row.id}\t{row.area}\t{row.bytes}\t{row.tiles} {row.lowest}-{row.highest}\t{row.name}{missing}"
        )


@click.command()
@click.argument("id")
@pass_settings
def end_map(settings: Settings, id: str) -> None:
    """End a map file: it is no ground any more, and its bytes are deleted."""
    _open(settings)
    try:
        files.end(None, id)
    except Problem as problem:
        raise Failure(explain(problem)) from problem


def _open(settings: Settings) -> None:
    open_store(settings)
    migrate.require()
    db.connect()
