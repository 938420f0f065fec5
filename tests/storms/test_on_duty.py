"""Who reads the doors of a storm: whoever walks there, and at a desk whom its roster names now; an absent worker's list goes to the substitute."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.duty import absences
from app.areas.models import DutyTurn, Post
from app.core import clock, ids
from app.people.models import Person
from tests import cast as c
from tests.matters.duty.turns import turn
from tests.storms.test_storm_mode import declared, lists_of

LATE = "哪几处还没到，只给现在值班的人看"


def on_duty_now(person: Person, area: str = c.COMMUNITY) -> None:
    """The roster of the desk names this person from an hour ago until in an hour."""
    begins, ends = (clock.to_the_minute(clock.now() + way * clock.HOUR) for way in (-1, 1))
    turn(begins, ends, name=person.name, phone="", area=area, staff=person.staff_no or person.login or "")


def colleague_of_the_desk() -> Person:
    """Another dispatcher of the community."""
    person = Person.create(id=ids.uuid7(), name="林夜班", login="lin", staff_no="S-900")
    Post.create(id=ids.uuid7(), person=person, area=c.COMMUNITY, role="dispatcher")
    return person


@pytest.mark.both
def test_whoever_is_off_duty_by_the_roster_reads_numbers_alone(cast: Any, as_: Any) -> None:
    storm = declared(cast.desk)
    path = f"/duty/storms/{storm.id}"
    assert (
        "2幢" in as_("desk").get(path).text and LATE not in as_("desk").get(path).text
    )  # no roster: by post
    on_duty_now(cast.admin)  # who holds no post at the desk: it names nobody of it
    assert "2幢" in as_("desk").get(path).text
    DutyTurn.delete().execute()
    colleague = colleague_of_the_desk()
    on_duty_now(colleague)
    page = as_("desk").get(path).text
    assert "2幢" not in page and LATE in page and "共 2 处，2 处还没到" in page
    (line,) = as_("desk").get(f"/api/v1{path.removeprefix('/duty')}").json["lists"]
    assert line["not_reached"] == 2 and not {"untold", "helped"} & line.keys()
    for who in ("city", "lead", "worker"):  # a desk above without a roster, and those who walk there
        assert "2幢" in as_(who).get(path).text, who
    on_duty_now(cast.desk)
    assert "2幢" in as_("desk").get(path).text
    for who in ("outsider", "worker2"):
        assert as_(who).get(path).status_code == 404


def test_whoever_stands_in_for_the_one_on_duty_reads_the_doors(cast: Any, as_: Any) -> None:
    storm = declared(cast.desk)
    colleague = colleague_of_the_desk()
    on_duty_now(colleague)
    assert "2幢" not in as_("desk").get(f"/duty/storms/{storm.id}").text
    today = clock.today().isoformat()
    absences.enter(cast.city, colleague, cast.desk.id, today, today)
    assert "2幢" in as_("desk").get(f"/duty/storms/{storm.id}").text


def test_an_absent_worker_s_list_is_on_the_substitute_s_phone(cast: Any, as_: Any) -> None:
    declared(cast.desk)
    (got,), _, cursor = lists_of(as_, "worker")
    assert lists_of(as_, "worker2")[0] == []
    today = clock.today().isoformat()
    absence = absences.enter(cast.lead, cast.worker, cast.worker2.id, today, today)
    assert as_("worker").get(f"/api/v1/changes?since={cursor}").json["restart"] is True
    assert lists_of(as_, "worker")[0] == [] and lists_of(as_, "worker2")[0] == [got]
    absences.end(cast.lead, absence)
    assert lists_of(as_, "worker")[0] == [got] and lists_of(as_, "worker2")[0] == []
