"""The verb that makes the demonstration city."""

from __future__ import annotations

import time

import click

from app import open_store
from app.cli.console import Failure, pass_settings, progress
from app.settings import Settings


@click.command()
@pass_settings
def seed_demo(settings: Settings) -> None:
    """Make the demonstration city where it is needed; only with GRIDWALK_DEMO=1.

    One that is older than a day and untouched is made afresh. A store with people of its own is left alone.
    """
    if not settings.demo:
        raise click.UsageError("seed-demo works only with GRIDWALK_DEMO=1")
    from app.demo import seed

    open_store(settings)
    began = time.monotonic()
    try:
        with progress("demonstration city", seed.DAYS) as tell:
            state = seed.seed(tell=tell)
    except seed.Refused as refused:
        raise Failure(
            "this store holds people or areas that are not the demonstration's; nothing was changed"
        ) from refused
    click.echo(f"demonstration city: {state} ({time.monotonic() - began:.1f} s)")
