"""Every example of a body in the API's description of itself is taken as it stands, where its codes are."""

from __future__ import annotations

import base64
import json
from typing import Any

from app.areas import local_settings
from app.core import clock, decode
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import Delivery
from app.gateways.systems import agreements
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.models import ForeignCase
from app.patrol.companions import devices
from app.patrol.companions.models import Companion
from tests import cast as c
from tests.matters import ops
from tests.patrol import walk


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
            if "example" not in content or path.startswith("/gateways/"):
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


def test_every_example_of_open311_and_of_trackers_is_taken(app: Any, cast: Any) -> None:
    client = app.test_client()
    said = {"code": "fms", "name": "随手拍", "kind": "people", "area": c.COMMUNITY}
    _, key = sources.open_source(None, decode.convert(said, SourceBody))
    local_settings.set_value(cast.admin, c.CITY, "companion", "1", "夜间巡查")
    secrets = {app_: devices.agree(cast.worker, app_, "手机")[1] for app_ in ("owntracks", "traccar")}
    walk.start(cast.worker)
    number, taken = "", []
    for path, methods in client.get("/api/v1/openapi.json").json["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        if not path.startswith(("/open311/", "/gateways/")) or not content:
            continue
        ((kind, body),) = content.items()
        example = {**body["example"]}
        if kind == "application/json":
            basic = base64.b64encode(f"worker:{secrets['owntracks']}".encode()).decode()
            example["tst"] = clock.now() // 1000
            reply = client.post(path, json=example, headers={"Authorization": f"Basic {basic}"})
        else:
            changed = {
                "api_key": key,
                "id": secrets["traccar"],
                "service_request_id": number,
                "timestamp": clock.now() // 1000,
            }
            changed |= {"lat": c.LAT + 0.0003, "long": c.LON + 0.0004, "lon": c.LON + 0.0004}
            form = {**example, **{name: value for name, value in changed.items() if name in example}}
            reply = client.post(path.replace("{form}", "json"), data=form)
        assert reply.status_code in (200, 201), (path, reply.text)
        if path.startswith("/open311/v2/requests"):
            number = reply.json[0]["service_request_id"]
        taken.append(path)
    assert taken == [
        "/open311/v2/requests.{form}", "/open311/v2/servicerequestupdates.{form}", "/gateways/owntracks", "/gateways/osmand",
    ]  # fmt: skip
    assert {row.source for row in Delivery.select()} == {"fms"} and Companion.select().where(
        Companion.heard.is_null(False)
    ).count() == 2
