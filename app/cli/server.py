"""The verbs that run the server: both processes under a supervisor, each alone, and the clock's work once.

Each loads the process it runs when it runs it: a supervisor has no use for the web server's code.
"""

from __future__ import annotations

import os
import subprocess
import sys

import click
from click.exceptions import Exit

from app import open_store
from app.cli.console import pass_settings, pass_settings_to_server
from app.core import migrate
from app.run import locks
from app.settings import Settings


@click.command()
@click.option(
    "--prepare", is_flag=True, help="First migrate, and with GRIDWALK_DEMO=1 make the demonstration city."
)
@pass_settings_to_server
def up(settings: Settings, prepare: bool) -> None:
    """Run the web process and the background worker under one supervisor.

    A process that dies is started again; five deaths in a minute end both. Ctrl-C ends all within five seconds.
    """
    from app.run import supervisor

    held = locks.hold(settings, "serve", "worker")
    locks.require_port(settings)
    if prepare:
        for verb in ("migrate", *(["seed-demo"] if settings.demo else [])):
            status = subprocess.run(
                [sys.executable, "-m", "app.cli", verb], env={**os.environ, **locks.handed_down(held)}
            ).returncode
            if status:
                raise Exit(status)
    click.echo(f"Gridwalk: {settings.public_url}")
    if status := supervisor.run_both(held):
        raise Exit(status)


@click.command()
@pass_settings_to_server
def serve(settings: Settings) -> None:
    """Run the web process alone."""
    from app.run import web

    locks.hold(settings, "serve")
    locks.require_port(settings)
    web.serve(settings)


@click.command()
@pass_settings_to_server
def worker(settings: Settings) -> None:
    """Run the background worker alone."""
    from app.run import worker as background

    locks.hold(settings, "worker")
    background.run(settings)


@click.command()
@pass_settings
def tick(settings: Settings) -> None:
    """Run all clock work once, for whoever has a timer instead of the worker.

    Status 0: all was done. 1: a job failed or the database was away, and a sentence names which; what failed is tried
    again next time. 2: the store is of another version.
    """
    from app import jobs

    open_store(settings)
    migrate.require()
    failed: list[str] = []
    done = jobs.run_due(force=True, failed=failed, tell=lambda name, rows: click.echo(f"{name}: {rows}"))
    if not failed:
        return
    left = [job.name for job in jobs.TABLE if job.name not in done and job.name not in failed]
    click.echo(f"failed, and tried again next time: {'; '.join(failed)}", err=True)
    if left:
        click.echo(f"the database does not answer; not tried: {'; '.join(left)}", err=True)
    raise Exit(1)
