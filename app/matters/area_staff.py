"""Who stands where: desks, levels and the people of a place, looked up once for one act or one page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from app.areas.access.reach import Reach
from app.areas.duty import absences
from app.areas.geometry import location
from app.areas.models import DESK_ROLES, FIELD_ROLES, GRID_KINDS, Area, Post
from app.core import clock
from app.core.remembered import remembered
from app.people.models import Person
from app.people.sign_in import enrolment


@dataclass
class Ground:
    """Answers about areas and their people, kept for as long as one act or one page lasts."""

    _areas: dict[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def _tree(self) -> location.Index:
        return location.index()

    @cached_property
    def desks(self) -> frozenset[str]:
        """Every area with a desk today."""
        return _desks(clock.today().isoformat())

    def chain(self, code: str) -> list[str]:
        """The area itself, its parent, and so on to the top."""
        return self._tree.chain(code)

    def learn(self, codes: set[str]) -> None:
        """Read kind and name of these areas in one query."""
        unknown = list(codes - self._areas.keys())
        for start in range(0, len(unknown), 500):
            wanted = unknown[start : start + 500]
            for area in Area.select(Area.code, Area.kind, Area.name).where(Area.code.in_(wanted)):
                self._areas[area.code] = (area.kind, area.name)

    def kind(self, code: str) -> str:
        """The area's kind."""
        return (self._areas.get(code) or _kind_and_name(code))[0]

    def name(self, code: str | None) -> str | None:
        """The area's name."""
        if code is None:
            return None
        if code not in self._areas:
            self._areas[code] = _kind_and_name(code)
        return self._areas[code][1]

    def names(self) -> dict[str, str]:
        """The names learnt so far, by code."""
        return {code: name for code, (_, name) in self._areas.items()}

    def is_grid(self, code: str) -> bool:
        """Whether what lies here "lies at the grid"."""
        return self.kind(code) in GRID_KINDS

    def grid_of(self, place: str) -> str | None:
        """The grid that holds the place; None where there is none."""
        return next((code for code in self.chain(place) if self.is_grid(code)), None)

    def grid_at(self, lat: float, lon: float) -> str | None:
        """The smallest grid whose shape holds the WGS-84 position today; None where none does."""
        held = self._tree.holding(lat, lon, clock.today().isoformat())
        self.learn(set(held))
        return next((code for code in held if self.is_grid(code)), None)

    def desk_over(self, code: str) -> str | None:
        """The area itself or the nearest above it that has a desk."""
        return next((above for above in self.chain(code) if above in self.desks), None)

    def next_level(self, code: str) -> str | None:
        """The nearest ancestor with a desk; None at the top."""
        return next((above for above in self.chain(code)[1:] if above in self.desks), None)

    def people(self, roles: tuple[str, ...], areas: list[str]) -> list[str]:
        """Ids of those who hold one of the roles at one of the areas, longest in post first; whoever stands in, for the absent."""
        return list(_people(roles, tuple(areas), clock.today().isoformat()))

    def there(self, place: str, level: str) -> list[str]:
        """The areas whose field posts make someone "of the grid": from the place up to the level and above it."""
        chain = self.chain(place)
        below = chain[: chain.index(level)] if level in chain else []
        return [*below, *self.chain(level)]

    def near(self, place: str, level: str) -> frozenset[str]:
        """The areas above the place and above the level, with both of them."""
        return frozenset(self.chain(place)) | frozenset(self.chain(level))


@remembered
def _kind_and_name(code: str) -> tuple[str, str]:
    """Of an area that does not exist: no kind, and its code."""
    found = Area.get_or_none(Area.code == code)
    return ("", code) if found is None else (found.kind, found.name)


@remembered
def _desks(day: str) -> frozenset[str]:
    return frozenset(post.area_id for post in _posts(DESK_ROLES, day))


@remembered
def _people(roles: tuple[str, ...], areas: tuple[str, ...], day: str) -> tuple[str, ...]:
    posts = sorted(_posts(roles, day, areas), key=lambda post: (post.begins, post.created, post.id))
    standing_in = absences.substitutes_on(dt.date.fromisoformat(day))
    return tuple(dict.fromkeys(standing_in.get(id, id) for id in (str(post.person_id) for post in posts)))


def _posts(roles: tuple[str, ...], day: str, areas: tuple[str, ...] | None = None) -> list[Post]:
    """Posts of that day with one of the roles whose holder may sign in."""
    query = (
        Post.select(Post.id, Post.person, Post.area, Post.role, Post.begins, Post.created)
        .join(Person)
        .where(Post.role.in_(roles), Post.begins <= day, Post.ends >= day, Person.ended.is_null())
    )
    return list(query if areas is None else query.where(Post.area.in_(areas)))


def holds_field_post(reach: Reach, areas: list[str]) -> bool:
    """Whether the person is a worker, lead or guide at one of the areas."""
    return any(post.role in FIELD_ROLES and post.area_id in areas for post in reach.posts)


def choose_holder(
    ground: Ground, place: str, level: str, finder: Reach | None
) -> tuple[str, dict[str, str | None]]:
    """(level, holder) for something that comes to lie at `level`: PRODUCT.md, "the holder is exactly one of …".

    The finder if a worker or lead there, else the worker longest in post there, lead, guide, next desk up; those who
    were never able to sign in come last.
    """
    if ground.is_grid(level):
        local_areas = ground.there(place, level)
        if finder is not None and holds_field_post(finder, local_areas):
            return level, {"person": finder.person}
        local = local_areas[: local_areas.index(level) + 1]
        person = _first_able(ground, local)
        if person is not None:
            return level, {"person": person}
    desk = ground.desk_over(level)
    if desk is not None:
        return desk, {"desk": desk}
    return level, {"desk": level}  # no desk anywhere above: it waits at the level until one is set up


def _first_able(ground: Ground, areas: list[str]) -> str | None:
    """The first of the field staff there who could sign in once, since others would not hear of it; else the first."""
    first = None
    for role in FIELD_ROLES:
        persons = ground.people((role,), areas)
        able = enrolment.able(persons) if persons else set()
        if able:
            return next(person for person in persons if person in able)
        first = first or next(iter(persons), None)
    return first
