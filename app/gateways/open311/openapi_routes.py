"""The addresses of Open311 GeoReport v2, for the API's description of itself; what each field means stands in docs/platform.md."""

from __future__ import annotations

from typing import Any

from app.core import patterns
from app.gateways.open311.outgoing import asked

V2 = "/open311/v2"
FORM_DATA = "application/x-www-form-urlencoded"


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most, "pattern": patterns.WORDS_OR_NONE}


MOMENT = {"type": "string", "format": "date-time", "maxLength": 40, "pattern": patterns.WORDS_OR_NONE}
JURISDICTION = ("jurisdiction_id", _text(40))
SPAN = (("start_date", MOMENT), ("end_date", MOMENT))
LIST = (
    ("service_request_id", _text(1_000)), ("service_code", _text(1_000)), ("status", _text(20)), *SPAN,
    ("page", {"type": "integer", "minimum": 1, "maximum": asked.MOST}), ("page_size", {"type": "integer", "minimum": 1, "maximum": asked.MOST}),
)  # fmt: skip
WORDS = {"api_key": _text(100), "jurisdiction_id": _text(40), "media_url": _text(500), "first_name": _text(40), "last_name": _text(40), "phone": _text(40), "email": _text(200)}  # fmt: skip
REQUEST = {
    "type": "object", "required": ["api_key", "service_code"],
    "properties": {
        **WORDS, "service_code": _text(40), "description": {"type": "string", "maxLength": 4_000},
        "lat": {"type": "number", "minimum": -90, "maximum": 90}, "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_id": _text(40), "address_string": _text(200), "attribute[external_id]": _text(120), "attribute[external_url]": _text(500),
        "attribute[due]": MOMENT, "attribute[contact_by]": MOMENT,
    },
}  # fmt: skip
UPDATE = {
    "type": "object", "required": ["api_key", "service_request_id", "update_id"],
    "properties": {**WORDS, "service_request_id": _text(60), "update_id": _text(120), "status": _text(40), "description": {"type": "string", "maxLength": 2_000}},
}  # fmt: skip
OPEN: dict[str, Any] = {"method": "get", "answer": "application/json", "security": ("anybody", "open311")}
ROUTES: tuple[dict[str, Any], ...] = (
    {**OPEN, "path": "/open311/discovery.{form}", "summary": "Open311: where the door is and what it speaks", "security": ("anybody",)},
    {**OPEN, "path": V2 + "/discovery.{form}", "summary": "Open311: where the door is and what it speaks", "security": ("anybody",)},
    {**OPEN, "path": V2 + "/services.{form}", "summary": "Open311: what can be asked for; with a key what was agreed upon with its source", "query": (JURISDICTION,)},
    {**OPEN, "path": V2 + "/services/{code}.{form}", "summary": "Open311: what may be said with one of them", "query": (JURISDICTION,)},
    {**OPEN, "path": V2 + "/requests.{form}", "summary": "Open311: requests of the public board, with a key those of its source too", "query": (JURISDICTION, *LIST)},
    {
        "method": "post", "path": V2 + "/requests.{form}", "answer": "application/json", "body": FORM_DATA, "schema": REQUEST, "security": ("open311",), "statuses": (200, 201),
        "summary": "Open311: a request, 201 where it is new here, 200 where it was sent before; pictures come as files of a multipart form or by their addresses. The key may stand in the form or in the address",
        "example": {
            "api_key": "KEY", "service_code": "litter", "description": "3 幢楼下垃圾堆了三天", "lat": 27.5803, "long": 120.5504,
            "phone": "13800138010", "attribute[external_id]": "FMS-1024",
        },
    },
    {**OPEN, "path": V2 + "/requests/{number}.{form}", "summary": "Open311: one request, by its number with the key of its source, or by the board's id", "query": (JURISDICTION,)},
    {**OPEN, "path": V2 + "/tokens/{token}.{form}", "summary": "Open311: the number of what was handed over under this id", "query": (JURISDICTION,)},
    {**OPEN, "path": V2 + "/servicerequestupdates.{form}", "summary": "Open311: what became of requests in a time", "query": (JURISDICTION, *SPAN)},
    {
        "method": "post", "path": V2 + "/servicerequestupdates.{form}", "answer": "application/json", "body": FORM_DATA, "schema": UPDATE, "security": ("open311",), "statuses": (200, 201),
        "summary": "Open311: a word more on a request of one's own, once for each update_id; REOPEN says that it is not solved",
        "example": {"api_key": "KEY", "service_request_id": "261130-0001", "update_id": "FMS-1024-1", "status": "OPEN", "description": "今天又多了一堆"},
    },
)  # fmt: skip
