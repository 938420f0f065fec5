"""Sources are set up, given another key and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

from peewee import ModelSelect

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.core import clock, db, decode
from app.core.problems.problem import Problem
from app.core.words import mark
from app.gateways.commands import SourceBody
from app.gateways.models import Delivery, Source
from app.ledger.act import by_clock
from app.ledger.record import record
from app.matters.models import Category
from app.people import events, tokens
from app.people.models import Person

ACT = "set_sources"
RENEWED = mark("密钥已经换过了，没有再换。要再换一把，请回到来源的页面。")
QUIET = clock.DAY  # without a word after which it is asked whether the source is well


def visible(reach: Reach) -> ModelSelect:
    """The sources of the places over which the reader's posts may set them."""
    posts = permissions.areas_for(reach, ACT)
    return Source.select().where(tree.lies_below(Source.area, posts)).order_by(Source.code)


def find(reach: Reach, code: str) -> Source:
    """One of them; Problem not-found."""
    source = visible(reach).where(Source.code == code).first()
    if source is None:
        raise Problem("not-found")
    return source


def open_source(by: Person | None, body: SourceBody) -> tuple[Source, str]:
    """The new source, and its key, which is shown this once; `by` None: the operator.

    Problems: bad-value (a code that is taken, days gone by), unknown-area, unknown-category, forbidden.
    """
    columns = _columns(by, body)
    secret = tokens.new()
    with db.transaction():
        if Source.select().where(Source.code == body.code).exists():
            raise Problem("bad-value", ("code", "taken"))
        source = Source.create(
            code=body.code, **columns, key=tokens.digest(secret), made_by=by.id if by is not None else None
        )
        events.note(by, "source", body.code, "opened", None, {"after": _told(source)})
    return source, secret


def change(by: Person | None, source: Source, body: SourceBody) -> Source:
    """The source with another name, other places, things, budget or last day. Problems as `open_source`, and gone once it ended."""
    columns = _columns(by, body)
    if body.code != source.code:
        raise Problem("bad-value", ("code", "not-a-choice"))
    with db.transaction():
        source = _live(source)
        before = _told(source)
        for name, value in columns.items():
            setattr(source, name, value)
        if _told(source) != before:
            source.save()
            events.note(
                by, "source", source.code, "changed", None, {"before": before, "after": _told(source)}
            )
    return source


def renew_key(by: Person | None, source: Source, former: str | None = None) -> str:
    """Another key, shown this once; the former one opens nothing from now on.

    `former`: the mark of the key to be replaced (`key_mark`), where a page knows it. Problems: gone once it ended, stale
    where the key is another one already.
    """
    secret = tokens.new()
    with db.transaction():
        source = _live(source)
        if former is not None and former != key_mark(source):
            raise Problem("stale", sentence=RENEWED)
        source.key = tokens.digest(secret)
        source.save()
        events.note(by, "source", source.code, "key_renewed", None, None)
    return secret


def key_mark(source: Source) -> str:
    """By what a page tells its key from the next one; it opens nothing."""
    return str(source.key)[:12]


def end(by: Person | None, source: Source) -> bool:
    """Nothing more is taken from it; what it handed over stays. False when it ended before."""
    with db.transaction():
        source = Source.get_by_id(source.code)
        if source.ended is not None:
            return False
        source.ended = clock.now()
        source.save()
        events.note(by, "source", source.code, "ended", None, None)
    return True


def is_quiet(source: Source) -> bool:
    """Whether a live source that has spoken before has said nothing for a day."""
    return source.is_live() and source.last_used is not None and source.last_used < clock.now() - QUIET


def taken_today(source: Source) -> int:
    """How much it has handed over since this morning in the city."""
    morning = clock.start_of(clock.today())
    return Delivery.select().where(Delivery.source == source.code, Delivery.received >= morning).count()


def note_quiet() -> int:
    """Leave word of each source that has been quiet for a day, once a silence; how many."""
    untold = list(Source.select(Source.code).where(Source.quiet_told.is_null()))
    return sum(_note_quiet(source.code) for source in untold)


def _note_quiet(code: str) -> bool:
    with db.transaction():
        source = Source.get_by_id(code)  # anew, inside the lock: it may just have spoken, or been told of
        if source.quiet_told is not None or not is_quiet(source):
            return False
        source.quiet_told = clock.now()
        source.save()
        record(by_clock(), "source", code, "quiet", body={"last": source.last_used}, area=source.area)
    return True


def _live(source: Source) -> Source:
    source = Source.get_by_id(source.code)
    if source.ended is not None:
        raise Problem("gone")
    return source


def _columns(by: Person | None, body: SourceBody) -> dict[str, Any]:
    area = Area.get_or_none(Area.code == body.area)
    if area is None or not area.on(clock.today()):
        raise Problem("unknown-area", ("area", "not-here"))
    if by is not None:
        permissions.require(by, ACT, body.area)
    wanted = list(dict.fromkeys(body.categories))
    known = {row.code for row in Category.select(Category.code).where(Category.code.in_(wanted))}
    for code in wanted:
        if code not in known:
            raise Problem("unknown-category", ("categories", "not-here"))
    return {
        "name": body.name.strip(), "kind": body.kind, "area": body.area, "categories": wanted, "daily": body.daily,
        "expires": _last_day(body.expires),
    }  # fmt: skip


def _last_day(text: str | None) -> int | None:
    if text is None:
        return None
    day = decode.date(text, "expires")
    if day < clock.today():
        raise Problem("bad-value", ("expires", "past"))
    return clock.start_of(day + dt.timedelta(days=1))


def _told(source: Source) -> dict[str, Any]:
    return {
        name: getattr(source, name) for name in ("name", "kind", "area", "categories", "daily", "expires")
    }
