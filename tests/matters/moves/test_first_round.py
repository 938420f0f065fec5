"""A matter goes round once: reported, passed up, taken, dispatched, done and confirmed."""

import pytest

from app.core import clock
from app.core.problems.problem import Deferred, Problem
from app.ledger.models import Entry
from app.matters.models import Matter
from tests import cast as c
from tests.matters import ops


def verbs(matter: Matter) -> list[str]:
    return [e.verb for e in Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq)]


def later(hours: float = 48) -> str:
    return clock.rfc3339(clock.now() + round(hours * clock.HOUR))


def test_an_outsider_neither_sees_nor_moves_it(cast, as_):
    matter = ops.report(cast.worker)
    with pytest.raises(Deferred):
        ops.move(cast.outsider, matter, "take")
    assert as_("outsider").get(f"/api/v1/matters/{matter.id}").status_code == 404
    assert as_("outsider").get("/api/v1/matters").json["matters"] == []
    assert as_(None).get("/api/v1/matters").status_code == 401


@pytest.mark.both
def test_a_matter_goes_from_the_grid_to_the_desk_to_the_unit_and_is_confirmed_by_the_head(cast):
    matter = ops.report(cast.worker, photos=(ops.PHOTO,))
    assert (matter.state, matter.level, matter.holder_person) == ("reported", c.GRID, cast.worker.id)
    ops.move(cast.worker, matter, "escalate")
    assert (matter.state, matter.level, matter.holder_desk) == ("reported", c.COMMUNITY, c.COMMUNITY)
    ops.move(cast.desk, matter, "take")
    assert (matter.state, matter.holder_person) == ("in_hand", cast.desk.id)
    ops.move(cast.desk, matter, "dispatch", to=[f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"])
    assert (matter.state, matter.holder_unit, matter.dispatched_by) == (
        "dispatched",
        c.ENFORCEMENT,
        c.COMMUNITY,
    )
    ops.move(cast.dept, matter, "take")
    assert (matter.state, matter.holder_unit, matter.taken_by) == ("in_hand", c.ENFORCEMENT, cast.dept.id)
    ops.move(cast.dept, matter, "resolve", text="已清空", photos=(ops.PHOTO2,))
    assert (matter.state, matter.confirm_turn) == ("resolved", "head")
    ops.move(cast.head, matter, "confirm")
    assert matter.state == "closed" and matter.closed_at is not None
    assert verbs(matter) == ["report", "escalate", "take", "dispatch", "take", "resolve", "confirm"]


def test_each_in_the_cast_is_shown_the_moves_open_to_them(cast, as_):
    matter = ops.report(cast.worker, photos=(ops.PHOTO,))
    shown = as_("worker").get(f"/api/v1/matters/{matter.id}").json
    assert shown["moves"] == ["settle_on_spot", "escalate", "note", "amend", "void", "take", "answer"]
    assert shown["holder"] == {"desk": None, "unit": None, "person": cast.worker.id}
    assert shown["photos"] == [ops.PHOTO] and shown["ledger"][0]["move"] == "report"
    assert next(m for m in shown["open_moves"] if m["name"] == "escalate")["label"] == "报给临港社区"
    assert shown["ledger"][0]["sentence"] == "王芳 上报"
    listed = as_("desk").get("/api/v1/matters?state=reported").json
    assert [m["id"] for m in listed["matters"]] == [matter.id]
    assert as_("dept").get(f"/api/v1/matters/{matter.id}").status_code == 404


def test_settled_on_the_spot_closes_it_with_two_entries(cast):
    matter = ops.report(cast.worker, photos=(ops.PHOTO, ops.PHOTO2), settled={"photos": [ops.PHOTO2]})
    assert matter.state == "closed"
    assert verbs(matter) == ["report", "settle_on_spot"]
    first, last = Entry.select().where(Entry.subject == matter.id).order_by(Entry.seq)
    assert first.photos == [ops.PHOTO] and last.photos == [ops.PHOTO2]


def test_an_emergency_goes_up_without_the_flag(cast):
    matter = ops.report(cast.worker, urgency="emergency", text=None)
    assert (matter.level, matter.holder_desk) == (c.COMMUNITY, c.COMMUNITY)
    assert matter.climb_at is not None and verbs(matter) == ["report", "escalate"]
    ops.move(cast.desk, matter, "acknowledge")
    assert matter.climb_at is None


def test_settled_and_escalated_at_once_is_refused(cast):
    with pytest.raises(Problem) as refused:
        ops.report(cast.worker, settled={"text": "好了"}, escalate=True)
    assert refused.value.name == "bad-value" and refused.value.errors[0][0] == "settled"
    assert Matter.select().count() == 0


def test_the_same_matter_twice_is_refused_by_name(cast):
    matter = ops.report(cast.worker)
    with pytest.raises(Problem) as refused:
        ops.report(cast.worker, matter=matter.id)
    assert refused.value.name == "exists"
