"""Visits go to another system only where an administrator says so, as the building's record, and with nothing of who walked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.core import clock
from app.gateways.systems import agreements, keys
from app.gateways.systems.maps import mapping
from app.gateways.systems.models import WAITING, Sending
from app.gateways.systems.outgoing import collecting, sending, visits
from app.ledger.models import Entry
from app.patrol.models import Visit
from app.settings import ROOT
from tests import cast as c
from tests.gateways.systems.conftest import MAP, Linked
from tests.matters import ops
from tests.patrol import walk

VISITS = [
    {"theirs": "lx", "ours": "kind", "values": {"matter": "事件", "visit": "走访"}},
    {"theirs": "zf.bh", "ours": "visit.id"}, {"theirs": "zf.ly", "ours": "visit.area"}, {"theirs": "zf.mc", "ours": "visit.area_name"},
    {"theirs": "zf.sy", "ours": "visit.purpose", "values": {"care": "关爱"}}, {"theirs": "zf.jg", "ours": "visit.outcome"},
    {"theirs": "zf.rq", "ours": "visit.day"},
]  # fmt: skip
REASON = "市里的楼栋台账"


def next_day() -> None:
    """Everything was received a day ago: the other side looks at its own clock, which nobody here can freeze."""
    Visit.update(received=Visit.received - clock.DAY, started=Visit.started - clock.DAY).execute()


def visited(cast: Any, area: str = c.BUILDING, purpose: str = "care", **more: Any) -> Visit:
    """A visit that the worker has just recorded."""
    id = walk.visit(cast.worker, area, 0, 20)
    now = clock.now()
    Visit.update(purpose=purpose, household="2-301", text="王奶奶 13800138010 身体好", started=now, received=now, **more).where(
        Visit.id == id
    ).execute()  # fmt: skip
    return Visit.get_by_id(id)


def told_of(linked: Linked, cast: Any, is_on: bool = True) -> None:
    agreements.set_map(cast.admin, linked.row, mapping.parse({**MAP, "fields": [*MAP["fields"], *VISITS]}))
    if is_on:
        agreements.tell_visits(cast.admin, linked.row, REASON)


def bodies(linked: Linked) -> list[dict[str, Any]]:
    return [line["case"] for line in linked.mock.taken if line["case"]["lx"] == "走访"]


@pytest.mark.both
def test_nothing_goes_out_unless_it_was_switched_on_and_has_a_place_in_the_map(
    linked: Linked, cast: Any
) -> None:
    told_of(linked, cast, is_on=False)
    visited(cast)
    next_day()
    linked.go()
    assert Sending.select().count() == 0
    agreements.set_map(cast.admin, linked.row, mapping.parse(MAP))
    agreements.tell_visits(cast.admin, linked.row, REASON)
    visited(cast)
    next_day()
    linked.go()
    assert Sending.select().count() == 0 and not visits.is_told(linked.row)


@pytest.mark.both
def test_it_goes_out_the_day_after_as_what_the_household_is_due_and_nothing_of_who_walked(
    linked: Linked, cast: Any
) -> None:
    visited(cast)  # before it was switched on
    told_of(linked, cast)
    visit = visited(cast)
    other = visited(cast, purpose="看望 3 幢王奶奶 13800138010", outcome="nobody")
    assert linked.go() == 0  # today's hour would tell when somebody walked
    next_day()
    assert linked.go() == 2 and collecting.collect() == 0
    day = clock.date_of(Visit.get_by_id(visit.id).started).isoformat()
    first, second = bodies(linked)
    assert {**first["zf"], "bh": ""} == {
        "bh": "",
        "ly": c.BUILDING,
        "mc": "1幢",
        "sy": "关爱",
        "jg": "met",
        "rq": day,
    }
    assert (second["zf"]["sy"], second["zf"]["jg"]) == ("other", "nobody")
    assert first["zf"]["bh"] != second["zf"]["bh"] and {"lx", "ly", "zf"} == set(first)
    text = json.dumps(linked.mock.taken, ensure_ascii=False)
    for secret in (
        cast.worker.id,
        cast.worker.name,
        "2-301",
        "王奶奶",
        "13800138010",
        visit.id,
        other.id,
        "minutes",
    ):
        assert secret not in re.sub(r'"(?:id|seq|rq|ly)": [^,}]*', "", text), secret


def test_a_matter_goes_by_its_own_fields_beside_it_in_the_order_of_the_ledger(
    linked: Linked, cast: Any
) -> None:
    told_of(linked, cast)
    visited(cast)
    next_day()
    number = ops.report(cast.worker, text="路灯不亮").number
    assert linked.go() == 2
    visit, matter = (line["case"] for line in linked.mock.taken)
    assert matter["wybh"] == number and "zf" not in matter and matter["lx"] == "事件" and "wybh" not in visit


def test_once_however_often_the_line_is_cut_and_without_a_number_of_theirs(linked: Linked, cast: Any) -> None:
    told_of(linked, cast)
    visited(cast)
    next_day()
    linked.mock.mood("cut-after")
    assert linked.go() == 0
    linked.mock.mood("")
    assert linked.go(waited=True) == 1 and len(bodies(linked)) == 1
    linked.mock.mood("no")
    visited(cast)
    next_day()
    for _ in range(4):
        linked.go(waited=True)
    assert linked.states() == ["sent", "refused"]
    agreements.send_again(cast.admin, linked.row)
    assert [row.state for row in Sending.select().where(Sending.state == WAITING)] == [WAITING]


def test_what_lies_elsewhere_or_waits_when_it_is_switched_off_is_not_sent(linked: Linked, cast: Any) -> None:
    told_of(linked, cast)
    Visit.update(area=c.CITY).where(Visit.id == visited(cast).id).execute()
    visited(cast)
    next_day()
    collecting.collect()
    assert Sending.select().count() == 1
    agreements.tell_no_visits(cast.admin, linked.row)
    assert Sending.select().count() == 0 and sending.send() == 0
    verbs = [(row.verb, row.text) for row in Entry.select().where(Entry.kind == "system").order_by(Entry.seq)]
    assert ("visits_told", REASON) in verbs and verbs[-1] == ("visits_not_told", None)


@pytest.mark.both
def test_it_asks_for_them_by_its_key_and_gets_each_once(linked: Linked, cast: Any, app: Any) -> None:
    def ask(**query: Any) -> Any:
        headers = {"Authorization": f"Bearer {linked.key}"}
        return app.test_client().get("/api/v1/systems/city/visits", headers=headers, query_string=query)

    visited(cast)
    assert ask().status_code == 404
    told_of(linked, cast)
    visited(cast)
    visited(cast, outcome="nobody")
    assert ask().json["visits"] == []
    next_day()
    first = ask(limit=1).json
    assert first["more"] and first["visits"][0]["zf"]["jg"] == "met"
    second = ask(since=first["cursor"]).json
    assert [one["zf"]["jg"] for one in second["visits"]] == ["nobody"] and not second["more"]
    assert ask(since=second["cursor"]).json["visits"] == []
    assert ask(limit=0).status_code == 422 and keys.DAILY > 0
    assert app.test_client().get("/api/v1/systems/city/visits").status_code == 401


def test_an_administrator_switches_it_on_with_a_reason_on_its_page_and_off_again(
    linked: Linked, cast: Any, as_: Any
) -> None:
    admin, address = as_("admin"), "/admin/systems/city/visits"
    assert admin.post(address, data={"choice": "on", "reason": "  "}).status_code == 422
    assert admin.post(address, data={"choice": "maybe"}).status_code == 422
    assert linked.row.visits_from is None
    for who in ("desk", "worker", "outsider", "city"):
        assert as_(who).post(address, data={"choice": "on", "reason": REASON}).status_code in (403, 404)
    assert admin.post(address, data={"choice": "on", "reason": REASON}).status_code == 303
    page = admin.get("/admin/systems/city").text
    assert linked.row.visits_from is not None and "visit. 开头的字段" in page
    assert admin.post(address, data={"choice": "off"}).status_code == 303 and linked.row.visits_from is None


def test_the_documents_example_holds(linked: Linked, cast: Any) -> None:
    text = (ROOT / "docs" / "platform.md").read_text(encoding="utf-8").split("### Visits\n")[1]
    example = json.loads(text.split("```json\n")[1].split("```")[0])
    agreements.set_map(cast.admin, linked.row, mapping.parse(example))
    agreements.tell_visits(cast.admin, linked.row, REASON)
    visit = visited(cast)
    assert visits.in_its_words(linked.row, [visit]) == [
        {"lx": "走访", "zf": {"ly": c.BUILDING, "sy": "关爱", "jg": "见到", "rq": clock.date_of(visit.started).isoformat()}}
    ]  # fmt: skip
    written = set(re.findall(r"`(\w+)`", text.split("```json")[0]))
    assert set(visits.PURPOSES) <= written and {"met", "nobody", "later", "declined"} <= written


def test_the_purposes_are_those_that_the_phone_offers() -> None:
    form = (ROOT / "templates" / "field" / "visit.html").read_text(encoding="utf-8")
    offered = re.search(r'data-pick="purpose">\s*{% for code, word in \[(.*?)\] %}', form, re.S)
    assert offered and tuple(re.findall(r'\("([a-z]+)"', offered[1])) == visits.PURPOSES


def test_two_fields_in_one_place_are_refused_unless_one_is_of_visits_and_one_of_matters() -> None:
    mapping.parse({"fields": [{"theirs": "bh", "ours": "number"}, {"theirs": "bh", "ours": "visit.id"}]})
    for ours in ("kind", "text"):
        with pytest.raises(Exception, match="bad-value"):
            mapping.parse({"fields": [{"theirs": "bh", "ours": ours}, {"theirs": "bh", "ours": "number"}]})
    with pytest.raises(Exception, match="bad-value"):
        mapping.parse({"fields": [{"theirs": "bh", "fixed": "x"}, {"theirs": "bh", "ours": "visit.id"}]})
