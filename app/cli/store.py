"""The verbs about the store as a whole: migrate, backup, restore, verify, export, move."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import click

from app import __version__, open_store, setting_values
from app.admin.reorganisation.models import Reorganisation
from app.areas.patrons.models import Patron
from app.cli.console import Failure, pass_settings, progress
from app.core import db
from app.core import migrate as migrations
from app.desk.duty.handing_over.models import Handover
from app.gateways.groups.models import GroupPaste, GroupRequest
from app.gateways.hotline.models import (
    Hotline,
    HotlineCallBack,
    HotlineReply,
    HotlineSheet,
    HotlineTicket,
)
from app.gateways.models import Delivery, Source
from app.gateways.petitions.models import Petition
from app.gateways.reading.models import ReadingKey
from app.gateways.systems.models import ForeignCase, Sending, System
from app.insight.forms.models import BlankForm
from app.maps.models import MapFile
from app.privacy.models import Complaint
from app.run import locks
from app.settings import Settings
from app.sync.backup import creation, epoch, manifest, postgres_store, proof, restoration, verification
from app.sync.backup import export as json_lines
from app.sync.backup.destination import Refused, require_file
from app.sync.move import store as moving

FOUND = {"steps": "migrations taken to bring it to this version"}
PATH = click.Path(path_type=Path)
EXPORTED = (
    Complaint,
    Source,
    Delivery,
    Hotline,
    HotlineSheet,
    HotlineTicket,
    HotlineReply,
    HotlineCallBack,
    GroupPaste,
    GroupRequest,
    BlankForm,
    Patron,
    Petition,
    ReadingKey,
    System,
    Sending,
    ForeignCase,
    Reorganisation,
    Handover,
    MapFile,
)  # tables that the export is told of, beside those it knows


@click.command()
@pass_settings
def migrate(settings: Settings) -> None:
    """Bring the database to this version."""
    open_store(settings)
    done = migrations.migrate(settings.data_dir)
    click.echo(f"{len(done)} step(s): {', '.join(done) or 'nothing to do'}")


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@pass_settings
def backup(settings: Settings, folder: Path) -> None:
    """Copy the running store, database and photos, into the folder DIR.

    The database comes first, in one moment, then every photo it names; all of it is proved. Into the folder of an earlier
    backup only what is new is copied. Status 1 where none was made, or where photos are lost in the store itself.
    """
    open_store(settings)
    try:
        with progress("backup", creation.STEPS) as tell:
            made, faults = creation.back_up(settings, folder.absolute(), __version__, tell)
    except Refused as refused:
        raise Failure(refused) from refused
    click.echo(
        f"backup: {folder}, {sum(made.rows.values())} rows, {made.photos} photos of {made.photo_bytes} bytes"
    )
    if faults:
        _list_faults(faults)
        raise Failure(
            f"{made.missing} photo(s) that the database names are lost in the store; all else is in the backup, which "
            "is put back only with --incomplete"
        )


@click.command()
@click.argument("folder", type=PATH, metavar="DIR", required=False)
@click.option("--incomplete", is_flag=True, help="Put it back although photos are missing or damaged in it.")
@click.option(
    "--epoch-only", is_flag=True, help="The database was put back by other means: change the epoch alone."
)
@pass_settings
def restore(settings: Settings, folder: Path | None, incomplete: bool, epoch_only: bool) -> None:
    """Put the backup in DIR in place of the present store, under a new epoch.

    Everything in it is proved first. No server and no worker may run meanwhile. The store before stays beside the new
    one. Phones are then asked for what it lacks.
    """
    if (folder is None) != epoch_only:
        raise click.UsageError("name the DIR to restore, or --epoch-only")
    open_store(settings)
    try:
        with locks.nobody_serves(settings):
            if folder is not None:
                found = restoration.restore(settings, folder.absolute(), click.echo, incomplete)
            else:
                migrations.require()
                found = epoch.renew()
    except (Refused, locks.Refused, migrations.Unmigrated) as refused:
        raise Failure(refused) from refused
    for name, count in found.items():
        click.echo(f"{FOUND.get(name, name)}: {count}")
    click.echo("restored under a new epoch: phones will be asked what this store lacks")


@click.command()
@click.option("--backup", "folder", type=PATH, metavar="DIR", help="Prove the backup in DIR instead.")
@pass_settings
def verify(settings: Settings, folder: Path | None) -> None:
    """Prove that the store is whole: database, ledger, receipts and every photo.

    A line for each fault, and status 1 where there is one. The server may be running.
    """
    open_store(settings)
    try:
        found = _verify_store(settings) if folder is None else _verify_backup(folder.absolute())
    except Refused as refused:
        raise Failure(refused) from refused
    if found:
        raise Failure(f"{found} fault(s)")


def _verify_store(settings: Settings) -> int:
    found = 0
    for fault in verification.faults(settings, lambda step: click.echo(step, err=True)):
        click.echo(fault)
        found += 1
    if not found:
        click.echo(
            "whole: " + ", ".join(f"{number} {name}" for name, number in verification.counts().items())
        )
    return found


def _verify_backup(folder: Path) -> int:
    made = manifest.read_manifest(folder)
    found = list(proof.store_faults(folder, made))
    if not found:  # a damaged list of photos says nothing
        found += proof.photo_faults(folder, made)
    _list_faults(found)
    if not found:
        click.echo(f"whole: {sum(made.rows.values())} rows, {made.photos} photos, made {made.made}")
    return len(found)


def _list_faults(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault)


@click.command()
@click.argument("file", type=PATH)
@pass_settings
def export(settings: Settings, file: Path) -> None:
    """Write everything into FILE as JSON lines.

    Names, numbers and positions of residents and what opens a door are left out.
    """
    open_store(settings)
    migrations.require()
    try:
        require_file(settings, file.absolute())
    except Refused as refused:
        raise Failure(refused) from refused
    db.connect()
    with progress("export", len(json_lines.tables(EXPORTED))) as tell:
        rows = json_lines.export(file, tell, EXPORTED)
    click.echo(f"{rows} rows in {file}")


@click.command()
@click.option(
    "--to", "url", required=True, metavar="URL", help="The database to move to, as in DATABASE_URL."
)
@click.option(
    "--evidence", metavar="URL", help="Where the photos go, as in EVIDENCE_URL; without it they stay."
)
@pass_settings
def move(settings: Settings, url: str, evidence: str | None) -> None:
    """Copy the whole store to another database, and its photos to another place, and prove the copy.

    No server and no worker may run meanwhile. Interrupted it goes on where it was, typed again. The store itself is only
    read: it stays as it was, and settings that name the new one begin to use that.
    """
    wanted: dict[str, Any] = {"database_url": _typed("--to", url, setting_values.database)}
    if evidence is not None:
        wanted["evidence_url"] = _typed("--evidence", evidence, setting_values.photos)
    target = dataclasses.replace(settings, **wanted)
    open_store(settings)
    migrations.require()
    try:
        with locks.nobody_serves(settings):
            if settings.database_file is None:
                postgres_store.require_idle()
            found = moving.move(settings, target, lambda step: click.echo(step, err=True))
    except (Refused, locks.Refused) as refused:
        raise Failure(refused) from refused
    for name, count in found.items():
        click.echo(f"{name}: {count}")
    click.echo(f"moved: set DATABASE_URL{' and EVIDENCE_URL' if evidence else ''} to where it is now")


def _typed(option: str, text: str, read: setting_values.Reader) -> str:
    try:
        return str(read(setting_values.Given(option, text, "the command", None)))
    except setting_values.BadSetting as bad:
        raise click.UsageError(str(bad)) from bad
