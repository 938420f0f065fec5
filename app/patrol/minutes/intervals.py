"""Stretches of time: unions, differences, cuts, and one timeline out of several where the better cause holds."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import clock
from app.patrol.minutes.minutes_rule import COUNTING, Span, joined

BETTER_FIRST = ("in_area", "by_marks", "outside", "too_fast", "inaccurate", "gap")

Stretch = tuple[int, int]


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in stretches that neither overlap nor touch, sorted."""
    out: list[Stretch] = []
    for begins, ends in sorted(s for s in stretches if s[1] > s[0]):
        if out and begins <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], ends))
        else:
            out.append((begins, ends))
    return out


def minus(stretches: Iterable[Stretch], taken: list[Stretch]) -> list[Stretch]:
    """What of the stretches lies outside `taken`, which is a union."""
    out: list[Stretch] = []
    for begins, ends in stretches:
        at = begins
        for low, high in taken:
            if high <= at:
                continue
            if low >= ends:
                break
            if low > at:
                out.append((at, low))
            at = max(at, high)
        if at < ends:
            out.append((at, ends))
    return out


def cut(spans: Iterable[Span], begins: int, ends: int) -> list[Span]:
    """The part of the spans that lies between two moments."""
    clipped = (Span(max(s.begins, begins), min(s.ends, ends), s.cause) for s in spans)
    return [span for span in clipped if span.ends > span.begins]


def best(lines: Iterable[Iterable[Span]]) -> list[Span]:
    """One timeline out of several: time in two of them takes the better cause."""
    every = [span for line in lines for span in line]
    out: list[Span] = []
    taken: list[Stretch] = []
    for cause in BETTER_FIRST:
        pieces = [(s.begins, s.ends) for s in every if s.cause == cause]
        if cause != "gap":
            pieces = union(pieces)
        free = minus(_apart(pieces), taken)
        out += [Span(begins, ends, cause) for begins, ends in free]
        taken = union([*taken, *free])
    return joined(sorted(out))


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlap; stretches that only touch stay apart."""
    out: list[Stretch] = []
    reached = 0
    for begins, ends in sorted(stretches):
        if ends > reached:
            out.append((max(begins, reached), ends))
            reached = ends
    return out


def counting(spans: Iterable[Span]) -> list[Stretch]:
    """The time that counts as patrol."""
    return union((s.begins, s.ends) for s in spans if s.cause in COUNTING)


def seconds(stretches: Iterable[Stretch]) -> int:
    """Whole seconds in the union of the stretches, rounded down."""
    return sum(ends - begins for begins, ends in union(stretches)) // clock.SECOND


def minutes(stretches: Iterable[Stretch]) -> int:
    """Whole minutes in the union of the stretches, rounded down."""
    return sum(ends - begins for begins, ends in union(stretches)) // clock.MINUTE
