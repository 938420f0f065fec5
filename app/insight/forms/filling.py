"""The numbers of a blank's cells for a span: those of the figures, as a report may tell them, and none that tells another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.areas import tree
from app.areas.access.reach import Reach
from app.areas.models import Area
from app.board import few
from app.core.words import mark
from app.insight import counting, sums
from app.insight.counting import Counted
from app.insight.effort import reasons
from app.insight.figures import MINUTES, SHARE, Figure, whole_percent
from app.insight.forms.blanks import COUNT_FORMAT, HOURS, PERCENT, Fill
from app.insight.forms.choices import CHOICES, Choice
from app.insight.forms.keeping import BEFORE, NOW, YEAR
from app.insight.forms.models import BlankForm
from app.insight.questions import AREA, Question
from app.insight.reports import content
from app.insight.reports.span import Span
from app.insight.sums import Sum

# why a cell stays empty; a few and what would tell them by subtraction are one, for to know which would tell of both
TOO_FEW = mark("没有写数：不满 5 件，或者减一减就看得出别处不满 5 件。请自己填。")
GONE = mark("没有写数：系统里没有这一项或这个地方了。请自己填。")
NOT_YET = mark("没有写数：那时还没有开始记。请自己填。")
PEOPLE = {
    reasons.FEW_HERE: mark("没有写数：这里不到五名网格员。请自己填。"),
    reasons.FEW_BESIDE: mark("没有写数：减一减就看得出旁边不到五名网格员的。请自己填。"),
}
WHY = (TOO_FEW, GONE, NOT_YET, *PEOPLE.values())
HOUR = 60  # working minutes
Counts = tuple[
    int, ...
]  # what a figure tells of, the part of it that counts, the rest, and what wider ones have besides


def fills(form: BlankForm, span: Span, reach: Reach) -> dict[str, Fill]:
    """Cell → its number; a figure or area that is no more, and a number that no report tells, is not known.

    Nor is one told by which a number below five would follow: as a share of few or of all but few, as a part that with the
    others leaves few of the whole, as the year from which the span is taken, as a count that another of the form has few more of.
    """
    asked = {(name, when) for name, when, _ in form.cells.values() if name in CHOICES}
    hidden = {
        (name, when): _hidden(CHOICES[name], {one for one, of in asked if of == when}, when, form.area, span)
        for name, when in asked
    }
    return {
        key: _fill(name, when, code, span, reach, hidden.get((name, when), set()))
        for key, (name, when, code) in form.cells.items()
    }


def _fill(name: str, when: str, code: str, span: Span, reach: Reach, hidden: Collection[str]) -> Fill:
    area = Area.get_or_none(Area.code == code)
    if area is None or name not in CHOICES:
        return Fill(None, why=GONE)
    choice = CHOICES[name]
    last = _span(span, when).last
    if choice.figure.is_of_people and not counting.is_of_enough(code, reach, last):
        return Fill(None, why=PEOPLE[reasons.of_people(code, last)])
    if code in hidden:
        return Fill(None, why=TOO_FEW)
    return _of(choice, content.counted(choice.figure.name, area, _span(span, when), reach))


def _span(span: Span, when: str) -> Span:
    """The span itself, the one before, or the year up to its end."""
    if when == BEFORE:
        return span.before
    return replace(span, first=span.last.replace(month=1, day=1)) if when == YEAR else span


def _hidden(choice: Choice, chosen: set[str], when: str, root: str, span: Span) -> set[str]:
    """The area and parts of which no number of the choice is told, because others would follow from it and what else is chosen."""
    parts = _by_part(choice, chosen, root, _span(span, when))
    nothing = (0,) * len(parts[""])
    besides: set[str] = set()
    if when == YEAR:
        within = [
            _by_part(choice, chosen, root, one)
            for one in (_span(span, NOW), _span(span, BEFORE))
            if one.first.year == one.last.year == span.last.year
        ]
        besides = {
            code
            for code in parts
            if _is_seen_through(parts[code], [one.get(code, nothing) for one in within])
        }
    order = tree.parts_of(root)
    found: set[str] = set()
    for measure in range(len(nothing)):
        counts = {code: by[measure] for code, by in parts.items() if code}
        hidden = few.withheld(counts, order, besides - {""})
        found |= {code for code in hidden if counts[code]}
    whole = parts[""]
    if "" in besides or any(few.is_few(count) for count in whole):
        found.add(root)
    else:
        found.discard(root)  # what lies in no part has no cell: the cell of the root is the whole
    return found


def _by_part(choice: Choice, chosen: set[str], root: str, span: Span) -> dict[str, Counts]:
    """The counts of each part, of what lies in none under the root, and of the whole under ""."""
    own = _sums(choice.figure, root, span)
    wider = [(one, _sums(one.figure, root, span)) for one in choice.wider(chosen)]
    areas = {"", root, *tree.parts_of(root), *own, *(area for _, of in wider for area in of)}
    return {
        code: (
            *_counts(choice.figure, own.get(code, Sum())),
            *(_number(one, of.get(code, Sum())) - _number(choice, own.get(code, Sum())) for one, of in wider),
        )
        for code in areas
    }


def _sums(figure: Figure, root: str, span: Span) -> dict[str, Sum]:
    question = Question(root, span.first, span.last)
    whole = sums.by_group(figure, question, None).get("", Sum())
    return {**sums.by_group(figure, question, AREA), "": whole}


def _number(choice: Choice, one: Sum) -> int:
    return one.part if choice.is_count else one.of


def _counts(figure: Figure, one: Sum) -> Counts:
    is_share = figure.unit == SHARE
    return (one.of, one.part, one.of - one.part) if is_share else (one.of, 0, 0)


def _is_seen_through(year: Counts, within: list[Counts]) -> bool:
    """Whether few were in one of these spans, or in the year besides: the year told last time, or they, would tell it."""
    for measure, whole in enumerate(year):
        counts = [one[measure] for one in within]
        if any(map(few.is_few, [*counts, whole - sum(counts)])):
            return True
    return False


def _of(choice: Choice, one: Counted) -> Fill:
    if one.of is None and not one.is_withheld:
        return Fill(None, why=NOT_YET)
    if not content.is_told(one):
        return Fill(None, why=PEOPLE[reasons.FEW_HERE] if one.is_withheld else TOO_FEW)
    if choice.is_count:
        return Fill(one.part or 0, COUNT_FORMAT, f"{one.part or 0:,}")
    if one.value is None:
        return Fill(None, why=TOO_FEW)  # of none, which is not to be told from a few
    words = content.written(one, "zh")
    if one.figure.unit == SHARE:
        return Fill(whole_percent(one.value) / 100, PERCENT, words)
    if one.figure.unit == MINUTES:
        return Fill(round(one.value / HOUR, 1), HOURS, words)
    return Fill(round(one.value), COUNT_FORMAT, words)
