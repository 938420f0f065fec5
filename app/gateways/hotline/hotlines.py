"""A city's hotline: made when its first sheet comes in, and a source of matters under the same code."""

from __future__ import annotations

from app.gateways import agreed, sources
from app.gateways.hotline.models import Hotline
from app.gateways.models import PEOPLE, Source
from app.matters.area_staff import Ground
from app.people.models import Person

NAME = "12345 热线"


def hotline_of(desk: str) -> Hotline:
    """The hotline of the city in which the desk is, one for all of its desks; not stored yet where nothing came of it."""
    top = Ground().chain(desk)[-1]
    return Hotline.get_or_none(Hotline.area == top) or Hotline(code=f"hotline-{top}", area=top, columns={})


def ensure(by: Person, hotline: Hotline) -> Hotline:
    """The hotline as it is stored, inside the caller's transaction."""
    known: Hotline | None = Hotline.get_or_none(Hotline.code == hotline.code)
    if known is not None:
        return known
    if Source.get_or_none(Source.code == hotline.code) is None:
        columns = {"code": hotline.code, "name": NAME, "kind": PEOPLE, "area": hotline.area}
        agreed.add(by, Source, sources.KIND, columns, ("name", "kind", "area"))
    return Hotline.create(code=hotline.code, area=hotline.area)
