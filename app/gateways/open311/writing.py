"""Answers as GeoReport v2 has them: XML without a namespace, JSON as bare lists, and refusals in both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from app.core.problems.problem import Problem
from app.core.web.dialects import Dialect

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
# what XML 1.0 has no place for, however it is written (2.2)
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# what an item of a list inside an item is called
_ITEMS = {
    "attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format",
}  # fmt: skip

Row = dict[str, Any]

# what the standard calls a refusal; whatever else is wrong with a call is 400, and what it has no word for keeps its status
_BY_STATUS = {401: 403, 408: 400, 409: 400, 410: 404, 415: 400, 422: 400}
_BY_NAME = {"unknown-category": 404, "cross-site": 403}


def listed(form: str, root: str, item: str, rows: Sequence[Row]) -> str:
    """A list of rows, as in the examples of the standard."""
    if form == JSON:
        return msgspec.json.encode(list(rows)).decode()
    return f"{_HEAD}<{root}>{''.join(_element(item, row) for row in rows)}</{root}>\n"


def single(form: str, root: str, row: Row) -> str:
    """One thing that is no list in JSON either: a service's definition, the discovery."""
    if form == JSON:
        return msgspec.json.encode(row).decode()
    return f"{_HEAD}{_element(root, row)}\n"


def _element(name: str, value: Any) -> str:
    inner = _inner(name, value)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _inner(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "".join(_element(key, inner) for key, inner in value.items())
    if isinstance(value, list):
        return "".join(_element(_ITEMS[name], inner) for inner in value)
    return escape(_UNSPEAKABLE.sub("", str(value)))


def status_of(problem: Problem) -> int:
    """The HTTP status by which the standard knows this refusal."""
    return _BY_NAME.get(problem.name) or _BY_STATUS.get(problem.status, problem.status)


def refusal(form: str, problem: Problem, language: str) -> tuple[int, str]:
    """(status, body) of a refusal: an error for each field that is wrong, else one with the whole sentence."""
    status, body = status_of(problem), problem.body(language)
    sentences = [f"{error['field']}: {error['message']}" for error in body.get("errors", ())]
    rows = [{"code": status, "description": words} for words in sentences or [body["detail"]]]
    return status, listed(form, "errors", "error", rows)


def _dialect(form: str, addresses: str) -> Dialect:
    return Dialect(
        f"open311 {form}",
        re.compile(addresses),
        f"/open311/v2/services.{form}",
        TYPES[form],
        lambda problem, language: refusal(form, problem, language),
    )


DIALECTS = (
    _dialect(JSON, r"/open311/.*\.json"),
    _dialect(XML, "/open311(?:/.*)?"),
)  # XML is what every client reads
