"""A call for help that could not be applied rings at the desk of the building it names, once, until somebody has dealt with it."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.models import Area, Post
from app.core import clock, ids
from app.core.problems import problem
from app.ledger.models import Entry
from app.matters.models import Matter
from app.notify.models import APPRISE, INBOX, SKIPPED, UNREAD, WAITING, Notice
from app.notify.pipeline import collect, deliver
from app.people import tokens
from app.people.models import Person, SyncToken
from app.storms import declaring
from app.storms.models import Storm, StormDoor, StormList
from app.sync.models import Quarantine
from tests import cast as c
from tests.storms.test_first_and_refused import REFUSED
from tests.storms.test_storm_mode import at_door, declared
from tests.sync.phone import new_id

RING = 'data-ring="call-'
KIND = "call_refused"


@pytest.fixture
def next_door(cast: Any) -> str:
    """Somebody at the desk of another community."""
    Post.create(
        id=ids.uuid7(), person=cast.people["dept"].id, area=c.OTHER_COMMUNITY, role="duty_desk", begins="2000-01-01"
    )  # fmt: skip
    return "dept"


@pytest.fixture
def refused(cast: Any, phones: Any, next_door: str) -> Quarantine:
    """A worker of another grid called for help at a door in this one."""
    collect.collect()
    declared(cast.desk)
    assert phones("outsider").one(at_door(phones("outsider"), StormList.get().id, help=True)) == REFUSED
    collect.collect()
    row: Quarantine = Quarantine.get()
    return row


def told() -> list[str]:
    """Who has it in the inbox, in order."""
    rows = Notice.select().where(Notice.kind == KIND, Notice.channel == INBOX).order_by(Notice.id)
    return [row.recipient for row in rows]


def bar(as_: Any, who: str) -> str:
    """The red bar of a page that is not the list."""
    return str(as_(who).get("/notices").text.partition('id="alarms"')[2].partition("<h1")[0])


def test_whoever_has_no_post_there_reads_nothing_of_it_and_changes_nothing(
    as_: Any, refused: Quarantine, next_door: str
) -> None:
    path = f"/quarantine/{refused.id}"
    for who, status in (
        (next_door, 404),
        ("worker", 403),
        ("worker2", 403),
        ("outsider", 403),
        ("head", 403),
    ):
        assert as_(who).get(path).status_code == status
        for what in ("handled", "enter", "let-be", "release"):
            assert as_(who).post(f"{path}/{what}").status_code in (403, 404)
    assert RING not in bar(as_, next_door) and RING not in as_(next_door).get("/desk").text
    assert Quarantine.get().settled is None and not Matter.select().exists()
    assert as_("desk").get("/quarantine").status_code == 403


@pytest.mark.parametrize("id", ["0", "x", "-1", "9" * 30, "²", "1.0"])
def test_a_number_that_is_none_is_not_found(as_: Any, cast: Any, id: str) -> None:
    assert as_("desk").get(f"/quarantine/{id}").status_code == 404
    assert as_("desk").post(f"/quarantine/{id}/handled").status_code == 404


def test_other_refused_records_stay_with_those_who_read_them_and_ring_nowhere(
    cast: Any, phones: Any, as_: Any, next_door: str
) -> None:
    collect.collect()
    declared(cast.desk)
    for answers in ({"told": True}, {"help": False}):
        assert phones("outsider").one(at_door(phones("outsider"), StormList.get().id, **answers)) == REFUSED
    collect.collect()
    assert told() == [] and RING not in bar(as_, "desk")
    for row in Quarantine.select():
        assert as_("desk").get(f"/quarantine/{row.id}").status_code == 404
        assert as_("desk").post(f"/quarantine/{row.id}/handled").status_code == 404


@pytest.mark.both
def test_it_rings_once_at_the_desk_of_the_building_and_with_its_lead_however_often_the_phone_sends(
    cast: Any, phones: Any, as_: Any, next_door: str
) -> None:
    collect.collect()
    declared(cast.desk)
    phone = phones("outsider")
    op = at_door(phone, StormList.get().id, help=True)
    for _ in range(3):
        assert phone.one(op) == REFUSED
        collect.collect()
    assert phone.one(at_door(phone, StormList.get().id, help=True)) == REFUSED
    collect.collect()
    assert sorted(told()) == sorted([cast.desk.id, cast.lead.id])
    notice = Notice.get(Notice.kind == KIND, Notice.recipient == cast.desk.id)
    assert (
        notice.urgent
        and notice.subject == f"call:{c.BUILDING}:{Quarantine.get(Quarantine.op == op['id']).id}"
    )
    for page in (bar(as_, "desk"), as_("desk").get("/desk").text):
        assert page.count(RING) == 1
    assert RING not in bar(as_, "city")  # as with a call that was accepted, the nearest desk


def test_the_desk_reads_building_sender_telephone_and_reason_in_bar_and_page(
    as_: Any, refused: Quarantine
) -> None:
    Person.update(phone="13800001234").where(Person.login == "outsider").execute()
    name = Area.get_by_id(c.BUILDING).name
    for page in (bar(as_, "desk"), as_("desk").get(f"/quarantine/{refused.id}").text):
        assert name in page and "孙涛" in page and "tel:13800001234" in page
        assert problem.from_stored(refused.problem).body("zh")["title"] in page
    (bundle,) = [one for one in as_("desk").get("/api/v1/notices").json["notices"] if "帮忙" in one["what"]]
    assert name in bundle["about"] and "孙涛" not in bundle["sentence"]
    assert bundle["page"] == f"/quarantine/{refused.id}" and bundle["matter"] == ""
    english = as_("desk").get(f"/quarantine/{refused.id}", headers={"Accept-Language": "en"}).text
    assert "help" in english.lower()


def test_handled_it_rings_no_more_though_the_phone_sends_again(
    cast: Any, phones: Any, as_: Any, refused: Quarantine
) -> None:
    for _ in range(2):
        assert as_("desk").post(f"/quarantine/{refused.id}/handled").status_code == 303
    assert RING not in bar(as_, "desk")
    assert phones("outsider").one(refused.raw) == REFUSED
    collect.collect()
    assert RING not in bar(as_, "desk") and len(told()) == 2
    (entry,) = Entry.select().where(Entry.verb == "call_handled")
    assert (entry.by, entry.subject) == (cast.desk.id, str(refused.id))
    assert Notice.get(Notice.kind == KIND, Notice.recipient == cast.desk.id).state != UNREAD
    assert phones("outsider").one(at_door(phones("outsider"), StormList.get().id, help=True)) == REFUSED
    collect.collect()
    assert len(told()) == 4 and RING in bar(as_, "desk")  # they called again


@pytest.mark.both
def test_entered_into_the_list_it_is_an_emergency_of_whoever_entered_it(
    cast: Any, as_: Any, refused: Quarantine
) -> None:
    answer = as_("desk").post(f"/quarantine/{refused.id}/enter")
    matter = Matter.get()
    assert answer.status_code == 303 and answer.location.startswith(f"/desk/matters/{matter.id}")
    assert (matter.urgency, matter.area, matter.finder) == ("emergency", c.BUILDING, cast.desk.id)
    assert StormDoor.get(StormDoor.area == c.BUILDING).matter == matter.id
    assert RING not in bar(as_, "desk") and Quarantine.get().settled_by == cast.desk.id
    assert as_("desk").post(f"/quarantine/{refused.id}/enter").status_code == 422
    assert Matter.select().count() == 1


def test_once_the_storm_is_over_there_is_no_list_to_enter_it_into(
    cast: Any, as_: Any, refused: Quarantine
) -> None:
    assert "/enter" in as_("desk").get(f"/quarantine/{refused.id}").text
    declaring.end(cast.desk, Storm.get())
    assert "/enter" not in as_("desk").get(f"/quarantine/{refused.id}").text
    assert as_("desk").post(f"/quarantine/{refused.id}/enter").status_code == 422
    assert RING in bar(as_, "desk")


def test_applied_after_all_nobody_is_rung_any_more(
    cast: Any, phones: Any, as_: Any, refused: Quarantine
) -> None:
    Post.update(area=c.GRID).where(Post.person == cast.outsider, Post.role == "grid_worker").execute()
    assert phones("outsider").one(refused.raw) == "applied"
    assert RING not in bar(as_, "desk") and Matter.get().urgency == "emergency"
    Notice.insert(
        entry=Notice.get(Notice.kind == KIND).entry, recipient=cast.lead.id, channel=f"{APPRISE}x", kind=KIND, urgent=True,
        subject=f"call:{c.BUILDING}:{refused.id}", state=WAITING, made=clock.now(),
    ).execute()  # fmt: skip
    deliver.deliver()
    assert Notice.get(Notice.channel == f"{APPRISE}x").state == SKIPPED


@pytest.mark.parametrize("named", ["gone", None, 7, c.COMMUNITY])
def test_a_building_that_is_unknown_calls_the_desk_of_the_sender_s_grid(
    cast: Any, phones: Any, as_: Any, next_door: str, named: Any
) -> None:
    declared(cast.desk)
    phone = phones("outsider")
    op = at_door(phone, StormList.get().id, help=True)
    op["body"]["area"] = named
    assert phone.one(op).startswith("rejected")
    assert Quarantine.get().called == c.OTHER_GRID
    assert RING in bar(as_, next_door) and RING not in bar(as_, "desk")


def test_a_building_that_ended_calls_the_desk_of_the_sender_s_grid(
    cast: Any, phones: Any, next_door: str
) -> None:
    declared(cast.desk)
    op = at_door(phones("outsider"), StormList.get().id, help=True)
    Area.update(ends="2001-01-01").where(Area.code == c.BUILDING).execute()
    assert phones("outsider").one(op) == REFUSED
    assert Quarantine.get().called == c.OTHER_GRID


def test_a_call_from_a_phone_that_was_ended_or_in_another_s_name_rings_too_and_shows_who_sent_it(
    cast: Any, phones: Any, as_: Any
) -> None:
    declared(cast.desk)
    phone = phones("worker2")
    op = {**at_door(phone, StormList.get().id, help=True), "person": cast.worker.id}
    assert phone.one(op) == "rejected other-person"
    page = bar(as_, "desk")
    assert page.count(RING) == 1 and "李强" in page and "王芳" not in page
    tokens.revoke(SyncToken.device == phone.device)
    assert phone.one(at_door(phone, new_id(), help=True)) == "rejected revoked"
    assert bar(as_, "desk").count(RING) == 2


def test_a_flood_of_calls_rings_a_bounded_number_of_times(cast: Any, phones: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.sync.batch.help_calls.A_DAY_MOST", 2)
    phone = phones("outsider")
    for _ in range(3):
        phone.one(at_door(phone, new_id(), help=True))
    assert [row.called for row in Quarantine.select().order_by(Quarantine.id)] == [
        c.BUILDING,
        c.BUILDING,
        None,
    ]
