"""The verbs that set a store up: tables of administration in and out, and what is lacking for a first dispatch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from click.exceptions import Exit

from app import open_store
from app.cli.console import LANGUAGES, Failure, Table, explain, in_both, pass_settings
from app.core import db, migrate
from app.core.problems.problem import Problem
from app.core.words import translate
from app.settings import Settings

if TYPE_CHECKING:
    from app.admin.tables.plan import Plan

Shown = TypeVar("Shown")
LINES_SHOWN = 40  # of each kind, before the rest is only counted


def _import(name: str, what: str) -> click.Command:
    """The verb that imports the table of this name."""

    @click.command(
        name=f"import-{name}",
        short_help=f"Import a table of {what}.",
        help=(
            f"Show what a table of {what} changes, and write it.\n\nFILE is XLSX, XLS or CSV. All of it is written or "
            "nothing: one row that is refused keeps the others out, with status 1. What the table leaves out stays."
        ),
    )
    @click.argument("file", type=Table())
    @click.option("--dry-run", is_flag=True, help="Show it only.")
    @pass_settings
    def verb(settings: Settings, file: tuple[str, bytes], dry_run: bool) -> None:
        from app.admin.tables import lookup, plan, records, writing

        record, (path, data) = records.BY_NAME[name], file
        open_store(settings)
        migrate.require()
        db.connect()
        try:
            if dry_run:
                result, done = plan.plan(record, data, lookup.load(None)), False
            else:
                result, done = writing.write(record, data, None, None, file_name=Path(path).name)
        except Problem as problem:
            raise Failure(explain(problem)) from problem
        _show(result)
        _conclude(result, done, dry_run)

    return verb


def _show(plan: Plan) -> None:
    """What was left out, what is refused, new and changed, and what looks wrong, line by line."""
    for remark in plan.remarks:
        click.echo(f"note: {in_both(remark)}")
    for line in _first(plan.refused, "refused rows", err=True):
        reasons = [plan.reasons(line, language) for language in LANGUAGES]
        for column, *sentences in ((zh[0], zh[1], en[1]) for zh, en in zip(*reasons, strict=True)):
            click.echo(f"row {line.number} {line.called}: {column}: {' / '.join(sentences)}", err=True)
    for line in _first(plan.lines_with("new"), "new ones"):
        click.echo(f"+ {line.called}")
    for line in _first(plan.lines_with("changed"), "changed ones"):
        changes = "; ".join(
            f"{name}: {before or '-'} -> {after or '-'}" for name, before, after in plan.changes(line)
        )
        click.echo(f"~ {line.called}: {changes}")
    for doubt in _first(plan.doubts, "lines to look at"):
        click.echo(f"look: {in_both(doubt)}")


def _first(lines: Sequence[Shown], what: str, err: bool = False) -> Iterator[Shown]:
    """Those that are shown one by one; then how many more there are."""
    yield from lines[:LINES_SHOWN]
    if len(lines) > LINES_SHOWN:
        click.echo(f"... and {len(lines) - LINES_SHOWN} more {what}", err=err)


def _conclude(plan: Plan, done: bool, dry_run: bool) -> None:
    click.echo(", ".join(f"{name} {number}" for name, number in plan.counts.items()))
    if plan.refused:
        raise Failure("nothing was written")
    if done:
        click.echo("written")
    else:
        click.echo(
            "not written: this was a dry run" if dry_run and plan.may_be_written else "nothing to write"
        )


def _export(name: str, what: str) -> click.Command:
    """The verb that exports the table of this name."""

    @click.command(
        name=f"export-{name}",
        short_help=f"Export the table of {what}.",
        help=f"Write the table of {what} into FILE, XLSX or CSV by its ending, in the form in which it is imported.",
    )
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @pass_settings
    def verb(settings: Settings, file: Path) -> None:
        from app.admin.tables import export, records

        suffix = file.suffix.lower().removeprefix(".")
        if suffix not in export.MIMES:
            raise click.UsageError("FILE has to end in .xlsx or .csv")
        open_store(settings)
        migrate.require()
        db.connect()
        data = export.export(records.BY_NAME[name], None, suffix)
        try:
            file.write_bytes(data)
        except OSError as error:
            raise Failure(f"{file}: {error.strerror}") from error
        click.echo(f"written: {file}")

    return verb


import_units, export_units = _import("units", "units"), _export("units", "units")
import_categories, export_categories = (
    _import("categories", "categories"),
    _export("categories", "categories"),
)
import_responsibilities = _import("responsibilities", "responsibilities")
export_responsibilities = _export("responsibilities", "responsibilities")
import_roster, export_roster = _import("roster", "duty turns"), _export("roster", "duty turns")
import_telephones, export_telephones = (
    _import("telephones", "telephone numbers"),
    _export("telephones", "telephone numbers"),
)
import_places, export_places = _import("places", "places"), _export("places", "places")
import_holidays, export_holidays = _import("holidays", "holidays"), _export("holidays", "holidays")


@click.command()
@click.option(
    "--area", metavar="CODE", help="The city, street or community that it is for; the top one if left out."
)
@click.option("--dry-run", is_flag=True, help="Show it only.")
@click.option("--take-back", is_flag=True, help="Take the kit that was loaded last out again.")
@pass_settings
def load_starter_kit(settings: Settings, area: str | None, dry_run: bool, take_back: bool) -> None:
    """Put the usual units of a street, categories and a responsibility list into an area.

    What is there already stays as it is, so that the verb may be typed twice. All of it is changed freely afterwards.
    With --take-back all of it that nobody has changed or uses since goes again, and what stays is told.
    """
    from app.admin.tables import starter
    from app.areas.geometry import location

    open_store(settings)
    migrate.require()
    db.connect()
    try:
        place = starter.find_area(area or location.top() or "", None)
        if take_back:
            _take_kit_back(place.code, dry_run)
            return
        kit = starter.show(place, None) if dry_run else starter.load(place, None, None)[0]
    except Problem as problem:
        raise Failure(explain(problem)) from problem
    for plan in kit.plans:
        for line in plan.lines_with("new"):
            click.echo(f"+ {plan.record.name}: {line.called}")
    if not kit.adds:
        click.echo("nothing to write")
    else:
        click.echo("not written: this was a dry run" if dry_run else "written")


def _take_kit_back(area: str, dry_run: bool) -> None:
    from app.admin.tables import batches, lookup

    loaded = [row for row, is_back in batches.kits() if row.body["area"] == area and not is_back]
    if not loaded:
        click.echo("no starter kit to take back")
        return
    back = batches.show_kit(loaded[0].subject, None)
    known = lookup.load(None)
    for sign, rows in (("-", back.gone), ("stays, changed or in use:", back.staying)):
        for record, values in rows:
            click.echo(f"{sign} {record.name}: {record.call(values, known)}")
    if not dry_run:
        batches.take_kit_back(loaded[0].subject, None, None)
    click.echo("not taken back: this was a dry run" if dry_run else "taken back")


@click.command()
@pass_settings
def check_setup(settings: Settings) -> None:
    """Say what stands between this store and its first dispatch.

    A line for each lack, with the page where it is mended. Status 0 when something can be dispatched, else 1; what
    should follow at once is told as "soon", what may wait as "later"; neither changes the status.
    """
    from app.admin import obstacles

    open_store(settings)
    migrate.require()
    db.connect()
    reach = obstacles.whole_store()
    asked = [(obstacle, obstacle.find(reach)) for obstacle in obstacles.SETUP]
    lacking = [(obstacle, found) for obstacle, found in asked if found.count]
    for obstacle, found in sorted(lacking, key=lambda pair: (not pair[0].blocks, not pair[0].is_urgent)):
        words = " / ".join(translate(obstacle.words, language, n=found.count) for language in LANGUAGES)
        names = f" ({'、'.join(found.names)})" if found.names else ""
        kind = "lacking" if obstacle.blocks else "soon" if obstacle.is_urgent else "later"
        click.echo(f"{kind}: {words}{names}: {settings.public_url}{obstacle.href}")
    if any(obstacle.blocks for obstacle, _ in lacking):
        raise Exit(1)
    click.echo("ready: the first dispatch is possible")
