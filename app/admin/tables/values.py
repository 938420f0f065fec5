"""The kinds of values a column can hold: how each is read from a cell or a field, and written back so that it reads the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.admin.tables.lookup import Lookup, Unfit
from app.areas.imports import dates
from app.areas.imports.messages import KIND_WORDS, NO, YES
from app.areas.imports.people_lookup import plain
from app.areas.models import FOREVER
from app.core import clock, telephone, typed
from app.core.words import translate

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")
_MANGLED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_BETWEEN = re.compile(r"[、，,;；\n]+")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()\-]{1,28}[0-9](?: ?转 ?[0-9]{1,6})?")
SUPPORTS_MOST = 20


@dataclass(frozen=True)
class Kind:
    """How a text is understood (Unfit where it cannot be), how the value is written, and by what it is entered on a page."""

    parse: Callable[[str, Lookup], Any]
    write: Callable[[Any, Lookup], str]
    control: str = "text"  # text | choice | several | number | date | yes-no | area | unit | units | category
    words: Mapping[str, str] = field(default_factory=dict)  # code → marked word, where there is a choice
    most: int = 0


def _as_it_is(value: Any, _: Lookup) -> str:
    return str(value)


def line(most: int) -> Kind:
    """Some words on one line."""

    def parse(text: str, _: Lookup) -> str:
        if len(text) > most:
            raise Unfit("too-long", {"most": most})
        return text

    return Kind(parse, _as_it_is, most=most)


def _parse_code(text: str, _: Lookup) -> str:
    code = typed.code(text)
    if _MANGLED.fullmatch(code):
        raise Unfit("mangled-code", {"value": code[:40]})
    if not _CODE.fullmatch(code):
        raise Unfit("bad-code", {"value": code[:40]})
    return code


CODE = Kind(_parse_code, _as_it_is, most=64)


def _parse_telephone(text: str, _: Lookup) -> str:
    digits = typed.code(text)
    number = digits if digits.isdecimal() and "." in text else typed.plain(text)
    if not _TELEPHONE.fullmatch(number):
        raise Unfit("bad-listed-number")
    if telephone.is_cut_short(number):
        raise Unfit("cut-number")
    return number


TELEPHONE = Kind(_parse_telephone, _as_it_is, most=40)


def whole(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def parse(text: str, _: Lookup) -> int:
        number = re.sub(r"(?:小时|工作小时|h)\Z", "", typed.code(text))
        if not re.fullmatch(r"[0-9]{1,9}", number):
            raise Unfit("not-whole")
        if not least <= int(number) <= most:
            raise Unfit("out-of-range", {"least": least, "most": most})
        return int(number)

    return Kind(parse, _as_it_is, "number")


def _parse_yes(text: str, _: Lookup) -> bool:
    if text.lower() not in YES | NO:
        raise Unfit("yes-or-no")
    return text.lower() in YES


YES_NO = Kind(_parse_yes, lambda value, _: "是" if value else "否", "yes-no")


def choice(words: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]] | None = None) -> Kind:
    """One of several codes, by the code or by what it is called in either language."""
    known = _names(words, synonyms or {})

    def parse(text: str, _: Lookup) -> str:
        code = known.get(plain(text))
        if code is None:
            raise Unfit("unknown-word", {"value": text[:40], "words": _listed(words)})
        return code

    return Kind(parse, lambda value, _: translate(words[value], "zh"), "choice", words)


def several(words: Mapping[str, str]) -> Kind:
    """Some of several codes, kept in their order with commas between."""
    one = choice(words)

    def parse(text: str, lookup: Lookup) -> str:
        chosen = {one.parse(part, lookup) for part in _parts(text)}
        return ",".join(code for code in words if code in chosen)

    def write(value: str, _: Lookup) -> str:
        return "、".join(translate(words[code], "zh") for code in value.split(","))

    return Kind(parse, write, "several", words)


def _names(words: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for code, word in words.items():
        for name in (code, translate(word, "zh"), translate(word, "en"), *synonyms.get(code, ())):
            known.setdefault(plain(name), code)
    return known


def _listed(words: Mapping[str, str]) -> str:
    return "、".join(translate(word, "zh") for word in words.values())


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _day(text: str, last: bool) -> str:
    """The day of a cell, "" for an open end."""
    try:
        found = dates.day(text, last) or ""
    except dates.NoDate as error:
        raise Unfit("bad-date") from error
    return "" if found == FOREVER else found


FIRST_DAY = Kind(lambda text, _: _day(text, last=False), _as_it_is, "date")
LAST_DAY = Kind(lambda text, _: _day(text, last=True), _as_it_is, "date")


def _parse_end(text: str, _: Lookup) -> int | None:
    day = _day(text, last=True)
    return clock.start_of(dt.date.fromisoformat(day) + dt.timedelta(days=1)) if day else None


# kept as the moment after the last day (epoch ms)
END = Kind(_parse_end, lambda value, _: clock.date_of(value - 1).isoformat(), "date")

AREA = Kind(
    lambda text, lookup: lookup.area(text),
    lambda code, lookup: _with_name(code, lookup.areas.get(code)),
    "area",
)
UNIT = Kind(
    lambda text, lookup: lookup.unit(text),
    lambda code, lookup: _with_name(code, lookup.units.get(code)),
    "unit",
)
CATEGORY = Kind(
    lambda text, lookup: lookup.category(text),
    lambda code, lookup: _with_name(code, lookup.categories.get(code)),
    "category",
)


def _parse_units(text: str, lookup: Lookup) -> list[str]:
    codes = list(dict.fromkeys(lookup.unit(part) for part in _parts(text)))
    if len(codes) > SUPPORTS_MOST:
        raise Unfit("too-many", {"most": SUPPORTS_MOST})
    return codes


UNITS = Kind(
    _parse_units,
    lambda codes, lookup: "、".join(UNIT.write(code, lookup) for code in codes),
    "units",
)


def _with_name(code: str, row: Any) -> str:
    """The code, and for whoever reads the table the name behind it, where that cannot be taken for a second entry."""
    name = "" if row is None else " ".join(str(row.name).split())
    return code if not name or _BETWEEN.search(name) else f"{code} {name}"


LEVELS = ("grid", "dedicated_grid", "community", "street", "city")
LEVEL_SYNONYMS = {kind: KIND_WORDS[kind] for kind in LEVELS}
