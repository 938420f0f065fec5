"""The verbs about the store as a whole: migrate, backup, restore, export."""

from __future__ import annotations

from pathlib import Path

import click

from app import open_store
from app.cli.console import Failure, pass_settings, progress
from app.core import db
from app.core import migrate as migrations
from app.privacy.models import Complaint
from app.run import locks
from app.settings import Settings
from app.sync.backup import archive, epoch
from app.sync.backup import export as json_lines
from app.sync.backup.backup_file import Refused, require_place

FILE = click.Path(path_type=Path)
BACKUP_STEPS = 4  # that archive.backup tells of


@click.command()
@pass_settings
def migrate(settings: Settings) -> None:
    """Bring the database to this version."""
    open_store(settings)
    done = migrations.migrate(settings.data_dir)
    click.echo(f"{len(done)} step(s): {', '.join(done) or 'nothing to do'}")


@click.command()
@click.argument("file", type=FILE)
@pass_settings
def backup(settings: Settings, file: Path) -> None:
    """Copy the running store into FILE.

    The copy is checked. A damaged database is not backed up, and nothing is written over but an earlier backup.
    Photos are not in it: copy their folder beside it.
    """
    open_store(settings)
    try:
        with progress("backup", BACKUP_STEPS) as tell:
            archive.backup(settings, file.absolute(), tell)
    except Refused as refused:
        raise Failure(refused) from refused
    click.echo(f"backup: {file} ({file.stat().st_size} bytes). Photos: copy {settings.evidence_dir}")


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--epoch-only", is_flag=True, help="The database was put back by other means: change the epoch alone."
)
@pass_settings
def restore(settings: Settings, file: Path | None, epoch_only: bool) -> None:
    """Put the backup FILE in place of the present store, under a new epoch.

    No server and no worker may run meanwhile. The store before stays beside the new one. Phones are then asked for what
    it lacks.
    """
    if file is None and not epoch_only:
        raise click.UsageError("name the FILE to restore, or --epoch-only")
    try:
        with locks.nobody_serves(settings):
            found = _restore(settings, None if epoch_only else file)
    except (Refused, locks.Refused, migrations.Unmigrated) as refused:
        raise Failure(refused) from refused
    for name, count in found.items():
        click.echo(f"{name}: {count}")
    click.echo("restored under a new epoch: phones will be asked what this store lacks")


def _restore(settings: Settings, file: Path | None) -> dict[str, int]:
    """Put back `file`, or where it is None change the epoch alone; what was found, by name."""
    open_store(settings)
    if file is None:
        migrations.require()
        return epoch.renew()
    return archive.restore(settings, file, click.echo)


@click.command()
@click.argument("file", type=FILE)
@pass_settings
def export(settings: Settings, file: Path) -> None:
    """Write everything into FILE as JSON lines.

    Names, numbers and positions of residents and what opens a door are left out.
    """
    open_store(settings)
    migrations.require()
    try:
        require_place(settings, file.absolute(), "export")
    except Refused as refused:
        raise Failure(refused) from refused
    db.connect()
    more = [Complaint]
    with progress("export", len(json_lines.tables(more))) as tell:
        rows = json_lines.export(file, tell, more)
    click.echo(f"{rows} rows in {file}")
