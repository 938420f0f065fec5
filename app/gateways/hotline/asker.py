"""Who asks for a page of the hotline, at which desk, and of which city."""

from __future__ import annotations

from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.gateways.hotline import hotlines, places
from app.gateways.hotline.models import Hotline
from app.people.models import Person
from app.people.sign_in import identity


def asking() -> tuple[Person, Reach, str, Hotline]:
    """(person, reach, the area of their desk, its city's hotline). Problem forbidden for whoever sits at no desk."""
    person = identity.person()
    reach = reach_of(person)
    permissions.require(reach, "enter_request")
    desk = places.desk_of(reach)
    return person, reach, desk, hotlines.hotline_of(desk)
