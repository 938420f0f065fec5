"""The ledgers' files: CSV, XLSX or JSON, sent as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from flask import Blueprint, Response, request

from app.areas.access.reach import Reach, reach_of
from app.areas.imports import workbook
from app.areas.models import Area
from app.core import clock
from app.core.files import csv_file
from app.core.problems.problem import Problem
from app.core.web import page
from app.core.words import mark
from app.desk.requests.residents import CHANNELS
from app.insight import asking
from app.insight.ledgers import errands, matters, pieces, places, visits
from app.insight.ledgers.pieces import Cell
from app.insight.questions import Question
from app.people.sign_in import identity

routes = Blueprint("insight_ledgers", __name__, url_prefix="/figures/ledger")
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WORDS = {
    "matters": mark("事件台账"), "errands": mark("帮办台账"), "places": mark("场所台账"), "visits": mark("走访台账"),
}  # fmt: skip
# by what each can be narrowed, besides the area and the days
NARROWED_BY = {
    "matters": ("category", "platform", "channel", "alone"), "errands": ("state",), "places": ("kind", "show"), "visits": ("purpose",),
}  # fmt: skip
FILE = "<any(csv, json, xlsx):suffix>"


@routes.get(f"/matters.{FILE}")
@identity.signed_in
def of_matters(suffix: str) -> Response:
    """A row for each matter that was received in the days that are asked for."""
    reach, asked = _asked("matters")
    return _sent("matters", asked, suffix, matters.rows(asked, reach, page.language(), CHANNELS))


@routes.get(f"/errands.{FILE}")
@identity.signed_in
def of_errands(suffix: str) -> Response:
    """A row for each errand that was taken on in the days; with `state` those that stand so now."""
    _, asked = _asked("errands")
    found = errands.rows(asked, request.args.get("state") or None, page.language())
    return _sent("errands", asked, suffix, found)


@routes.get(f"/places.{FILE}")
@identity.signed_in
def of_places(suffix: str) -> Response:
    """A row for each place that is there today; of one `kind`, and with `show` those that are due or where something was found."""
    (_, asked), given = _asked("places"), request.args
    found = places.rows(asked.area, given.get("kind") or None, given.get("show") or None, page.language())
    return _sent("places", asked, suffix, found)


@routes.get(f"/visits.{FILE}")
@identity.signed_in
def of_visits(suffix: str) -> Response:
    """A row for each building, day and purpose, where at least five work; with `purpose` for that one."""
    _, asked = _asked("visits")
    found = visits.rows(asked, request.args.get("purpose") or None, page.language())
    return _sent("visits", asked, suffix, found)


def _asked(ledger: str) -> tuple[Reach, Question]:
    """Problem bad-value for what narrows another ledger alone: nobody is to take a file for narrower than it is."""
    for key in {key for keys in NARROWED_BY.values() for key in keys} | {"unit"}:
        if request.args.get(key) and key not in NARROWED_BY[ledger]:
            raise Problem("bad-value", (key, "not-narrowed-so", {"key": key}))
    reach = reach_of(identity.person())
    return reach, asking.question(request.args, reach)


def _sent(name: str, asked: Question, suffix: str, rows: Iterator[Sequence[Cell]]) -> Response:
    made = {
        "csv": lambda them: csv_file.streamed(as_text(them)),
        "json": lambda them: _as_json(as_text(them)),
        "xlsx": lambda them: workbook.streamed(page.translated(mark("台账")), them),
    }
    answer = Response(made[suffix](rows), content_type=MIMES[suffix])
    days = str(clock.today()) if name == "places" else f"{asked.first}–{asked.last}"
    title = f"{Area.get_by_id(asked.area).full_name} {page.translated(WORDS[name])} {days}.{suffix}"
    plain = f"gridwalk-{name}-{asked.area}-{asked.first}-{asked.last}.{suffix}"
    answer.headers["Content-Disposition"] = page.attachment(title, plain)
    return answer


def as_text(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[str]]:
    """The rows as CSV and JSON have them."""
    return ([pieces.text(cell) for cell in row] for row in rows)


def _as_json(rows: Iterator[Sequence[str]]) -> Iterator[bytes]:
    """A list of objects under the heads."""
    heads = next(rows)
    before = b"["
    for row in rows:
        yield before + b"\n" + msgspec.json.encode(dict(zip(heads, row, strict=True)))
        before = b","
    yield b"\n]\n" if before == b"," else b"[]\n"
