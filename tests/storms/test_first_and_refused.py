"""A call for help stands before everything else; what is answered for a list that is nobody's of ours is refused and kept."""

from __future__ import annotations

import re
from typing import Any

from app.areas.access.reach import reach_of
from app.areas.models import Area, Post
from app.core import clock
from app.desk.lists import listing, views
from app.desk.lists.listing import Narrowed
from app.matters.models import Matter
from app.storms.models import StormDoor, StormList
from app.sync.models import Quarantine
from tests import cast as c
from tests.matters import ops
from tests.storms.test_storm_mode import at_door, declared
from tests.sync.phone import new_id

REFUSED = "rejected list-not-yours"


def test_an_outsider_s_answer_is_refused_as_one_for_a_list_that_is_not_there_and_kept(
    cast: Any, phones: Any
) -> None:
    declared(cast.desk)
    for who in ("outsider", "worker2"):
        assert phones(who).one(at_door(phones(who), StormList.get().id, told=True)) == REFUSED
    assert phones("worker").one(at_door(phones("worker"), new_id(), told=True)) == REFUSED
    assert StormDoor.get(StormDoor.area == c.BUILDING).told is None
    assert {row.name for row in Quarantine.select()} == {
        "list-not-yours"
    } and Quarantine.select().count() == 3


def test_an_answer_that_was_refused_counts_once_the_grid_is_the_sender_s(cast: Any, phones: Any) -> None:
    declared(cast.desk)
    phone = phones("worker2")
    op = at_door(phone, StormList.get().id, help=True)
    assert phone.one(op) == REFUSED and phone.one(op) == REFUSED and not Matter.select().exists()
    Post.update(area=c.GRID).where(Post.person == cast.worker2, Post.role == "grid_worker").execute()
    assert phone.one(op) == "applied" and Matter.get().urgency == "emergency"
    assert Quarantine.get().settled is not None


def test_a_call_for_help_stands_first_at_the_desk_and_with_whoever_leads_whatever_is_late(
    cast: Any, phones: Any, as_: Any
) -> None:
    late = ops.report(cast.worker, escalate=True)
    ops.put(Matter.id == late.id, due=clock.now() - clock.DAY)
    declared(cast.desk)
    assert phones("worker").one(at_door(phones("worker"), StormList.get().id, help=True)) == "applied"
    called = Matter.get(Matter.id != late.id).id
    reach = reach_of(cast.desk)
    listed = [row.id for row in listing.page(reach, views.named("open"), Narrowed()).rows]
    assert listed == [called, late.id] and listing.pressing(reach)[0].id == called
    (grid,) = as_("lead").get("/api/v1/me/grids").json["grids"]
    assert grid["emergencies"] == [called]
    today = as_("lead").get("/").text.partition('id="screen-today"')[2]
    holds = re.findall(r'data-hold="(\w+)"', today)
    assert holds[0] == "urgent" and holds.index("urgent") < holds.index("storms") < holds.index("mine")
    assert as_("outsider").get("/api/v1/me/grids").json["grids"] == []


def test_a_refused_call_stands_before_the_other_kept_records_in_words_and_an_outsider_reads_none(
    cast: Any, phones: Any, as_: Any
) -> None:
    declared(cast.desk)
    phone = phones("worker2")
    assert phone.one(at_door(phone, StormList.get().id, help=True)) == REFUSED
    for _ in range(2):
        assert phone.one(at_door(phone, StormList.get().id, told=True, help=False)) == REFUSED
    assert as_("outsider").get("/quarantine").status_code == 403
    page = as_("admin").get("/quarantine").text
    call = page.partition('id="calls"')[2].partition("</section>")[0]
    name = Area.get_by_id(c.BUILDING).name
    assert call.count('id="kept-') == 1 and page.count('id="kept-') == 3
    assert f"{name}</strong>" in call and "有人需要帮忙" in call and "先打电话" in call
    assert "有人需要帮忙" not in page.partition('id="calls"')[2].partition("</section>")[2]
