"""What stands on a poster: the place in large letters, the code, an address to type, and whom to ring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno

from app.areas import tree
from app.areas.geometry import location
from app.areas.models import Area, Telephone
from app.areas.telephones import emergency
from app.requests.models import Poster
from app.requests.posters import codes

PRINT_MOST = 600  # sheets on one page of the browser
MASK = 3


@dataclass(frozen=True)
class Sheet:
    """One poster, ready to print."""

    code: str
    kind: str
    title: str  # the place as people there call it
    beside: str  # for a lamp or shop: the building near by
    community: str
    qr: str  # SVG
    short: str  # the address to type, without its scheme
    phone: str  # the duty number; empty where none is known
    dial: dict[str, str]  # kind → number of those to ring first

    @property
    def breadth(self) -> float:
        """How wide the title is, in Chinese characters: figures and letters are about half as wide."""
        return sum(1 if ord(sign) > 0x2E7F else 0.55 for sign in self.title)


def serialize(poster: Poster, label: str) -> dict[str, Any]:
    """The poster for outside checks: its area code and both addresses."""
    return {
        "code": poster.code,
        "area": poster.area,
        "kind": poster.kind,
        "label": label,
        "link": codes.address(poster.code),
        "short": codes.short_address(poster.code),
    }


def labels(posters: list[Poster]) -> dict[str, str]:
    """Code → the poster's own label, else the name of its area."""
    names = _names({poster.area for poster in posters})
    return {poster.code: poster.label or names.get(poster.area, "") for poster in posters}


def sheets(posters: list[Poster]) -> list[Sheet]:
    """The posters as they are printed, in the same order."""
    chains = {poster.area: location.index().chain(poster.area) for poster in posters}
    every = {code for chain in chains.values() for code in chain}
    kinds = _kinds(every)
    names = _names(every)
    phones = _Phones()
    return [_sheet(poster, chains[poster.area], kinds, names, phones) for poster in posters]


def _sheet(
    poster: Poster, chain: list[str], kinds: dict[str, str], names: dict[str, str], phones: _Phones
) -> Sheet:
    own = names.get(poster.area, "")
    quarter = next((code for code in chain if kinds[code] == "community"), chain[-1])
    return Sheet(
        code=poster.code,
        kind=poster.kind,
        title=poster.label or own,
        beside=own if poster.label and poster.area != quarter else "",
        community=names.get(quarter, ""),
        qr=qr(codes.address(poster.code)),
        short=codes.short_address(poster.code).partition("://")[2],
        phone=phones.number_for(chain),
        dial=phones.first_for(chain),
    )


@lru_cache(maxsize=2000)
def qr(text: str) -> str:
    """A code that still reads with a quarter of it torn or dirty; black on white.

    The mask is given: to try all eight takes six times as long, which a whole community's sheets would wait for.
    """
    code = segno.make(text, error="q", micro=False, boost_error=False, mask=MASK)
    return code.svg_inline(omitsize=True, border=2)


class _Phones:
    """The duty number of an area: the setting `duty_phone`, else the duty desk's of the nearest telephone list."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.first: dict[str, dict[str, str]] = {}
        rows = (
            Telephone.select()
            .where(Telephone.kind == "desk")
            .order_by(Telephone.sort.desc(), Telephone.id.desc())
        )
        self.desks = {row.area_id: row.number for row in rows}

    def number_for(self, chain: list[str]) -> str:
        """The duty number for the area with this chain; "" if none is known."""
        above = chain[1] if len(chain) > 1 else chain[0]
        if above not in self.kept:
            number = tree.setting(above, "duty_phone", "")
            self.kept[above] = number or next((self.desks[code] for code in chain if code in self.desks), "")
        return self.kept[above]

    def first_for(self, chain: list[str]) -> dict[str, str]:
        """The numbers to ring first in the area with this chain."""
        above = chain[1] if len(chain) > 1 else chain[0]
        if above not in self.first:
            self.first[above] = emergency.numbers_at(above)
        return self.first[above]


def _names(areas: set[str]) -> dict[str, str]:
    return dict(_rows(areas, Area.name))


def _kinds(areas: set[str]) -> dict[str, str]:
    return dict(_rows(areas, Area.kind))


def _rows(areas: set[str], column: Any) -> list[tuple[str, str]]:
    codes_, rows = sorted(areas), []
    for start in range(0, len(codes_), 500):
        rows += list(
            Area.select(Area.code, column).where(Area.code.in_(codes_[start : start + 500])).tuples()
        )
    return rows
