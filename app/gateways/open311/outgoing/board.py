"""What anybody may read by Open311: the public board, in its words, with its photos, its days, and places as exact as there."""

from __future__ import annotations

from functools import partial
from typing import Any

from peewee import JOIN, Expression, ModelSelect

from app.areas import tree
from app.areas.models import Area
from app.board.models import Clearing
from app.board.public import published
from app.board.public.published import Pair
from app.core import clock
from app.gateways.open311 import services, states
from app.gateways.open311.outgoing import public_ids
from app.gateways.open311.outgoing.asked import MOST, Asked
from app.gateways.open311.outgoing.rows import Listed, row
from app.matters.models import CLOSED, Matter
from app.requests import signing


def listed(asked: Asked, language: str) -> list[Listed]:
    """Those asked for, the latest first; a request is of a day, as on the board."""
    if asked.status == "open":
        return []
    if asked.ids is not None:
        wanted = [id for id in (public_ids.find(name) for name in asked.ids) if id is not None]
        found = _told(Clearing.matter.in_(wanted), language) if wanted else []
    else:
        # the day is what counts: by the moment itself one could find out to the second when somebody called
        earliest, latest = asked.since - clock.DAY, asked.until + clock.DAY
        found = _told(Matter.received_at.between(earliest, latest), language)
    return [
        Listed(at, matter, partial(dict, fields))
        for at, matter, fields in found
        if asked.since <= at <= asked.until
        and (asked.categories is None or fields["service_code"] in asked.categories)
    ]


def updates(since: int, until: int, language: str) -> list[dict[str, Any]]:
    """What anybody may read of what became of them: that it is done, and how, from when a person showed it."""
    found = _told(Clearing.shown.between(since, until), language)
    return [
        {
            "update_id": row["service_request_id"],
            "service_request_id": row["service_request_id"],
            "status": states.FINER[CLOSED],
            "updated_datetime": row["updated_datetime"],
            "description": row["status_notes"],
            "media_url": row["media_url"],
        }
        for _, _, row in found[:MOST]
    ]


def media_of(matters: list[str], language: str) -> dict[str, str]:
    """Matter id → the address of the photo that the board shows of it, of those of which it shows one."""
    found = _told(Clearing.matter.in_(matters), language) if matters else []
    return {matter: row["media_url"] for _, matter, row in found if row["media_url"] is not None}


def _public(condition: Expression) -> ModelSelect:
    # CROSS: from the few that a person has cleared, not from all that was reported in those days
    joined = Clearing.select(Clearing).join(Matter, JOIN.CROSS)
    shown = joined.where(Matter.id == Clearing.matter, published.is_public(), condition)
    return shown.order_by(Matter.received_at.desc(), Matter.id).limit(2 * MOST)


def _told(condition: Expression, language: str) -> list[tuple[int, str, dict[str, Any]]]:
    clearings = list(_public(condition))
    rows = Matter.select().where(Matter.id.in_([clearing.matter for clearing in clearings]))
    matters, pairs = {matter.id: matter for matter in rows}, published.public_pairs(clearings)
    return [
        (clock.start_of(pair.said_on), clearing.matter, _row(matters[clearing.matter], pair, language))
        for clearing, pair in zip(clearings, pairs, strict=True)
    ]


def _row(matter: Matter, pair: Pair, language: str) -> dict[str, Any]:
    area = _as_exact(matter)
    photos = [*pair.before, *pair.after]
    return row(
        public_ids.name(matter.id), CLOSED, (matter.category, services.name(matter.category, language)),
        clock.start_of(pair.said_on), clock.start_of(pair.done_on),
        status_notes=pair.done, description=pair.said, address=pair.place,
        address_id=area.code if area is not None else None,
        lat=area.lat if area is not None else None, long=area.lon if area is not None else None,
        media_url=signing.address(f"/board/photos/{photos[0].digest}") if photos else None,
    )  # fmt: skip


def _as_exact(matter: Matter) -> Area | None:
    """The area that the board names for it: the setting `board_place` says how exactly."""
    wanted = {"community": ("community",), "building": ("building", "grid", "dedicated_grid")}
    kinds = wanted.get(tree.setting(matter.area, "board_place", "grid"), ("grid", "dedicated_grid"))
    chain = tree.chain(matter.area)
    rows = {area.code: area for area in Area.select().where(Area.code.in_(chain))}
    named = [rows[code] for code in chain if rows[code].kind in (*kinds, "community")]
    return named[0] if named else None
