"""The verbs for other systems to which matters go: what was agreed upon, its map, how its queue stands, and sending again."""

from __future__ import annotations

from pathlib import Path

import click

from app import open_store
from app.cli.console import Failure, explain, pass_settings
from app.cli.sources import end_by_code, found, top_area
from app.core import clock, decode, migrate
from app.core.problems.problem import Problem
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.maps import files as map_files
from app.gateways.systems.maps import trying
from app.gateways.systems.models import REFUSED, WAITING, ForeignCase, Sending, System
from app.gateways.systems.outgoing import signatures
from app.settings import Settings


@click.command()
@click.argument("code")
@click.option("--name", required=True, help="What people call it, such as 市平台.")
@click.option("--area", metavar="CODE", help="Of which place and below it is told; left out: the top of the tree.")  # fmt: skip
@click.option("--category", "categories", metavar="CODE", multiple=True, help="Of which things only; may be given again.")  # fmt: skip
@click.option("--address", metavar="URL", help="Where it is told; left out: it asks by its key, or is handed files.")  # fmt: skip
@click.option("--source", metavar="CODE", help="As which source it hands matters over in its own words.")
@pass_settings
def add_system(
    settings: Settings,
    code: str,
    name: str,
    area: str | None,
    categories: tuple[str, ...],
    address: str | None,
    source: str | None,
) -> None:
    """Add a system that is told of matters and print its key and the secret that signs, which are shown this once."""
    open_store(settings)
    migrate.require()
    terms = {"code": code, "name": name, "area": area or top_area(), "categories": list(categories)}
    terms |= {name: value for name, value in (("address", address), ("source", source)) if value is not None}
    try:
        system, key = agreements.open_system(None, decode.convert(terms, SystemBody))
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    click.echo(f"key {key}\nsecret {signatures.secret_of(system)}")


@click.command()
@click.argument("code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only try it on the latest ten matters.")
@pass_settings
def map_system(settings: Settings, code: str, file: Path, dry_run: bool) -> None:
    """Let a system be told by the map in FILE (JSON or XLSX, as its page exports it), tried on the latest ten matters."""
    system = found(settings, System, "system", code)
    try:
        body = map_files.parse(file.read_bytes())
        tried = trying.try_out(system, body)
        if not dry_run:
            agreements.set_map(None, system, body)
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    for one in tried:
        click.echo(f"{one.number}  " + "  ".join(f"{path}={value}" for path, value, _ in one.cells))
    unknown = sorted(
        {f"{path}: {value}" for one in tried for path, value, is_unknown in one.cells if is_unknown}
    )
    for line in unknown:
        click.echo(f"no word of theirs for {line}")
    click.echo("nothing was changed" if dry_run else "from now on by this map")


@click.command("systems")
@pass_settings
def show_systems(settings: Settings) -> None:
    """List the systems that are told, with what waits, what was refused, and what is wrong with each line."""
    open_store(settings)
    migrate.require()
    for system in System.select().order_by(System.code):
        click.echo(f"{system.code}  {system.name}  {_how(system)}")


def _how(system: System) -> str:
    """How it stands, in a line."""
    if not system.is_live():
        return "ended"
    parts = [f"waiting {_count(system, WAITING)}", f"refused {_count(system, REFUSED)}"]
    doubted = ForeignCase.select().where(
        ForeignCase.system == system.code, ForeignCase.other_number.is_null(False)
    )
    parts.append(f"numbers in doubt {doubted.count()}")
    if not system.fields:
        parts.append("no map yet")
    if system.trouble is not None and system.trouble_since is not None:
        parts.append(f"{system.trouble} since {clock.to_the_minute(system.trouble_since)}")
    elif system.last_sent is not None:
        parts.append(f"last sent {clock.to_the_minute(system.last_sent)}")
    return "  ".join(parts)


def _count(system: System, state: str) -> int:
    return int(Sending.select().where(Sending.system == system.code, Sending.state == state).count())


@click.command()
@click.argument("code")
@pass_settings
def send_again(settings: Settings, code: str) -> None:
    """Send again what a system refused, and what waits for its line at once; the worker does it."""
    try:
        number = agreements.send_again(None, found(settings, System, "system", code))
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    click.echo(f"{number} that were refused wait again; what waits is tried at once")


@click.command()
@click.argument("code")
@pass_settings
def end_system(settings: Settings, code: str) -> None:
    """End a system: nothing more goes to it, and its key opens nothing any more."""
    end_by_code(settings, System, "system", code, agreements.end)
