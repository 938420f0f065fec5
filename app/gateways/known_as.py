"""What other systems call a matter, and matters found by what they call them: for desks, who are rung up about it."""

from __future__ import annotations

import re

from peewee import SQL

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock, db, typed
from app.core.prepared import Prepared, given
from app.gateways.models import UNNAMED, Delivery, Source
from app.gateways.systems import known as systems
from app.matters.queries import lists
from app.matters.views.known_elsewhere import KnownAs

MOST = 20
ENDING_LEAST, ENDINGS_MOST = 5, 400
ENDING = re.compile(r"[0-9]{5}\Z")
# by whether it is SQLite: just as the index `delivery_ending` has it
_ENDING = {
    True: "substr(lower(replace(external, '-', '')), -5)",
    False: "right(lower(replace(external, '-', '')), 5)",
}
NAME = re.compile(
    r"(?=\S*[0-9])\S{3,120}"
)  # in one piece and with a figure: not every word that is searched for is looked up


def of_matter(matter: str) -> list[KnownAs]:
    """What each source calls it, by the latest that the source said."""
    latest: dict[tuple[str, str], KnownAs] = {}
    for name, external, url, due, contact_by in _OF_MATTER.rows(matter=matter):
        moments = clock.rfc3339_or_none(due), clock.rfc3339_or_none(contact_by)
        called = "" if external.startswith(UNNAMED) else external
        latest.setdefault((name, external), KnownAs(name, called, url, *moments))
    handed = [one for one in latest.values() if one.external or any(one[2:])]
    answers = systems.of_matter(matter)
    known = {(one.source, one.external) for one in answers}
    return [*(one for one in handed if (one.source, one.external) not in known), *answers]


# each matter that a desk opens asks this
_OF_MATTER = Prepared(
    lambda: (
        Delivery.select(
            Source.name, Delivery.external, Delivery.external_url, Delivery.due, Delivery.contact_by
        )
        .join(Source, on=(Source.code == Delivery.source))
        .where(Delivery.matter == given("matter"))
        .order_by(Delivery.received.desc(), Delivery.id.desc())
        .limit(MOST)
    )
)


def _ending_with(signs: str) -> list[str]:
    """The ids of the matters that sources know by a number with this ending, as `typed.key` writes it; the latest first."""
    if not ENDING.search(signs):
        return []
    rows = (
        Delivery.select(Delivery.matter, Delivery.external)
        .where(SQL(_ENDING[db.is_sqlite()]) == signs[-ENDING_LEAST:])
        .order_by(Delivery.received.desc())
        .limit(ENDINGS_MOST)
    )
    return [row.matter for row in rows if typed.key(row.external).endswith(signs)][:MOST]


def matters_of(words: str, reach: Reach) -> list[str]:
    """The ids of the matters within a desk's reach that a source knows by these words, or by a number that ends with them.

    Dashes and capitals make no difference, as with our own numbers (`typed.key`); an ending has five signs at least.
    """
    wanted = words.strip()
    if not NAME.fullmatch(wanted) or not reach.holds(*DESK_ROLES):
        return []
    rows = (
        Delivery.select(Delivery.matter).where(Delivery.external == wanted).order_by(Delivery.received.desc())
    )
    found = dict.fromkeys([*(row.matter for row in rows.limit(MOST)), *_ending_with(typed.key(wanted))])
    return [matter for matter in found if lists.find(reach, matter) is not None]
