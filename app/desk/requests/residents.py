"""What the residents behind a matter, or behind a request held for a look, are to a desk: how they came, and a masked contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, FIELD_ROLES
from app.core.words import mark, mark_in, translate
from app.desk import times
from app.evidence import uses
from app.links import creation
from app.matters.models import Category
from app.people.models import Person
from app.requests import held_requests
from app.requests.followup import contacts
from app.requests.models import GROUP, OPEN311, QR, SOURCE, STAFF, WEB, ResidentRequest

CHANNELS = {
    QR: mark("扫码"),
    WEB: mark("网页"),
    STAFF: mark_in("channel", "电话登记"),
    SOURCE: mark("别的平台"),
    OPEN311: "Open311",
    GROUP: mark_in("channel", "业主群"),
}
WHY = {
    "unproven": mark("没有扫码，也没有验证"),
    "suspicious": mark("表单像是机器填的"),
    "busy": mark("这个码或这个地方一下子来得太多"),
}


@dataclass(frozen=True)
class Asker:
    """One resident who asked for a matter; without contact where the reader may not know it or none was left."""

    id: str
    channel: str
    came: str
    words: str
    contact: dict[str, str | None] | None
    deleted: bool


def entered(matter: str, number: str) -> ResidentRequest | None:
    """The call just taken down under this number; None where the matter has none such, so that no address says another."""
    return ResidentRequest.get_or_none(
        ResidentRequest.matter == matter, ResidentRequest.number == number, ResidentRequest.channel == STAFF
    )


def askers(person: Person, reach: Reach, matter: str, language: str) -> list[Asker]:
    """The residents who asked for the matter, the first one first."""
    result = []
    for row in contacts.of_matter(matter):
        known = reach.holds(*FIELD_ROLES, *DESK_ROLES) and contacts.may_see(person, row)
        result.append(
            Asker(
                row.id,
                translate(CHANNELS[row.channel], language),
                times.moment(row.received, language),
                row.words if known and row.joined else "",
                contacts.masked(row) if known else None,
                row.contact_deleted is not None,
            )
        )
    return result


@dataclass(frozen=True)
class Held:
    """A request that waits for a look."""

    id: str
    number: str
    thing: str
    icon: str
    where: str
    text: str
    came: str
    why: str
    contact: dict[str, str | None] | None
    photos: list[str]
    away: int  # photos that were named and have not arrived


def held(reach: Reach, language: str) -> list[Held]:
    """The held requests of the person's desks, the oldest first."""
    rows = held_requests.waiting(reach)
    things = {row.code: row for row in Category.select().where(Category.code.in_([r.category for r in rows]))}
    return [_held(row, things[row.category], language) for row in rows]


def _held(row: ResidentRequest, thing: Any, language: str) -> Held:
    missing = set(uses.missing(row.photos))
    return Held(
        row.id, row.number, thing.name_en if language == "en" else thing.name, thing.icon,
        creation.place_of(row.area), row.words, times.moment(row.received, language),
        translate(WHY.get(row.held_why or "", ""), language), contacts.masked(row),
        [sha for sha in row.photos if sha not in missing], len(missing),
    )  # fmt: skip
