"""Sources are set up, given another key and ended by administrators; each step stands in the ledger."""

from __future__ import annotations

from typing import Any

from app.core import clock, db
from app.core.problems.problem import Problem
from app.gateways import agreed
from app.gateways.commands import SourceBody
from app.gateways.models import Delivery, Source
from app.ledger.act import by_clock
from app.ledger.record import record
from app.people.models import Person

KIND = "source"
TERMS = ("name", "kind", "area", "categories", "daily", "expires")
QUIET = clock.DAY  # without a word after which it is asked whether the source is well


def open_source(by: Person | None, body: SourceBody) -> tuple[Source, str]:
    """The new source, and its key, which is shown this once; `by` None: the operator.

    Problems: bad-value (a code that is taken, days gone by), unknown-area, unknown-category, forbidden.
    """
    return agreed.add(by, Source, KIND, {"code": body.code, **_columns(by, body)}, TERMS)


def change(by: Person | None, source: Source, body: SourceBody) -> Source:
    """The source with another name, other places, things, budget or last day. Problems as `open_source`, and gone once it ended."""
    columns = _columns(by, body)
    if body.code != source.code:
        raise Problem("bad-value", ("code", "not-a-choice"))
    return agreed.change(by, source, KIND, columns, TERMS)


def renew_key(by: Person | None, source: Source, former: str | None = None) -> str:
    """Another key, shown this once; see `agreed.renew`."""
    return agreed.renew(by, source, KIND, former)[1]


def end(by: Person | None, source: Source) -> bool:
    """Nothing more is taken from it; what it handed over stays. False when it ended before."""
    return agreed.end(by, source, KIND)


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


def _columns(by: Person | None, body: SourceBody) -> dict[str, Any]:
    agreed.check_place(by, body.area)
    return {
        "name": body.name.strip(), "kind": body.kind, "area": body.area, "categories": agreed.known_things(body.categories),
        "daily": body.daily, "expires": agreed.expiry(body.expires),
    }  # fmt: skip
