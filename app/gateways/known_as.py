"""What other systems call a matter, and matters found by what they call them: for desks, who are rung up about it."""

from __future__ import annotations

import re

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock
from app.core.prepared import Prepared, given
from app.gateways.models import UNNAMED, Delivery, Source
from app.gateways.systems import known as systems
from app.matters.queries import lists
from app.matters.views.known_elsewhere import KnownAs

MOST = 20
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


def matters_of(words: str, reach: Reach) -> list[str]:
    """The ids of the matters within a desk's reach that a source knows by just these words."""
    wanted = words.strip()
    if not NAME.fullmatch(wanted) or not reach.holds(*DESK_ROLES):
        return []
    rows = (
        Delivery.select(Delivery.matter).where(Delivery.external == wanted).order_by(Delivery.received.desc())
    )
    found = dict.fromkeys(row.matter for row in rows.limit(MOST))
    return [matter for matter in found if lists.find(reach, matter) is not None]
