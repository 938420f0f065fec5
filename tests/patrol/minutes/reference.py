"""Seconds by cause a second time, written from the product's text alone, slowly and with plain loops.

Nothing here is shared with the application: where the two agree on random walks, both read the rule alike.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

ORDER = ["in_area", "by_marks", "outside", "gap", "too_fast", "inaccurate"]
BETTER = ["in_area", "by_marks", "outside", "too_fast", "inaccurate", "gap"]


def far(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Metres between two positions by the spherical law of cosines' stable cousin, through 3-D vectors."""

    def vector(p: dict[str, Any]) -> tuple[float, float, float]:
        lat, lon = math.radians(p["lat"]), math.radians(p["lon"])
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    va, vb = vector(a), vector(b)
    chord = math.sqrt(sum((x - y) ** 2 for x, y in zip(va, vb, strict=True)))
    return 2 * 6_371_008.8 * math.asin(min(1.0, chord / 2))


def to_box(fix: dict[str, Any], box: tuple[float, float, float, float]) -> float:
    """Metres from a fix to a box (south, west, north, east); 0 inside."""
    south, west, north, east = box
    nearest = {"lat": min(max(fix["lat"], south), north), "lon": min(max(fix["lon"], west), east)}
    return far(fix, nearest)


def chosen(fixes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One fix per instant: the most accurate, then by source name, lat, lon."""
    out = []
    for t in sorted({fix["t"] for fix in fixes}):
        same = [fix for fix in fixes if fix["t"] == t]
        best = same[0]
        for fix in same[1:]:
            if (fix["acc"], fix["source"], fix["lat"], fix["lon"]) < (
                best["acc"], best["source"], best["lat"], best["lon"],
            ):  # fmt: skip
                best = fix
        out.append(best)
    return out


def pieces(
    started: int,
    finished: int,
    fixes: list[dict[str, Any]],
    marks: list[dict[str, Any]],
    boxes: list[tuple[float, float, float, float]],
    listed: list[str],
) -> list[tuple[int, int, str]]:
    """(from, to, cause): `boxes` are areas with a polygon, `listed` the codes of areas without."""
    counted = [fix for fix in chosen(fixes) if started <= fix["t"] <= finished]
    out: list[tuple[int, int, str]] = []
    if not counted:
        return gap(started, finished, marks)
    out += gap(started, counted[0]["t"], marks)
    for i in range(len(counted) - 1):
        a, b = counted[i], counted[i + 1]
        dt = b["t"] - a["t"]
        if dt > 90_000:
            out += gap(a["t"], b["t"], marks)
        elif a["acc"] > 100 or b["acc"] > 100:
            out.append((a["t"], b["t"], "inaccurate"))
        elif far(a, b) / (dt / 1000) > 7:
            out.append((a["t"], b["t"], "too_fast"))
        elif is_outside(a, b, marks, boxes, listed):
            out.append((a["t"], b["t"], "outside"))
        else:
            out.append((a["t"], b["t"], "in_area"))
    return out + gap(counted[-1]["t"], finished, marks)


def with_trackers(
    started: int,
    finished: int,
    own: list[dict[str, Any]],
    trackers: list[list[dict[str, Any]]],
    marks: list[dict[str, Any]],
    boxes: list[tuple[float, float, float, float]],
    listed: list[str],
) -> list[tuple[int, int, str]]:
    """By the own fixes, by each tracker's, and by the own with each tracker's in their gaps: the best cause of each moment."""
    lines = [pieces(started, finished, fixes, marks, boxes, listed) for fixes in (own, *trackers)]
    times = sorted(fix["t"] for fix in own if started <= fix["t"] <= finished)
    for tracker in trackers:
        filling = []
        for fix in tracker:
            before = [t for t in times if t < fix["t"]]
            after = [t for t in times if t > fix["t"]]
            is_dense = before and after and after[0] - before[-1] <= 90_000
            if fix["t"] not in times and not is_dense:
                filling.append(fix)
        lines.append(pieces(started, finished, own + filling, marks, boxes, listed))
    return better(lines)


def is_outside(
    a: dict[str, Any],
    b: dict[str, Any],
    marks: list[dict[str, Any]],
    boxes: list[tuple[float, float, float, float]],
    listed: list[str],
) -> bool:
    """Whether a pair lies outside every area, those without a polygon judged by the worker's marks."""
    for mark in marks:
        if mark["area"] in listed and a["t"] - 900_000 <= mark["t"] <= b["t"] + 900_000:
            return False
    return any(
        all(to_box(fix, box) > min(fix["acc"], 30) for box in boxes)  # also where there is no box at all
        for fix in (a, b)
    )


def gap(begins: int, ends: int, marks: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """A gap cut at every mark; pieces between two marks near enough are by_marks."""
    times = sorted({begins, ends} | {mark["t"] for mark in marks if begins <= mark["t"] <= ends})
    out = []
    for a, b in zip(times, times[1:], strict=False):
        cause = "gap"
        for one in marks:
            for two in marks:
                if one["t"] == a and two["t"] == b and b - a <= 900_000:
                    lacks = one["lat"] is None or two["lat"] is None
                    if lacks or far(one, two) / ((b - a) / 1000) <= 2:
                        cause = "by_marks"
        out.append((a, b, cause))
    return out


def seconds(parts: list[tuple[int, int, str]]) -> dict[str, int]:
    """Rounded by running totals in table order."""
    out: dict[str, int] = {}
    total = Fraction(0)
    for cause in ORDER:
        was = math.floor(total + Fraction(1, 2))
        total += Fraction(sum(b - a for a, b, its in parts if its == cause), 1000)
        out[cause] = math.floor(total + Fraction(1, 2)) - was
    return out


def better(lines: list[list[tuple[int, int, str]]]) -> list[tuple[int, int, str]]:
    """Several patrols as one: every elementary stretch takes the better cause."""
    edges = sorted({t for line in lines for a, b, _ in line for t in (a, b)})
    out = []
    for a, b in zip(edges, edges[1:], strict=False):
        causes = [cause for line in lines for x, y, cause in line if x <= a and b <= y]
        if causes:
            out.append((a, b, min(causes, key=BETTER.index)))
    return out
