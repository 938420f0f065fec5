"""Open311 over HTTP to a real server: many at once, bodies that are too long, and a client of the standard that reads the answers."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app import open_store
from app.core import db
from app.matters.models import Matter
from app.settings import Settings
from tests import live
from tests.gateways.open311.conftest import AT, agreed
from tests.server import raw


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[live.Server, str, Path]]:
    """A real server, the key of a source in its store, and its folder."""
    live.prepare(tmp_path)
    open_store(Settings(data_dir=tmp_path, demo=True))
    key = agreed(daily=60)
    db.database.close()
    server = live.Server(tmp_path)
    yield server, key, tmp_path
    server.stop()


def call(server: live.Server, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """(status, body) of a question, or of a form that is sent."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{server.port}/open311{path}", data, timeout=60
        ) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def count(folder: Path) -> int:
    open_store(Settings(data_dir=folder, demo=True))
    number = Matter.select().count()
    db.database.close()
    return int(number)


def test_a_flood_gets_its_budget_and_the_rest_refusals_that_a_client_can_read(served: Any) -> None:
    server, key, folder = served
    forms = [{"api_key": key, "service_code": "litter", "description": f"{n % 70}", **AT} for n in range(200)]
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda form: call(server, "/v2/requests.xml", form), forms))
    assert {status for status, _ in replies} <= {200, 201, 429, 503}
    for status, text in replies:
        root = ElementTree.fromstring(text)
        assert (
            root.findtext("error/code") == str(status) if status > 201 else root.find("request") is not None
        )
    made = [status for status, _ in replies].count(201)
    assert made == count(folder) <= 62  # a little comes back while it goes on
    assert call(server, "/v2/services.json")[0] == 200


def test_the_very_same_side_by_side_is_one(served: Any) -> None:
    server, key, folder = served
    form = {"api_key": key, "service_code": "litter", "description": "一样", **AT}
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: call(server, "/v2/requests.xml", form), range(16)))
    numbers = {
        ElementTree.fromstring(text).findtext("request/service_request_id")
        for status, text in replies
        if status < 300
    }
    assert len(numbers) == 1 and [status for status, _ in replies].count(201) == 1 and count(folder) == 1


def test_a_body_that_is_too_long_is_refused_in_the_standards_form_before_it_is_read(served: Any) -> None:
    server, _, folder = served
    for form, code in (("xml", "<code>413</code>"), ("json", '"code":413')):
        head = (
            f"POST /open311/v2/requests.{form} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 400000000\r\n\r\n"
        )
        reply = raw.say(server.port, head.encode())
        assert reply.status == 413 and code in str(reply.body)
    assert count(folder) == 0


def test_a_client_finds_its_way_from_the_discovery_to_the_number_of_its_request(served: Any) -> None:
    server, key, _ = served
    found = ElementTree.fromstring(call(server, "/discovery.xml")[1])
    url = found.findtext("endpoints/endpoint/url") or ""
    assert urllib.parse.urlsplit(url).path == "/open311/v2"
    listed = ElementTree.fromstring(call(server, "/v2/services.xml")[1])
    code = listed.findtext("service/service_code") or ""
    assert call(server, f"/v2/services/{code}.xml")[0] == 200
    form = {"api_key": key, "service_code": code, **AT, "description": "看看"}
    status, text = call(server, "/v2/requests.xml", form)
    number = ElementTree.fromstring(text).findtext("request/service_request_id") or ""
    assert status == 201 and re.fullmatch(r"\d{6}-\d{4,}", number)
    assert call(server, f"/v2/requests/{number}.xml")[0] == 404  # a number is no key
    told = ElementTree.fromstring(call(server, f"/v2/requests/{number}.xml?api_key={key}")[1])
    assert told.findtext("request/status") == "open"
