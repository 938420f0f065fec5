"""The duty roster 值班表: who sits at which desk or unit from when to when, and under which number."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from app.admin.tables.lookup import Lookup, Unfit
from app.admin.tables.record import Column, Doubt, Key, Record, Values, Why
from app.admin.tables.values import AREA, TELEPHONE, UNIT, Kind, line
from app.areas.models import DutyTurn
from app.core import telephone
from app.core.words import mark, mark_in
from app.people.models import Person

KEYS = ("area", "unit", "begins", "name")
_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s]*(\d{1,2})\s*[:点时]\s*(\d{2})?分?(?::\d{2}(?:\.\d+)?)?)?"
)


def _moment(is_end: bool) -> Kind:
    """A day and an hour, `2026-11-30 08:30` in the city's time; a day alone is its first moment, or with `is_end` its last."""

    def parse(text: str, _: Lookup) -> str:
        found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            raise Unfit("bad-moment")
        year, month, day, hour, minute = found.groups()
        try:
            date = dt.datetime(int(year), int(month), int(day))
        except ValueError as error:
            raise Unfit("bad-moment") from error
        hours = int(hour) if hour is not None else 24 if is_end else 0
        minutes = int(minute or 0)
        if hours > 24 or minutes > 59 or (hours == 24 and minutes):
            raise Unfit("bad-moment")
        return (date + dt.timedelta(hours=hours, minutes=minutes)).strftime("%Y-%m-%d %H:%M")

    return Kind(parse, lambda value, _: str(value), "moment", most=20)


COLUMNS = (
    Column("area", mark("值班区域"), AREA, ("区域", "指挥室", "值班室", "社区", "街道"), is_required=True),
    Column(
        "unit", mark("值班单位"), UNIT, ("单位", "部门"),
        hint=mark("不填就是这个区域的指挥室。"),
    ),
    Column("begins", mark("值班起"), _moment(is_end=False), ("起", "开始", "开始时间", "上班时间"), is_required=True,
           hint=mark("例如 2026-11-30 08:30。只写日期就是从当天 0 点起。")),
    Column("ends", mark("值班止"), _moment(is_end=True), ("止", "结束", "结束时间", "下班时间"), is_required=True),
    Column("name", mark("值班人"), line(40), ("姓名", "值班人员", "值班员"), is_required=True),
    Column("phone", mark("值班电话"), TELEPHONE, ("电话", "手机", "手机号", "联系电话"), is_required=True),
    Column("staff", mark("工号或登录名"), line(64), ("工号", "登录名"),
           hint=mark("写了，提醒就发给这个人。不写的按电话、姓名找这里的人。")),
)  # fmt: skip


def _judge(values: Values, lookup: Lookup, rows: Mapping[Key, Values]) -> Iterator[Why]:
    if not lookup.may(values["area"]):
        yield "area", "not-here", {}
    if values["ends"] <= values["begins"]:
        yield "ends", "before-start", {}
    if "/" in values["name"]:
        yield "name", "one-a-row", {}
    if values["unit"] and not lookup.units[values["unit"]].stands(lookup.now):
        yield "unit", "unit-ended", {"name": lookup.units[values["unit"]].name, "code": values["unit"]}
    for other in lookup.grouped(rows, _who)[_who(values)]:
        if (
            _key(other) != _key(values)
            and other["begins"] < values["ends"]
            and values["begins"] < other["ends"]
        ):
            yield "begins", "twice-on-duty", {"begins": other["begins"], "ends": other["ends"]}
            break


def _doubts(wanted: Mapping[Key, Values], _: Lookup) -> Iterator[Doubt]:
    """The staff numbers and logins that nobody has, each once."""
    named = {values["staff"]: values["name"] for values in wanted.values() if values["staff"]}
    if not named:
        return
    held = Person.select(Person.staff_no, Person.login).where(Person.ended.is_null()).tuples()
    known = {name.casefold() for pair in held for name in pair if name}
    for staff, name in sorted(named.items()):
        if staff.casefold() not in known:
            yield Doubt(mark("没有人的工号或登录名是“{staff}”，提醒到不了这个人"), {"staff": staff}, name)


def _who(values: Mapping[str, Any]) -> Key:
    """The same person at the same desk or unit: by name and telephone."""
    place = ("unit", values["unit"]) if values["unit"] else ("desk", values["area"])
    return (*place, values["name"], telephone.digits(values["phone"]))


def _key(values: Mapping[str, Any]) -> Key:
    return tuple(values[name] for name in KEYS)


ROSTER = Record(
    name="roster",
    kind="duty-turn",
    model=DutyTurn,
    title=mark_in("menu", "值班表"),
    columns=COLUMNS,
    keys=KEYS,
    judge=_judge,
    may=lambda values, lookup: lookup.may(values["area"]),
    sees=lambda values, lookup: lookup.sees(values["area"]),
    doubts=_doubts,
    told=("name", "unit", "area"),
    listed=("begins", "ends", "phone"),
)
