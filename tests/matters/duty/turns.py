"""Short ways to put turns into the roster."""

from __future__ import annotations

from app.areas.duty import roster
from app.areas.models import DutyTurn
from app.core import clock
from tests import cast as c


def turn(begins: str, ends: str, name: str = "林晓梅", phone: str = "0577-64210001", **more: str) -> DutyTurn:
    """A turn at the community's desk, or where `more` says."""
    return DutyTurn.create(
        **{"area": c.COMMUNITY, "begins": begins, "ends": ends, "name": name, "phone": phone, **more}
    )


def at(text: str) -> int:
    """Epoch ms of "2026-11-30 08:30" in the city's time."""
    return roster.moment(text)


def freeze(text: str) -> None:
    """Hold the clock at that moment."""
    clock.freeze(at(text))


def said(stretches: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """Stretches as the roster writes moments."""
    return [(roster.written(begins), roster.written(ends)) for begins, ends in stretches]
