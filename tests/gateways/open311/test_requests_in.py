"""A request by Open311: refused in the standard's form, taken once, with its place, its photos and whoever waits."""

from __future__ import annotations

import io
import shlex
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from app.board import origins
from app.board.clearing import draft
from app.core import clock
from app.evidence import metadata, storage
from app.gateways import sources
from app.gateways.models import UNNAMED, Delivery, Source
from app.gateways.open311 import commands
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.followup import recovery
from app.requests.models import ResidentRequest
from app.settings import ROOT
from tests import cast as c
from tests.evidence.pictures import picture, sha, with_exif
from tests.gateways.open311.conftest import AT, V2, Client, agreed, errors
from tests.matters import ops

pytestmark = pytest.mark.both


def test_without_a_key_or_with_one_that_opens_nothing_nothing_is_taken(client: Client) -> None:
    assert errors(client.submit(api_key="")) == (403, ["api_key"])
    assert errors(client.submit(api_key="x" * 43)) == (403, ["api_key"])
    assert errors(client.get("/requests.json", key="x" * 43)) == (403, ["api_key"])
    sources.end(None, Source.get_by_id("fms"))
    assert errors(client.submit()) == (403, ["api_key"])
    assert Matter.select().count() == 0


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "no-such"}, 404, "service_code"),
        ({"service_code": "litter\x00"}, 400, "service_code"),
        ({"long": ""}, 400, "long"),
        ({"lat": ""}, 400, "lat"),
        ({"lat": "", "long": ""}, 400, "lat"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "91"}, 400, "lat"),
        ({"long": "1e9"}, 400, "long"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "", "long": "", "address_id": "no-such"}, 400, "address_id"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"description": "a\x07b"}, 400, "description"),
        ({"address_string": "x" * 201}, 400, "address_string"),
        ({"first_name": "x" * 41}, 400, "first_name"),
        ({"attribute_external_id": "x" * 121}, 400, "attribute[external_id]"),
        ({"attribute_external_url": "javascript:alert(1)"}, 400, "attribute[external_url]"),
        ({"attribute_due": "tomorrow"}, 400, "attribute[due]"),
        ({"attribute_due": "2020-01-01T00:00:00+08:00"}, 400, "attribute[due]"),
        ({"jurisdiction_id": "elsewhere.example"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_is_named_as_the_client_named_it_and_nothing_is_kept(
    client: Client, fields: dict[str, str], status: int, named: str
) -> None:
    assert errors(client.submit(**fields)) == (status, [named])
    assert Matter.select().count() == 0 and Delivery.select().count() == 0


def test_what_was_not_agreed_upon_with_the_source_is_refused(client: Client) -> None:
    narrow = agreed("narrow", area=c.OTHER_GRID, categories=["cleanliness"])
    assert client.submit(key=narrow).status_code == 403  # in the first building, next door to it
    elsewhere = {"lat": "", "long": "", "address_id": c.OTHER_GRID}
    assert client.submit(key=narrow, service_code="noise", **elsewhere).status_code == 403
    assert client.submit(key=narrow, **elsewhere).status_code == 201
    assert client.submit(key=agreed("everywhere", area=c.CITY), **elsewhere).status_code == 201  # another's


def test_a_request_becomes_a_matter_of_whoever_waits_with_its_place_and_number(
    client: Client, as_: Any
) -> None:
    number = client.number(first_name="陈", last_name="阿姨", phone="138 0013 8010", email="a@b.example")
    matter = Matter.get()
    assert (matter.number, matter.area, matter.text) == (number, c.BUILDING, "垃圾堆了三天")
    assert (matter.category, matter.resident_asked, matter.lat) == ("litter", True, float(AT["lat"]))
    assert recovery.by_number(number, "8010", "10.0.0.1")
    request = ResidentRequest.get()
    assert (request.name, request.channel, request.source) == ("阿姨陈", "open311", "fms")
    assert as_("worker").get(f"/api/v1/matters/{matter.id}").json["asked_word"] == "经 Open311 转来"
    assert as_("outsider").get(f"/api/v1/matters/{matter.id}").status_code == 404


def test_the_same_sent_again_is_one_matter_and_other_words_under_its_name_are_filed_with_it(
    client: Client,
) -> None:
    number = client.number()
    again = client.submit()
    assert (again.status_code, again.json[0]["service_request_id"]) == (200, number)
    named = client.number(attribute_external_id="FMS-1")
    assert named != number
    for _ in range(2):
        again = client.submit(attribute_fixmystreet_id="FMS-1")
        assert again.json[0]["service_request_id"] == named
    more = client.submit(attribute_external_id="FMS-1", description="又多了一堆")
    assert more.json[0]["service_request_id"] == named
    assert [entry.text for entry in Entry.select().where(Entry.verb == "note")] == ["又多了一堆"]
    assert Matter.select().count() == 2


def test_what_has_no_name_is_new_again_after_a_day_once_the_first_has_ended(
    client: Client, cast: Any
) -> None:
    number = client.number()
    ops.move(cast.desk, Matter.get(), "void", reason="mistake")
    assert client.submit().json[0]["service_request_id"] == number  # within the day: a client that asks twice
    clock.freeze(clock.now() + 25 * clock.HOUR)
    try:
        assert client.number() != number
    finally:
        clock.freeze(None)


def test_words_longer_than_one_text_of_ours_are_kept_whole(client: Client) -> None:
    words = "".join(chr(0x4E00 + n % 2000) for n in range(3500))
    client.number(description=words)
    note = Entry.get(Entry.verb == "note")
    assert Matter.get().text + note.text == words
    client.submit(description=words)
    assert Entry.select().where(Entry.verb == "note").count() == 1


def test_a_place_in_words_stands_with_the_words_and_a_code_places_it(client: Client) -> None:
    nowhere = {"lat": "", "long": ""}
    client.number(**nowhere, address_string="河边小公园", description="")
    words = Matter.get()
    assert words.text.splitlines() == ["地点：河边小公园"] and (words.area, words.placed) == (
        c.COMMUNITY,
        "fallback",
    )
    number = client.number(**nowhere, address_id=c.BUILDING2)
    assert Matter.get(Matter.number == number).area == c.BUILDING2
    unpointed = client.number(**nowhere, address_id="#NOTPINPOINTED#")
    assert Matter.get(Matter.number == unpointed).area == c.COMMUNITY


def test_what_has_no_name_there_is_shown_without_one(client: Client, as_: Any) -> None:
    number = client.number()
    page = as_("admin").get("/admin/sources/fms").text
    assert number in page and UNNAMED not in page
    assert UNNAMED not in as_("desk").get(f"/desk/matters/{Matter.get().id}").text
    named = client.number(attribute_external_id="FMS-9")
    assert f"FMS-9 → {named}" in as_("admin").get("/admin/sources/fms").text
    assert "FMS-9" in as_("desk").get(f"/desk/matters/{Matter.get(Matter.number == named).id}").text


def test_without_words_the_service_is_what_was_said(client: Client) -> None:
    client.number(description="", deviceid="app", account_id="7", attribute_easting="1", media_url="")
    assert Matter.get().text == "垃圾没清"


def test_photos_come_with_the_form_and_a_bad_one_keeps_the_whole_request_out(
    client: Client, as_: Any
) -> None:
    photo = picture()
    for bad, status in ((b"GIF89a", 400), (photo[:2000], 400)):
        files = [(io.BytesIO(data), "1.jpg") for data in (photo, bad)]
        assert client.submit(media=files).status_code == status
    assert Matter.select().count() == 0
    number = client.number(media=(io.BytesIO(photo), "../../1.jpg"))
    assert client.submit(media=(io.BytesIO(photo), "1.jpg")).json[0]["service_request_id"] == number
    assert as_("worker").get(f"/api/v1/photos/{sha(photo)}").status_code == 200
    assert as_("outsider").get(f"/api/v1/photos/{sha(photo)}").status_code == 404


def test_a_photo_that_a_resident_gave_another_system_loses_its_metadata_here_too(client: Client) -> None:
    photo = with_exif()
    client.number(media=(io.BytesIO(photo), "1.jpg"))
    assert b"SECRETPHONE" in storage.original(sha(photo)).read_bytes()
    assert metadata.clean() == 1
    assert b"SECRET" not in storage.original(sha(photo)).read_bytes()


def test_what_is_over_the_budget_is_told_to_come_later(app: Any, cast: Any) -> None:
    client = Client(app, agreed(daily=2))
    for text in ("一", "二"):
        client.number(description=text)
    late = client.submit(description="三")
    assert late.status_code == 429 and int(late.headers["Retry-After"]) > 0 and late.json[0]["code"] == 429
    files = client.submit(description="四", media=(io.BytesIO(picture()), "1.jpg"))
    assert files.status_code == 429
    assert client.submit(description="一").status_code == 200  # what is here already costs nothing


def test_a_machine_speaks_of_nobody(app: Any, cast: Any) -> None:
    client = Client(app, agreed(kind="machine"))
    assert errors(client.submit(phone="13800138010")) == (400, ["first_name"])
    number = client.number()
    told = client.get(f"/requests/{number}.json", key=client.key).json[0]
    assert (told["description"], told["status"]) == ("垃圾堆了三天", "open")


def test_refusals_and_answers_are_xml_where_the_address_says_so(client: Client) -> None:
    reply = client.post("/requests.xml", service_code="<&>", **AT)
    assert (reply.status_code, reply.content_type) == (404, "text/xml; charset=utf-8")
    assert [code.text for code in ElementTree.fromstring(reply.text).iterfind("error/code")] == ["404"]
    done = client.post("/requests.xml", service_code="litter", description="<b>&]]>", **AT)
    root = ElementTree.fromstring(done.text)
    assert (
        root.tag == "service_requests" and root.findtext("request/service_request_id") == Matter.get().number
    )
    told = client.get("/requests.xml", key=client.key).text
    assert ElementTree.fromstring(told).findtext("request/description") == "<b>&]]>"


@pytest.mark.parametrize(
    "path", ["/nothing.json", "/requests.html", "/requests", "/services/litter", "/a/b/c.json"]
)
def test_an_address_that_is_not_there_is_refused_in_the_same_form(client: Client, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    if path.endswith(".json"):
        assert errors(reply)[0] == 404
    else:
        assert ElementTree.fromstring(reply.text).findtext("error/code") == "404"


def test_other_ways_of_calling_are_refused_in_the_same_form(client: Client, as_: Any) -> None:
    reply = client._client.delete("/open311/v2/requests.json")
    assert reply.status_code == 405 and reply.json[0]["code"] == 405 and "GET" in reply.headers["Allow"]
    across = client._client.post(
        "/open311/v2/requests.json", data={"api_key": client.key}, headers={"Origin": "https://evil.example"}
    )
    assert errors(across)[0] == 403
    assert "Access-Control-Allow-Origin" not in across.headers


def test_the_documents_example_is_taken_as_it_stands(client: Client) -> None:
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8").partition("## Open311")[2]
    words = shlex.split(text.split("```text\n")[1].split("```")[0].replace("\\\n", " "))
    assert words[1].endswith("/open311/v2/requests.xml")
    fields = dict(
        word.split("=", 1) for flag, word in pairwise(words) if flag.startswith("-d") or "data" in flag
    )
    reply = client._client.post("/open311/v2/requests.xml", data={**fields, "api_key": client.key})
    assert reply.status_code == 201
    assert (Delivery.get().external, Matter.get().area) == ("FMS-1024", c.BUILDING)


def test_lists_with_commas_have_an_end() -> None:
    from app.core.problems.problem import Problem

    with pytest.raises(Problem):
        commands.list_of({"service_code": [",".join(map(str, range(1001)))]}, "service_code")


def test_a_name_that_cannot_be_seen_and_an_address_with_a_password_are_refused(client: Client) -> None:
    refused = client.submit(attribute_external_id="\u200b")
    assert errors(refused) == (400, ["attribute[external_id]"])
    refused = client.submit(attribute_external_url="https://a:b@fms.example/1")
    assert errors(refused) == (400, ["attribute[external_url]"])
    assert Matter.select().count() == 0


@pytest.mark.parametrize("phone", ["call me", "+44 20 7946 0958", "+1 (212) 555-0123", "12345"])
def test_a_number_of_abroad_loses_nothing_and_the_answer_says_that_it_was_not_kept(
    client: Client, phone: str
) -> None:
    first, second = (client.submit(phone=phone, attribute_external_id="a") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200) and first.json == second.json
    assert "电话" in first.json[0]["service_notice"] or "number" in first.json[0]["service_notice"]
    request = ResidentRequest.get()
    assert request.phone is None and phone not in request.words
    assert client.number(phone="13800138010", description="别的") and Matter.select().count() == 2


def test_an_email_is_not_kept_and_the_answer_says_so(client: Client) -> None:
    reply = client.submit(email="a@b.example", phone="13800138010")
    assert reply.status_code == 201 and reply.json[0]["service_notice"]
    assert "a@b.example" not in str(list(ResidentRequest.select().dicts()))
    assert client.submit(description="别的", phone="13800138010").json[0]["service_notice"] is None


def test_pages_of_other_origins_may_read_what_anybody_may_and_nothing_else(client: Client, as_: Any) -> None:
    read = client._client.get
    across = {"Origin": "https://fms.example"}
    for path in ("/open311/discovery.json", f"{V2}/services.json", f"{V2}/services/litter.xml", f"{V2}/requests.json", f"{V2}/servicerequestupdates.json"):  # fmt: skip
        reply = read(path, headers=across)
        assert reply.headers["Access-Control-Allow-Origin"] == "*" and reply.status_code == 200, path
        assert "Access-Control-Allow-Credentials" not in reply.headers
    refused = read(f"{V2}/requests/nothing.json", headers=across)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (404, "*")
    keyed = read(f"{V2}/requests.json", query_string={"api_key": client.key}, headers=across)
    assert keyed.status_code == 200 and "Access-Control-Allow-Origin" not in keyed.headers
    for path in ("/api/v1/categories", "/board", "/healthz"):
        assert "Access-Control-Allow-Origin" not in as_("worker").get(path, headers=across).headers


def test_they_are_counted_apart_from_what_staff_entered_and_other_systems_sent(
    client: Client, cast: Any, as_: Any
) -> None:
    client.number()
    matter = Matter.get()
    assert origins.of_many([matter]) == {matter.id: "open311"}
    assert "手机应用" in draft.words(matter, [])[0]
    told = as_("desk").get(f"/desk/matters/{matter.id}").text
    assert "随手拍" in told and "Open311" in told
