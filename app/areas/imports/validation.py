"""Judges one draft of an import by itself: the columns it asks for, or why it is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shapely

from app.areas.geometry.doubts import is_zero
from app.areas.geometry.plane import square_metres
from app.areas.geometry.shapes import measured_columns
from app.areas.imports import dates, tables
from app.areas.imports.drafts import Draft
from app.areas.imports.messages import COLUMNS, KIND_WORDS, NO, YES, sentence
from app.areas.models import FOREVER
from app.core import typed

NAME_MOST = 100
NO_PARENT = ("", "-", "—", "/", "无")  # what people put into the top's cell
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")
_MANGLED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


@dataclass(eq=False)
class Refusal(Exception):
    """Why a row is refused; shown with its number and code."""

    reason: str
    parameters: dict[str, Any] = field(default_factory=dict)
    row: int | str = 0
    code: str = ""

    def sentence(self, language: str) -> str:
        """In "zh" or "en"."""
        return sentence(self.reason, language, self.parameters)


@dataclass(frozen=True)
class WantedArea:
    """What a row asks of an area; columns it says nothing about are absent."""

    row: int | str
    code: str
    columns: dict[str, Any]
    is_at_zero: bool = False  # a position of 0, 0 stood there; it counts as none


def judge(draft: Draft, called: Callable[[str], list[str]] = lambda _: []) -> WantedArea:
    """The area that a draft asks for; `called` are the codes of areas by their name. Raises Refusal if a cell cannot be used."""
    if not draft.is_feature:
        raise Refusal("not-feature", row=draft.row)
    cells = draft.cells
    try:
        _no_errors(cells)
        code = parse_code(cells["code"])
        columns = {
            "name": _name(cells["name"]),
            "kind": _kind(cells["kind"]),
            **_parent(cells["parent"], called),
            **_dates(cells["begins"], cells["ends"]),
            **_overlay(cells["overlay"]),
            **({"ext_code": typed.code(cells["ext_code"])[:64]} if cells["ext_code"] else {}),
        }
        place = _geometry(draft.geometry) or _point(cells["lat"], cells["lon"])
    except Refusal as refused:
        raise Refusal(refused.reason, refused.parameters, draft.row, typed.code(cells["code"])[:64]) from None
    if "shape" not in place and place and is_zero(place["lat"], place["lon"]):
        return WantedArea(draft.row, code, columns, is_at_zero=True)
    return WantedArea(draft.row, code, columns | place)


def _no_errors(cells: dict[str, str]) -> None:
    for name, text in cells.items():
        if tables.is_error(text):
            raise Refusal(tables.error_reason(text), {"column": COLUMNS[name][0], "value": text})


def parse_code(written: str) -> str:
    """The code of an area as it is kept. Raises Refusal for what is none."""
    text = typed.code(written)
    if not text:
        raise Refusal("no-code")
    if _MANGLED.fullmatch(text):
        raise Refusal("mangled-code", {"value": text[:40]})
    if not _CODE.fullmatch(text):
        raise Refusal("bad-code", {"value": text[:40]})
    return text


def _name(text: str) -> str:
    if not text:
        raise Refusal("no-name")
    if len(text) > NAME_MOST:
        raise Refusal("long-name", {"most": NAME_MOST})
    return text


def _kind(text: str) -> str:
    if not text:
        raise Refusal("no-kind")
    word = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    for kind, words in KIND_WORDS.items():
        if word == kind or word in words:
            return kind
    raise Refusal("bad-kind", {"value": text[:40]})


def _parent(text: str, called: Callable[[str], list[str]]) -> dict[str, Any]:
    if text in NO_PARENT:
        return {}
    code = typed.code(text)
    if _CODE.fullmatch(code):
        return {"parent": parse_code(text)}
    codes = called(text)
    if codes:
        raise Refusal("several-parents", {"value": text[:40], "codes": "、".join(codes[:5])})
    raise Refusal("bad-parent", {"value": text[:40]})


def _dates(begins: str, ends: str) -> dict[str, Any]:
    days = {"begins": _day(begins, last=False), "ends": _day(ends, last=True)}
    if days["begins"] == FOREVER:
        raise Refusal("bad-date", {"value": begins[:40]})
    return {column: day for column, day in days.items() if day is not None}


def _day(text: str, last: bool) -> str | None:
    try:
        return dates.day(text, last)
    except dates.NoDate:
        raise Refusal("bad-date", {"value": text[:40]}) from None


def _overlay(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if text.lower() not in YES | NO:
        raise Refusal("bad-overlay")
    return {"overlay": text.lower() in YES}


def _point(lat: str, lon: str) -> dict[str, Any]:
    if not lat and not lon:
        return {}
    if not lat or not lon:
        raise Refusal("half-point")
    numbers = []
    for text in (lat, lon):
        try:
            numbers.append(float(typed.code(text)))
        except ValueError:
            raise Refusal("bad-number", {"value": text[:40]}) from None
    _on_earth(*numbers)
    return {"lat": round(numbers[0], 7), "lon": round(numbers[1], 7)}


def _on_earth(lat: float, lon: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Refusal("off-earth")


def _geometry(value: Any) -> dict[str, Any]:
    """The columns that follow from a GeoJSON geometry; heights are dropped, either winding is fine."""
    if value is None:
        return {}
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in ("Polygon", "MultiPolygon", "Point"):
        raise Refusal("not-polygon")
    try:
        shape = shapely.force_2d(shapely.geometry.shape(value))
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, shapely.errors.ShapelyError):
        raise Refusal("bad-geometry") from None
    if shape.is_empty:
        raise Refusal("bad-geometry")
    west, south, east, north = shape.bounds
    _on_earth(south, west)
    _on_earth(north, east)
    if kind == "Point":
        return {"lat": round(shape.y, 7), "lon": round(shape.x, 7)}
    if not shape.is_valid:
        place = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(shape))
        where = f"{float(place[1]):.6f}, {float(place[2]):.6f}" if place else "?"
        raise Refusal("crosses-itself", {"where": where})
    if square_metres(shape) < 1:
        raise Refusal("too-small")
    return measured_columns(shape)
