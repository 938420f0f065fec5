"""A client of Open311 that knows neither cookies nor pages, and its source's key."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import decode
from app.gateways import sources
from app.gateways.commands import SourceBody
from tests import cast as c

V2 = "/open311/v2"
AT = {"lat": str(c.LAT + 0.0003), "long": str(c.LON + 0.0004)}  # in the first building


def agreed(code: str = "fms", **more: Any) -> str:
    """The key of a source with these terms."""
    terms = {"code": code, "name": "随手拍", "kind": "people", "area": c.COMMUNITY, **more}
    return sources.open_source(None, decode.convert(terms, SourceBody))[1]


class Client:
    """Sends what a client of the standard sends."""

    def __init__(self, app: Any, key: str) -> None:
        self._client, self.key = app.test_client(), key

    def get(self, path: str, key: str | None = None, **query: Any) -> Any:
        """A question, with the key where one is given."""
        return self._client.get(V2 + path, query_string={**query, **({"api_key": key} if key else {})})

    def post(self, path: str = "/requests.json", key: str | None = None, **fields: Any) -> Any:
        """A form; `attribute_NAME` goes as `attribute[NAME]`."""
        named = {name.replace("attribute_", "attribute["): value for name, value in fields.items()}
        form = {name + "]" if name.startswith("attribute[") else name: v for name, v in named.items()}
        return self._client.post(V2 + path, data={"api_key": self.key if key is None else key, **form})

    def submit(self, **more: Any) -> Any:
        """A request with everything that is needed."""
        return self.post(**{"service_code": "litter", "description": "垃圾堆了三天", **AT, **more})

    def number(self, **more: Any) -> str:
        """The number of a request that is new here."""
        reply = self.submit(**more)
        assert reply.status_code == 201, reply.text
        return str(reply.json[0]["service_request_id"])


@pytest.fixture
def client(app: Any, cast: Any) -> Client:
    """A client with a key for the community."""
    return Client(app, agreed())


def errors(reply: Any) -> tuple[int, list[str]]:
    """The status and the fields named; every code is the status."""
    assert {error["code"] for error in reply.json} == {reply.status_code}
    return reply.status_code, [error["description"].partition(":")[0] for error in reply.json]
