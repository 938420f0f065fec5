"""The OpenAPI document is the API: every route, every op type, every field bounded; and nothing in it meets a 500."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, settings

from app.core.problems.catalogue import CATALOGUE
from app.sync.batch import operations
from app.sync.batch.envelope import Op
from app.sync.openapi.routes_table import all_routes

OPEN = {"credential"}  # what a browser's WebAuthn gives; bounded by the size of the body alone


@pytest.fixture
def document(as_):
    answer = as_(None).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json


def test_it_stands_open_to_strangers(document):
    assert document["openapi"].startswith("3.1")


def test_it_names_every_route_of_the_api_and_no_other(app, document):
    real = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"OPTIONS", "HEAD"}
        if rule.rule.startswith("/api/v1/")
    }
    told = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert real - told == set()
    assert {(m, p) for m, p in told if p.startswith("/api/") and m != "head"} - real == set()


def test_it_names_every_door_of_trackers_and_of_open311_and_no_other(app, document):
    real = {
        (method.lower(), re.sub(r"<[^<>]+>", "{}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"OPTIONS", "HEAD"}
        if rule.rule.startswith(("/open311/", "/gateways/")) and "<path:" not in rule.rule
    }
    told = {
        (method, re.sub(r"{\w+}", "{}", path))
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith(("/open311/", "/gateways/"))
    }
    assert told == real and len(real) == 13


def test_it_lists_every_kind_of_op_and_of_problem(document):
    assert set(document["x-operations"]) == set(operations.TABLE)
    assert set(document["x-problems"]) == set(CATALOGUE)
    assert document["x-problems"]["not-found"] == {"status": 404, "title": "Not found"}
    for name, reference in document["x-operations"].items():
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        assert schema["properties"]["type"] == {"const": name}
        assert set(schema["properties"]) == set(Op.__struct_fields__)


def test_every_reference_leads_somewhere(document):
    named = set(re.findall(r"'#/components/schemas/([\w.]+)'", str(document)))
    assert named <= set(document["components"]["schemas"])


def test_every_field_of_the_input_is_bounded(document):
    schemas = document["components"]["schemas"]
    unbounded = []

    def walk(schema, path):
        if "$ref" in schema:
            return walk(schemas[schema["$ref"].rsplit("/", 1)[1]], path)
        for key in ("anyOf", "oneOf"):
            for inner in schema.get(key, ()):
                walk(inner, path)
        kind = schema.get("type")
        if kind == "string" and not {"maxLength", "pattern", "enum", "const"} & set(schema):
            unbounded.append(path)
        if kind in ("integer", "number") and not (
            {"minimum", "exclusiveMinimum"} & set(schema) and {"maximum", "exclusiveMaximum"} & set(schema)
        ):
            unbounded.append(path)
        if kind == "array":
            if "maxItems" not in schema:
                unbounded.append(path)
            walk(schema.get("items", {}), path + "[]")
        for name, inner in schema.get("properties", {}).items():
            if name not in OPEN:
                walk(inner, f"{path}.{name}")
        return None

    for route in all_routes():
        if isinstance(route.body, type):
            walk({"$ref": f"/{route.body.__name__}"}, route.body.__name__)
        for param in route.query:
            walk(param.schema, param.name)
    assert unbounded == []


@pytest.mark.parametrize("name", ["admin", None])
def test_no_generated_call_meets_a_500(app, cast, document, name):
    import schemathesis
    from schemathesis.checks import not_a_server_error

    schemathesis.serializer.alias("application/zip", "application/octet-stream")
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    cookies = {"Cookie": f"gridwalk={cast.sessions[name]}"} if name else {}
    headers = {"Origin": app.config["SETTINGS"].public_url, **cookies}
    met = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if (
            operation.path in ("/sw.js", "/rescue.html", "/offline.html", "/manifest.webmanifest")
            or "session" in operation.path
        ):
            continue  # files; and signing out would end the session the calls are made with

        def call(case):
            response = case.call(headers=headers)
            met.append(response.status_code)
            case.validate_response(response, checks=[not_a_server_error])

        strategy = operation.as_strategy()
        run = settings(
            max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        from hypothesis import given

        run(given(case=strategy)(call))()
    assert len(met) > 100
