"""Reading keys are given, changed, replaced and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area, Unit
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.reading.commands import KeyBody
from app.gateways.reading.models import ReadingKey
from app.people import events, tokens
from app.people.models import Person

ACT = "set_sources"
RENEWED = mark("密钥已经换过了，没有再换。要再换一把，请回到这把密钥的页面。")


def visible(reach: Reach) -> ModelSelect:
    """The keys to the places over which the reader's posts may set them."""
    posts = permissions.areas_for(reach, ACT)
    return ReadingKey.select().where(tree.lies_below(ReadingKey.area, posts)).order_by(ReadingKey.code)


def find(reach: Reach, code: str) -> ReadingKey:
    """One of them; Problem not-found."""
    row = visible(reach).where(ReadingKey.code == code).first()
    if row is None:
        raise Problem("not-found")
    return row


def give(by: Person | None, body: KeyBody) -> tuple[ReadingKey, str]:
    """The new key's row, and its secret, which is shown this once; `by` None: the operator.

    Problems: bad-value (a code that is taken, days gone by, a handler without unit), unknown-area, forbidden.
    """
    columns = _columns(by, body)
    secret = tokens.new()
    with db.transaction():
        if ReadingKey.select().where(ReadingKey.code == body.code).exists():
            raise Problem("bad-value", ("code", "taken"))
        row = ReadingKey.create(
            code=body.code, **columns, key=tokens.digest(secret), made_by=by.id if by is not None else None
        )
        events.note(by, "reading_key", body.code, "opened", None, {"after": _terms(row)})
    return row, secret


def change(by: Person | None, row: ReadingKey, body: KeyBody) -> ReadingKey:
    """The key with another name, reach, budget or last day. Problems as `give`, and gone once it ended."""
    columns = _columns(by, body)
    with db.transaction():
        row = _live(row)
        before = _terms(row)
        for name, value in columns.items():
            setattr(row, name, value)
        if _terms(row) != before:
            row.save()
            events.note(
                by, "reading_key", row.code, "changed", None, {"before": before, "after": _terms(row)}
            )
    return row


def renew(by: Person | None, row: ReadingKey, former: str | None = None) -> str:
    """Another secret, shown this once; the former one opens nothing from now on.

    `former`: the mark of the secret to be replaced (`secret_mark`), where a page knows it. Problems: gone once it ended,
    stale where it is another one already.
    """
    secret = tokens.new()
    with db.transaction():
        row = _live(row)
        if former is not None and former != secret_mark(row):
            raise Problem("stale", sentence=RENEWED)
        row.key = tokens.digest(secret)
        row.save()
        events.note(by, "reading_key", row.code, "key_renewed", None, None)
    return secret


def secret_mark(row: ReadingKey) -> str:
    """By what a page tells its secret from the next one; it opens nothing."""
    return str(row.key)[:12]


def end(by: Person | None, row: ReadingKey) -> bool:
    """It opens nothing more. False when it ended before."""
    with db.transaction():
        row = ReadingKey.get_by_id(row.code)
        if row.ended is not None:
            return False
        row.ended = clock.now()
        row.save()
        events.note(by, "reading_key", row.code, "ended", None, None)
    return True


def _live(row: ReadingKey) -> ReadingKey:
    row = ReadingKey.get_by_id(row.code)
    if row.ended is not None:
        raise Problem("gone")
    return row


def _columns(by: Person | None, body: KeyBody) -> dict[str, Any]:
    area = Area.get_or_none(Area.code == body.area)
    if area is None or not area.on(clock.today()):
        raise Problem("unknown-area", ("area", "not-here"))
    if by is not None:
        permissions.require(by, ACT, body.area)
    unit = _unit(by, body)
    return {
        "name": body.name.strip(), "role": body.role, "area": body.area, "unit": unit, "daily": body.daily,
        "expires": _last_day(body.expires),
    }  # fmt: skip


def _unit(by: Person | None, body: KeyBody) -> str | None:
    """The unit for which a handler reads, one of the places that the administrator may set."""
    if body.role != "handler":
        if body.unit is not None:
            raise Problem("bad-value", ("unit", "not-a-choice"))
        return None
    if body.unit is None:
        raise Problem("bad-value", ("unit", "missing"))
    row = Unit.get_or_none(Unit.code == body.unit)
    if row is None:
        raise Problem("bad-value", ("unit", "not-here"))
    if by is not None:
        permissions.require(by, ACT, row.area_id)
    return body.unit


def _last_day(text: str | None) -> int | None:
    if text is None:
        return None
    day = decode.date(text, "expires")
    if day < clock.today():
        raise Problem("bad-value", ("expires", "past"))
    return clock.start_of(day + dt.timedelta(days=1))


def _terms(row: ReadingKey) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "role", "area", "unit", "daily", "expires")}
