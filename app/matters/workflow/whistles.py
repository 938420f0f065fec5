"""Who calls whom 吹哨报到: the kinds of a whistle as data, the first that fits is its kind."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.words import mark


@dataclass(frozen=True)
class Kind:
    """A kind of whistle: its words, whether the clock makes it, and the kinds of units that it calls (empty: any)."""

    code: str
    words: str
    is_by_clock: bool = False
    units: tuple[str, ...] = ()


KINDS = (
    Kind("resident_service", mark("群众吹哨、服务报到"), is_by_clock=True),
    Kind("organisation_front", mark("组织吹哨、一线报到"), units=("party_branch", "volunteers")),
    Kind(
        "community_member",
        mark("社区吹哨、成员单位报到"),
        units=("property", "contractor", "social_organisation"),
    ),
    Kind("street_unit", mark("街道（社区）吹哨、部门报到")),
)
WORDS = {kind.code: kind.words for kind in KINDS}


def kind_of(actor: str, unit_kind: str) -> Kind:
    """The kind of a call to a unit of this kind, by whoever the ledger's actor is."""
    fits = (kind for kind in KINDS if kind.is_by_clock == (actor == "clock"))
    return next(kind for kind in fits if not kind.units or unit_kind in kind.units)
