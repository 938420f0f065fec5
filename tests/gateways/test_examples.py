"""Every example of a body in the API's description of itself is taken as it stands, where its codes are."""

from __future__ import annotations

import json
from typing import Any

from app.core import decode
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.models import ForeignCase
from tests import cast as c
from tests.matters import ops


def test_every_example_is_taken(app: Any, cast: Any) -> None:
    client = app.test_client()
    said = {"code": "hotline", "name": "12345 热线", "kind": "people", "area": c.COMMUNITY}
    _, source = sources.open_source(None, decode.convert(said, SourceBody))
    body = SystemBody(code="city", name="市平台", area=c.COMMUNITY, source="hotline")
    _, system = agreements.open_system(cast.admin, body)
    number, found = ops.report(cast.worker).number, 0
    for path, methods in client.get("/api/v1/openapi.json").json["paths"].items():
        for method, route in methods.items():
            content = route.get("requestBody", {}).get("content", {}).get("application/json", {})
            if "example" not in content:
                continue
            found += 1
            text = json.dumps(content["example"]).replace("330399001001003001", c.BUILDING)
            secret = source if path == "/api/v1/intake" else system
            reply = client.open(
                path.replace("{code}", "city"), method=method, headers={"Authorization": f"Bearer {secret}"},
                json=json.loads(text.replace("261130-0001", number)),
            )  # fmt: skip
            assert reply.status_code in (200, 201), (path, reply.json)
            assert "refused" not in reply.text
    assert found == 3
    assert {row.number: row.state for row in ForeignCase.select()} == {"SJ0001": "已办结", "SJ0002": None}
