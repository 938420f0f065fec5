"""Where workers may record with a tracker of their own: only where an administrator has opened it, with a reason."""

from __future__ import annotations

from app.areas import tree
from app.areas.access import permissions
from app.areas.access.reach import reach_of
from app.core.remembered import remembered

SETTING, MARKS_ONLY = "companion", "marks_only"


@remembered
def goes_by_marks(area: str) -> bool:
    """Whether no track is recorded there at all, by whatever means."""
    return tree.setting(area, MARKS_ONLY, "0") == "1"


@remembered
def is_open(area: str) -> bool:
    """Whether workers of the area may."""
    return tree.setting(area, SETTING, "0") == "1" and not goes_by_marks(area)


def areas_of(person: str) -> list[str]:
    """The areas of the person's field posts of today where it was opened."""
    posts = reach_of(person).posts
    return [
        post.area_id for post in posts if post.role in permissions.TABLE["walk"] and is_open(post.area_id)
    ]


def may_use(person: str) -> bool:
    """Whether there is one."""
    return bool(areas_of(person))
