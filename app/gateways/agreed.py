"""What every agreement with another system has alike, whatever it opens: who may make it, its secret, its last day, its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock, db, decode
from app.core.db import Row
from app.core.problems.problem import Problem
from app.core.words import mark
from app.matters.models import Category
from app.people import events, tokens
from app.people.models import Person

ACT = "set_sources"
RENEWED = mark("密钥已经换过了，没有再换。要再换一把，请回到它的页面。")
PLACES_MOST = 300

A = TypeVar("A", bound=Row)  # with code, name, area, key (the secret's digest), ended and made_by


def visible(model: type[A], reach: Reach) -> ModelSelect:
    """Those for the places over which the reader's posts may set them."""
    posts = permissions.areas_for(reach, ACT)
    return model.select().where(tree.lies_below(model.area, posts)).order_by(model.code)


def find(model: type[A], reach: Reach, code: str) -> A:
    """One of them; Problem not-found."""
    row: A | None = visible(model, reach).where(model.code == code).first()
    if row is None:
        raise Problem("not-found")
    return row


def name_in(model: type[A]) -> Callable[[str], str]:
    """How one of them is called: the name for a code, and the code of one that is not there."""

    def name_of(code: str) -> str:
        row: A | None = model.get_or_none(model.code == code)
        return code if row is None else str(row.name)

    return name_of


def places(reach: Reach, kinds: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) of the first places of these kinds for which the reader may agree upon something."""
    own = permissions.areas_for(reach, ACT)
    rows = Area.select().where(Area.code.in_(tree.below(*own)), Area.kind.in_(list(kinds)))
    return [(area.code, area.name) for area in rows.order_by(Area.depth, Area.code).limit(PLACES_MOST)]


def check_place(by: Person | None, area: str) -> None:
    """Raise Problem unknown-area for a place that does not stand, forbidden for one that is not theirs; `by` None: the operator."""
    row = Area.get_or_none(Area.code == area)
    if row is None or not row.on(clock.today()):
        raise Problem("unknown-area", ("area", "not-here"))
    if by is not None:
        permissions.require(by, ACT, area)


def known_things(codes: Iterable[str]) -> list[str]:
    """The codes, each once; Problem unknown-category."""
    wanted = list(dict.fromkeys(codes))
    known = {row.code for row in Category.select(Category.code).where(Category.code.in_(wanted))}
    if not known >= set(wanted):
        raise Problem("unknown-category", ("categories", "not-here"))
    return wanted


def expiry(last_day: str | None) -> int | None:
    """The moment with which the last day is over; Problem bad-value for a day gone by."""
    if last_day is None:
        return None
    day = decode.date(last_day, "expires")
    if day < clock.today():
        raise Problem("bad-value", ("expires", "past"))
    return clock.start_of(day + dt.timedelta(days=1))


def last_day(expires: int | None) -> str:
    """The last day of what ends then, as a form has it; "" for what has no end."""
    return clock.date_of(expires - 1).isoformat() if expires is not None else ""


def add(
    by: Person | None, model: type[A], kind: str, columns: Mapping[str, Any], terms: Iterable[str]
) -> tuple[A, str]:
    """The new row, and its secret, which is shown this once; `terms`: what the ledger tells of it.

    Problem bad-value for a code that is taken.
    """
    secret = tokens.new()
    with db.transaction():
        if model.get_or_none(model.code == columns["code"]) is not None:
            raise Problem("bad-value", ("code", "taken"))
        made_by = by.id if by is not None else None
        row: A = model.create(**columns, key=tokens.digest(secret), made_by=made_by)
        events.note(by, kind, columns["code"], "opened", None, {"after": _terms_of(row, terms)})
    return row, secret


def change(
    by: Person | None,
    row: A,
    kind: str,
    columns: Mapping[str, Any],
    terms: Iterable[str],
    also: Callable[[A, dict[str, Any]], None] | None = None,
) -> A:
    """The row with other terms; `also` is told of it before it is written, with what was before. Problem gone once it ended."""
    with db.transaction():
        row = live(row)
        before = _terms_of(row, terms)
        for name, value in columns.items():
            setattr(row, name, value)
        if _terms_of(row, terms) != before:
            if also is not None:
                also(row, before)
            row.save()
            events.note(
                by, kind, row.code, "changed", None, {"before": before, "after": _terms_of(row, terms)}
            )
    return row


def renew(by: Person | None, row: A, kind: str, former: str | None = None) -> tuple[A, str]:
    """The row with another secret, shown this once; the former one opens nothing from now on.

    `former`: the mark of the secret to be replaced (`secret_mark`), where a page knows it. Problems: gone once it ended,
    stale where it is another one already.
    """
    secret = tokens.new()
    with db.transaction():
        row = live(row)
        if former is not None and former != secret_mark(row):
            raise Problem("stale", sentence=RENEWED)
        row.key = tokens.digest(secret)
        row.save()
        events.note(by, kind, row.code, "key_renewed", None, None)
    return row, secret


def secret_mark(row: Row) -> str:
    """By what a page tells a secret from the next one; it opens nothing."""
    return str(row.key)[:12]


def end(by: Person | None, row: A, kind: str) -> bool:
    """Its secret opens nothing more. False when it ended before."""
    with db.transaction():
        row = _anew(row)
        if row.ended is not None:
            return False
        row.ended = clock.now()
        row.save()
        events.note(by, kind, row.code, "ended", None, None)
    return True


def live(row: A) -> A:
    """The row as it stands now; Problem gone once it ended."""
    row = _anew(row)
    if row.ended is not None:
        raise Problem("gone")
    return row


def _terms_of(row: Row, terms: Iterable[str]) -> dict[str, Any]:
    """What the ledger tells of its terms."""
    return {name: getattr(row, name) for name in terms}


def _anew(row: A) -> A:
    found: A = type(row).get_by_id(row.code)
    return found
