"""A patrol's track as GPX 1.1 and as GeoJSON: every fix as it was sent, a new segment at each gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from gpxpy import gpx

from app.core import clock
from app.core.problems.problem import Problem
from app.patrol.minutes import compute, thresholds
from app.patrol.minutes.fixes import Fix
from app.patrol.minutes.minutes_rule import MarkAt
from app.patrol.models import Patrol

NAMESPACE = "urn:gridwalk:gpx:1"  # GPX has no element for an accuracy in metres


def segments(patrol: Patrol, labels: Mapping[str, str] | None = None) -> list[list[Fix]]:
    """All fixes by time, cut where neighbours lie farther apart than a gap. Problem gone once the track is purged."""
    if patrol.purged is not None:
        raise Problem("gone")
    longest = thresholds.rule(patrol.areas).gap
    result: list[list[Fix]] = []
    for fix in compute.fixes_of(patrol, labels):
        if not result or fix.t - result[-1][-1].t > longest:
            result.append([])
        result[-1].append(fix)
    return result


def as_gpx(patrol: Patrol, with_sources: bool = True, labels: Mapping[str, str] | None = None) -> str:
    """GPX 1.1; times in UTC, the accuracy in metres in an extension of our own namespace.

    What measured a fix (`with_sources`) is for its worker alone: it says whether they use a tracker of their own;
    `labels` says which of several.
    """
    track = gpx.GPXTrack(name=clock.to_the_minute(patrol.started))
    for fixes in segments(patrol, labels):
        track.segments.append(gpx.GPXTrackSegment([_point(fix, with_sources) for fix in fixes]))
    document = gpx.GPX()
    document.creator = "Gridwalk"
    document.nsmap["gridwalk"] = NAMESPACE
    document.tracks.append(track)
    document.waypoints.extend(
        gpx.GPXWaypoint(mark.lat, mark.lon, time=_utc(mark.t), name=mark.area, type=mark.kind)
        for mark in compute.reckon(patrol).marks
        if mark.lat is not None
    )
    text: str = document.to_xml(version="1.1")
    return text


def _point(fix: Fix, with_source: bool) -> gpx.GPXTrackPoint:
    point = gpx.GPXTrackPoint(fix.lat, fix.lon, time=_utc(fix.t))
    point.source = fix.source if with_source else None
    accuracy = Element(f"{{{NAMESPACE}}}accuracy")
    accuracy.text = repr(float(fix.acc))
    point.extensions.append(accuracy)
    return point


def _utc(ms: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=ms)


def as_geojson(
    patrol: Patrol, with_sources: bool = True, labels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """RFC 7946: a line (a single fix: a point) for each segment, times and accuracies in its properties; marks as points."""
    lines = [_line(number, fixes, with_sources) for number, fixes in enumerate(segments(patrol, labels))]
    marks = [_placed(mark) for mark in compute.reckon(patrol).marks if mark.lat is not None]
    return {"type": "FeatureCollection", "features": [*lines, *marks]}


def _line(number: int, fixes: list[Fix], with_sources: bool) -> dict[str, Any]:
    positions = [[fix.lon, fix.lat] for fix in fixes]
    geometry: dict[str, Any] = {"type": "LineString", "coordinates": positions}
    if len(positions) == 1:
        geometry = {"type": "Point", "coordinates": positions[0]}
    properties = {
        "kind": "track",
        "segment": number,
        "times": [clock.rfc3339(fix.t) for fix in fixes],
        "accuracies": [fix.acc for fix in fixes],
        **({"sources": [fix.source for fix in fixes]} if with_sources else {}),
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _placed(mark: MarkAt) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [mark.lon, mark.lat]},
        "properties": {"kind": mark.kind, "time": clock.rfc3339(mark.t), "area": mark.area, "how": mark.how},
    }
