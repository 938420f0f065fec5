"""The OpenAPI document refuses what the server refuses: mutated inputs, methods, and both cookies."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema_rs
import pytest

from app.core import decode
from app.core.problems.problem import Problem
from app.people.commands import SignIn
from app.requests.commands import FindBody, RequestBody
from app.sync.batch import operations
from app.sync.batch.envelope import Op
from tests.core.test_final_newlines import BODIES
from tests.sync.phone import Phone, new_id

WRONG: list[Any] = [
    None, True, 0, -1, 1.5, 2**53, 1e308, "", " ", "x", "x\n", "x\u0000y", "x\u2028", "长" * 2001, "a" * 64, "a" * 65,
    "2026-11-22", "2026-13-01T00:00:00Z", "2026-11-22T08:00:00", "2026-11-22T08:00:00+08:00", "20261122T080000Z",
    "2100-01-01T00:00:00Z", "2026-11-22T08:00:00Z\n", "0190f3c2-7b3a-7c4d-8e5f-000000000001",
    "0190f3c2-7b3a-7c4d-8e5f-000000000001\n", "0190F3C2-7B3A-7C4D-8E5F-000000000001", [], ["x\n"], ["a" * 64] * 51,
    {}, {"lat": 91, "lon": 0}, {"lat": 1, "lon": 1, "x": 1},
]  # fmt: skip
# what no schema can say: told by the server alone
BEYOND = {"credential"}


@pytest.fixture
def document(as_):
    return as_(None).get("/api/v1/openapi.json").json


def validator(document, name):
    wanted = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(wanted)


def mutations(whole: dict[str, Any]):
    """Each field wrong in every way, left out, and one too many; nested objects too."""
    for key, value in whole.items():
        for wrong in WRONG:
            yield {**whole, key: wrong}
        yield {other: kept for other, kept in whole.items() if other != key}
        if isinstance(value, dict):
            for inner in mutations(value):
                yield {**whole, key: inner}
    yield {**whole, "unknown": 1}


def heard(kind, value) -> bool:
    try:
        decode.convert(copy.deepcopy(value), kind)
    except Problem:
        return False
    return True


def op_heard(value) -> bool:
    try:
        op = decode.convert(copy.deepcopy(value), Op)
        kind = operations.find(op.type, op.v)
        if kind is None:
            return False
        decode.time(op.at, "at")
        decode.convert(op.body, kind.body, "body")
    except Problem:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "body"), list({kind: body for kind, _, body in BODIES}.items()), ids=lambda one: str(one)[:16]
)
def test_an_op_that_the_document_allows_is_heard_by_the_server(document, as_, cast, kind, body):
    check = validator(document, f"op.{kind}")
    whole = Phone(as_, cast).op(kind, body, supersedes=new_id(), place={"lat": 27.5, "lon": 120.5, "acc": 5})
    assert check.is_valid(whole) and op_heard(whole)
    tried = list(mutations(whole))
    loose = [one for one in tried if check.is_valid(one) and not op_heard(one)]
    assert loose == []
    assert sum(not check.is_valid(one) for one in tried) > 100


def test_a_body_that_the_document_allows_is_heard_by_the_server(document):
    asked = {
        "id": new_id(), "nonce": "n" * 20, "category": "other", "text": "灯不亮", "area": "33", "photos": ["a" * 64],
        "place": {"lat": 27.5, "lon": 120.5}, "contact": {"name": "王", "phone": "13900000000"}, "qr": "abc",
        "proof": "x", "join": "y",
    }  # fmt: skip
    signing = {"login": "worker", "password": "x", "device": {"id": new_id(), "label": "手机"}}
    finding = {"number": "261122-0042", "last4": "1234"}
    for kind, whole in ((RequestBody, asked), (SignIn, signing), (FindBody, finding)):
        check = validator(document, kind.__name__)
        assert check.is_valid(whole) and heard(kind, whole)
        assert [one for one in mutations(whole) if check.is_valid(one) and not heard(kind, one)] == []


def test_every_object_that_comes_in_is_closed(document):
    schemas = document["components"]["schemas"]
    ops = [schemas[f"op.{name}"] for name in operations.TABLE]
    bodies = [schemas[operation.body.__name__] for operation in operations.TABLE.values()]
    named = [
        schemas[name] for name in ("Envelope", "SignIn", "DeviceIn", "RequestBody", "Contact", "PlaceIn")
    ]
    assert all(one["additionalProperties"] is False for one in (*ops, *bodies, *named))


def test_both_cookies_are_named_and_asked_for_together(document):
    schemes = document["components"]["securitySchemes"]
    cookies = {one["name"] for one in schemes.values() if one.get("in") == "cookie"}
    assert cookies == {"__Host-gridwalk", "gridwalk"}
    assert {"session": []} in document["paths"]["/api/v1/me"]["get"]["security"]
    assert {"session_loopback": []} in document["paths"]["/api/v1/me"]["get"]["security"]
    for methods in document["paths"].values():
        for operation in methods.values():
            assert {name for one in operation["security"] for name in one} <= set(schemes)


def test_a_method_that_the_document_does_not_name_is_405_and_the_answer_names_those_it_does(as_, document):
    client, met = as_("admin"), 0
    for path, named in document["paths"].items():
        if not path.startswith("/api/"):
            continue
        real = path
        for part in ("{sha256}", "{token}", "{passkey}"):
            real = real.replace(part, "a" * 64)
        for part in ("{matter}", "{patrol}", "{person}", "{gap}"):
            real = real.replace(part, "0190f3c2-7b3a-7c4d-8e5f-000000000001")
        for method in {"get", "post", "put", "patch", "delete"} - set(named):
            answer = client.open(real, method=method.upper())
            allowed = {one.strip().lower() for one in answer.headers.get("Allow", "").split(",")}
            if answer.status_code == 405:
                beside = path.rpartition("/")[0] + "/{"  # /passkeys/options is also a {passkey}
                others = [set(more) for one, more in document["paths"].items() if one.startswith(beside)]
                told = set(named).union(*others)
                assert set(named) - {"head"} <= allowed <= told | {"head", "options"}, (method, path)
                met += 1
            else:  # the address means something else too: /requests/{token} beside /requests/find
                beside = path.rpartition("/")[0] + "/{"
                assert any(one.startswith(beside) for one in document["paths"]), (method, path)
    assert met > 100


@pytest.mark.parametrize(
    ("path", "name", "bad"),
    [
        ("/api/v1/matters", "limit", ["0", "101", "1.5", "x"]),
        ("/api/v1/matters", "q", ["x" * 101, "x\u0000"]),
        ("/api/v1/matters", "state", ["opened", "open\n", "new,,"]),
        ("/api/v1/changes", "limit", ["0", "501", "x"]),
        ("/api/v1/me/day", "date", ["2026-11-22\n", "22.11.2026", "2026-13-01"]),
        ("/api/v1/requests/nearby", "lat", [91, -91]),
    ],
)
def test_what_the_server_refuses_in_a_query_the_document_refuses_too(as_, document, path, name, bad):
    told = next(one for one in document["paths"][path]["get"]["parameters"] if one["name"] == name)
    check = jsonschema_rs.Draft202012Validator(told["schema"])
    for value in bad:
        assert as_("worker").get(path, query_string={name: value, "lon": "120.5"}).status_code == 422, value
        typed = int(value) if told["schema"].get("type") == "integer" and str(value).isdigit() else value
        assert not check.is_valid(typed), value
