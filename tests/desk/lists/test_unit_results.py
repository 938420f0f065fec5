"""What became of a desk's whistles stands by units, for desks alone, and only of what they see."""

from __future__ import annotations

from app.areas.access.reach import reach_of
from app.core import clock
from app.desk.lists import unit_results
from app.matters.models import Call
from tests import cast as c
from tests import place
from tests.matters import ops

ENFORCEMENT, PROPERTY = f"unit:{c.ENFORCEMENT}", f"unit:{c.PROPERTY}"


def called(cast, *units: str):
    matter = ops.report(cast.worker, escalate=True)
    ops.move(cast.desk, matter, "whistle", to=list(units), text="请来")
    return matter


def test_only_a_desk_reads_it(as_):
    for who in ("worker", "head", "dept", "admin", "outsider"):
        assert as_(who).get("/desk/units").status_code == 403
    assert "最近 90 天没有吹过哨" in as_("desk").get("/desk/units").text


def test_each_unit_has_its_numbers_and_no_person_is_named(cast, as_):
    clock.freeze(clock.parse("2026-11-23T09:00:00+08:00"))
    first = called(cast, ENFORCEMENT, PROPERTY)
    clock.freeze(clock.now() + 4 * clock.MINUTE)
    ops.move(cast.dept, first, "accept")
    clock.freeze(clock.now() + 6 * clock.MINUTE)
    ops.move(cast.dept, first, "attend")
    ops.move(cast.desk, first, "judge_call", to=[ENFORCEMENT], reason="solved")
    off = called(cast, ENFORCEMENT)
    ops.move(cast.desk, off, "call_off", text="不用了")
    called(cast, ENFORCEMENT)
    clock.freeze(clock.now() + clock.HOUR)
    ops.move(cast.desk, first, "judge_call", to=[PROPERTY], reason="absent")
    one, other = unit_results.results(reach_of(cast.desk))
    assert (other.name, other.called, other.came, other.solved, other.silent) == ("综合执法队", 2, 1, 1, 1)
    assert (other.heard_after, other.there_after) == (4 * clock.MINUTE, 10 * clock.MINUTE)
    assert (one.name, one.called, one.came, one.absent) == ("滨海物业", 1, 0, 1)
    page = place.text(as_("desk").get("/desk/units").text, "table")
    assert "综合执法队" in page and "10 分钟" in page
    assert not any(name in page for name in c.NAMES.values())


def test_what_lies_elsewhere_or_long_ago_is_not_counted(cast):
    matter = called(cast, ENFORCEMENT)
    ops.put(
        type(matter).id == matter.id,
        area=c.OTHER_GRID,
        level=c.OTHER_COMMUNITY,
        holder_desk=c.OTHER_COMMUNITY,
    )
    assert unit_results.results(reach_of(cast.desk)) == []
    called(cast, ENFORCEMENT)
    Call.update(at=clock.now() - 91 * clock.DAY).execute()
    assert unit_results.results(reach_of(cast.desk)) == []
