"""The verbs for other systems: sources that hand matters over by a key, and keys by which others read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from app import open_store
from app.areas.models import Area
from app.cli.console import Failure, explain, pass_settings
from app.core import decode, migrate
from app.core.db import Row
from app.core.problems.problem import Problem
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import DAILY, Source
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.gateways.reading.models import DAILY as READS_DAILY
from app.gateways.reading.models import ReadingKey
from app.settings import Settings

A = TypeVar("A", bound=Row)  # with a code


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
@click.option(
    "--daily", default=DAILY, show_default=True, help="How much a day: at most at once, refilled evenly."
)
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
        "area": area or top_area(),
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
    end_by_code(settings, Source, "source", code, sources.end)


@click.command()
@click.argument("code")
@click.option("--name", required=True, help="What people call whoever reads by it, such as 市平台.")
@click.option(
    "--role", type=click.Choice(["building_head", "grid_lead", "dispatcher", "duty_desk", "handler"]), required=True,
    help="With whose reach it reads.",
)  # fmt: skip
@click.option("--area", metavar="CODE", help="Of which place and below; left out: the top of the tree.")
@click.option("--unit", metavar="CODE", help="For a handler: of which unit.")
@click.option(
    "--daily",
    default=READS_DAILY,
    show_default=True,
    help="How many questions a day: at most at once, refilled evenly.",
)
@click.option("--expires", metavar="DATE", help="The last day on which it opens anything.")
@pass_settings
def add_key(
    settings: Settings,
    code: str,
    name: str,
    role: str,
    area: str | None,
    unit: str | None,
    daily: int,
    expires: str | None,
) -> None:
    """Add a key for reading and print it, which is shown this once."""
    open_store(settings)
    migrate.require()
    terms = {
        "code": code,
        "name": name,
        "role": role,
        "area": area or top_area(),
        "unit": unit,
        "daily": daily,
        "expires": expires,
    }
    try:
        body = decode.convert({key: value for key, value in terms.items() if value is not None}, KeyBody)
        _, secret = grants.give(None, body)
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    click.echo(secret)


@click.command()
@click.argument("code")
@pass_settings
def end_key(settings: Settings, code: str) -> None:
    """End a key for reading: it opens nothing any more."""
    end_by_code(settings, ReadingKey, "key", code, grants.end)


def end_by_code(
    settings: Settings, model: type[Row], what: str, code: str, end: Callable[[None, Any], bool]
) -> None:
    """End what was agreed upon under this code, and say whether it had ended before."""
    click.echo("ended" if end(None, found(settings, model, what, code)) else "it had ended before")


def found(settings: Settings, model: type[A], what: str, code: str) -> A:
    """What was agreed upon under this code; Failure where there is none."""
    open_store(settings)
    migrate.require()
    row: A | None = model.get_or_none(model.code == code)
    if row is None:
        raise Failure(f"there is no {what} {code!r}")
    return row


def top_area() -> str:
    """The code of the top of the tree; Failure before there is any area."""
    top = Area.get_or_none(Area.parent.is_null())
    if top is None:
        raise Failure("there is no area yet: import-areas comes first")
    return str(top.code)
