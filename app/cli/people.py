"""The verbs for people: add one, reset one, import a table."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import segno
from click.exceptions import Exit

from app import open_store
from app.areas import role_words
from app.areas.access import posts
from app.areas.imports import people, people_words
from app.areas.models import Area
from app.cli.console import Failure, in_both, pass_settings
from app.core import db, migrate, typed
from app.core.problems import fields
from app.core.problems.problem import Problem
from app.people import names
from app.people.accounts import opening
from app.people.models import Person
from app.people.sign_in import enrolment
from app.settings import Settings

ROLES = ", ".join(role_words.ROLES)


def _refuse(problem: Problem) -> Failure:
    """The failure that tells a refusal, with a line for each field."""
    body = problem.body("en")
    lines = [f"  {error['field']}: {error['message']}" for error in body.get("errors", ())]
    return Failure("\n".join([f"{body['title']}: {body['detail']}", *lines]))


def _show_link(settings: Settings, person: Person) -> None:
    """Print the link by which the person sets a password, with its QR code."""
    address = f"{settings.public_url}/enrol/{enrolment.make(None, person)}"
    segno.make(address, error="m", micro=False).terminal(compact=True)
    click.echo(f"{person.name}: {address}\ngood once, for 24 hours")


@click.command()
@click.option("--name", required=True, help="As colleagues and residents know them.")
@click.option("--phone", default="", help="A mobile number of the mainland; also a name to sign in with.")
@click.option("--staff-no", default="", help="A staff number; also a name to sign in with.")
@click.option("--login", default="", help="Another name to sign in with. One of the three is needed.")
@click.option(
    "--role", default="admin", show_default=True, help=f"What the post is: {ROLES}, or its Chinese name."
)
@click.option("--area", metavar="CODE", help="Where the post is; left out: the top of the tree.")
@click.option("--unit", metavar="CODE", help="Which unit a handler belongs to.")
@pass_settings
def add_person(
    settings: Settings,
    name: str,
    phone: str,
    staff_no: str,
    login: str,
    role: str,
    area: str | None,
    unit: str | None,
) -> None:
    """Add a person with a post and print a one-time link.

    By it they set a password. Without --role and --area: the administrator of the whole city.
    """
    open_store(settings)
    migrate.require()
    known = people_words.role(role)
    try:
        if known is None:
            raise Failure(f"there is no post {role!r}: --role takes {ROLES}, or its Chinese name")
        with db.transaction():
            person = opening.add(None, name, phone, staff_no, login)
            posts.give(None, person, known, _find_area(area), typed.code(unit) if unit else None)
        _show_link(settings, person)
    except Problem as problem:
        raise _refuse(problem) from problem


def _find_area(code: str | None) -> str:
    """The code given, or that of the top area; Problem bad-value while there are no areas, or several tops to choose from."""
    if code and Area.select().exists():
        return typed.code(code)
    tops = [area.code for area in Area.select().where(Area.parent.is_null())]
    if len(tops) != 1:
        raise Problem(
            "bad-value", ("area", "several-areas" if tops else "no-areas", {"codes": "、".join(tops[:5])})
        )
    return tops[0]


@click.command()
@click.argument("login")
@pass_settings
def reset_person(settings: Settings, login: str) -> None:
    """Print a one-time link by which a person sets another password.

    LOGIN is the staff number, phone number or name they sign in with.
    """
    open_store(settings)
    migrate.require()
    person = names.find(login)
    if person is None:
        raise _refuse(Problem("not-found"))
    try:
        _show_link(settings, person)
    except Problem as problem:
        raise _refuse(problem) from problem


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--end-left", is_flag=True, help="List whose posts the table leaves out.")
@click.option("--yes-end", type=int, metavar="N", help="End them, N being how many people are listed.")
@pass_settings
def import_people(settings: Settings, file: Path, yes: bool, end_left: bool, yes_end: int | None) -> None:
    """Show what a table of people would do, and do it.

    With --yes, or after a yes on the terminal, it is written; status 1 when rows were refused. Posts that the table
    leaves out end only with --yes-end and the number of people listed: a yes alone ends nobody.
    """
    if yes_end is not None and not end_left:
        raise click.UsageError("--yes-end goes with --end-left; nothing was written")
    open_store(settings)
    migrate.require()
    data = file.read_bytes()
    try:
        plan = people.plan(data, None)
        _show(plan)
        end = _end(plan, yes_end) if end_left else None
        if not (plan.lines_of("new") or plan.lines_of("changed") or end is not None):
            click.echo("nothing to do")
        elif yes or end is not None or _agree():
            people.apply(data, None, None, plan.fingerprint, end)
            click.echo("done")
        else:
            click.echo("nothing was written")
            raise Exit(1)
    except Problem as problem:
        raise _refuse(problem) from problem
    if plan.lines_of("refused"):
        raise Exit(1)


def _end(plan: people.Plan, agreed: int | None) -> int | None:
    """List whose posts would end; the number with which that was agreed to, None where nobody has agreed."""
    for leaving in plan.leaving:
        phone = f" {leaving.phone}" if leaving.phone else ""
        held = ", ".join(f"{post.area_id} {post.role}" for post in leaving.posts)
        click.echo(f"would end: {leaving.person.name}{phone}: {held}")
        for line in leaving.namesakes:
            where = f"in row {line.number} under another number {line.phone}".rstrip()
            click.echo(f"  look: somebody else called {line.name} stands there {where}: the same person?")
    if agreed is not None:
        return agreed
    number = len(plan.leaving)
    if plan.lines_of("refused"):
        click.echo("nobody is ended while rows are refused: mend them first", err=True)
    elif number and sys.stdin.isatty():
        answer = input(f"end the posts of these {number} people? type {number}: ").strip()
        return int(answer) if answer.isdecimal() else None
    elif number:
        click.echo(f"nobody was ended: to end the posts of these {number} people, add --yes-end {number}")
    return None


def _show(plan: people.Plan) -> None:
    """Every row that is refused, new or changed, who is not in the table, and how many there are of each."""
    for remark in plan.remarks:
        click.echo(f"note: {in_both(remark)}")
    for line in plan.lines:
        for field, reason, parameters in line.why:
            column = people_words.COLUMNS[field][0]
            sentences = " / ".join(fields.sentence(reason, language, parameters) for language in ("zh", "en"))
            click.echo(f"row {line.number}: {column}: {sentences}", err=True)
        if line.verdict in ("new", "changed"):
            changes = "; ".join(f"{name}: {before or '-'} -> {after}" for name, before, after in line.changes)
            row = f"row {line.number}: {line.verdict} {line.name} {line.area} {line.role} {changes}"
            click.echo(row.rstrip())
    for post in plan.left:
        click.echo(f"not in the table: {post.person.name} {post.area_id} {post.role}")
    counts = ", ".join(f"{len(plan.lines_of(v))} {v}" for v in ("new", "changed", "unchanged", "refused"))
    click.echo(f"{counts}, {len(plan.left)} not in the table")


def _agree() -> bool:
    """Whether somebody sits there and says yes."""
    return sys.stdin.isatty() and click.confirm("write this?")
