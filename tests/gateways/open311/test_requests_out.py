"""What Open311 tells: to anybody what the board shows, to a source its own, and to nobody else's key or guess anything."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from app.areas import local_settings
from app.board.models import ClearedPhoto
from app.core import clock
from app.gateways.models import Delivery
from app.gateways.open311 import states
from app.gateways.open311.outgoing import public_ids, rows
from app.matters.models import STATES, Matter
from app.settings import ROOT
from tests import cast as c
from tests.board import done
from tests.gateways.open311.conftest import Client, agreed, errors
from tests.matters import ops

pytestmark = pytest.mark.both


def test_nobody_reads_what_no_person_has_cleared_and_what_is_anothers(
    client: Client, as_: Any, cast: Any
) -> None:
    number = client.number()
    other = agreed("other")
    settled = done.settled(as_, cast)
    for key in (None, other):
        assert client.get("/requests.json", key=key).json == []
        for id in (number, settled.number, settled.id, public_ids.name(settled.id), "0" * 32, "无", " "):
            assert errors(client.get(f"/requests/{id}.json", key=key))[0] == 404, id
    assert client.get("/requests.json", service_request_id=f"{number},{settled.number}").json == []


def test_anybody_reads_what_the_board_shows_and_neither_number_name_nor_hour(
    client: Client, as_: Any, cast: Any
) -> None:
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    reply = client.get("/requests.json")
    (told,) = reply.json
    assert list(told) == list(rows.NAMES)
    assert (told["status"], told["description"], told["status_notes"]) == (
        "closed",
        "有人堵消防通道",
        "已经清空",
    )
    assert told["address"] == "第1网格" and told["address_id"] == c.GRID
    assert told["lat"] == pytest.approx(c.LAT + c.STEP_LAT / 2)  # the middle of the grid, not the place
    assert told["requested_datetime"] == clock.rfc3339(clock.start_of(clock.date_of(matter.received_at)))
    for hidden in (matter.number, matter.id, *(person.name for person in cast.people.values())):
        assert hidden not in reply.text
    digest = told["media_url"].rpartition("/")[2]
    assert ClearedPhoto.get(ClearedPhoto.digest == digest).side == "before"
    assert as_(None).get(f"/board/photos/{digest}").status_code == 200
    one = client.get(f"/requests/{told['service_request_id']}.json")
    assert one.json == [told]
    assert client.get(
        "/requests.json", service_request_id=told["service_request_id"], status="open"
    ).json == [told]


def test_the_place_is_as_exact_as_on_the_board(client: Client, as_: Any, cast: Any) -> None:
    done.show(cast, done.settled(as_, cast))
    for level, code in (("community", c.COMMUNITY), ("building", c.BUILDING), ("grid", c.GRID)):
        local_settings.set_value(cast.admin, c.COMMUNITY, "board_place", level, "街道商定")
        assert client.get("/requests.json").json[0]["address_id"] == code


def test_by_the_moment_one_cannot_find_out_when_somebody_called(client: Client, as_: Any, cast: Any) -> None:
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    day = clock.start_of(clock.date_of(matter.received_at))
    since = {"start_date": clock.rfc3339(matter.received_at + 1), "end_date": clock.rfc3339(day + clock.DAY)}
    until = {"start_date": clock.rfc3339(day), "end_date": clock.rfc3339(matter.received_at - 1)}
    assert client.get("/requests.json", **since).json == [] != client.get("/requests.json", **until).json


def test_its_source_follows_a_request_by_its_number(client: Client, cast: Any) -> None:
    number = client.number()
    told = client.get(f"/requests/{number}.json", key=client.key).json[0]
    assert (told["service_request_id"], told["status"], told["service_name"]) == (number, "open", "垃圾没清")
    assert (told["address_id"], told["lat"]) == (c.BUILDING, pytest.approx(c.LAT + 0.0003))
    assert told["agency_responsible"] and told["expected_datetime"] and "已经收到" in told["status_notes"]
    assert cast.worker.name not in str(told)
    matter = Matter.get()
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="清走了")
    clock.freeze(clock.now() + clock.MINUTE)  # what may be taken back is not told yet
    try:
        (told,) = client.get("/requests.json", key=client.key, status="open").json
        assert told["status_notes"].startswith("处理好了")
        ops.move(cast.desk, Matter.get(), "void", reason="mistake")
        clock.freeze(clock.now() + clock.MINUTE)
        assert client.get("/requests.json", key=client.key, status="open").json == []
        (told,) = client.get("/requests.json", key=client.key, status="closed").json
        assert told["status"] == "closed"
    finally:
        clock.freeze(None)


def test_a_request_of_its_own_on_the_board_is_told_once_and_with_its_number(
    client: Client, cast: Any
) -> None:
    number = client.number()
    matter = Matter.get()
    ops.move(cast.worker, matter, "take")
    ops.move(cast.worker, matter, "resolve", text="清走了")
    ops.move(cast.head, matter, "confirm")
    Matter.update(state="closed", closed_at=clock.now()).where(Matter.id == matter.id).execute()
    done.show(cast, Matter.get(), said="垃圾没人清", done="清走了")
    assert [told["service_request_id"] for told in client.get("/requests.json", key=client.key).json] == [
        number
    ]
    assert [told["service_request_id"] for told in client.get("/requests.json").json] == [
        public_ids.name(matter.id)
    ]


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ({"start_date": "2026-01-01"}, 400, "start_date"),
        ({"start_date": "2026-01-01T00:00:00"}, 400, "start_date"),
        ({"end_date": "soon"}, 400, "end_date"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400, "start_date"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400, "end_date"),
        ({"status": "pending"}, 400, "status"),
        ({"service_code": "litter,no-such"}, 404, "service_code"),
        ({"page": "0"}, 400, "page"),
        ({"page_size": "many"}, 400, "page_size"),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    client: Client, query: dict[str, str], status: int, named: str
) -> None:
    assert errors(client.get("/requests.json", **query)) == (status, [named])


def test_a_list_is_narrowed_by_service_and_time_and_comes_in_pages(client: Client) -> None:
    first = client.number(service_code="noise", description="吵")
    numbers = [first, *(client.number(description=str(n)) for n in range(3))]
    Delivery.update(received=clock.now() - 2 * clock.DAY).where(Delivery.number == first).execute()

    def asked(**query: Any) -> list[str]:
        query = {"extended": "true", "jurisdiction_id": c.CITY, **query}
        return [
            row["service_request_id"] for row in client.get("/requests.json", key=client.key, **query).json
        ]

    assert set(asked()) == set(numbers) and asked(service_code="noise") == [first]
    assert set(asked(service_code="cleanliness")) == set(numbers[1:])  # a class stands for its things
    day_ago = clock.rfc3339(clock.now() - clock.DAY)
    assert set(asked(start_date=day_ago)) == set(numbers[1:]) and asked(end_date=day_ago) == [first]
    pages = [asked(page=page, page_size=3) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 1, 0] and set(sum(pages, [])) == set(numbers)
    ids = ",".join(numbers[:2])
    assert set(asked(service_request_id=ids, status="closed", service_code="lift")) == set(numbers[:2])


def test_every_state_of_the_workflow_has_its_word() -> None:
    assert set(states.FINER) == set(STATES)
    page = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
    written = re.findall(r"^\| \S+ `(\w+)` \| (\w+) \| (\w+) \|$", page, re.M)
    assert written == [(state, states.status(state), states.FINER[state]) for state in STATES]


def test_a_token_is_the_id_under_which_something_was_handed_over(client: Client) -> None:
    number = client.number()
    token = Delivery.get().id
    assert client.get(f"/tokens/{token}.json").json == [{"service_request_id": number, "token": token}]
    for wrong in ("0" * 36, number, "x"):
        assert errors(client.get(f"/tokens/{wrong}.json")) == (404, ["token"])


def test_services_are_what_residents_pick_and_of_a_source_what_was_agreed_upon(client: Client) -> None:
    listed = client.get("/services.json").json
    codes = {row["service_code"] for row in listed}
    assert "litter" in codes and "public_order" not in codes
    litter = next(row for row in listed if row["service_code"] == "litter")
    assert (litter["service_name"], litter["type"], litter["metadata"]) == ("垃圾没清", "realtime", True)
    assert litter["group"] and litter["keywords"]
    narrow = agreed("narrow", categories=["fire_safety"])
    mine = {row["service_code"] for row in client.get("/services.json", key=narrow).json}
    assert "fire_lane" in mine < codes and "litter" not in mine
    assert errors(client.get("/services/litter.json", key=narrow)) == (404, ["service_code"])
    assert errors(client.get("/services/no-such.json")) == (404, ["service_code"])
    english = client._client.get("/open311/v2/services.json", headers={"Accept-Language": "en"}).json
    assert all(row["service_name"].isascii() for row in english)


def test_a_definition_says_what_else_may_be_said(client: Client) -> None:
    found = client.get("/services/litter.json").json
    assert found["service_code"] == "litter"
    assert [one["code"] for one in found["attributes"]] == [
        "external_id",
        "external_url",
        "due",
        "contact_by",
    ]
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4]
    root = ElementTree.fromstring(client.get("/services/litter.xml").text)
    assert root.tag == "service_definition"
    assert [one.text for one in root.iterfind("attributes/attribute/required")] == ["false"] * 4


@pytest.mark.parametrize("form", ["json", "xml"])
def test_discovery_says_where_in_what_form_and_whose_the_keys_are(client: Client, form: str) -> None:
    reply = client._client.get(f"/open311/discovery.{form}")
    assert reply.status_code == 200 and "http://wiki.open311.org/GeoReport_v2" in reply.text
    assert "/open311/v2" in reply.text and "application/json" in reply.text and "密钥" in reply.text
    if form == "xml":
        root = ElementTree.fromstring(reply.text)
        assert [one.text for one in root.iterfind("endpoints/endpoint/formats/format")] == [
            "text/xml",
            "application/json",
        ]
