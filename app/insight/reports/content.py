"""What a report says: the figures beside the span before, what comes often where, three sentences, and six spans for a chart.

A report leaves the hands of whoever made it, so no number below five is in its figures; how people work is in it where the
figures tell it. What comes again and what waits is told on the page to whoever reads the matters, and in the files as what may
leave their reach (`again_rows`). Areas stand in the tree's order, things by how many came of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.areas.access.reach import Reach
from app.areas.models import Area
from app.board import few
from app.core import clock
from app.core.words import mark, translate
from app.insight import asking, counting, figures, tallies
from app.insight.counting import FEW, Counted
from app.insight.figures import FIGURES, SHARE, Figure
from app.insight.questions import CATEGORY, Question
from app.insight.reports import again, again_rows, often
from app.insight.reports.again_rows import Table, Wait, things_by_name
from app.insight.reports.often import Hot
from app.insight.reports.span import MONTH, QUARTER, WEEK, Span

THINGS_MOST = 3  # named in a sentence
TITLES = {
    WEEK: mark("{area} {span} 网格工作周报"),
    MONTH: mark("{area} {span} 网格工作月报"),
    QUARTER: mark("{area} {span} 网格工作季报"),
}
SO_MANY = mark("{span}，{area}收到{received}，办结{closed}。")
BESIDE = {
    WEEK: mark("{span}，{area}收到{received}，办结{closed}，上周是 {before} 件和 {then} 件。"),
    MONTH: mark("{span}，{area}收到{received}，办结{closed}，上月是 {before} 件和 {then} 件。"),
    QUARTER: mark("{span}，{area}收到{received}，办结{closed}，上季度是 {before} 件和 {then} 件。"),
}
# of one that is not over, beside as many days of the one before
BESIDE_SO_FAR = {
    WEEK: mark("{span}，{area}收到{received}，办结{closed}，上周同期是 {before} 件和 {then} 件。"),
    MONTH: mark("{span}，{area}收到{received}，办结{closed}，上月同期是 {before} 件和 {then} 件。"),
    QUARTER: mark("{span}，{area}收到{received}，办结{closed}，上季度同期是 {before} 件和 {then} 件。"),
}
SO_FAR = mark("这一段还没有过完，前一段也只数同样的天数：{days}。")
NO_SHARES = mark(
    "办得快不快、好不好，这里不写数：这里或旁边事太少（不满 5 件）或网格员太少（不到 5 名），写了就看得出是谁办的。"
)
NOT_YET = mark("{span}，{area}那时还没有开始记。")
# the five numbers of the brief, and what its sentences need besides
BRIEF, FIVE = ("received", "closed", "on_the_spot", "in_time", "satisfied", "confirmed_first_time"), 5


@dataclass(frozen=True)
class Row:
    """A figure in this span and in the one before, as it is written; "—" where none is told."""

    figure: Figure
    now: str
    before: str
    change: str
    address: str  # of the list that it counted; "" where there is none
    values: tuple[float | None, float | None]  # of both spans, to reckon with; None where none is told


@dataclass(frozen=True)
class Bar:
    """What came and what was closed in one of the last six spans; None: fewer than five."""

    words: str
    received: int | None
    closed: int | None


@dataclass(frozen=True)
class Report:
    """All of it."""

    area: Area
    span: Span
    language: str
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    hot: tuple[Hot, ...]
    hot_left: int  # how many more places and things come as often
    bars: tuple[Bar, ...]
    again: tuple[Table, ...]
    waits: tuple[Wait, ...]

    @property
    def title(self) -> str:
        """As it stands above a report."""
        span = self.span.words_until(clock.today(), self.language)
        return translate(TITLES[self.span.kind], self.language, area=self.area.full_name, span=span)

    @property
    def compared_words(self) -> str:
        """Beside which days it stands, where it is not over; "" where it is."""
        if self.span.is_over:
            return ""
        then = self.span.compared
        return translate(SO_FAR, self.language, days=Span(WEEK, then.first, then.last).words(self.language))


def of_area(area: Area, span: Span, reach: Reach, language: str, *, leaves: bool = False) -> Report:
    """The report of an area, as whoever has this reach may read it; `leaves`: as a file."""
    now, before = _both(FIGURES, area, span, reach)
    rows = tuple(_row(now[name], before[name], language) for name in FIGURES)
    things = _things(area, span, reach, language)
    hot, hot_left = often.most_often(area, span, language, leaves=leaves)
    return Report(
        area,
        span,
        language,
        rows,
        _sentences(area, span, now, before, things, language),
        hot,
        hot_left,
        bars_of(area, span, reach, language, {span: now, span.compared: before}),
        again_rows.tables(area, span, language, leaves=leaves),
        again_rows.waits(area, span, reach, language, leaves=leaves),
    )


def brief(area: Area, span: Span, reach: Reach, language: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """(five numbers, three sentences): what a secretary has to know of a span, on a phone."""
    now, before = _both(BRIEF, area, span, reach)
    rows = tuple(_row(now[name], before[name], language) for name in BRIEF[:FIVE])
    things = _things(area, span, reach, language)
    return rows, _sentences(area, span, now, before, things, language)


def _both(
    names: Iterable[str], area: Area, span: Span, reach: Reach
) -> tuple[dict[str, Counted], dict[str, Counted]]:
    """The figures of the span and of the one before."""
    return (
        _without_few(_together(names, area, span, reach)),
        _without_few(_together(names, area, span.compared, reach)),
    )


def _without_few(found: dict[str, Counted]) -> dict[str, Counted]:
    """Without what tells a number below five beside the others: a few reopened of what was received, and what was settled at once
    where it leaves a few of what was closed."""
    withheld = set()
    if "reopened" in found and few.is_few(found["reopened"].part or 0):
        withheld.add("reopened")
    if "settled_at_once" in found and few.is_few(
        (found["closed"].of or 0) - (found["settled_at_once"].of or 0)
    ):
        withheld.add("settled_at_once")
    return {
        name: replace(one, of=None, part=None, value=None, is_withheld=True) if name in withheld else one
        for name, one in found.items()
    }


def _question(area: str, span: Span) -> Question:
    return Question(area, span.first, span.last)


def counted(name: str, area: Area, span: Span, reach: Reach) -> Counted:
    """One figure, as a report tells it (`_together`)."""
    return _together([name], area, span, reach)[name]


def _together(names: Iterable[str], area: Area, span: Span, reach: Reach) -> dict[str, Counted]:
    """The figures; how people work is in no report of fewer than five, not even in that of their own grid.

    Of a span that was over before the first thing came there is no figure, and not 0: nobody wrote anything down.
    """
    asked, wanted = _question(area.code, span), [FIGURES[name] for name in names]
    begun = tallies.first_day(area.code)
    if begun is None or span.last < begun:
        return {figure.name: Counted(figure, asked, None, None, None, None) for figure in wanted}
    is_of_few = not counting.has_five(area.code, span.last)
    found = counting.together(
        [figure for figure in wanted if not (figure.is_of_people and is_of_few)], asked, reach
    )
    return {
        figure.name: found.get(figure.name, Counted(figure, asked, None, None, None, None, is_withheld=True))
        for figure in wanted
    }


def is_told(one: Counted) -> bool:
    """Whether a report has its number: not withheld, and of at least five, or of none."""
    return not one.is_withheld and one.of is not None and (one.of >= FEW or one.of == 0)


def written(one: Counted, language: str) -> str:
    """The number as it is written; "—" where none is told."""
    if not is_told(one) or one.value is None:
        return "—"
    return figures.written(one.figure, one.value, language)


def _row(now: Counted, before: Counted, language: str) -> Row:
    address = (
        asking.address(f"/figures/{now.figure.name}", now.question) if now.of and not now.is_withheld else ""
    )
    return Row(
        now.figure, written(now, language), written(before, language), _change(now, before, language), address,
        (_value(now), _value(before)),
    )  # fmt: skip


def _value(one: Counted) -> float | None:
    """As it is written: what was rounded away would tell how many there were."""
    if not is_told(one) or one.value is None:
        return None
    return figures.whole_percent(one.value) / 100 if one.figure.unit == SHARE else one.value


def _change(now: Counted, before: Counted, language: str) -> str:
    """By how much it is more or less, shares in percentage points; "" where either is not told."""
    if not (is_told(now) and is_told(before)) or now.value is None or before.value is None:
        return ""
    is_share = now.figure.unit == SHARE
    values = [
        figures.whole_percent(one.value) if is_share else one.value
        for one in (now, before)
        if one.value is not None
    ]
    difference = values[0] - values[1]  # as both stand there: whoever checks it takes one from the other
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    if is_share:
        return translate(mark("{n} 个百分点"), language, n=f"{sign}{abs(difference):.0f}")
    return sign + figures.written(now.figure, abs(difference), language)


def _things(area: Area, span: Span, reach: Reach, language: str) -> list[tuple[str, int]]:
    """(what it is called, how many came) of the things of which at least five came, most first; none that
    is told to nobody but its desk, for it is pasted into what goes out."""
    every = counting.counted_by(FIGURES["received"], _question(area.code, span), CATEGORY, reach)
    may_leave = {code for (code,) in again.things().tuples()}
    counts = [
        (one.group, one.of)
        for one in every
        if one.group and one.group in may_leave and one.of is not None and one.of >= FEW
    ]
    names = things_by_name(language)
    return [
        (names.get(code, code), count) for code, count in sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    ]


def _sentences(
    area: Area,
    span: Span,
    now: dict[str, Counted],
    before: dict[str, Counted],
    things: list[tuple[str, int]],
    language: str,
) -> tuple[str, ...]:
    """Three sentences for whoever asks, in the language of the report that they are pasted into; of days before the first thing
    came one."""
    if now["received"].of is None and not now["received"].is_withheld:
        words = span.words_until(clock.today(), language)
        return (translate(NOT_YET, language, span=words, area=area.full_name),)
    comma, listed, full_stop = (", ", ", ", ".") if language == "en" else ("，", "、", "。")
    shares = [
        f"{translate(now[name].figure.words, language)} {written(now[name], language)}"
        for name in ("on_the_spot", "in_time", "confirmed_first_time")
        if written(now[name], language) != "—"
    ]
    if language == "en":
        shares[1:] = [word[:1].lower() + word[1:] for word in shares[1:]]
    how = comma.join(shares) + full_stop if shares else translate(NO_SHARES, language)
    named = listed.join(
        translate(mark("{thing} {n} 件"), language, thing=word, n=count)
        for word, count in things[:THINGS_MOST]
    )
    most = (
        translate(mark("说得多的是{things}。"), language, things=named)
        if named
        else translate(mark("没有哪一类满 5 件。"), language)
    )
    return _so_many(area, span, now, before, language), how, most


def _so_many(
    area: Area, span: Span, now: dict[str, Counted], before: dict[str, Counted], language: str
) -> str:
    then = [before["received"], before["closed"]]
    is_beside = all(is_told(one) and one.value is not None for one in (now["received"], now["closed"], *then))
    return translate(
        (BESIDE if span.is_over else BESIDE_SO_FAR)[span.kind] if is_beside else SO_MANY, language,
        span=span.words_until(clock.today(), language), area=area.full_name,
        received=_many(now["received"], language), closed=_many(now["closed"], language),
        **({"before": f"{then[0].value:,.0f}", "then": f"{then[1].value:,.0f}"} if is_beside else {}),
    )  # fmt: skip


def _many(one: Counted, language: str) -> str:
    if not is_told(one) or one.value is None:
        return translate(mark("不满 {n} 件"), language, n=FEW)
    words = translate(mark("{n} 件"), language, n=f"{one.value:,.0f}")
    return words if language == "en" else f" {words}"


def bars_of(
    area: Area,
    span: Span,
    reach: Reach,
    language: str,
    known: Mapping[Span, Mapping[str, Counted]] | None = None,
) -> tuple[Bar, ...]:
    """The last six spans up to this one, with what is `known` of some of them."""
    found = known or {}

    def bar(each: Span) -> Bar:
        counts = found.get(each) or _together(("received", "closed"), area, each, reach)
        return Bar(each.short(language), _bar(counts["received"]), _bar(counts["closed"]))

    return tuple(bar(each) for each in span.up_to_here())


def _bar(one: Counted) -> int | None:
    return round(one.value) if is_told(one) and one.value is not None else None
