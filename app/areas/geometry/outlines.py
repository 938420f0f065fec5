"""Reads outlines that come from map programs, KML, KMZ and a zipped shapefile, as GeoJSON features."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import shapefile

from app.core.problems.problem import Problem

UNPACKED_MOST = 200_000_000  # bytes of the files that are read of an archive
OUTLINES_MOST = 50_000
KML = "{*}"  # whichever namespace: programs write three of them

_ENTITY = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SAME_AS_WGS84 = re.compile(
    r"WGS[ _]?(?:19)?84|CGCS[ _]?2000|China[ _]Geodetic[ _]Coordinate[ _]System[ _]2000", re.IGNORECASE
)

Feature = dict[str, Any]


def _broken() -> Problem:
    return Problem("unreadable-table", ("file", "broken-outlines"))


def kml_features(text: str) -> list[Feature]:
    """The placemarks of a KML file; what stands in ExtendedData are their properties, `name` the placemark's.

    Problem unreadable-table.
    """
    if _ENTITY.search(text):
        raise _broken()
    try:
        root = ElementTree.fromstring(text)  # of text, whatever encoding its first line names
        return [_placemark(mark) for mark in root.iterfind(f".//{KML}Placemark")]
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise _broken() from error


def kmls_of_kmz(data: bytes) -> dict[str, bytes]:
    """The KML files of a KMZ archive by name. Problem unreadable-table."""
    return {name: parts[".kml"] for name, parts in _parts(data, (".kml",)).items()}


def _placemark(mark: ElementTree.Element) -> Feature:
    properties = {"name": (mark.findtext(f"{KML}name") or "").strip()}
    for entry in mark.iterfind(f".//{KML}Data"):
        properties[entry.get("name", "")] = (entry.findtext(f"{KML}value") or "").strip()
    for entry in mark.iterfind(f".//{KML}SimpleData"):
        properties[entry.get("name", "")] = (entry.text or "").strip()
    polygons = [_rings(polygon) for polygon in mark.iterfind(f".//{KML}Polygon")]
    points = [_positions(point) for point in mark.iterfind(f".//{KML}Point")]
    geometry: Feature | None = None
    if polygons:
        is_one = len(polygons) == 1
        geometry = {
            "type": "Polygon" if is_one else "MultiPolygon",
            "coordinates": polygons[0] if is_one else polygons,
        }
    elif points and points[0]:
        geometry = {"type": "Point", "coordinates": points[0][0]}
    elif mark.find(f".//{KML}LineString") is not None:
        geometry = {"type": "LineString", "coordinates": []}  # refused by its name
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rings(polygon: ElementTree.Element) -> list[list[list[float]]]:
    """The outer ring and the holes."""
    boundaries = (*polygon.iterfind(f"{KML}outerBoundaryIs"), *polygon.iterfind(f"{KML}innerBoundaryIs"))
    return [_positions(boundary) for boundary in boundaries]


def _positions(element: ElementTree.Element) -> list[list[float]]:
    """(lon, lat) of each position; heights are dropped."""
    text = element.findtext(f".//{KML}coordinates") or ""
    return [[float(part) for part in position.split(",")[:2]] for position in text.split()]


def shapefiles(data: bytes) -> dict[str, tuple[list[Feature], bool]]:
    """The shapefiles in an archive by name: the records of each, and whether it says in which coordinates they are.

    Problem unreadable-table for a broken one, other-crs where they are neither WGS-84 nor CGCS2000 degrees.
    """
    endings = (".shp", ".dbf", ".shx", ".prj", ".cpg")
    return {name: _shapefile(parts) for name, parts in _parts(data, endings).items()}


def _shapefile(parts: dict[str, bytes]) -> tuple[list[Feature], bool]:
    projection = parts.get(".prj", b"").decode("utf-8", "ignore").strip()
    if projection and not (projection.upper().startswith("GEOGC") and _SAME_AS_WGS84.search(projection)):
        raise Problem("unreadable-table", ("file", "other-crs"))
    if ".dbf" not in parts:
        raise Problem("unreadable-table", ("file", "is-part-of-shapefile"))
    named = parts.get(".cpg", b"").decode("ascii", "ignore").strip()
    for encoding in (named, "utf-8", "gb18030") if named else ("utf-8", "gb18030"):
        try:
            return list(_records(parts, encoding)), bool(projection)
        except Problem:
            raise
        except Exception:  # another encoding, or whatever pyshp meets in a broken file
            continue
    raise _broken()


def _records(parts: dict[str, bytes], encoding: str) -> Iterator[Feature]:
    files = {name[1:]: io.BytesIO(parts[name]) for name in (".shp", ".dbf", ".shx") if name in parts}
    with shapefile.Reader(**files, encoding=encoding) as reader:
        if len(reader) > OUTLINES_MOST:
            raise Problem("unreadable-table", ("file", "too-many-rows", {"most": OUTLINES_MOST}))
        for entry in reader.iterShapeRecords():
            empty = entry.shape.shapeType == shapefile.NULL
            geometry = None if empty else entry.shape.__geo_interface__
            yield {"type": "Feature", "properties": entry.record.as_dict(), "geometry": geometry}


def _parts(data: bytes, endings: tuple[str, ...]) -> dict[str, dict[str, bytes]]:
    """Everything in an archive that has the first ending: name → ending → content; parts of a shapefile share a name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.filename.startswith("__MACOSX/")]
            by_stem: dict[str, dict[str, zipfile.ZipInfo]] = {}
            for info in entries:
                if info.filename.lower().endswith(endings):
                    by_stem.setdefault(info.filename[:-4].lower(), {})[info.filename[-4:].lower()] = info
            wanted = [parts for parts in by_stem.values() if endings[0] in parts]
            if sum(info.file_size for parts in wanted for info in parts.values()) > UNPACKED_MOST:
                raise Problem("unreadable-table", ("file", "too-large-table"))
            if not wanted:
                raise _broken()
            return {
                _name(parts[endings[0]]): {ending: archive.read(info) for ending, info in parts.items()}
                for parts in wanted
            }
    except (
        zipfile.BadZipFile,
        RuntimeError,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
    ) as error:
        raise _broken() from error


def _name(info: zipfile.ZipInfo) -> str:
    """Where it lies in the archive, without its ending; old archives made here keep names in GBK."""
    name = info.filename[:-4]
    if info.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
