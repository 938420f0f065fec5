"""The duty roster: who is on duty at which desk or unit, when, and which person of the house that is."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from app.areas.models import DESK_ROLES, DutyTurn, Post
from app.core import clock, telephone
from app.core.remembered import remembered
from app.people.models import Person

MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, order=True)
class Office:
    """A desk (`code` is its area) or a unit, as somebody is on duty for it."""

    kind: str  # desk | unit
    code: str


def office_of(turn: DutyTurn) -> Office:
    """For which desk or unit the turn is."""
    return Office("unit", turn.unit) if turn.unit else Office("desk", turn.area)


def on_duty(at: int | None = None) -> list[DutyTurn]:
    """The turns that run at this moment, or at `at` (epoch ms), those that began last first."""
    now = written(clock.now() if at is None else at)
    return [turn for turn in _turns() if turn.begins <= now < turn.ends]


def at_office(office: Office, at: int | None = None) -> list[DutyTurn]:
    """Those of the turns of this desk or unit that run at the moment."""
    now = written(clock.now() if at is None else at)
    return [turn for turn in turns_of(office) if turn.begins <= now < turn.ends]


def turns_of(office: Office) -> tuple[DutyTurn, ...]:
    """Every turn of the desk or unit, those that begin last first."""
    return _by_office().get(office, ())


def offices() -> tuple[Office, ...]:
    """The desks and units that stand in the roster."""
    return tuple(_by_office())


def last_change() -> str:
    """When a turn last began or ended: until the next does, nobody else is on duty."""
    edges = _edges()
    return edges[place - 1] if (place := bisect_right(edges, written(clock.now()))) else ""


def written(at: int) -> str:
    """A moment (epoch ms) as the roster writes it, in the city's time."""
    return dt.datetime.fromtimestamp(at / 1000, clock.zone()).strftime(MOMENT)


def moment(text: str) -> int:
    """What the roster writes, as epoch ms."""
    return round(dt.datetime.strptime(text, MOMENT).replace(tzinfo=clock.zone()).timestamp() * 1000)


def people_on_duty(office: Office, at: int | None = None) -> list[str]:
    """Ids of the persons of the house who are on duty there, as far as the roster names such: those with a post there.

    By staff number or login where the turn has one, else by its telephone, else by a name that only one of them has.
    """
    running = at_office(office, at)
    if not running:
        return []
    day = (clock.today() if at is None else clock.date_of(at)).isoformat()
    there = _holders(office, day)
    found = (_person_of(turn, there) for turn in running)
    return list(dict.fromkeys(id for id in found if id is not None))


def person_on(turn: DutyTurn, day: dt.date) -> str | None:
    """Id of the person of the house whom the turn names, as `people_on_duty` finds it."""
    return _person_of(turn, _holders(office_of(turn), day.isoformat()))


def turns_between(person: str, posts: Iterable[Post], begins: str, ends: str) -> list[DutyTurn]:
    """The turns at the desks and units of these posts that name their holder and run on one of the days (ISO), the first first."""
    places = {
        Office("unit", post.unit_id)
        if post.role == "handler" and post.unit_id
        else Office("desk", post.area_id)
        for post in posts
        if post.role in (*DESK_ROLES, "handler")
    }
    now, last = written(clock.now()), f"{ends} 24:00"
    found = [
        turn
        for office in places
        for turn in turns_of(office)
        if turn.ends > max(now, begins) and turn.begins < last and person_on(turn, clock.today()) == person
    ]
    return sorted(found, key=lambda turn: (turn.begins, turn.ends))


def turns_ahead(person: str, office: Office) -> int:
    """How many turns there that are not over name this person of the house."""
    now = written(clock.now())
    there = _holders(office, clock.today().isoformat())
    ahead = (turn for turn in turns_of(office) if turn.ends > now)
    return sum(_person_of(turn, there) == person for turn in ahead)


def everyone_on_duty() -> frozenset[str]:
    """Ids of the persons who are on duty anywhere now."""
    running = {office_of(turn) for turn in on_duty()}
    return frozenset(person for office in running for person in people_on_duty(office))


def _person_of(turn: DutyTurn, there: tuple[Person, ...]) -> str | None:
    named = turn.staff.casefold()
    if named:
        known = [
            person.id
            for person in there
            if named in {(person.staff_no or "").casefold(), (person.login or "").casefold()}
        ]
        return known[0] if known else None
    number = telephone.digits(turn.phone)
    same_number = [person.id for person in there if number and person.phone == number]
    same_name = [person.id for person in there if person.name == turn.name]
    for known in (same_number, same_name):
        if len(known) == 1:
            return str(known[0])
    return None


@remembered
def _holders(office: Office, day: str) -> tuple[Person, ...]:
    """Those who hold a post at the desk or unit on the day and may sign in."""
    here = Post.unit == office.code if office.kind == "unit" else Post.area == office.code
    roles = ("handler",) if office.kind == "unit" else DESK_ROLES
    held = Post.select(Post.person).where(here, Post.role.in_(roles), Post.begins <= day, Post.ends >= day)
    return tuple(Person.select().where(Person.id.in_(held), Person.ended.is_null()).order_by(Person.id))


@remembered
def _turns() -> tuple[DutyTurn, ...]:
    return tuple(DutyTurn.select().order_by(DutyTurn.begins.desc(), DutyTurn.name))


@remembered
def _by_office() -> dict[Office, tuple[DutyTurn, ...]]:
    found: dict[Office, list[DutyTurn]] = {}
    for turn in _turns():
        found.setdefault(office_of(turn), []).append(turn)
    return {office: tuple(turns) for office, turns in sorted(found.items())}


@remembered
def _edges() -> tuple[str, ...]:
    return tuple(sorted({moment for turn in _turns() for moment in (turn.begins, turn.ends)}))
