"""What other systems call a matter, and matters found by what they call them: for desks, who are rung up about it."""

from __future__ import annotations

import re

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES
from app.core import clock
from app.gateways.models import Delivery, Source
from app.matters.queries import lists
from app.matters.views.known_elsewhere import KnownAs

MOST = 20
NAME = re.compile(
    r"(?=\S*[0-9])\S{3,120}"
)  # in one piece and with a figure: not every word that is searched for is looked up


def of_matter(matter: str) -> list[KnownAs]:
    """What each source calls it, by the latest that the source said."""
    rows = (
        Delivery.select()
        .where(Delivery.matter == matter)
        .order_by(Delivery.received.desc(), Delivery.id.desc())
    )
    latest: dict[tuple[str, str], Delivery] = {}
    for row in rows.limit(MOST):
        latest.setdefault((row.source, row.external), row)
    names = {source.code: source.name for source in Source.select()}
    return [
        KnownAs(
            names.get(code, code),
            external,
            row.external_url,
            clock.rfc3339_or_none(row.due),
            clock.rfc3339_or_none(row.contact_by),
        )
        for (code, external), row in latest.items()
    ]


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
