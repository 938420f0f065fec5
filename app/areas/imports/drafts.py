"""Reads a file of areas, GeoJSON or a table, into drafts: what each row says, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.areas.imports import tables
from app.areas.imports.messages import COLUMNS
from app.core import decode
from app.core.problems.problem import Problem

FEATURES_MOST = tables.ROWS_MOST
# what RFC 7946 means anyway; CGCS2000 (4490) is within decimetres of WGS-84 at this scale
SAME_AS_WGS84 = ("crs84", "4326", "4490", "wgs84", "wgs 84", "cgcs2000")


@dataclass(frozen=True)
class Draft:
    """One row or feature: its number in the file, its cells by field ("" where empty), and a GeoJSON geometry."""

    row: int | str
    cells: dict[str, str]
    geometry: Any = None
    is_feature: bool = True


def read_drafts(data: bytes, filename: str) -> list[Draft]:
    """The drafts in a file. Raises Problem unreadable-table for what is neither GeoJSON nor a table of areas."""
    start = data[:200].decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")) or filename.lower().endswith((".geojson", ".json")):
        return _features(data)
    return [Draft(row.number, row.cells) for row in tables.read_rows(data, filename, COLUMNS)]


def _features(data: bytes) -> list[Draft]:
    try:
        document = decode.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except Problem as problem:
        raise Problem("unreadable-table", ("file", "not-geojson")) from problem
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise Problem("unreadable-table", ("file", "not-geojson"))
    if not _is_wgs84(document.get("crs")):
        raise Problem("unreadable-table", ("file", "other-crs"))
    if len(features) > FEATURES_MOST:
        raise Problem("unreadable-table", ("file", "too-many-rows", {"most": FEATURES_MOST}))
    return [_draft(number, feature) for number, feature in enumerate(features, start=1)]


def _is_wgs84(crs: Any) -> bool:
    """Whether an old-style `crs` member, where there is one, names what GeoJSON means anyway."""
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and name.lower().endswith(SAME_AS_WGS84)


def _draft(number: int, feature: Any) -> Draft:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Draft(number, {}, is_feature=False)
    properties = feature.get("properties")
    members = properties if isinstance(properties, dict) else {}
    plain = {str(key).strip().lower(): value for key, value in members.items()}
    cells = {
        field: next((tables.clean(plain[name]) for name in names if _is_said(plain.get(name))), "")
        for field, names in COLUMNS.items()
    }
    return Draft(number, cells, feature.get("geometry"))


def _is_said(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list) and tables.clean(value) != ""
