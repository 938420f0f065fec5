"""The weeks, months and quarters that are reported on: where they begin and end, what they are called, which came before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core import clock
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

    def words(self, language: str) -> str:
        """As a report's title has it: 2026年11月, 2026年第4季度, 2026年11月23日到29日; November 2026, Q4 2026, 23 – 29 Nov 2026."""
        quarter = (self.first.month - 1) // MONTHS + 1
        if language == "en":
            return self._english(quarter)
        if self.kind == MONTH:
            return f"{self.first.year}年{self.first.month}月"
        if self.kind == QUARTER:
            return f"{self.first.year}年第{quarter}季度"
        end = f"{self.last.day}日"
        if self.first.month != self.last.month:
            end = f"{self.last.month}月{end}"
        if self.first.year != self.last.year:
            end = f"{self.last.year}年{end}"
        return f"{self.first.year}年{self.first.month}月{self.first.day}日到{end}"

    def _english(self, quarter: int) -> str:
        if self.kind == MONTH:
            return f"{self.first:%B %Y}"
        if self.kind == QUARTER:
            return f"Q{quarter} {self.first.year}"
        begin = str(self.first.day)
        if self.first.month != self.last.month:
            begin += f" {self.first:%b}"
        if self.first.year != self.last.year:
            begin += f" {self.first.year}"
        return f"{begin} – {self.last.day} {self.last:%b %Y}"

    def words_until(self, today: dt.date, language: str) -> str:
        """The same; of one that is not over, until when it tells."""
        words = self.words(language)
        if self.last < today:
            return words
        if language == "en":
            return f"{words} (up to {today.day} {today:%b})"
        return f"{words}（到{today.month}月{today.day}日）"

    def short(self, language: str) -> str:
        """For a chart's foot."""
        if self.kind == WEEK:
            return (
                f"{self.first.day} {self.first:%b}"
                if language == "en"
                else f"{self.first.month}.{self.first.day}"
            )
        if self.kind == MONTH:
            return f"{self.first:%b}" if language == "en" else f"{self.first.month}月"
        year, quarter = self.first.year % 100, (self.first.month - 1) // MONTHS + 1
        if language == "en":
            return f"Q{quarter} {year:02}"
        return f"{year}年{quarter}季"

    @property
    def before(self) -> Span:
        """The one before it."""
        return containing(self.kind, self.first - dt.timedelta(days=1))

    @property
    def compared(self) -> Span:
        """What it is compared with: the one before it; of one that is not over as many days of that one as of this one have come."""
        before, days = self.before, (clock.today() - self.first).days
        if self.is_over:
            return before
        return replace(before, last=min(before.last, before.first + dt.timedelta(days=days)))

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.last < clock.today()

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
