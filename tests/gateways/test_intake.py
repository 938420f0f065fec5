"""Another system hands matters over by its key: once each, for its own places and things, with photos, notes and a budget."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.core import clock, decode, ids
from app.gateways import sources
from app.gateways.commands import IntakeBody, SourceBody
from app.gateways.models import Delivery, Source
from app.ledger.models import Entry
from app.matters.models import Matter
from app.requests.followup import recovery
from app.requests.models import ResidentRequest
from app.settings import ROOT
from tests import cast as c
from tests.evidence.pictures import picture, sha
from tests.matters import ops

pytestmark = pytest.mark.both
Send = Callable[..., Any]


def agreed(code: str = "hotline", **more: Any) -> str:
    """The key of a source with these terms."""
    said = {"code": code, "name": "12345 热线", "kind": "people", "area": c.COMMUNITY, **more}
    return sources.open_source(None, decode.convert(said, SourceBody))[1]


def body(**more: Any) -> dict[str, Any]:
    return {
        "id": ids.uuid7(), "external": "WZ-2026-001", "category": "fire_lane", "text": "3 幢消防通道停满了车", "area": c.BUILDING, **more,
    }  # fmt: skip


@pytest.fixture
def send(app: Any, cast: Any) -> Send:
    """Send a body with a key; a stranger's browser, without cookies."""
    client = app.test_client()
    return lambda key, said, query="": client.post(
        f"/api/v1/intake{query}", json=said, headers={"Authorization": f"Bearer {key}"}
    )


def problem(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json["type"].removeprefix("/problems/")


def test_no_key_a_wrong_one_one_that_ended_or_has_expired_opens_nothing(send: Send, app: Any) -> None:
    key, late = agreed(), agreed("late", expires=clock.today().isoformat())
    Source.update(expires=clock.now() - 1).where(Source.code == "late").execute()
    assert problem(app.test_client().post("/api/v1/intake", json=body())) == (401, "unknown-key")
    assert problem(send("x" * 43, body())) == (401, "unknown-key")
    assert problem(send(late, body())) == (401, "unknown-key")
    assert sources.end(None, Source.get_by_id("hotline")) is True
    assert problem(send(key, body())) == (401, "unknown-key")
    assert Matter.select().count() == 0


def test_what_is_not_the_sources_is_refused_and_draws_nothing_from_its_budget(send: Send) -> None:
    key = agreed(categories=["fire_safety"], daily=1)
    assert problem(send(key, body(area=c.OTHER_GRID))) == (403, "not-of-source")
    assert problem(send(key, body(category="noise"))) == (403, "not-of-source")
    assert problem(send(key, body(category="no-such"))) == (422, "unknown-category")
    assert problem(send(key, body(area="no-such"))) == (422, "unknown-area")
    assert problem(send(key, body(text=""))) == (422, "bad-value")
    assert problem(send(key, body(due="tomorrow"))) == (422, "bad-value")
    assert problem(send(key, body(colour="red"))) == (422, "bad-value")
    assert send(key, body()).status_code == 201  # a thing of the class that was agreed upon
    reply = send(key, body(external="WZ-2026-002"))
    assert problem(reply) == (429, "too-many-requests") and int(reply.headers["Retry-After"]) > 0


def test_the_same_sent_again_is_the_same_answer_and_other_words_under_its_id_a_conflict(send: Send) -> None:
    key, other, said = agreed(daily=1), agreed("other"), body()
    first = send(key, said)
    assert first.status_code == 201 and set(first.json) == {"number", "matter"}
    again = send(key, said)  # though its budget is used up
    assert (again.status_code, again.json) == (201, first.json)
    assert problem(send(key, {**said, "text": "别的话"})) == (409, "conflict")
    assert problem(send(other, said)) == (409, "conflict")
    assert (Matter.select().count(), Delivery.select().count()) == (1, 1)


def test_another_word_on_an_open_matter_is_filed_with_it_and_a_closed_one_is_a_new_matter(
    send: Send, cast: Any
) -> None:
    key = agreed()
    first = send(key, body()).json
    again = send(key, said := body(text="又打来一次，还是堵着"))
    assert (again.status_code, again.json) == (200, first)
    assert send(key, said).status_code == 200  # and that again too
    notes = list(Entry.select().where(Entry.verb == "note"))
    assert [(note.text, note.body["by_name"]) for note in notes] == [("又打来一次，还是堵着", "12345 热线")]
    other = send(agreed("elsewhere"), body()).json  # another's name for another thing
    assert other["matter"] != first["matter"]
    ops.move(cast.desk, Matter.get_by_id(first["matter"]), "void", reason="mistake")
    assert send(key, body()).json["matter"] not in (first["matter"], other["matter"])


def test_a_word_on_a_matter_that_was_merged_goes_to_the_one_it_was_merged_into(send: Send, cast: Any) -> None:
    key = agreed()
    first = send(key, body()).json
    target = ops.report(cast.worker, escalate=True)
    here = Matter.get_by_id(first["matter"])
    ops.move(cast.worker, here, "escalate")
    ops.move(cast.desk, Matter.get_by_id(here.id), "merge", to=[f"matter:{target.id}"])
    assert send(key, body(text="怎么样了")).json == {"number": target.number, "matter": str(target.id)}


def test_whoever_called_is_told_of_finds_it_by_number_and_is_masked_to_others(send: Send, as_: Any) -> None:
    reply = send(agreed(), body(contact={"name": "陈阿姨", "phone": "13800138010"})).json
    matter = as_("worker").get(f"/api/v1/matters/{reply['matter']}").json
    assert matter["asked_word"] == "别的平台转来" and matter["ledger"][0]["sentence"] == "12345 热线 转来"
    assert "13800138010" not in str(matter) and "陈阿姨" not in str(matter)
    assert as_("outsider").get(f"/api/v1/matters/{reply['matter']}").status_code == 404
    assert recovery.by_number(reply["number"], "8010", "10.0.0.1")


def test_what_the_other_office_wants_is_kept_where_it_is_sooner(send: Send) -> None:
    soon, late = clock.now() + clock.HOUR, clock.now() + 400 * clock.DAY
    own = Matter.get_by_id(send(agreed(), body()).json["matter"])
    said = {"due": clock.rfc3339(soon), "contact_by": clock.rfc3339(soon)}
    wanted = Matter.get_by_id(send(agreed("two"), body(**said)).json["matter"])
    assert (wanted.due, wanted.answer_due) == (soon, soon)
    assert wanted.near_at is not None and wanted.near_at < soon  # and whoever has it is reminded before
    assert own.due is not None and own.due > soon
    later = Matter.get_by_id(send(agreed("three"), body(due=clock.rfc3339(late))).json["matter"])
    assert later.due is not None and later.due < late


def test_nobody_waits_for_what_a_machine_found(send: Send, as_: Any) -> None:
    key = agreed("smoke", name="烟感", kind="machine")
    assert problem(send(key, body(contact={"name": "陈阿姨"}))) == (422, "bad-value")
    reply = send(key, body(external="sensor:smoke-17")).json
    matter = Matter.get_by_id(reply["matter"])
    assert (matter.resident_asked, matter.finder, matter.answer_due) == (False, None, None)
    assert ResidentRequest.select().count() == 0
    assert send(key, body(external="sensor:smoke-17", text="又响了")).status_code == 200
    shown = as_("worker").get(f"/api/v1/matters/{matter.id}").json
    assert [line["sentence"] for line in shown["ledger"]] == ["烟感 转来", "烟感 又转来"]


def test_without_a_place_it_lies_where_the_position_is_or_at_the_sources_own_place(send: Send) -> None:
    key = agreed()
    at = {"lat": c.LAT + 0.0003, "lon": c.LON + 0.0004, "acc": 9}
    placed = Matter.get_by_id(send(key, body(area=None, place=at)).json["matter"])
    assert (placed.area, placed.placed) == (c.BUILDING, "shape")
    nowhere = Matter.get_by_id(send(key, body(area=None, external="2")).json["matter"])
    assert (nowhere.area, nowhere.placed) == (c.COMMUNITY, "fallback")
    narrow = agreed("narrow", area=c.OTHER_GRID)
    assert problem(send(narrow, body(area=None, place=at))) == (403, "not-of-source")


def test_its_photos_are_put_with_its_key_and_no_others(send: Send, app: Any, as_: Any) -> None:
    key, mine, other = agreed(), picture(), picture(seed=2)
    reply = send(key, body(photos=[sha(mine)])).json

    def put(secret: str, data: bytes) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return int(
            app.test_client().put(f"/api/v1/photos/{sha(data)}", data=data, headers=headers).status_code
        )

    assert put(key, other) == 404
    assert put(agreed("two"), mine) == 404
    assert put(key, mine) == 201
    assert as_("worker").get(f"/api/v1/photos/{sha(mine)}").status_code == 200
    assert as_("outsider").get(f"/api/v1/photos/{sha(mine)}").status_code == 404
    assert Matter.get_by_id(reply["matter"]).seq


def test_a_dry_run_says_what_would_become_of_it_and_writes_nothing(send: Send) -> None:
    key, said = agreed(), body()
    assert send(key, said, "?dry_run=1").json == {"dry_run": True, "would": "new", "number": None}
    assert Delivery.select().count() == 0 and Matter.select().count() == 0
    number = send(key, said).json["number"]
    assert send(key, said, "?dry_run=1").json["would"] == "known"
    assert send(key, body(), "?dry_run=1").json == {"dry_run": True, "would": "note", "number": number}
    assert problem(send(key, body(category="no-such"), "?dry_run=1")) == (422, "unknown-category")


def test_a_source_that_says_nothing_for_a_day_is_told_of_once_a_silence(send: Send) -> None:
    key = agreed()
    assert sources.note_quiet() == 0  # it has never spoken
    send(key, body())
    Source.update(last_used=clock.now() - 25 * clock.HOUR).execute()
    assert (sources.note_quiet(), sources.note_quiet()) == (1, 0)
    send(key, body(external="2"))
    Source.update(last_used=clock.now() - 25 * clock.HOUR).execute()
    assert sources.note_quiet() == 1


def test_the_documents_example_is_taken_as_it_stands(send: Send) -> None:
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    reply = send(agreed(), {**example, "area": c.BUILDING})
    assert reply.status_code == 201
    table = {
        key
        for row in text.splitlines()
        if row.startswith("| `")
        for key in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert table == set(IntakeBody.__struct_fields__)


def test_a_dry_run_that_is_written_otherwise_makes_nothing(send: Send) -> None:
    key = agreed()
    for written in ("true", "yes", "2", ""):
        assert problem(send(key, body(), f"?dry_run={written}")) == (422, "bad-value")
    assert problem(send(key, body(contact={"phone": "无"}), "?dry_run=1")) == (422, "bad-value")
    assert Matter.select().count() == 0
    assert send(key, body(), "?dry_run=0").status_code == 201


def test_another_caller_about_the_same_waits_too_and_a_number_left_later_is_kept(send: Send) -> None:
    key = agreed()
    first = send(key, body()).json
    send(key, body(text="又打来", contact={"name": "陈阿姨", "phone": "13800138010"}))
    other = send(key, body(text="我也是", contact={"name": "李叔", "phone": "13800138011"}))
    assert (other.status_code, other.json) == (200, first)
    assert {(row.name, row.phone) for row in ResidentRequest.select()} == {
        ("陈阿姨", "13800138010"),
        ("李叔", "13800138011"),
    }
    for last4 in ("8010", "8011"):
        assert recovery.by_number(first["number"], last4, "10.0.0.1")


def test_what_is_wanted_by_a_day_gone_by_is_refused(send: Send) -> None:
    assert problem(send(agreed(), body(due="2020-01-01T00:00:00+08:00"))) == (422, "bad-value")


def test_the_desk_reads_and_finds_the_other_systems_name_and_the_outsiders_desk_does_not(
    send: Send, as_: Any
) -> None:
    reply = send(agreed(), body(external_url="https://hotline.example/o/1")).json
    page = as_("desk").get(f"/desk/matters/{reply['matter']}").text
    assert 'href="https://hotline.example/o/1"' in page and "WZ-2026-001" in page
    assert reply["matter"] in as_("desk").get("/desk/?view=found&q=WZ-2026-001").text
    for typed in ("wz2026001", "WZ2026001", "26001", "2026-001"):
        assert reply["matter"] in as_("desk").get(f"/desk/?view=found&q={typed}").text, typed
    for typed in ("6001", "36001", "92026001"):
        assert reply["matter"] not in as_("desk").get(f"/desk/?view=found&q={typed}").text, typed
    for who in ("outsider", "worker"):
        for typed in ("WZ-2026-001", "wz2026001", "26001"):
            assert as_(who).get(f"/api/v1/matters?q={typed}").json["matters"] == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("external", "  "),
        ("external", "\u200b"),
        ("external_url", "https://user:secret@hotline.example/o/1"),
        ("external_url", "https://user@hotline.example?o=1"),
    ],
)
def test_a_name_that_is_blank_and_an_address_with_a_password_are_refused(
    send: Send, field: str, wrong: str
) -> None:
    key = agreed()
    for query in ("", "?dry_run=1"):
        reply = send(key, body(**{field: wrong}), query)
        assert problem(reply) == (422, "bad-value") and reply.json["errors"][0]["field"] == field
    assert Matter.select().count() == 0
    good = body(external_url="https://hotline.example:8443/o/a@b?c=d@e")
    assert send(key, good).status_code == 201


def test_what_lies_in_no_area_at_all_is_filed_at_the_sources_own_place_and_says_so(
    send: Send, as_: Any
) -> None:
    key, far = agreed(), {"lat": c.LAT + 0.6, "lon": c.LON, "acc": 9}
    matter = Matter.get_by_id(send(key, body(area=None, place=far)).json["matter"])
    assert (matter.area, matter.placed) == (c.COMMUNITY, "fallback")
    assert "定位在这里以外" in as_("desk").get(f"/api/v1/matters/{matter.id}").json["placed_word"]
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8")
    assert "定位在这里以外，先记在这里" in text


def test_a_budget_is_full_again_after_a_day_and_comes_back_evenly(send: Send) -> None:
    key = agreed(daily=24)
    for number in range(24):
        assert send(key, body(external=str(number))).status_code == 201
    reply = send(key, body(external="more"))
    assert reply.status_code == 429 and 3500 <= int(reply.headers["Retry-After"]) <= 3600  # one an hour
    assert "反映" not in reply.json["title"]


def test_a_key_that_is_ended_in_the_middle_of_a_batch_opens_nothing_more_and_what_came_before_stays_whole(
    send: Send, app: Any
) -> None:
    key, photo = agreed(), picture()
    first = body(photos=[sha(photo)])
    assert send(key, first).status_code == 201
    sources.end(None, Source.get())
    before = Entry.select().count()
    rest = [send(key, body(external=f"WZ-{number}")) for number in range(3)]
    put = app.test_client().put(
        f"/api/v1/photos/{sha(photo)}", data=photo, headers={"Authorization": f"Bearer {key}"}
    )
    assert {reply.status_code for reply in (*rest, send(key, first), put)} == {401}
    assert (Matter.select().count(), Delivery.select().count(), Entry.select().count()) == (1, 1, before)
