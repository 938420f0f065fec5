"""What pages of figures share: a number as a table shows it with its lists, and the days that are asked for most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.areas import place_names
from app.core import clock
from app.core.web import page
from app.core.words import mark
from app.insight import asking, figures, tallies
from app.insight.counting import OF, Counted
from app.insight.questions import DAY, Question
from app.matters.models import Matter
from app.matters.views import rows
from app.matters.workflow import labels
from app.people.sign_in import identity

UNTIL_TODAY = mark("今天以后的日子还没到，数到今天为止。")
NOT_COME = mark("这些天还没到，还没有数。")


def cell(one: Counted) -> dict[str, Any]:
    """What a table shows of a figure, and where its lists are."""
    path = f"/figures/{one.figure.name}"
    return {
        "value": value_of(one),
        "is_withheld": one.is_withheld,
        "of": one.of,
        "part": one.part,
        "mix": ""
        if one.mix is None
        else page.translated(mark("（{share}）"), share=figures.percent(one.mix)),
        "address": asking.address(path, one.question) if one.of else "",
        "every": asking.address(path, one.question, which=OF) if one.of and one.part is not None else "",
    }


def value_of(one: Counted) -> str:
    """The number as it is written; a dash where there is none to tell."""
    if one.is_withheld or one.value is None:
        return "—"
    return figures.written(one.figure, one.value, page.language())


def spans(path: str, asked: Question, by: str | None = None) -> list[tuple[str, str, bool]]:
    """(word, address, whether it is the one shown) of the days that are asked for most."""
    today = clock.today()
    month = today.replace(day=1)
    last_month = (month - dt.timedelta(days=1)).replace(day=1)
    spans = (
        (mark("本周"), today - dt.timedelta(days=today.weekday()), today),
        (mark("本月"), month, today),
        (mark("上个月"), last_month, month - dt.timedelta(days=1)),
        (mark("近 90 天"), today - dt.timedelta(days=89), today),
        (mark("近一年"), today - dt.timedelta(days=364), today),
    )
    more = {} if by is None or by == DAY else {"by": by}
    return [
        (page.translated(word), asking.address(path, replace(asked, first=first, last=last), **more), (first, last) == (asked.first, asked.last))
        for word, first, last in spans
    ]  # fmt: skip


def bounds(asked: Question) -> tuple[str, str]:
    """(the earliest, the latest day that a field takes): from when the first thing came until today, and what is asked now."""
    least = min(tallies.first_day(asked.area) or asked.first, asked.first)
    return least.isoformat(), max(clock.today(), asked.last).isoformat()


def until_today(asked: Question) -> tuple[Question, str]:
    """(without the days that have not come, a sentence that says so); as it is where none of them has, or none has not."""
    today = clock.today()
    if asked.last <= today:
        return asked, ""
    if asked.first > today:
        return asked, page.translated(NOT_COME)
    return replace(asked, last=today), page.translated(UNTIL_TODAY)


def narrowing(asked: Question) -> dict[str, str]:
    """What a form that asks for other days keeps of the question besides its area."""
    return {key: value for key, value in asking.words(asked).items() if key not in ("area", "from", "to")}


def matters_in_list(
    matters: Iterable[Matter], moment_of: Callable[[str, str], str]
) -> dict[str, dict[str, Any]]:
    """Id → the matter as a list shows it to the reader; `moment_of`: how a desk says a moment in a language."""
    language, matters = page.language(), list(matters)
    names = place_names.full_names({one.area for one in matters})
    return {
        one["id"]: {
            **one, "area_name": names.get(one["area"], one["area_name"]), "state_word": page.translated(labels.STATES[one["state"]]),
            "when": moment_of(one["closed_at"] or one["received_at"], language),
        }
        for one in rows.many_for_person(matters, identity.person(), language)
    }  # fmt: skip
