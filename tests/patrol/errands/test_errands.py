"""帮办代办 through the phone's door: who is refused, where papers are, and that a day's minutes stay as they are."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import Post
from app.core import clock
from app.ledger.models import Entry
from app.patrol.errands import table
from app.patrol.models import Errand
from tests import cast as cast_
from tests.evidence.pictures import picture, sha
from tests.sync.phone import Phone, new_id, said

PAPERS = ["身份证", "医保卡"]


def taken(phone: Phone, **more: Any) -> dict[str, Any]:
    """An op that takes an errand on."""
    body = {"errand": new_id(), "area": cast_.BUILDING, "what": "代办高龄津贴", "papers": PAPERS, **more}
    return phone.op("errand.take", body)


def step(phone: Phone, errand: str, name: str, **more: Any) -> dict[str, Any]:
    """An op of one step."""
    return phone.op("errand.step", {"errand": errand, "step": name, **more})


def known(as_: Any, who: str, errand: str) -> dict[str, Any] | None:
    """What the person's phone is told of the errand."""
    changes = as_(who).get("/api/v1/changes").json["changes"]
    found = [one["data"] for one in changes if one["kind"] == "errand" and one["id"] == errand]
    return found[0] if found else None


@pytest.fixture
def errand(phones: Any) -> str:
    """One of the worker's, just taken on."""
    phone = phones("worker")
    op = taken(phone)
    assert phone.one(op) == "applied"
    return str(op["body"]["errand"])


@pytest.mark.parametrize("who", ["head", "desk", "city", "dept", "admin"])
def test_whoever_walks_no_grid_takes_nothing_on(phones: Any, who: str) -> None:
    phone = phones(who)
    assert phone.one(taken(phone)) == "rejected no-post"


def test_another_grid_s_building_is_no_area_for_an_errand(phones: Any) -> None:
    for who in ("worker2", "outsider"):
        phone = phones(who)
        assert phone.one(taken(phone)) == "rejected unknown-area"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", " "), ("what", "x" * 201), ("what", None), ("papers", ["a"] * 11), ("papers", [""]), ("papers", ["\t"]),
        ("papers", ["x" * 61]), ("papers", "身份证"), ("promised", "明天"), ("promised", "2026-11-31"), ("promised", "2026-11-22T08:00"),
        ("household", ""), ("area", 7), ("errand", "x"), ("owner", "王奶奶"),
    ],
)  # fmt: skip
def test_what_is_no_errand_is_a_bad_value_that_is_named(phones: Any, field: str, value: Any) -> None:
    phone = phones("worker")
    result = phone.send(taken(phone, **{field: value}))[0]
    assert said(result) == "rejected bad-value"
    assert result["problem"]["errors"][0]["field"].removeprefix("body.").startswith(field)
    assert not Errand.select().exists()


@pytest.mark.both
def test_an_errand_goes_its_whole_way(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    op = taken(phone, household="2-301", promised="2026-12-01")
    errand = op["body"]["errand"]
    result = phone.send(
        op, step(phone, errand, "papers_in"), step(phone, errand, "papers_back", papers=["身份证"])
    )
    assert [said(one) for one in result] == ["applied"] * 3
    entity = result[0]["entity"]
    assert entity["kind"] == "errand" and entity["id"] == errand and entity["number"].startswith("B")
    half = known(as_, "worker", errand)
    assert (
        half is not None
        and half["held"] == ["医保卡"]
        and half["state"] == "open"
        and half["who"] == ["holder"]
    )
    assert said(phone.send(step(phone, errand, "confirmed"))[0]) == "rejected not-open"
    rest = [step(phone, errand, name) for name in ("done", "papers_back", "confirmed")]
    assert [said(one) for one in phone.send(*rest)] == ["applied"] * 3
    whole = known(as_, "worker", errand)
    assert (
        whole is not None and whole["state"] == "confirmed" and whole["held"] == [] and whole["slip"] is None
    )
    assert [line["step"] for line in whole["ledger"]] == ["take", "papers_in", "papers_back", "done", "papers_back", "confirmed"]  # fmt: skip
    assert all(line["sentence"] for line in whole["ledger"])
    assert phone.one(rest[0]) == "duplicate"


def test_the_same_errand_twice_exists_already(phones: Any, errand: str) -> None:
    phone = phones("worker")
    assert phone.one(taken(phone, errand=errand)) == "rejected exists"


def test_a_step_of_an_errand_not_here_yet_waits(phones: Any) -> None:
    phone = phones("worker")
    op = taken(phone)
    first = step(phone, op["body"]["errand"], "papers_in")
    assert phone.one(first) == "deferred"
    assert [said(one) for one in phone.send(op, first)] == ["applied", "applied"]


@pytest.mark.parametrize("who", ["outsider", "worker2", "head", "desk", "dept", "city", "admin"])
def test_whoever_has_nothing_to_do_with_it_learns_and_moves_nothing(
    as_: Any, phones: Any, errand: str, who: str
) -> None:
    phone = phones(who)
    assert known(as_, who, errand) is None
    for name in ("papers_in", "done", "take_over"):
        assert phone.one(step(phone, errand, name)) == "deferred"
    assert Errand.get_by_id(errand).version == 1


def test_papers_that_are_not_in_our_hands_cannot_go_back(phones: Any, errand: str) -> None:
    phone = phones("worker")
    assert phone.one(step(phone, errand, "papers_back")) == "rejected not-open"
    assert phone.one(step(phone, errand, "papers_in", papers=["户口本"])) == "applied"
    assert phone.one(step(phone, errand, "papers_back", papers=["身份证"])) == "rejected bad-value"
    assert Errand.get_by_id(errand).held == ["户口本"]


def test_nothing_is_dropped_with_papers_in_our_hands_nor_without_a_word(phones: Any, errand: str) -> None:
    phone = phones("worker")
    phone.send(step(phone, errand, "papers_in"))
    assert phone.one(step(phone, errand, "dropped", text="住户不办了")) == "rejected not-open"
    phone.send(step(phone, errand, "papers_back"))
    assert phone.one(step(phone, errand, "dropped")) == "rejected bad-value"
    assert phone.one(step(phone, errand, "dropped", text="住户不办了")) == "applied"
    assert phone.one(step(phone, errand, "done")) == "rejected not-open"


@pytest.mark.both
def test_a_lead_takes_over_and_the_first_worker_still_sees_it(as_: Any, phones: Any, errand: str) -> None:
    worker, lead = phones("worker"), phones("lead")
    assert worker.one(step(worker, errand, "take_over")) == "rejected not-open"
    assert lead.one(step(lead, errand, "take_over", text="王芳休假")) == "applied"
    for who, roles in (("worker", []), ("lead", ["holder", "lead"])):
        shown = known(as_, who, errand)
        assert shown is not None and shown["person_name"] == "陈建国" and shown["who"] == roles
    assert worker.one(step(worker, errand, "done")) == "rejected not-open"
    assert lead.one(step(lead, errand, "done")) == "applied"
    assert Entry.get(Entry.verb == "take_over").body["from"] == worker.person


def test_papers_taken_while_the_post_was_held_are_a_fact_though_it_has_ended(
    phones: Any, errand: str, cast: Any
) -> None:
    phone = phones("worker")
    Post.update(ends="2020-01-01").where(Post.person == cast.worker).execute()
    assert phone.one(step(phone, errand, "papers_in")) == "rejected no-post"
    Post.update(ends=clock.date_of(clock.now() - 2 * clock.DAY).isoformat()).where(
        Post.person == cast.worker
    ).execute()
    then = clock.rfc3339(clock.now() - 3 * clock.DAY)
    assert phone.one({**step(phone, errand, "papers_in"), "at": then}) == "applied"


def test_a_photo_of_the_slip_is_seen_by_those_who_see_the_errand(as_: Any, phones: Any, errand: str) -> None:
    phone, raw = phones("worker"), picture()
    result = phone.send({**step(phone, errand, "papers_in"), "photos": [sha(raw)]})[0]
    assert result["missing"] == [sha(raw)]
    as_("worker").put(f"/api/v1/photos/{sha(raw)}", data=raw, content_type="application/octet-stream")
    assert as_("lead").get(f"/api/v1/photos/{sha(raw)}?size=320").status_code == 200
    for who in ("outsider", "worker2", "desk"):
        assert as_(who).get(f"/api/v1/photos/{sha(raw)}?size=320").status_code == 404


@pytest.mark.both
def test_a_day_s_minutes_are_not_changed_by_errands(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    before = as_("worker").get("/api/v1/me/day").json
    op = taken(phone)
    phone.send(phone.start(), op, step(phone, op["body"]["errand"], "papers_in"), step(phone, op["body"]["errand"], "done"))  # fmt: skip
    after = as_("worker").get("/api/v1/me/day").json
    assert after["minutes"] == before["minutes"] and after["visits"] == before["visits"]
    assert not Entry.select().where(Entry.kind == "patrol", Entry.verb == "marked").exists()


def test_the_table_holds_together() -> None:
    assert set(table.OPEN) < set(table.STATES)
    for name, its in table.TABLE.items():
        assert set(its.frm) <= set(table.OPEN), name
        assert its.to is None or its.to in table.STATES
        assert all(its.words)
        for state in table.STATES:
            assert not table.fits(name, state, ["x"]) or state in its.frm
    assert table.serialize("en")["states"]["dropped"] == "Dropped"
