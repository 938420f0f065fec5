"""The ledger's files: CSV, XLSX or JSON, sent as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from flask import Blueprint, Response, request

from app.areas.access.reach import reach_of
from app.areas.imports import workbook
from app.core.files import csv_file
from app.core.web import page
from app.core.words import mark
from app.desk.requests.residents import CHANNELS
from app.insight import asking
from app.insight.ledgers import matters
from app.people.sign_in import identity

routes = Blueprint("insight_ledgers", __name__, url_prefix="/figures/ledger")
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@routes.get("/matters.<any(csv, json, xlsx):suffix>")
@identity.signed_in
def of_matters(suffix: str) -> Response:
    """A row for each matter that was received in the days that are asked for."""
    reach = reach_of(identity.person())
    asked = asking.question(request.args, reach)
    rows = matters.rows(asked, reach, page.language(), CHANNELS)
    made = {
        "csv": csv_file.streamed,
        "json": _as_json,
        "xlsx": lambda them: workbook.streamed(page.translated(mark("台账")), them),
    }
    answer = Response(made[suffix](rows), content_type=MIMES[suffix])
    name = f"gridwalk-{asked.area}-{asked.first}-{asked.last}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_json(rows: Iterator[Sequence[str]]) -> Iterator[bytes]:
    """A list of objects under the heads."""
    heads = next(rows)
    before = b"["
    for row in rows:
        yield before + b"\n" + msgspec.json.encode(dict(zip(heads, row, strict=True)))
        before = b","
    yield b"\n]\n" if before == b"," else b"[]\n"
