"""Who is on duty for a storm's doors: whoever walks there, and at a desk those whom its roster names now, or all where it names none."""

from __future__ import annotations

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import Reach
from app.areas.duty import absences, roster
from app.areas.duty.roster import Office
from app.areas.models import DESK_ROLES

MAY = "at_doors"


def reads_doors(reach: Reach, area: str) -> bool:
    """Whether the reader is on duty for the doors of the area, and so reads which of them."""
    above = set(tree.chain(area))
    return any(
        post.role not in DESK_ROLES or _is_on(reach, Office("desk", post.area_id))
        for post in reach.posts
        if post.role in permissions.TABLE[MAY] and post.area_id in above
    )


def _is_on(reach: Reach, office: Office) -> bool:
    """Whether the reader is one of those on duty there now, or stands in for one; everybody is where the roster names nobody."""
    on = set(roster.people_on_duty(office))
    standing_in = absences.substitutes_on()
    return not on or reach.person in {standing_in.get(person, person) for person in on}
