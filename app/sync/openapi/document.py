"""The OpenAPI document, made from the types that decode the input."""

from __future__ import annotations

import functools
import re
from typing import Any

import msgspec

from app.core import decode, patterns
from app.core.decode import Command, PlaceIn
from app.core.problems.catalogue import CATALOGUE
from app.core.words import translate
from app.matters import commands as matters
from app.matters import transition
from app.people import commands as people
from app.requests import commands as requests
from app.sync.batch import operations
from app.sync.batch.envelope import HAVE_MOST, OPS_MOST, Envelope, Op
from app.sync.openapi import shapes
from app.sync.openapi.routes_table import Param, Route, all_routes

REF = "#/components/schemas/{name}"
SCHEMES = {
    "session": ("session", "session_loopback"),
    "sync": ("sync",),
    "source": ("source",),
    "reading": ("reading",),
    "system": ("system",),
    "open311": ("open311",),
    "tracker": ("tracker",),
    "anybody": (None,),  # beside others: a key is not needed
}


@functools.lru_cache(maxsize=2)
def document(version: str) -> dict[str, Any]:
    """OpenAPI 3.1 of every route of the API; the op types stand under `ops` of the sync envelope."""
    schemas = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gridwalk", "version": version, "license": {"name": "AGPL-3.0-or-later"}},
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": _content("application/problem+json", _ref(shapes.Problem), "A refusal, RFC 9457")
            },
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-gridwalk"},  # over https
                "session_loopback": {"type": "apiKey", "in": "cookie", "name": "gridwalk"},  # over plain http
                "sync": {"type": "http", "scheme": "bearer"},
                "source": {
                    "type": "http",
                    "scheme": "bearer",
                },  # the key of another system that hands matters over
                "reading": {"type": "http", "scheme": "bearer"},  # the key of another system that reads
                "system": {
                    "type": "http",
                    "scheme": "bearer",
                },  # the key of another system that is told of matters
                "open311": {"type": "apiKey", "in": "query", "name": "api_key"},  # a source's key
                "tracker": {"type": "http", "scheme": "basic"},  # any name, and a tracker's secret
            },
        },
        "x-problems": {
            name: {"status": kind.status, "title": translate(kind.title, "en")}
            for name, kind in CATALOGUE.items()
        },
        "x-operations": {name: f"#/components/schemas/op.{name}" for name in operations.TABLE},
    }


def _ref(type_: type) -> dict[str, str]:
    return {"$ref": REF.format(name=type_.__name__)}


def _schemas() -> dict[str, Any]:
    types = {route.body for route in all_routes()} | {route.answer for route in all_routes()}
    bodies = {operation.body for operation in operations.TABLE.values()}
    wanted = [type_ for type_ in types | bodies | {Op, shapes.Problem} if isinstance(type_, type)]
    components = msgspec.json.schema_components(
        sorted(wanted, key=lambda type_: type_.__name__), ref_template=REF
    )[1]
    components[Envelope.__name__]["properties"]["have"]["maxItems"] = HAVE_MOST
    components[Envelope.__name__]["properties"]["ops"] = {
        "type": "array",
        "maxItems": OPS_MOST,
        "items": {"oneOf": [{"$ref": f"#/components/schemas/op.{name}"} for name in operations.TABLE]},
    }
    for type_ in wanted:
        if issubclass(type_, Command):
            _hold_to_words(components[type_.__name__])
    for inner in (PlaceIn, matters.Settled, requests.Contact, people.DeviceIn):
        _hold_to_words(components[inner.__name__])
    components[matters.MoveBody.__name__]["properties"]["move"] = {"enum": sorted(transition.VERBS)}
    for name, operation in operations.TABLE.items():
        components[f"op.{name}"] = _op(components[Op.__name__], name, operation)
    del components[Op.__name__]
    return components


def _hold_to_words(schema: dict[str, Any]) -> None:
    """No text that comes in holds control characters; codes stand on one line (`decode` refuses both)."""
    if schema.get("type") == "string" and not {"enum", "const"} & set(schema):
        pattern = schema.get("pattern")
        stricter = {
            None: patterns.WORDS,
            patterns.ONE_LINE: patterns.WORDS_ON_ONE_LINE,
            patterns.ONE_LINE_OR_NONE: patterns.WORDS_OR_NONE,
        }
        schema["pattern"] = stricter.get(pattern, pattern)
    parts = [schema.get("items"), schema.get("additionalProperties"), *schema.get("properties", {}).values()]
    for part in (*parts, *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if isinstance(part, dict):
            _hold_to_words(part)


def _op(base: dict[str, Any], name: str, operation: operations.Operation) -> dict[str, Any]:
    """The schema of one kind of op."""
    fixed = {"type": {"const": name}, "v": {"const": operation.v}, "body": _ref(operation.body)}
    description = f"{translate(operation.words, 'en')}. {(operation.body.__doc__ or '').strip()}"
    return {**base, "title": name, "description": description, "properties": {**base["properties"], **fixed}}


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in all_routes():
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return paths


def _operation(route: Route) -> dict[str, Any]:
    named = re.findall(r"\{(\w+)\}", route.path)
    members: dict[str, Any] = {
        "summary": route.summary,
        "operationId": route.method + re.sub(r"\W+", "_", route.path.removeprefix("/api/v1")),
        "responses": {str(status): _success(route) for status in route.statuses}
        | {"default": {"$ref": "#/components/responses/Problem"}},
        "security": [{name: []} if name else {} for named in route.security for name in SCHEMES[named]],
    }
    parameters = [_parameter(Param(name, *_path_form(name)), "path") for name in named]
    parameters += [_parameter(param, "query") for param in route.query]
    if parameters:
        members["parameters"] = parameters
    if route.body is not None:
        members["requestBody"] = {"required": True, "content": _body(route)}
    return members


def _body(route: Route) -> dict[str, Any]:
    example = {} if route.example is None else {"example": route.example}
    if isinstance(route.body, str):
        return {route.body: {**({} if route.schema is None else {"schema": route.schema}), **example}}
    assert route.body is not None
    return {"application/json": {"schema": _ref(route.body), **example}}


def _success(route: Route) -> dict[str, Any]:
    if route.answer is None:
        return {"description": "Done"}
    if isinstance(route.answer, str):
        return _content(
            route.answer, {"type": "object"} if route.answer.endswith("json") else {}, route.summary
        )
    return _content("application/json", _ref(route.answer), route.summary)


def _content(kind: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": schema} if schema else {}}}


def _path_form(name: str) -> tuple[dict[str, Any]]:
    if name == "sha256":
        return ({"type": "string", "pattern": patterns.whole(decode.SHA256_FORM.pattern)},)
    if name == "code":
        form = patterns.whole("[a-z0-9][a-z0-9_-]*")
        return ({"type": "string", "maxLength": 40, "pattern": form},)
    if name == "form":
        return ({"enum": ["json", "xml"]},)
    if name == "number":
        return ({"type": "string", "maxLength": 60, "pattern": patterns.whole("[A-Za-z0-9-]+")},)
    if name in ("passkey", "token"):
        return ({"type": "string", "maxLength": 1400, "pattern": patterns.whole("[A-Za-z0-9_=.-]+")},)
    form = patterns.whole(decode.UUID_FORM.pattern)
    return ({"type": "string", "format": "uuid", "maxLength": 36, "pattern": form},)


def _parameter(param: Param, where: str) -> dict[str, Any]:
    return {"name": param.name, "in": where, "required": where == "path", "schema": param.schema}
