"""Desks and units with a roster as a reader's posts show them: who is on duty now, who next, the week, and hours without anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.duty import absences, roster
from app.areas.duty.roster import Office
from app.areas.models import Area, DutyTurn, Unit
from app.core import clock
from app.core.words import mark, translate
from app.desk import times
from app.matters.duty import coverage
from app.matters.duty.coverage import Gap
from app.people.models import Person

WEEK = 7
SHOWN_MOST = 200  # desks and units on one page


@dataclass(frozen=True)
class OnDuty:
    """Whoever sits there now: whom the roster names, or who stands in for the absent one, with the own telephone."""

    name: str
    phone: str
    instead_of: str  # the absent person's name, empty where the roster's own person is there
    ends: str


@dataclass(frozen=True)
class OfficeLine:
    """One desk or unit: `now` is who sits there, `coming` a turn, `days` the week from today, `gaps` sentences."""

    office: Office
    name: str
    area: str
    now: tuple[OnDuty, ...]
    coming: DutyTurn | None
    days: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # (day, ((hours, who; "" for nobody), …))
    gaps: tuple[str, ...]
    last: str  # the end of the last turn, as a moment


def own(reach: Reach) -> list[Office]:
    """The desks at which the person sits and the units the person acts for."""
    desks = [Office("desk", area) for area in reach.asked_as.get("desk", ())]
    return desks + [Office("unit", unit) for unit in sorted(reach.units)]


def visible(reach: Reach) -> list[Office]:
    """The desks and units with a roster at, below or above the areas of the person's posts."""
    roots = frozenset(post.area_id for post in reach.posts)
    above = {code for root in roots for code in tree.chain(root)}
    mine = set(own(reach))
    return [
        office
        for office in roster.offices()
        if office in mine
        or (area := coverage.area_of(office)) in above
        or (area and tree.is_below(area, reach.roots))
    ]


def gap_sentences(offices: Iterable[Office], language: str) -> dict[Office, tuple[str, ...]]:
    """For each of them that will have nobody within a day: when, in the words of a reader."""
    found: dict[Office, tuple[str, ...]] = {}
    for gap in coverage.coming(offices):
        found[gap.office] = (*found.get(gap.office, ()), _sentence(gap, language))
    return found


def _sentence(gap: Gap, language: str) -> str:
    words = {
        (True, True): mark("现在没有人值班，后面也没有排"),
        (True, False): mark("现在没有人值班，{until} 才有人"),
        (False, True): mark("{since} 起没有人值班，后面没有排"),
        (False, False): mark("{since} 到 {until} 没有人值班"),
    }[gap.begins <= clock.now(), gap.is_last]
    since, until = (times.moment(at, language) for at in (gap.begins, gap.ends))
    return translate(words, language, since=since, until=until)


def duty_words(office: Office, language: str) -> str:
    """Behind a unit to choose: who is on duty for it now with telephone, or that nobody is; empty without a roster."""
    running = roster.at_office(office)
    if running:
        who = "、".join(f"{one.name} {one.phone}".rstrip() for one in map(_on_duty, running))
        return translate(mark("（值班：{who}）"), language, who=who)
    return translate(mark("（现在没有人值班）"), language) if coverage.is_unmanned(office) else ""


def _on_duty(turn: DutyTurn) -> OnDuty:
    """Who sits there in this turn today: the substitute of whoever is absent."""
    substitutes = absences.substitutes_on()
    absent = roster.person_on(turn, clock.today()) if substitutes else None
    if absent not in substitutes:
        return OnDuty(turn.name, turn.phone, "", turn.ends)
    stand_in = Person.get_by_id(substitutes[absent])
    return OnDuty(stand_in.name, stand_in.phone or "", turn.name, turn.ends)


def named(offices: Iterable[Office]) -> dict[Office, str]:
    """What each of them is called: the unit's name, or that of the desk's area."""
    listed = list(offices)
    units = dict(Unit.select(Unit.code, Unit.name).tuples())
    areas = dict(Area.select(Area.code, Area.name).tuples()) if listed else {}
    known = {"unit": units, "desk": areas}
    return {office: str(known[office.kind].get(office.code, office.code)) for office in listed}


def lines(reach: Reach, language: str) -> list[OfficeLine]:
    """The desks and units of the reader's page: those that will have nobody first, then by where they are."""
    offices = visible(reach)
    gaps = gap_sentences(offices, language)
    offices.sort(key=lambda office: (office not in gaps, coverage.area_of(office), office))
    names = named(offices[:SHOWN_MOST])
    return [_line(office, names[office], gaps.get(office, ()), language) for office in offices[:SHOWN_MOST]]


def _line(office: Office, name: str, gaps: tuple[str, ...], language: str) -> OfficeLine:
    now = roster.written(clock.now())
    turns = sorted(roster.turns_of(office), key=lambda turn: (turn.begins, turn.name))
    running = tuple(_on_duty(turn) for turn in turns if turn.begins <= now < turn.ends)
    coming = next((turn for turn in turns if turn.begins > now), None)
    last = times.moment(max(roster.moment(turn.ends) for turn in turns), language)
    return OfficeLine(
        office,
        name,
        coverage.area_of(office),
        running,
        coming,
        tuple(_week(office, turns, language)),
        gaps,
        last,
    )


def _week(
    office: Office, turns: list[DutyTurn], language: str
) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each day from today with the turns that begin on it (over midnight they say so) and its hours to come without anybody."""
    for n in range(WEEK):
        day = clock.today() + dt.timedelta(days=n)
        on_day = [turn for turn in turns if turn.begins[:10] == day.isoformat()]
        begins, ends = clock.start_of(day), clock.start_of(day + dt.timedelta(days=1))
        open_ = coverage.gaps(office, max(begins, clock.now()), ends)
        found = [(turn.begins[11:], _hours(turn, day, language), turn.name) for turn in on_day]
        found += [(roster.written(one)[11:], _stretch(one, other, ends), "") for one, other in open_]
        yield (times.day(begins, language), tuple((hours, who) for _, hours, who in sorted(found)))


def _stretch(begins: int, ends: int, midnight: int) -> str:
    return f"{roster.written(begins)[11:]}–{'24:00' if ends == midnight else roster.written(ends)[11:]}"


def _hours(turn: DutyTurn, day: dt.date, language: str) -> str:
    begins, ends = turn.begins[11:], turn.ends[11:]
    later = (dt.date.fromisoformat(turn.ends[:10]) - day).days
    if not later:
        return f"{begins}–{ends}"
    if later == 1:
        return translate(mark("{begins}–次日 {ends}"), language, begins=begins, ends=ends)
    return f"{begins}–{times.moment(roster.moment(turn.ends), language)}"
