"""Sources, linked platforms and reading keys that belong to an area that ends: each goes on with one area, and nothing is silently dead.

Where one area takes over it is that one. Where several do the plan asks which, or the area above, which holds them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.admin.reorganisation.plans import Plan
from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.core.db import Row
from app.core.problems.problem import Problem
from app.core.words import mark_in
from app.gateways import agreed, sources
from app.gateways.models import Source
from app.gateways.reading import grants
from app.gateways.reading.models import ReadingKey
from app.gateways.systems import agreements as systems
from app.gateways.systems.models import System
from app.people import events

KINDS: dict[str, tuple[type[Row], str]] = {
    sources.KIND: (Source, mark_in("menu", "来源")),
    systems.KIND: (System, mark_in("menu", "对接平台")),
    grants.KIND: (ReadingKey, mark_in("menu", "只读密钥")),
}


@dataclass(frozen=True)
class Agreement:
    """One of them: where it belongs now, where it may go on, and where it is to (none: nobody has said yet)."""

    key: str  # kind:code
    kind: str
    name: str
    area: str
    choices: tuple[str, ...]
    goes_to: str | None


def standing_in(plan: Plan) -> list[Agreement]:
    """Those that have not ended, in what ends."""
    found = []
    for kind, (table, _) in KINDS.items():
        rows = table.select().where(table.area.in_(list(plan.end) or [""]), table.ended.is_null())
        for row in rows.order_by(table.area, table.code):
            key = f"{kind}:{row.code}"
            choices = _choices(plan, row.area)
            goes_to = choices[0] if len(choices) == 1 else plan.agreements.get(key)
            found.append(
                Agreement(key, kind, row.name, row.area, choices, goes_to if goes_to in choices else None)
            )
    return found


def _choices(plan: Plan, area: str) -> tuple[str, ...]:
    heirs = plan.end[area]
    if len(heirs) == 1:
        return heirs
    above = tree.chain(area)[1]
    return (*heirs, *(() if above in plan.end else (above,)))


def offered(agreement: Agreement, plan: Plan, reach: Reach) -> list[str]:
    """Its choices for this reader: the area above alone where the reader agrees upon such things there too."""
    heirs = plan.end[agreement.area]
    return [code for code in agreement.choices if code in heirs or permissions.may(reach, agreed.ACT, code)]


def chosen(plan: Plan, given: dict[str, str], reach: Reach) -> dict[str, str]:
    """What the form says of each that has a choice, by key. Problem bad-value for a place that is none of its choices."""
    found = {}
    for one in standing_in(plan):
        code = given.get(one.key, "")
        if len(one.choices) > 1 and code:
            if code not in offered(one, plan, reach):
                raise Problem("bad-value", (f"goes-{one.key}", "not-a-choice"))
            found[one.key] = code
    return found


def require_all(plan: Plan) -> None:
    """Problem bad-value for the first of which nobody has said where it goes on."""
    for one in standing_in(plan):
        if one.goes_to is None:
            raise Problem("bad-value", (f"goes-{one.key}", "whither", {"name": one.name}))


def carry(plan: Plan, reorganisation: str) -> dict[str, list[str]]:
    """Each goes on where the plan says, one of which it says nothing (made since) with the first that takes over.

    key → [where it belonged, where it belongs now], as taking it back needs it.
    """
    kept = {}
    for one in standing_in(plan):
        to = one.goes_to or plan.end[one.area][0]
        _put(one.key, one.area, to, reorganisation)
        kept[one.key] = [one.area, to]
    return kept


def carry_back(kept: dict[str, list[str]], reorganisation: str) -> None:
    """Each that still belongs where it was put belongs where it was before."""
    for key, (before, after) in kept.items():
        _put(key, after, before, reorganisation)


def _put(key: str, before: str, after: str, reorganisation: str) -> None:
    kind, _, code = key.partition(":")
    table: Any = KINDS[kind][0]
    if table.update(area=after).where(table.code == code, table.area == before).execute():
        body = {"before": {"area": before}, "after": {"area": after}, "reorganisation": reorganisation}
        events.note(None, kind, code, "changed", body=body)
