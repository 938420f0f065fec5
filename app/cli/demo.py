"""The verbs that make a city: the demonstration's, and one of any size to measure with."""

from __future__ import annotations

import time

import click

from app import open_store
from app.cli.console import Failure, pass_settings, progress
from app.run import locks
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


@click.command()
@click.option(
    "--grids", default=6120, show_default=True, type=click.IntRange(1, 16_000), help="One worker walks each."
)
@click.option(
    "--micro-grids",
    default=None,
    type=click.IntRange(1, 99 * 16_000),
    help="In all; five a grid if left out.",
)
@click.option("--matters", default=1_000_000, show_default=True, type=click.IntRange(0), help="Of a year.")
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(0, 365),
    help="Of patrols, tracks and visits.",
)
@pass_settings
def seed_city(settings: Settings, grids: int, micro_grids: int | None, matters: int, days: int) -> None:
    """Make a whole city in an empty store, to measure with; everything in it is invented.

    Its past is traced from one that the real verbs play, and proved at the end. All of it is made or nothing.
    """
    from app.demo.whole_city import seed
    from app.demo.whole_city.size import Size

    size = Size(grids, grids * 5 if micro_grids is None else micro_grids, matters, days)
    if not size.grids <= size.micro_grids <= 99 * size.grids:
        raise click.UsageError("a grid has between 1 and 99 micro-grids")
    began = time.monotonic()
    try:
        with locks.nobody_serves(settings), progress("city", len(seed.STEPS)) as tell:
            made = seed.seed(settings, size, tell=tell)
    except seed.NotEmpty as refused:
        raise click.UsageError(
            "this store is not empty: name another by DATA_DIR or DATABASE_URL; nothing was changed"
        ) from refused
    except seed.Unsound as refused:
        raise Failure(f"{refused}\nwhat was made does not hold together; nothing was kept") from refused
    click.echo(
        ", ".join(f"{count} {name}" for name, count in made.items()) + f" ({time.monotonic() - began:.0f} s)"
    )
