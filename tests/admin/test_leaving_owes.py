"""Whatever somebody who leaves still owes goes to the successor or to the next in turn, and no table with a person in it is forgotten."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import peewee
import pytest

from app.admin.leaving import held, sheet
from app.areas.duty import absences
from app.areas.models import DutyTurn, Post
from app.cli import store as tables
from app.core import clock
from app.core.db import Row
from app.ledger.models import Entry
from app.matters.area_staff import Ground
from app.matters.models import IN_HAND, SHELVED, Matter, Support
from app.matters.terms import MatterTerm
from app.matters.workflow import confirmers
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.patrol.models import VisitPlan
from tests import cast as c
from tests.matters import ops
from tests.sync.phone import Phone, new_id

pytestmark = pytest.mark.both

# What becomes of each column that names a person when that person leaves. A new one has to be decided here.
GOES_ON = {  # to the successor, or to the next in turn
    "matter.holder_person", "matter.taken_by", "matter.shelved_from", "support.code", "visitplan.person", "errand.person",
}  # fmt: skip
TURNS = {"matter.finder": "the finder's turn to confirm passes on; who found it stays true"}
SAID = {
    "dutyturn.staff": "the roster is the administrator's",
    "absence.substitute": "whoever leads the absent finds another",
}
BY_ROLE = "whoever has the role decides: the person did not owe it alone"
OWN = "the person's own: nobody else's to have"
PAST = "what was, and by whom"
STAYS = {
    **dict.fromkeys(
        (
            "absence.by", "areasetting.by", "call.accepted_by", "call.answered_by", "call.judged_by", "campaign.by", "campaign.ended_by", "clearing.saved_by",
            "clearing.shown_by", "complaint.answered_by", "device.gone_by", "device.lost_by", "enrolment.made_by", "entry.by",
            "entry.person", "errand.taken_by", "gap.judged_by", "grouppaste.by", "handover.by", "handover.taken_by", "hotline.changed_by",
            "blankform.made_by", "hotlinesheet.by", "link.made_by", "mapfile.made_by", "mark.person", "matter.dispatched_by", "outdoorpause.by", "patrol.person", "patron.made_by",
            "person.ended_by", "petition.made_by", "photobringer.person", "photouse.person", "poster.made_by", "quarantine.person",
            "quarantine.settled_by", "readingkey.made_by", "receipt.person", "reorganisation.made_by",
            "residentrequest.entered_by", "residentrequest.refused_by", "residentrequest.released_by", "source.made_by", "storm.by", "storm.ended_by",
            "support.answered_by", "system.made_by", "takeback.by", "trackview.owner", "trackview.viewer", "visit.person",
        ),
        PAST,
    ),
    **dict.fromkeys(
        (
            "absence.person", "challenge.person", "companion.person", "complaint.person", "desklayout.person", "device.person",
            "enrolment.person", "link.person", "lookagain.person", "notice.recipient", "openbeside.person", "passkey.person",
            "post.person", "savedview.made_by", "session.person", "subscription.person", "synctoken.person",
        ),
        OWN,
    ),
    "call.called_by": BY_ROLE,
    "matter.resolver": "the successor has it again after 还没有: hand_on.heir_of",
}  # fmt: skip


def person_columns() -> set[str]:
    """table.column of every column that can name a person, by its type or its name."""
    found = set()
    for table in _all_tables(Row):
        for field in table._meta.sorted_fields:
            is_person = isinstance(field, peewee.ForeignKeyField) and field.rel_model.__name__ == "Person"
            is_named = re.search(r"(^|_)(by|person|finder|resolver|substitute|recipient|staff)$", field.name)
            if is_person or (is_named and isinstance(field, peewee.TextField)):
                found.add(f"{table.__name__.lower()}.{field.name}")
    return found


def _all_tables(root: type[Row]) -> list[type[Row]]:
    return [
        one
        for sub in root.__subclasses__()
        for one in (sub, *_all_tables(sub))
        if one.__module__.startswith("app.")
    ]


def test_every_column_that_names_a_person_has_been_decided() -> None:
    assert tables.EXPORTED  # every table has been imported
    decided = GOES_ON | TURNS.keys() | SAID.keys() | STAYS.keys()
    assert sorted(person_columns() - decided) == []


@pytest.fixture
def owing(cast: c.Cast, as_: Any) -> dict[str, Matter]:
    """The second worker has one of everything: in hand, resolved, shelved, supported, found and to be confirmed; a visit planned."""
    worker = cast.worker2
    phone = Phone(as_, cast, "worker2")
    errand = {"errand": new_id(), "area": c.GRID2, "what": "代办", "papers": ["身份证"]}
    plan = {"plan": new_id(), "area": c.GRID2, "household": "2-301", "purpose": "看望", "on": "2026-12-10"}
    assert phone.one(phone.op("errand.take", errand)) == "applied"
    assert phone.one(phone.op("visit.plan", plan)) == "applied"
    found = {name: ops.report(worker, area=c.GRID2) for name in ("in hand", "resolved")}
    for matter in found.values():
        ops.move(worker, matter, "take")
    ops.move(worker, found["resolved"], "resolve", text="清了")
    found |= {name: ops.report(worker, area=c.GRID2, escalate=True) for name in ("shelved", "to confirm")}
    ops.move(cast.desk, found["shelved"], "dispatch", to=[f"person:{worker.id}"])
    ops.move(worker, found["shelved"], "take")
    ops.move(cast.desk, found["shelved"], "shelve", text="等材料", until=_in_days(5))
    found["supported"] = ops.report(cast.worker, area=c.BUILDING, escalate=True)
    ops.move(cast.desk, found["supported"], "dispatch", to=[f"unit:{c.ENFORCEMENT}", f"person:{worker.id}"])
    ops.move(cast.desk, found["to confirm"], "dispatch", to=[f"unit:{c.ENFORCEMENT}"])
    ops.move(cast.dept, found["to confirm"], "take")
    ops.move(cast.dept, found["to confirm"], "resolve", text="清了")
    assert found["to confirm"].confirm_turn == "finder"
    collect.collect()
    return found


def _in_days(days: int) -> str:
    return clock.rfc3339(clock.now() + days * clock.DAY)


def test_the_sheet_says_all_of_it_and_what_others_have_to_see_to(
    cast: c.Cast, owing: dict[str, Matter], as_: Any
) -> None:
    today = clock.today()
    absences.enter(
        cast.admin,
        cast.worker,
        cast.worker2.id,
        (today + dt.timedelta(days=3)).isoformat(),
        (today + dt.timedelta(days=4)).isoformat(),
    )
    found = held.held_by(cast.worker2)
    assert {one.id for one in found.matters} == {owing["in hand"].id, owing["resolved"].id}
    assert [one.id for one in found.shelved] == [owing["shelved"].id]
    assert [one.id for one in found.supported] == [owing["supported"].id]
    assert [one.id for one in found.to_confirm] == [owing["to confirm"].id]
    assert (len(found.errands), len(found.plans), found.substitutions) == (1, 1, 1)
    page = as_("admin").get(f"/people/{cast.worker2.id}/leaving").text
    assert all(matter.number in page for matter in owing.values())
    assert "2026-12-10" in page and "答应了替班 1 次" in page and "2-301" not in page
    assert as_("outsider").get(f"/people/{cast.worker2.id}/leaving").status_code in (403, 404)


def test_turns_of_the_roster_are_said_to_whoever_makes_it(cast: c.Cast, as_: Any) -> None:
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    DutyTurn.create(
        area=c.COMMUNITY,
        begins=f"{tomorrow} 08:00",
        ends=f"{tomorrow} 20:00",
        name="x",
        phone="",
        staff=cast.desk.staff_no,
    )
    assert held.held_by(cast.desk).turns == 1 and held.held_by(cast.worker).turns == 0
    assert "值班表上还有 1 班" in as_("admin").get(f"/people/{cast.desk.id}/leaving").text


def test_each_goes_on_and_asked_twice_once(cast: c.Cast, owing: dict[str, Matter], as_: Any) -> None:
    for _ in range(2):
        sheet.hand_over(cast.admin, cast.worker2, cast.worker.id)
    fresh = {name: Matter.get_by_id(matter.id) for name, matter in owing.items()}
    assert {fresh[name].holder_person for name in ("in hand", "resolved")} == {cast.worker.id}
    assert fresh["shelved"].state == SHELVED and fresh["shelved"].shelved_from["person"] == cast.worker.id
    parts = {row.code for row in Support.select().where(Support.matter == owing["supported"].id)}
    assert parts == {cast.worker.id} and _waits_for(cast.worker.id) >= {
        owing["supported"].id,
        owing["in hand"].id,
    }
    assert not _waits_for(cast.worker2.id)
    assert fresh["to confirm"].confirm_turn == "desk" and fresh["to confirm"].finder == cast.worker2.id
    assert confirmers.people(fresh["to confirm"], Ground()) == [cast.desk.id]
    open_plans = list(VisitPlan.select().where(VisitPlan.closed.is_null()))
    assert [(one.person_id, one.household, one.on) for one in open_plans] == [
        (cast.worker.id, "2-301", "2026-12-10")
    ]
    assert Entry.select().where(Entry.verb == "hand_on").count() == 5
    assert Entry.select().where(Entry.verb == "handed_on").count() == 1
    assert held.held_by(cast.worker2).is_empty()
    collect.collect()
    told = {(row.subject, row.recipient, row.kind) for row in Notice.select().where(Notice.channel == INBOX)}
    for name, person, kind in (
        ("in hand", cast.worker, "new"), ("supported", cast.worker, "support"), ("to confirm", cast.desk, "look"),
    ):  # fmt: skip
        assert (owing[name].id, person.id, kind) in told, name
    sentences = [
        one["sentence"]
        for one in as_("admin").get(f"/api/v1/matters/{owing['to confirm'].id}").json["ledger"]
    ]
    assert sentences[-1] == f"离岗交接：{cast.worker2.name} 离岗，转给下一位确认"


def test_what_comes_back_later_comes_to_the_successor(cast: c.Cast, owing: dict[str, Matter]) -> None:
    sheet.hand_over(cast.admin, cast.worker2, cast.worker.id)
    ops.move(cast.desk, owing["shelved"], "resume")
    assert (owing["shelved"].state, owing["shelved"].holder_person) == (IN_HAND, cast.worker.id)
    resolved = Matter.get_by_id(owing["resolved"].id)
    ops.move(cast.people[_whose_turn(resolved, cast)], resolved, "refuse", text="还在那里")
    assert (resolved.state, resolved.holder_person, resolved.taken_by) == (
        IN_HAND,
        cast.worker.id,
        cast.worker.id,
    )


def _waits_for(person: str) -> set[str]:
    """The matters that stand on the person's list of what waits."""
    return {row.matter for row in MatterTerm.select().where(MatterTerm.term == f"asks:person:{person}")}


def _whose_turn(matter: Matter, cast: c.Cast) -> str:
    (who, *_) = confirmers.people(matter, Ground())
    return next(name for name, person in cast.people.items() if person.id == who)


def test_a_visit_from_a_phone_without_signal_closes_the_successor_s_plan_too(
    cast: c.Cast, owing: dict[str, Matter], as_: Any
) -> None:
    (before,) = VisitPlan.select()
    sheet.hand_over(cast.admin, cast.worker2, cast.worker.id)
    phone = Phone(as_, cast, "worker2")
    gone = [one for one in as_("worker2").get("/api/v1/changes").json["changes"] if one["kind"] == "plan"]
    assert all(one["data"] is None for one in gone if one["id"] == before.id)
    visit = {
        "visit": new_id(), "area": c.GRID2, "household": "2-301", "purpose": "看望", "outcome": "met", "started": clock.rfc3339(clock.now()), "minutes": 5,
        "plan": before.id,
    }  # fmt: skip
    assert phone.one(phone.op("visit.record", visit)) == "applied"
    assert not VisitPlan.select().where(VisitPlan.closed.is_null()).exists()


def test_afterwards_nothing_open_names_whoever_left(cast: c.Cast, owing: dict[str, Matter]) -> None:
    """Every table is read: where the person still stands has been decided above."""
    sheet.hand_over(cast.admin, cast.worker2, cast.worker.id)
    allowed = STAYS.keys() | TURNS.keys() | SAID.keys()
    in_words = {
        "entry.body",
        "entry.subject",
        "takeback.before",
        "matter.keyed",
        "matterterm.term",
        "person.id",
        "visitplan.person",
    }
    found = set()
    for table in _all_tables(Row):
        if not table.table_exists():
            continue
        for row in table.select().dicts():
            found |= {
                f"{table.__name__.lower()}.{name}"
                for name, value in row.items()
                if cast.worker2.id in str(value)
            }
    assert sorted(found - allowed - in_words) == []
    assert not VisitPlan.select().where(VisitPlan.person == cast.worker2, VisitPlan.closed.is_null()).exists()
    assert Post.select().where(Post.person == cast.worker2).exists()  # the post itself ends by itself
