"""Another system reads by a key what a role in an area can see, so many times a day, and can do nothing by it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core import clock, decode
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.gateways.reading.models import ReadingKey
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.models import Bucket
from app.settings import ROOT
from tests import cast as c
from tests.board import done
from tests.evidence.pictures import picture
from tests.matters import ops
from tests.requests import saying

pytestmark = pytest.mark.both


def given(code: str = "city", **more: Any) -> str:
    """The secret of a key with these terms."""
    said = {"code": code, "name": "市平台", "role": "dispatcher", "area": c.COMMUNITY, **more}
    return grants.give(None, decode.convert(said, KeyBody))[1]


@pytest.fixture
def read(app: Any, cast: Any) -> Any:
    """Read an address with a key; a stranger's browser, without cookies."""
    client = app.test_client()
    return lambda secret, path: client.get(
        f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"} if secret else {}
    )


def problem(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json["type"].removeprefix("/problems/")


def test_no_key_a_wrong_one_one_that_ended_or_has_expired_reads_nothing(read: Any) -> None:
    ended, late = given(), given("late", expires=clock.today().isoformat())
    grants.end(None, ReadingKey.get_by_id("city"))
    ReadingKey.update(expires=clock.now() - 1).where(ReadingKey.code == "late").execute()
    for path in (
        "matters",
        "changes",
        "areas",
        "units",
        "categories",
        f"matters/{'0' * 8}",
        "photos/" + "0" * 64,
    ):
        assert problem(read(None, path)) == (401, "sign-in")
        for secret in ("x" * 43, ended, late):
            assert problem(read(secret, path)) == (401, "unknown-key")


def test_a_key_opens_nothing_but_reading(app: Any, read: Any, cast: Any) -> None:
    secret, matter = given(), ops.report(cast.worker)
    headers = {"Authorization": f"Bearer {secret}"}
    for path in ("me", "me/day", "patrols", "notices", "telephones", "me/data", f"matters/{matter.id}/links"):
        assert read(secret, path).status_code == 401
    for method, path in (("post", "sync"), ("post", "intake"), ("put", "photos/" + "0" * 64)):
        reply = getattr(app.test_client(), method)(f"/api/v1/{path}", json={}, headers=headers)
        assert reply.status_code == 401
    assert app.test_client().get("/desk/", headers=headers).status_code == 302


def test_it_reads_what_the_role_sees_there_and_the_outsiders_key_does_not(read: Any, cast: Any) -> None:
    near, far = ops.report(cast.worker), ops.report(cast.outsider, area=c.OTHER_GRID)
    secret, other = given(), given("other", area=c.OTHER_COMMUNITY)
    assert [m["id"] for m in read(secret, "matters").json["matters"]] == [near.id]
    assert [m["id"] for m in read(other, "matters?shape=row").json["matters"]] == [far.id]
    assert read(secret, f"matters/{near.id}").json["number"] == near.number
    assert problem(read(secret, f"matters/{far.id}")) == (404, "not-found")
    codes = {row["properties"]["code"] for row in read(secret, "areas").json["features"]}
    assert c.GRID in codes and c.OTHER_GRID not in codes
    assert {row["code"] for row in read(secret, "units").json["units"]} == {c.ENFORCEMENT, c.PROPERTY}
    assert read(secret, "categories").json["categories"]


def test_a_handlers_key_reads_the_units_matters_alone(read: Any, cast: Any) -> None:
    secret = given(role="handler", unit=c.ENFORCEMENT)
    lies, elsewhere = ops.report(cast.worker, escalate=True), ops.report(cast.worker)
    ops.move(cast.desk, lies, "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    assert [m["id"] for m in read(secret, "matters").json["matters"]] == [lies.id]
    assert read(secret, f"matters/{elsewhere.id}").status_code == 404


def test_no_telephone_number_no_act_and_no_word_said_in_confidence_goes_out(read: Any, cast: Any) -> None:
    contact = {"name": "陈阿姨", "phone": "13911110001"}
    _, matter, _ = saying.asked(
        qr=saying.poster(c.BUILDING), text="别说是我讲的", contact=contact, confidential=True
    )
    for code, role in (("a", "dispatcher"), ("b", "building_head")):
        secret = given(code, role=role)
        everything = [read(secret, path) for path in ("matters", "changes", f"matters/{matter.id}")]
        assert [reply.status_code for reply in everything] == [200] * 3
        text = "".join(reply.text for reply in everything)
        assert "13911110001" not in text and not re.search(r"1390000\d{4}", text)
        assert ("别说是我讲的" in text) == (role == "dispatcher")  # as the role itself reads it
        shown = everything[-1].json
        assert (shown["moves"], shown["open_moves"], shown["contacts"], shown["may_send"]) == (
            [],
            [],
            [],
            False,
        )


def test_what_changed_since_is_read_on_from_the_cursor_and_nothing_but_matters(
    read: Any, cast: Any, as_: Any
) -> None:
    secret, first = given(), ops.report(cast.worker)
    begun = read(secret, "changes").json
    assert [(part["kind"], part["id"]) for part in begun["changes"]] == [("matter", first.id)]
    assert read(secret, f"changes?since={begun['cursor']}").json["changes"] == []
    ops.move(cast.worker, Matter.get_by_id(first.id), "escalate")
    moved = read(secret, f"changes?since={begun['cursor']}").json
    assert [part["data"]["state"] for part in moved["changes"]] == ["reported"]
    other = given("other", area=c.OTHER_COMMUNITY)
    assert read(other, f"changes?since={moved['cursor']}").json["restart"] is True  # another's cursor
    assert problem(read(secret, "changes?since=!!")) == (422, "bad-value")


def test_its_photos_are_read_and_those_of_another_place_are_not(read: Any, cast: Any, as_: Any) -> None:
    mine = done.bring(as_, picture(), "worker")
    ops.report(cast.worker, photos=(mine,))
    assert read(given(), f"photos/{mine}?size=320").status_code == 200
    assert problem(read(given("other", area=c.OTHER_COMMUNITY), f"photos/{mine}")) == (404, "not-found")


def test_what_is_over_its_budget_waits_and_others_go_on(read: Any) -> None:
    secret, other = given(daily=2), given("other", daily=2)
    assert [read(secret, "matters").status_code for _ in range(2)] == [200, 200]
    reply = read(secret, "matters")
    assert problem(reply) == (429, "too-many-requests") and int(reply.headers["Retry-After"]) > 0
    assert "反映" not in reply.json["title"]  # it is a machine that asks
    assert read(other, "matters").status_code == 200
    assert ReadingKey.get_by_id("city").last_used is not None and Bucket.select().count() == 2


def test_a_session_beside_a_strange_secret_counts_and_beside_a_key_the_key_does(cast: Any, as_: Any) -> None:
    far, secret = ops.report(cast.outsider, area=c.OTHER_GRID), given()
    client = as_("outsider")
    found = client.get("/api/v1/matters", headers={"Authorization": "Bearer nonsense"}).json["matters"]
    assert [row["id"] for row in found] == [far.id]
    assert client.get("/api/v1/matters", headers={"Authorization": f"Bearer {secret}"}).json["matters"] == []


def test_another_secret_ends_the_first_and_every_step_stands_in_the_ledger(read: Any) -> None:
    first = given()
    row = ReadingKey.get_by_id("city")
    second = grants.renew(None, row)
    assert [read(secret, "matters").status_code for secret in (first, second)] == [401, 200]
    changed = KeyBody(code="city", name="市平台", role="dispatcher", area=c.OTHER_COMMUNITY)
    grants.change(None, row, changed)
    assert (grants.end(None, row), grants.end(None, row)) == (True, False)
    entries = Entry.select().where(Entry.kind == "reading_key").order_by(Entry.seq)
    assert [entry.verb for entry in entries] == ["opened", "key_renewed", "changed", "ended"]
    assert not any(secret in str(entry.body) for entry in entries for secret in (first, second))


def test_the_documents_commands_read(read: Any, cast: Any) -> None:
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
    paths = re.findall(r"^\| `GET /api/v1/((?!systems)[^`]+)`", text, re.M)
    assert len(paths) == 8
    matter, secret = ops.report(cast.worker), given()
    for path in paths:
        filled = path.replace("{id}", matter.id).replace("CURSOR", "").replace("{sha256}", "0" * 64)
        assert read(secret, filled).status_code == (404 if "photos" in filled else 200), path
