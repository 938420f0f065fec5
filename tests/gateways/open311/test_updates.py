"""`servicerequestupdates` as FixMyStreet uses them: what became of a request, told to its source, and what the source says later."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import pytest

from app.core import clock
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.board import done
from tests.evidence.pictures import picture, sha
from tests.gateways.open311.conftest import Client, agreed, errors
from tests.matters import ops

pytestmark = pytest.mark.both
UPDATES = "/servicerequestupdates.json"


@pytest.fixture(autouse=True)
def thaw() -> Any:
    """The clock goes on after each test."""
    yield
    clock.freeze(None)


def later(ms: int = clock.MINUTE) -> None:
    """What may be taken back for some seconds is told by then."""
    clock.freeze(clock.now() + ms)


def statuses(client: Client, **query: Any) -> list[str]:
    return [row["status"] for row in client.get(UPDATES, key=client.key, **query).json]


def resolved(client: Client, cast: Any) -> tuple[str, Matter]:
    """The number of a request that was taken and said to be done."""
    number = client.number()
    for move, text in (("take", None), ("resolve", "清走了")):
        later()
        ops.move(cast.worker, Matter.get(), move, **({"text": text} if text else {}))
    later()
    return number, Matter.get()


def test_a_source_reads_each_step_of_its_own_as_whoever_asked_does(client: Client, cast: Any) -> None:
    start = clock.now()
    number, _ = resolved(client, cast)
    rows = client.get(UPDATES, key=client.key).json
    assert [row["status"] for row in rows] == ["IN_PROGRESS", "FIXED"]
    assert {row["service_request_id"] for row in rows} == {number}
    assert list(rows[0]) == [
        "update_id",
        "service_request_id",
        "status",
        "updated_datetime",
        "description",
        "media_url",
    ]
    assert cast.worker.name not in str(rows) and rows[0]["update_id"] != rows[1]["update_id"]
    assert client.get(UPDATES, key=client.key).json == rows  # the same ids again
    assert client.get(UPDATES, key=agreed("other")).json == [] == client.get(UPDATES).json
    second = {"start_date": rows[1]["updated_datetime"], "end_date": clock.rfc3339(clock.now())}
    assert statuses(client, **second) == ["FIXED"]
    assert statuses(client, start_date=clock.rfc3339(start - clock.DAY), end_date=clock.rfc3339(start)) == []


def test_what_may_be_taken_back_still_is_not_told_yet(client: Client, cast: Any) -> None:
    client.number()
    later()
    ops.move(cast.worker, Matter.get(), "take")
    assert statuses(client) == []
    later()
    assert statuses(client) == ["IN_PROGRESS"]


def test_what_was_merged_goes_on_being_told(client: Client, cast: Any) -> None:
    number = client.number()
    target = ops.report(cast.worker, escalate=True)
    ops.move(cast.worker, Matter.get(Matter.number == number), "escalate")
    ops.move(cast.desk, Matter.get(Matter.number == number), "merge", to=[f"matter:{target.id}"])
    later(clock.HOUR)
    since = clock.rfc3339(clock.now())
    ops.move(cast.desk, Matter.get_by_id(target.id), "answer", text="明天来修")
    later()
    rows = client.get(UPDATES, key=client.key, start_date=since, end_date=clock.rfc3339(clock.now())).json
    assert [row["service_request_id"] for row in rows] == [number] and "明天来修" in rows[0]["description"]


def test_anybody_reads_that_what_is_on_the_board_is_done(client: Client, as_: Any, cast: Any) -> None:
    matter = done.settled(as_, cast)
    done.show(cast, matter)
    (row,) = client.get(UPDATES).json
    (told,) = client.get("/requests.json").json
    assert (row["status"], row["description"]) == ("CLOSED", "已经清空")
    assert row["service_request_id"] == told["service_request_id"] and matter.number not in str(row)


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"service_request_id": ""}, 400, "service_request_id"),
        ({"service_request_id": "990101-0001"}, 404, ""),
        ({"description": ""}, 400, "description"),
        ({"description": "x" * 2001}, 400, "description"),
        ({"status": "MAYBE"}, 400, "status"),
        ({"media_url": "https://127.0.0.1/1.jpg"}, 400, "media_url"),
    ],
)
def test_a_word_that_cannot_be_filed_is_refused(
    client: Client, fields: dict[str, str], status: int, named: str
) -> None:
    whole = {"service_request_id": client.number(), "description": "还在", "status": "OPEN"}
    found, names = errors(client.post(UPDATES, **{**whole, **fields}))
    assert found == status and (not named or names == [named])
    assert Entry.select().where(Entry.verb == "note").count() == 0


def test_nobody_writes_on_anothers_request(client: Client) -> None:
    fields = {"service_request_id": client.number(), "description": "还在"}
    assert errors(client.post(UPDATES, key="", **fields)) == (403, ["api_key"])
    assert client.post(UPDATES, key=agreed("other"), **fields).status_code == 404


def test_a_word_more_is_filed_once_with_its_photo_and_not_told_back(client: Client, as_: Any) -> None:
    number, photo = client.number(), picture(seed=4)
    fields = {"service_request_id": number, "description": "又多了一堆", "update_id": "77", "status": "OPEN"}
    first = client.post(UPDATES, **fields, media=(io.BytesIO(photo), "1.jpg"))
    again = client.post(UPDATES, **fields, media=(io.BytesIO(photo), "1.jpg"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json and set(first.json[0]) == {"update_id"}
    (note,) = Entry.select().where(Entry.verb == "note")
    assert (note.text, note.photos, note.body["by_name"]) == ("又多了一堆", [sha(photo)], "随手拍")
    assert as_("worker").get(f"/api/v1/photos/{sha(photo)}").status_code == 200
    assert client.post(UPDATES, **{**fields, "description": "别的"}).status_code == 400  # under the same id
    later()
    assert statuses(client) == []


def test_that_it_is_done_there_stands_with_the_words_and_moves_nothing(client: Client) -> None:
    fields = {"service_request_id": client.number(), "status": "fixed", "description": ""}
    assert client.post(UPDATES, **fields).status_code == 201
    assert Entry.get(Entry.verb == "note").text == "对方把它标为 FIXED。"
    assert Matter.get().state == "reported"


def test_not_yet_goes_one_level_up_and_a_word_on_what_has_ended_is_refused(client: Client, cast: Any) -> None:
    number, matter = resolved(client, cast)
    reply = client.post(UPDATES, service_request_id=number, status="REOPEN", description="还在原处")
    assert reply.status_code == 201
    reopened = Matter.get()
    assert reopened.state == "reported" and reopened.level != matter.level
    assert (
        client.post(UPDATES, service_request_id=number, status="REOPEN", description="还在原处").status_code
        == 200
    )
    ops.move(cast.city if reopened.level == c.CITY else cast.desk, reopened, "void", reason="mistake")
    late = client.post(UPDATES, service_request_id=number, status="OPEN", description="谢谢")
    assert late.status_code == 400 and Entry.select().where(Entry.verb == "note").count() == 0


def test_updates_are_read_and_written_as_xml(client: Client, cast: Any) -> None:
    number, _ = resolved(client, cast)
    root = ElementTree.fromstring(client.get("/servicerequestupdates.xml", key=client.key).text)
    assert root.tag == "service_request_updates"
    assert [one.text for one in root.iterfind("request_update/status")] == ["IN_PROGRESS", "FIXED"]
    reply = client.post("/servicerequestupdates.xml", service_request_id=number, description="谢谢")
    assert ElementTree.fromstring(reply.text).findtext("request_update/update_id")


@pytest.mark.parametrize(
    "query", [{"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-03-01T00:00:00Z"}, {"end_date": "x"}]
)
def test_a_span_that_is_too_long_or_none_is_refused(client: Client, query: dict[str, str]) -> None:
    assert errors(client.get(UPDATES, key=client.key, **query))[0] == 400
