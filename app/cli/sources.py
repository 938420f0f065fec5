"""The verbs for sources: other systems that hand matters over by a key."""

from __future__ import annotations

import click

from app import open_store
from app.areas.models import Area
from app.cli.console import Failure, explain, pass_settings
from app.core import decode, migrate
from app.core.problems.problem import Problem
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import DAILY, Source
from app.settings import Settings


@click.command()
@click.argument("code")
@click.option("--name", required=True, help="What people call it, such as 12345 热线.")
@click.option(
    "--kind", type=click.Choice(["people", "machine"]), default="people", show_default=True,
    help="Whether somebody waits for what it hands over.",
)  # fmt: skip
@click.option("--area", metavar="CODE", help="For which place and below; left out: the top of the tree.")
@click.option(
    "--category",
    "categories",
    metavar="CODE",
    multiple=True,
    help="For which things only; may be given again.",
)
@click.option("--daily", default=DAILY, show_default=True, help="How much a day at most.")
@click.option("--expires", metavar="DATE", help="The last day on which its key opens anything.")
@pass_settings
def add_source(
    settings: Settings,
    code: str,
    name: str,
    kind: str,
    area: str | None,
    categories: tuple[str, ...],
    daily: int,
    expires: str | None,
) -> None:
    """Add a source of matters and print its key, which is shown this once."""
    open_store(settings)
    migrate.require()
    terms = {
        "code": code,
        "name": name,
        "kind": kind,
        "area": area or _top(),
        "categories": list(categories),
        "daily": daily,
    }
    try:
        _, secret = sources.open_source(
            None, decode.convert({**terms, **({"expires": expires} if expires else {})}, SourceBody)
        )
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    click.echo(secret)


@click.command()
@click.argument("code")
@pass_settings
def end_source(settings: Settings, code: str) -> None:
    """End a source: its key opens nothing any more, what it handed over stays."""
    open_store(settings)
    migrate.require()
    source = Source.get_or_none(Source.code == code)
    if source is None:
        raise Failure(f"there is no source {code!r}")
    click.echo("ended" if sources.end(None, source) else "it had ended before")


def _top() -> str:
    top = Area.get_or_none(Area.parent.is_null())
    if top is None:
        raise Failure("there is no area yet: import-areas comes first")
    return str(top.code)
