"""Patrols outdoors pause (暂停户外巡查) in an area and below for typhoon, heat or ice: nobody has to go, nobody is stopped.

Such days leave the average of everybody whose post in the field lies there.
"""

from __future__ import annotations

import datetime as dt

from app.areas import history, tree
from app.areas.access import permissions
from app.areas.access.reach import Reach, reach_of
from app.areas.models import FIELD_ROLES, Area, OutdoorPause
from app.core import clock, db, ids
from app.core.problems.problem import Problem
from app.core.remembered import remembered
from app.core.words import mark, mark_in, translate
from app.people import events
from app.people.models import Person

KINDS: dict[str, str] = {
    "typhoon": mark_in("weather", "台风"),
    "heat": mark_in("weather", "高温"),
    "ice": mark_in("weather", "冰冻"),
}
DAYS_MOST = 31
BACK_MOST = 7  # a storm of the night is entered in the morning
SOON = dt.timedelta(days=1)  # so long before it begins it is said
MAY = "pause_outdoors"


def begin(by: Person, area: str, kind: str, begins: str, ends: str) -> OutdoorPause:
    """Patrols outdoors pause there on these days (ISO, both included); the same again is harmless.

    Problem bad-value, naming the field; not-found for an area out of reach, forbidden for one where another decides.
    """
    reach = reach_of(by)
    if not area or not reach.sees_area(area):
        raise Problem("bad-value", ("area", "unknown"))
    permissions.require(reach, MAY, area)
    if kind not in KINDS:
        raise Problem("bad-value", ("kind", "unknown"))
    first, last = _day(begins, "begins"), _day(ends, "ends")
    if last < first:
        raise Problem("bad-value", ("ends", "before-start"))
    if (last - first).days >= DAYS_MOST:
        raise Problem("bad-value", ("ends", "too-many-days-absent", {"most": DAYS_MOST}))
    if (clock.today() - first).days > BACK_MOST:
        raise Problem("bad-value", ("begins", "pause-too-old", {"most": BACK_MOST}))
    days = (first.isoformat(), last.isoformat())
    with db.transaction():
        same_days = OutdoorPause.select().where(
            OutdoorPause.area == area, OutdoorPause.kind == kind, OutdoorPause.begins <= days[1],
            OutdoorPause.ends >= days[0], OutdoorPause.begins <= OutdoorPause.ends,
        )  # fmt: skip
        for other in same_days:
            if (other.begins, other.ends) == days:
                return other
            raise Problem("bad-value", ("begins", "paused-already"))
        pause = OutdoorPause.create(
            id=ids.uuid7(), area=area, kind=kind, begins=days[0], ends=days[1], by=by.id
        )
        _note(by, pause, "outdoors_paused")
    return pause


def end(by: Person, pause: OutdoorPause) -> None:
    """It is over: yesterday was its last day, one that has not begun never does. Asking twice is harmless."""
    permissions.require(reach_of(by), MAY, pause.area)
    last = (clock.today() - dt.timedelta(days=1)).isoformat()
    with db.transaction():
        pause = OutdoorPause.get_by_id(pause.id)
        if pause.ends <= last:
            return
        OutdoorPause.update(ends=last).where(OutdoorPause.id == pause.id).execute()
        _note(by, OutdoorPause.get_by_id(pause.id), "outdoors_resumed")


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Problem("bad-value", (field, "bad-date")) from error


def _note(by: Person, pause: OutdoorPause, verb: str) -> None:
    body = {"kind": pause.kind, "from": pause.begins, "to": pause.ends}
    events.note(by, "area", pause.area, verb, body=body)


@remembered
def _by_area() -> dict[str, tuple[OutdoorPause, ...]]:
    found: dict[str, list[OutdoorPause]] = {}
    rows = OutdoorPause.select().where(OutdoorPause.begins <= OutdoorPause.ends)
    for row in rows.order_by(OutdoorPause.begins, OutdoorPause.id):
        found.setdefault(row.area, []).append(row)
    return {area: tuple(rows) for area, rows in found.items()}


def is_paused(person: str, day: dt.date) -> bool:
    """Whether patrols outdoors paused on the day where the person had a post in the field."""
    if not _by_area():
        return False
    on = day.isoformat()
    posts = reach_of(person, clock.start_of(day)).posts
    return any(
        pause.begins <= on <= pause.ends
        for post in posts
        if post.role in FIELD_ROLES
        for code in history.chain_on(post.area_id, day)
        for pause in _by_area().get(code, ())
    )


def at_posts(reach: Reach) -> list[OutdoorPause]:
    """Those of today and tomorrow at or above the areas of the reader's posts, the earliest first."""
    if not _by_area():
        return []
    today, soon = clock.today().isoformat(), (clock.today() + SOON).isoformat()
    above = {code for area in reach.areas for code in tree.chain(area)}
    found = [pause for code in above for pause in _by_area().get(code, ())]
    return sorted(
        (pause for pause in found if pause.begins <= soon and pause.ends >= today),
        key=lambda pause: (pause.begins, pause.id),
    )


def within(reach: Reach) -> list[OutdoorPause]:
    """Those that are not over at, above or below the areas of the reader's posts, the earliest first."""
    today = clock.today().isoformat()
    above = {code for area in reach.areas for code in tree.chain(area)}
    found = [
        pause for area, rows in _by_area().items() if area in above or reach.sees_area(area) for pause in rows
    ]
    return sorted(
        (pause for pause in found if pause.ends >= today), key=lambda pause: (pause.begins, pause.id)
    )


def serialize(pause: OutdoorPause, language: str) -> dict[str, str]:
    """As a phone shows it: `from` and `to` are days, `sentence` says it in full."""
    return {
        "area": pause.area,
        "kind": pause.kind,
        "from": pause.begins,
        "to": pause.ends,
        "sentence": sentence(pause, language),
    }


def sentence(pause: OutdoorPause, language: str) -> str:
    """Where, why and until when, and what that means."""
    return translate(
        mark("{area}因{kind}暂停户外巡查，{days}。不用去；去了照样记，这几天不算进日均。"),
        language, area=Area.get_by_id(pause.area).name, kind=translate(KINDS[pause.kind], language),
        days=_days(pause, language),
    )  # fmt: skip


def _days(pause: OutdoorPause, language: str) -> str:
    since, until = (_said(day, language) for day in (pause.begins, pause.ends))
    return (
        since if since == until else translate(mark("{since} 到 {until}"), language, since=since, until=until)
    )


def _said(text: str, language: str) -> str:
    day = dt.date.fromisoformat(text)
    return f"{day.day} {day:%b}" if language == "en" else f"{day.month}月{day.day}日"
