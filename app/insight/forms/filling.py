"""The numbers of a blank's cells for a span: those of the figures, as a report may tell them."""

from __future__ import annotations

from dataclasses import replace

from app.areas.access.reach import Reach
from app.areas.models import Area
from app.insight.counting import Counted
from app.insight.figures import FIGURES, MINUTES, SHARE
from app.insight.forms.blanks import Fill
from app.insight.forms.keeping import BEFORE, YEAR
from app.insight.forms.models import BlankForm
from app.insight.reports import content
from app.insight.reports.span import Span

HOUR = 60  # working minutes


def fills(form: BlankForm, span: Span, reach: Reach) -> dict[str, Fill]:
    """Cell → its number; a figure or area that is no more, and a number that no report tells, is not known."""
    return {key: _fill(figure, when, area, span, reach) for key, (figure, when, area) in form.cells.items()}


def _fill(figure: str, when: str, code: str, span: Span, reach: Reach) -> Fill:
    area = Area.get_or_none(Area.code == code)
    if area is None or figure not in FIGURES:
        return Fill(None)
    return _of(content.counted(figure, area, _span(span, when), reach))


def _span(span: Span, when: str) -> Span:
    """The span itself, the one before, or the year up to its end."""
    if when == BEFORE:
        return span.before
    return replace(span, first=span.last.replace(month=1, day=1)) if when == YEAR else span


def _of(one: Counted) -> Fill:
    if not content.is_told(one) or one.value is None:
        return Fill(None)
    words = content.written(one, "zh")
    if one.figure.unit == SHARE:
        return Fill(round(one.value, 4), "0%", words)
    if one.figure.unit == MINUTES:
        return Fill(round(one.value / HOUR, 1), "0.0", words)
    return Fill(round(one.value), "0", words)
