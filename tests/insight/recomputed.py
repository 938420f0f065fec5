"""The figures once more, in SQL over the raw ledger and in plain steps, without a line of what computes them in the application."""

from __future__ import annotations

import datetime as dt
import json
from statistics import median
from typing import Any

import chinese_calendar

from app.core import db

MINUTE = 60_000
EAST_8 = dt.timezone(dt.timedelta(hours=8))
SPANS = ((8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30))
RANK = {"city": 4, "street": 3, "community": 2}
BELOW = (
    "with recursive sub(code) as (select code from area where code = {p} union all "
    "select a.code from area a join sub on a.parent_id = sub.code) "
)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of this SQL, `{p}` where a value goes."""
    return list(db.database.execute_sql(sql.replace("{p}", db.database.param), values).fetchall())


def day(ms: int) -> str:
    return dt.datetime.fromtimestamp(ms / 1000, EAST_8).date().isoformat()


def working_minutes(begins: int, ends: int) -> int:
    """The minutes of office hours between two moments, half a day after the other."""
    first, last = (dt.datetime.fromtimestamp(ms / 1000, EAST_8).date() for ms in (begins, ends))
    spent = 0
    for number in range((last - first).days + 1):
        date = first + dt.timedelta(days=number)
        if chinese_calendar.is_workday(date):
            midnight = round(dt.datetime.combine(date, dt.time(), EAST_8).timestamp() * 1000)
            for opens, shuts in SPANS:
                spent += max(0, min(ends, midnight + shuts * MINUTE) - max(begins, midnight + opens * MINUTE))
    return round(spent / MINUTE)


class Life:
    """A matter and what was done with it, without what was taken back: by the number that each `undo` names."""

    def __init__(self, row: tuple[Any, ...], entries: list[tuple[Any, ...]], kinds: dict[str, str]) -> None:
        (
            self.id, self.state, self.area, self.level, self.category, self.finder, self.received, self.closed, self.due,
        ) = row  # fmt: skip
        self.kinds = kinds
        every = [(*entry[:6], json.loads(entry[6]) if entry[6] else {}) for entry in entries]
        gone = {seq for seq, verb, *_ in every if verb == "undo"}
        gone |= {entry[6]["undoes"] for entry in every if entry[1] == "undo"}
        self.entries = [entry for entry in every if entry[0] not in gone]

    @property
    def channel(self) -> str:
        if self.finder is not None:
            return "found"
        return next(
            (body.get("channel", "found") for _, verb, *_, body in self.entries if verb == "report"), "found"
        )

    @property
    def done(self) -> tuple[str, str | None, int] | None:
        """(how, by whom, when) it was last said to be done."""
        found = [
            (verb, by, at)
            for _, verb, _, by, at, _, _ in self.entries
            if verb in ("resolve", "settle_on_spot")
        ]
        return found[-1] if found else None

    @property
    def at_once(self) -> bool:
        return (
            self.channel == "found"
            and self.done is not None
            and self.done[:2] == ("settle_on_spot", self.finder)
        )

    @property
    def highest(self) -> int:
        lay = {self.level, *(entry[5] for entry in self.entries if entry[5] is not None)}
        return max(RANK.get(self.kinds.get(code, ""), 1) for code in lay)

    @property
    def first_word(self) -> bool | None:
        for _, verb, _, _, _, _, body in self.entries:
            if verb in ("confirm", "refuse", "reopen"):
                return bool(verb == "confirm")
            if verb == "rate":
                return bool(body["solved"])
        return None

    @property
    def response(self) -> int | None:
        words = ("report", "note", "amend", "request")
        at = next(
            (at for _, verb, actor, _, at, _, _ in self.entries if actor == "person" and verb not in words),
            None,
        )
        return None if at is None else working_minutes(self.received, at)


def lives(area: str) -> list[Life]:
    """The matters whose place lies in the area."""
    columns = "id, state, area, level, category, finder, received_at, closed_at, due"
    here = "where area in (select code from sub)"
    entries: dict[str, list[tuple[Any, ...]]] = {}
    for subject, *entry in ask(
        BELOW + "select subject, seq, verb, actor, by, received, level, body from entry "
        f"where kind = 'matter' and subject in (select id from matter {here}) order by seq",
        area,
    ):  # fmt: skip
        entries.setdefault(subject, []).append(tuple(entry))
    kinds = dict(ask("select code, kind from area"))
    return [
        Life(row, entries.get(row[0], []), kinds)
        for row in ask(BELOW + f"select {columns} from matter {here}", area)
    ]


def figures(area: str, first: str, last: str) -> dict[str, tuple[Any, Any, Any]]:
    """Name → (value, numerator, denominator), as the API has them, of the days from `first` to `last`."""
    every = lives(area)
    came = [one for one in every if first <= day(one.received) <= last and one.state != "void"]
    over = [one for one in every if one.state == "closed" and first <= day(one.closed) <= last]
    later = [one for one in over if not one.at_once]
    clocked = [one for one in later if one.due is not None and one.done is not None]
    heard = [one for one in over if one.first_word is not None]
    words = answers(area, first, last)
    called = calls(area, first, last)
    there = [minutes for has_come, minutes in called if has_come and minutes is not None]
    answered = [one.response for one in came if not one.at_once and one.response is not None]
    return {
        "received": (len(came), len(came), None),
        "asked_by_residents": number([one.channel in ("qr", "web", "open311") for one in came]),
        "entered_for_residents": number([one.channel in ("staff", "group") for one in came]),
        "closed": (len(over), len(over), None),
        "on_the_spot": share([one.highest <= 2 for one in later]),
        "settled_at_once": (len(over) - len(later), len(over) - len(later), None),
        "kept_in_the_grid": share([one.highest <= 1 for one in later]),
        "kept_in_the_street": share([one.highest <= 3 for one in later]),
        "in_time": share([one.done[2] <= one.due for one in clocked if one.done]),
        "first_response": (median(answered) if answered else None, len(answered), None),
        "confirmed_first_time": share([bool(one.first_word) for one in heard]),
        "heard": share([one.first_word is not None for one in later]),
        "reopened": share([any(entry[1] == "reopen" for entry in one.entries) for one in came]),
        "satisfied": share(words),
        "attended": share([has_come for has_come, _ in called]),
        "attendance_time": (median(there) if there else None, len(there), None),
        "buildings_visited": share(buildings(area, first, last)),
    }


def moments(first: str, last: str) -> tuple[int, int]:
    """The first moment of the days, and the one after them, in a city eight hours east."""
    begins, ends = (dt.datetime.fromisoformat(day).replace(tzinfo=EAST_8) for day in (first, last))
    return round(begins.timestamp() * 1000), round((ends + dt.timedelta(days=1)).timestamp() * 1000)


def answers(area: str, first: str, last: str) -> list[bool]:
    """What residents said to "solved?" of matters whose place lies in the area."""
    rows = ask(
        BELOW
        + "select e.kind, e.body, e.received from entry e where e.actor = 'resident' and e.verb in ('rate', 'reopen') "
        "and (e.kind = 'request' or e.subject in (select id from matter where area in (select code from sub)))",
        area,
    )
    own = {id for (id,) in ask(BELOW + "select id from matter where area in (select code from sub)", area)}
    begins, ends = moments(first, last)
    said = [(kind, json.loads(body)) for kind, body, at in rows if begins <= at < ends]
    return [
        bool(body["solved"])
        for kind, body in said
        if "solved" in body and not body.get("added") and (kind == "matter" or body["matter"] in own)
    ]


def calls(area: str, first: str, last: str) -> list[tuple[bool, int | None]]:
    """(whether the unit came, after how many minutes it said so) of the calls that somebody had to answer."""
    own = {one.id: one for one in lives(area)}
    units = dict(ask("select person_id, unit_id from post where role = 'handler'"))
    every = sorted((*entry, id) for id, one in own.items() for entry in one.entries)
    made: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _, verb, _, by, at, _, body, id in every:
        named = [code.removeprefix("unit:") for code in body.get("to", ())]
        if verb == "whistle":
            for unit in named:
                before = [
                    one["at"]
                    for one in made.get((body.get("carried", ""), unit), ())
                    if one["state"] in ("open", "gone")
                ]
                one = {"at": min(before, default=at), "state": "open", "said": None, "absent": False}
                made.setdefault((id, unit), []).append(one)
        elif verb == "merge":
            for one in (one for (matter, _), all_of in made.items() if matter == id for one in all_of):
                one["state"] = "gone" if one["state"] == "open" else one["state"]
        elif verb in ("attend", "return_call"):
            one = next(one for one in made[id, units[by]] if one["state"] == "open")
            one |= {"state": "came" if verb == "attend" else "gone", "said": at}
        elif verb in ("call_off", "judge_call"):
            for one in (
                one
                for (matter, unit), all_of in made.items()
                if matter == id and unit in named
                for one in all_of[-1:]
            ):
                if verb == "call_off":
                    one["state"] = "gone"
                else:
                    one["absent"] = body["reason"] == "absent"
                    one["state"] = "came" if one["state"] == "open" else one["state"]
    begins, ends = moments(first, last)
    counted = [
        one
        for all_of in made.values()
        for one in all_of
        if one["state"] != "gone" and begins <= one["at"] < ends
    ]
    has_come = [one["state"] == "came" and not one["absent"] for one in counted]
    return [
        (came, None if one["said"] is None else round((one["said"] - one["at"]) / MINUTE))
        for came, one in zip(has_come, counted, strict=True)
    ]


def buildings(area: str, first: str, last: str) -> list[bool]:
    """Of each building that stands on the last day, whether there was a visit."""
    rows = ask(
        BELOW + "select a.code, (select count(*) from visit v where v.area_id = a.code and v.started >= {p} and v.started < {p}) "
        "from area a join sub on sub.code = a.code where a.kind = 'building' and a.begins <= {p} and a.ends >= {p}",
        area, *moments(first, last), last, last,
    )  # fmt: skip
    return [visits > 0 for _, visits in rows]


def number(verdicts: list[bool]) -> tuple[int, int, None]:
    return (sum(verdicts), sum(verdicts), None)


def share(verdicts: list[bool]) -> tuple[float | None, int, int]:
    return (sum(verdicts) / len(verdicts) if verdicts else None, sum(verdicts), len(verdicts))
