"""The operator's verbs for people: add one, reset one, import a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import segno

from app import open_store
from app.areas.access import posts
from app.areas.imports import people, people_words
from app.areas.models import Area
from app.core import db, migrate
from app.core.problems import fields
from app.core.problems.problem import Problem
from app.people import names
from app.people.accounts import opening
from app.people.models import Person
from app.people.sign_in import enrolment
from app.settings import Settings


def _opened(settings: Settings) -> None:
    """Open the store; SystemExit when it has not been migrated."""
    open_store(settings)
    if migrate.pending():
        raise SystemExit("run `gridwalk migrate` first")


def _say(problem: Problem) -> int:
    body = problem.body("en")
    print(f"{body['title']}: {body['detail']}", file=sys.stderr)
    for error in body.get("errors", ()):
        print(f"  {error['field']}: {error['message']}", file=sys.stderr)
    return 1


def _show_link(settings: Settings, person: Person) -> None:
    address = f"{settings.public_url}/enrol/{enrolment.make(None, person)}"
    segno.make(address, error="m", micro=False).terminal(compact=True)
    print(f"{person.name}: {address}\ngood once, for 24 hours")


def add_person(settings: Settings, given: argparse.Namespace) -> int:
    """Add a person with a post and print the link by which they set a password."""
    _opened(settings)
    role = people_words.role(given.role)
    try:
        if role is None:
            raise Problem("bad-value", ("role", "unknown-role"))
        with db.transaction():
            person = opening.add(None, given.name, given.phone or "", given.staff_no or "", given.login or "")
            posts.give(None, person, role, _area(given.area), given.unit)
        _show_link(settings, person)
    except Problem as problem:
        return _say(problem)
    return 0


def _area(code: str | None) -> str:
    """The code given, or that of the top area; Problem bad-value while there are no areas, or several tops to choose from."""
    if code and Area.select().exists():
        return code
    tops = [area.code for area in Area.select().where(Area.parent.is_null())]
    if len(tops) != 1:
        raise Problem(
            "bad-value", ("area", "several-areas" if tops else "no-areas", {"codes": "、".join(tops[:5])})
        )
    return tops[0]


def reset_person(settings: Settings, given: argparse.Namespace) -> int:
    """Print a one-time link by which the person sets another password."""
    _opened(settings)
    person = names.find(given.login)
    try:
        if person is None:
            raise Problem("not-found")
        _show_link(settings, person)
    except Problem as problem:
        return _say(problem)
    return 0


def import_people(settings: Settings, given: argparse.Namespace) -> int:
    """Show what the table would do and, with --yes or after a yes, do it; 1 when rows were refused.

    Posts that the table leaves out end only with --yes-end and the number of people listed; a yes alone ends nobody.
    """
    if given.yes_end is not None and not given.end_left:
        print("--yes-end goes with --end-left; nothing was written", file=sys.stderr)
        return 2
    _opened(settings)
    path = Path(given.file)
    try:
        data = path.read_bytes()
        plan = people.plan(data, path.name, None)
        _print(plan)
        end = _end(plan, given) if given.end_left else None
        if not (plan.of("new") or plan.of("changed") or end is not None):
            print("nothing to do")
        elif given.yes or end is not None or _asked():
            people.apply(data, path.name, None, None, plan.fingerprint, end)
            print("done")
        else:
            print("nothing was written")
            return 1
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 1
    except Problem as problem:
        return _say(problem)
    return 1 if plan.of("refused") else 0


def _end(plan: people.Plan, given: argparse.Namespace) -> int | None:
    """List whose posts would end; the number with which that was agreed to, None where nobody has agreed."""
    for its in plan.leaving:
        phone = f" {its.phone}" if its.phone else ""
        print(f"would end: {its.person.name}{phone}: {', '.join(f'{p.area_id} {p.role}' for p in its.posts)}")
        for line in its.namesakes:
            told = f"in row {line.number} under another number {line.phone}".rstrip()
            print(f"  look: somebody else called {line.name} stands there {told}: the same person?")
    if given.yes_end is not None:
        return int(given.yes_end)
    number = len(plan.leaving)
    if plan.of("refused"):
        print("nobody is ended while rows are refused: mend them first", file=sys.stderr)
    elif number and sys.stdin.isatty():
        said = input(f"end the posts of these {number} people? type {number}: ").strip()
        return int(said) if said.isdecimal() else None
    elif number:
        print(f"nobody was ended: to end the posts of these {number} people, add --yes-end {number}")
    return None


def _print(plan: people.Plan) -> None:
    for line in plan.lines:
        for field, reason, parameters in line.why:
            column = people_words.COLUMNS[field][0]
            told = " / ".join(fields.sentence(reason, which, parameters) for which in (0, 1))
            print(f"row {line.number}: {column}: {told}", file=sys.stderr)
        if line.verdict in ("new", "changed"):
            changes = "; ".join(f"{name}: {before or '-'} -> {after}" for name, before, after in line.changes)
            print(f"row {line.number}: {line.verdict} {line.name} {line.area} {line.role} {changes}".rstrip())
    for post in plan.left:
        print(f"not in the table: {post.person.name} {post.area_id} {post.role}")
    counts = ", ".join(f"{len(plan.of(v))} {v}" for v in ("new", "changed", "unchanged", "refused"))
    print(f"{counts}, {len(plan.left)} not in the table")


def _asked() -> bool:
    return sys.stdin.isatty() and input("write this? [y/N] ").strip().lower() in ("y", "yes")
