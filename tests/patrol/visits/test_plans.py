"""Planned visits, the next time that was agreed, and how much of a grid was visited lately."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import AreaSetting
from app.core import clock
from app.ledger.models import Entry
from app.patrol import door_retention
from app.patrol.models import Errand, Visit, VisitPlan
from tests import cast as cast_
from tests.sync.phone import Phone, new_id, said, visit


def planned(phone: Phone, **more: Any) -> dict[str, Any]:
    """An op that plans a visit, from half an hour ago."""
    body = {
        "plan": new_id(),
        "area": cast_.BUILDING,
        "household": "2-301",
        "purpose": "care",
        "on": "2026-12-01",
        **more,
    }
    return phone.op("visit.plan", body, at=clock.rfc3339(clock.now() - 30 * clock.MINUTE))


def waiting(as_: Any, who: str = "worker") -> list[dict[str, Any]]:
    """The plans on a person's phone that begins anew."""
    changes = as_(who).get("/api/v1/changes").json["changes"]
    return [one["data"] for one in changes if one["kind"] == "plan"]


def visited(phone: Phone, **more: Any) -> dict[str, Any]:
    """An op of a visit to that door, begun a minute ago."""
    started = clock.rfc3339(clock.now() - clock.MINUTE)
    return phone.op("visit.record", visit(household="2-301", started=started, minutes=1, **more))


@pytest.mark.parametrize("who", ["head", "desk", "city", "dept", "admin"])
def test_whoever_walks_no_grid_plans_nothing(phones: Any, who: str) -> None:
    phone = phones(who)
    assert phone.one(planned(phone)) == "rejected no-post"


def test_another_grid_s_building_is_no_area_for_a_plan(phones: Any) -> None:
    for who in ("worker2", "outsider"):
        phone = phones(who)
        assert phone.one(planned(phone)) == "rejected unknown-area"


@pytest.mark.parametrize(
    ("field", "value"),
    [("on", "bald"), ("on", "2026-02-30"), ("on", None), ("purpose", " "), ("plan", "x"), ("who", "王奶奶")],
)
def test_what_is_no_plan_is_a_bad_value_that_is_named(phones: Any, field: str, value: Any) -> None:
    phone = phones("worker")
    result = phone.send(planned(phone, **{field: value}))[0]
    assert said(result) == "rejected bad-value"
    assert result["problem"]["errors"][0]["field"].removeprefix("body.") == field


def test_a_next_time_that_is_no_day_is_refused_with_the_visit(phones: Any) -> None:
    phone = phones("worker")
    assert phone.one(phone.op(body=visit(next="next week"))) == "rejected bad-value"
    assert not Visit.select().exists()


@pytest.mark.both
def test_the_next_time_agreed_waits_until_somebody_has_been_there_again(as_: Any, phones: Any) -> None:
    phone, lead = phones("worker"), phones("lead")
    first = phone.op(body=visit(household=" 2-301 ", purpose="care", outcome="nobody", next="2026-12-01"))
    assert phone.one(first) == "applied"
    assert [(one["id"], one["household"], one["purpose"], one["on"]) for one in waiting(as_)] == [
        (first["body"]["visit"], "2-301", "care", "2026-12-01")
    ]
    assert waiting(as_, "lead") and not waiting(as_, "worker2") and not waiting(as_, "outsider")
    phone.send(
        phone.op(body=visit(household="2-302")), phone.op(body=visit(area=cast_.BUILDING2, household="2-301"))
    )
    assert len(waiting(as_)) == 1
    cursor = as_("worker").get("/api/v1/changes").json["cursor"]
    assert lead.one(visited(lead, outcome="declined")) == "applied"
    assert waiting(as_) == []
    gone = as_("worker").get("/api/v1/changes", query_string={"since": cursor}).json["gone"]
    assert gone == [{"kind": "plan", "id": first["body"]["visit"]}]


@pytest.mark.both
def test_a_plan_is_closed_by_a_visit_that_names_it_wherever_it_was(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    op = planned(phone)
    plan = op["body"]["plan"]
    assert phone.one(op) == "applied"
    assert phone.one(planned(phone, plan=plan)) == "rejected exists"
    met = phone.op(body=visit(area=cast_.BUILDING2, plan=plan))
    assert phone.one(met) == "applied"
    assert waiting(as_) == [] and VisitPlan.get_by_id(plan).visit == met["body"]["visit"]


def test_a_plan_that_arrives_after_its_visit_is_closed_from_the_beginning(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    by_door, by_name = planned(phone), planned(phone, household="9-9")
    phone.send(visited(phone), phone.op(body=visit(plan=by_name["body"]["plan"])))
    assert [said(one) for one in phone.send(by_door, by_name)] == ["applied", "applied"]
    assert waiting(as_) == []


def test_naming_a_plan_out_of_reach_closes_nothing_and_holds_up_no_visit(as_: Any, phones: Any) -> None:
    phone, other = phones("worker"), phones("outsider")
    op = planned(phone)
    phone.send(op)
    theirs = visit(area=cast_.OTHER_GRID, plan=op["body"]["plan"])
    assert other.one(other.op(body=theirs)) == "applied"
    assert len(waiting(as_)) == 1


def test_a_plan_is_dropped_by_its_worker_or_their_lead_and_by_nobody_else(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    first, second = planned(phone), planned(phone, household="2-302")
    drop = phone.op("visit.unplan", {"plan": first["body"]["plan"]})
    assert phone.one(drop) == "deferred"
    phone.send(first, second)
    for who in ("outsider", "worker2", "head", "desk"):
        other = phones(who)
        assert other.one(other.op("visit.unplan", {"plan": first["body"]["plan"]})) == "deferred"
    assert phone.one(drop) == "applied"
    assert phone.one(phone.op("visit.unplan", {"plan": first["body"]["plan"]})) == "rejected not-open"
    lead = phones("lead")
    assert lead.one(lead.op("visit.unplan", {"plan": second["body"]["plan"]})) == "applied"
    assert waiting(as_) == []


@pytest.mark.parametrize("who", ["worker", "head", "dept", "outsider"])
def test_the_share_of_a_grid_is_for_those_who_lead_it(as_: Any, who: str) -> None:
    assert as_(who).get(f"/api/v1/coverage?area={cast_.GRID}").status_code == 404
    assert as_(None).get(f"/api/v1/coverage?area={cast_.GRID}").status_code == 401


@pytest.mark.both
def test_buildings_count_as_visited_for_as_many_days_as_the_area_says(as_: Any, phones: Any) -> None:
    phone, lead = phones("worker"), as_("lead")
    assert lead.get("/api/v1/coverage").json == {
        "area": cast_.GRID,
        "name": "第1网格",
        "days": 7,
        "seen": 0,
        "all": 2,
    }
    long_ago = clock.rfc3339(clock.now() - 9 * clock.DAY)
    phone.send(phone.op(body=visit()), phone.op(body=visit(area=cast_.BUILDING2, started=long_ago)))
    assert lead.get("/api/v1/coverage").json["seen"] == 1
    AreaSetting.create(area=cast_.COMMUNITY, name="visit_days", value="14", reason="试行")
    assert lead.get(f"/api/v1/coverage?area={cast_.GRID}").json["seen"] == 2
    assert as_("desk").get(f"/api/v1/coverage?area={cast_.GRID2}").json["all"] == 0
    for area in (cast_.GRID2, cast_.COMMUNITY, "nowhere", "é"):
        assert lead.get("/api/v1/coverage", query_string={"area": area}).status_code == 404
    mine = as_("worker").get("/api/v1/me/buildings").json
    assert (mine["days"], mine["seen"], mine["all"]) == (14, 2, 2)


@pytest.mark.both
def test_doors_are_forgotten_in_their_time_but_not_those_still_waited_for(as_: Any, phones: Any) -> None:
    phone = phones("worker")
    gone = phone.op(body=visit(household="1-101"))
    other = phone.op(body=visit(area=cast_.BUILDING2, household="1-102"))
    plan = planned(phone)
    errand = phone.op(
        "errand.take", {"errand": new_id(), "area": cast_.BUILDING, "household": "3-303", "what": "代缴"}
    )
    phone.send(gone, other, plan, errand)
    AreaSetting.create(area=cast_.BUILDING2, name="door_days", value="400", reason="试行")
    assert door_retention.forget() == 0
    clock.freeze(clock.now() + 366 * clock.DAY)
    assert (door_retention.forget(), door_retention.forget()) == (1, 0)
    assert Visit.get_by_id(gone["body"]["visit"]).household is None
    assert Visit.get_by_id(other["body"]["visit"]).household == "1-102"
    assert Errand.get_by_id(errand["body"]["errand"]).household == "3-303"
    Errand.update(state="dropped").execute()
    VisitPlan.update(closed=1).execute()
    assert door_retention.forget() == 2
    assert Entry.select().where(Entry.verb == "forget_door", Entry.actor == "clock").count() == 3
