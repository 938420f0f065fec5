"""The places and things that a row of a hotline's sheet may name, and the desk that takes its tickets in."""

from __future__ import annotations

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import DESK_ROLES, Area
from app.core import clock
from app.core.problems.problem import Problem
from app.matters.models import Category

NAME_LEAST = 3  # characters of a name that is looked for within an address
THING_LEAST = 2  # and of a thing's within what somebody wrote


def desk_of(reach: Reach) -> str:
    """The area of the highest desk at which the person sits. Problem forbidden for whoever sits at none."""
    desks = {post.area_id for post in reach.posts if post.role in DESK_ROLES}
    rows = (
        list(Area.select().where(Area.code.in_(sorted(desks))).order_by(Area.depth, Area.code))
        if desks
        else []
    )
    if not rows:
        raise Problem("forbidden")
    return str(rows[0].code)


class Places:
    """What is below a desk by name, and the things by name; read once for a whole sheet."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.desk_name = str(Area.get_by_id(desk).name)
        today, self._codes, self._names = clock.today(), set[str](), dict[str, list[str]]()
        self._depths: dict[str, int] = {}
        for area in Area.select().where(tree.lies_below(Area.code, [desk])):
            if area.on(today):
                self._codes.add(area.code)
                self._depths[area.code] = area.depth
                self._names.setdefault(area.name, []).append(area.code)
        self._things: dict[str, str] = {}
        for row in Category.select().order_by(Category.parent.is_null(), Category.sort):
            if row.on(today.isoformat()):
                for word in (row.code, row.name, row.plain_name):
                    if word:
                        self._things.setdefault(word, row.code)

    def named(self, words: str) -> str | None:
        """The one area that is called so, by its code or name."""
        plain = words.strip()
        if plain in self._codes:
            return plain
        found = self._names.get(plain, [])
        return found[0] if len(found) == 1 else self.within(plain)

    def within(self, words: str) -> str | None:
        """The deepest area whose name stands in the words, where it is one alone."""
        named = [
            code
            for name, codes in self._names.items()
            if len(name) >= NAME_LEAST and name in words
            for code in codes
        ]
        deepest = max((self._depths[code] for code in named), default=0)
        found = [code for code in named if self._depths[code] == deepest]
        return found[0] if len(found) == 1 else None

    def category_of(self, words: str) -> str | None:
        """The thing or class that is called so, also as the last of a path; None for what nobody knows."""
        parts = [
            words.strip(),
            *(part.strip() for part in words.replace("＞", "/").replace(">", "/").split("/")),
        ]
        return next((self._things[part] for part in reversed(parts) if part in self._things), None)

    def category_in(self, words: str) -> str | None:
        """The thing or class whose name stands in the words, the longest of several; None for none."""
        named = [word for word in self._things if len(word) >= THING_LEAST and word in words]
        return self._things[max(named, key=len)] if named else None
