"""The weeks, months and quarters that are reported on: where they begin and end, what they are called, which came before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.insight.questions import next_month

WEEK, MONTH, QUARTER = KINDS = ("week", "month", "quarter")
BACK = 6  # spans in a chart
MONTHS = 3  # of a quarter


@dataclass(frozen=True)
class Span:
    """One of them, from its first to its last day, both included."""

    kind: str
    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """In Chinese, as a report's title has it: 2026年11月, 2026年第4季度, 11月23日到29日这一周."""
        if self.kind == MONTH:
            return f"{self.first.year}年{self.first.month}月"
        if self.kind == QUARTER:
            return f"{self.first.year}年第{(self.first.month - 1) // MONTHS + 1}季度"
        end = f"{self.last.day}日"
        if self.first.month != self.last.month:
            end = f"{self.last.month}月{end}"
        if self.first.year != self.last.year:
            end = f"{self.last.year}年{end}"
        return f"{self.first.year}年{self.first.month}月{self.first.day}日到{end}"

    def words_until(self, today: dt.date) -> str:
        """The same; of one that is not over, until when it tells."""
        return self.words if self.last < today else f"{self.words}（到{today.month}月{today.day}日）"

    @property
    def short(self) -> str:
        """For a chart's foot."""
        if self.kind == WEEK:
            return f"{self.first.month}.{self.first.day}"
        return (
            f"{self.first.month}月"
            if self.kind == MONTH
            else f"{self.first.year % 100}年{(self.first.month - 1) // MONTHS + 1}季"
        )

    @property
    def before(self) -> Span:
        """The one before it."""
        return containing(self.kind, self.first - dt.timedelta(days=1))

    def up_to_here(self) -> Iterator[Span]:
        """The last six, the oldest first, itself at the end."""
        spans, one = [self], self
        for _ in range(BACK - 1):
            one = one.before
            spans.append(one)
        return reversed(spans)


def containing(kind: str, day: dt.date) -> Span:
    """The one that the day lies in."""
    if kind == WEEK:
        first = day - dt.timedelta(days=day.weekday())
        return Span(kind, first, first + dt.timedelta(days=6))
    if kind == MONTH:
        first = day.replace(day=1)
        return Span(kind, first, next_month(first) - dt.timedelta(days=1))
    first = day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)
    end = first
    for _ in range(MONTHS):
        end = next_month(end)
    return Span(kind, first, end - dt.timedelta(days=1))
