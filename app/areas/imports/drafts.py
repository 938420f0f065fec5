"""Reads a file of areas, a table or outlines, into drafts: what each row says, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.areas.geometry import outlines
from app.areas.imports import file_kinds, sheets, tables
from app.areas.imports.messages import COLUMNS, Remark
from app.areas.imports.people_lookup import named_areas, plain
from app.areas.models import Area
from app.core import decode, typed
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


def read_drafts(data: bytes) -> tuple[list[Draft], tuple[Remark, ...]]:
    """The drafts in a file, and what of it was left out.

    Problem unreadable-table says of what is neither a table nor outlines of areas what it is and what to do.
    """
    kind = file_kinds.kind_of(data)
    if kind == "shp":
        raise Problem("unreadable-table", ("file", "is-part-of-shapefile"))
    if kind == "shapefile":
        layers = outlines.shapefiles(data)
        unsure = [name for name, (_, is_sure) in layers.items() if not is_sure]
        drafts, remarks = _layered({name: features for name, (features, _) in layers.items()})
        return drafts, ((Remark("no-projection"),) if unsure else ()) + remarks
    if kind in ("kml", "kmz"):
        documents = {"": data} if kind == "kml" else outlines.kmls_of_kmz(data)
        return _layered({name: _marks(document) for name, document in documents.items()})
    if kind == "geojson":
        return _drafts(_features(data)), ()
    table = tables.read_table(data, COLUMNS)
    return [Draft(row.number, row.cells) for row in table.rows], table.remarks


def _marks(document: bytes) -> list[Any]:
    return outlines.kml_features(file_kinds.text_of(document).lstrip("\ufeff"))


def _layered(layers: dict[str, list[Any]]) -> tuple[list[Draft], tuple[Remark, ...]]:
    """The drafts of every layer of an archive that has codes; the others are named, as sheets are."""
    several = sum(bool(features) for features in layers.values()) > 1
    drafts = {name: _drafts(features) for name, features in layers.items()}
    read = {
        name: rows
        for name, rows in drafts.items()
        if not several or any(row.cells.get("code") for row in rows)
    } or drafts
    several = len([rows for rows in read.values() if rows]) > 1
    rows = [replace(row, row=f"{name}!{row.row}") if several else row for name in read for row in read[name]]
    if len(rows) > FEATURES_MOST:
        raise _too_many()
    return rows, tuple(Remark("other-layer", {"layer": name}) for name in drafts if name not in read)


def _features(data: bytes) -> list[Any]:
    try:
        document = decode.loads(file_kinds.text_of(data).lstrip("\ufeff").encode("utf-8"))
    except (Problem, UnicodeEncodeError) as problem:
        raise Problem("unreadable-table", ("file", "not-geojson")) from problem
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise Problem("unreadable-table", ("file", "not-geojson"))
    if not _is_wgs84(document.get("crs")):
        raise Problem("unreadable-table", ("file", "other-crs"))
    return features


def _too_many() -> Problem:
    return Problem("unreadable-table", ("file", "too-many-rows", {"most": FEATURES_MOST}))


def _drafts(features: list[Any]) -> list[Draft]:
    if len(features) > FEATURES_MOST:
        raise _too_many()
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
        field: next((sheets.clean(plain[name]) for name in names if _is_said(plain.get(name))), "")
        for field, names in COLUMNS.items()
    }
    return Draft(number, cells, feature.get("geometry"))


def _is_said(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list) and sheets.clean(value) != ""


class Parents:
    """The areas of the file and of the system by name, for rows that name the area above instead of writing its code."""

    def __init__(self, standing: Mapping[str, Area], drafts: Iterable[Draft]) -> None:
        self._codes: set[str] = set(standing)
        self._names = {name: list(codes) for name, codes in named_areas(dict(standing)).items()}
        for draft in drafts:
            code = typed.code(draft.cells.get("code", ""))
            self._codes.add(code)
            called = self._names.setdefault(plain(draft.cells.get("name", "")), [])
            if code not in called:
                called.append(code)

    def by_code(self, draft: Draft) -> Draft:
        """The draft with the code of the area above it, where one area alone is called so; else as it is."""
        text = draft.cells.get("parent", "")
        if not text or typed.code(text) in self._codes:
            return draft
        own = typed.code(draft.cells.get("code", ""))
        codes = [code for code in self._names.get(plain(text), []) if code != own]
        return replace(draft, cells={**draft.cells, "parent": codes[0]}) if len(codes) == 1 else draft

    def several(self, text: str) -> list[str]:
        """The codes of those that are called so."""
        return self._names.get(plain(text), [])
