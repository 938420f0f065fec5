"""A grid's day, for those who lead it alone: who walks, what nobody answered, what waits for a yes or no, where nobody was."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from app.areas.models import Post
from app.core import clock
from app.matters.models import Matter
from app.patrol.models import Gap
from tests import cast as c
from tests.matters import ops
from tests.patrol.walk import finish, gap, mark, ms, start

GRIDS = "/api/v1/me/grids"


@pytest.fixture
def noon(cast: c.Cast) -> None:
    """It is past two in the afternoon of the day that `walk` walks on."""
    clock.freeze(ms(5 * 3600 + 600))


def day_of(client: Any) -> dict[str, Any]:
    """The only grid of whoever asks."""
    (grid,) = client.get(GRIDS).json["grids"]
    return dict(grid)


@pytest.mark.parametrize("who", ["outsider", "worker", "worker2", "head", "desk", "city", "dept", "admin"])
def test_nobody_else_sees_the_day_of_a_grid(as_: Any, cast: c.Cast, noon: None, who: str) -> None:
    start(cast.worker)
    assert as_(who).get(GRIDS).json["grids"] == []


def test_a_stranger_is_asked_to_sign_in(as_: Any) -> None:
    assert as_(None).get(GRIDS).status_code == 401


def test_of_a_round_the_lead_reads_that_it_is_under_way_or_done_and_never_where_or_how_long(
    as_: Any, cast: c.Cast, noon: None
) -> None:
    morning = start(cast.worker)
    mark(cast.worker, morning, c.BUILDING, at=60)
    finish(cast.worker, morning, at=3600)
    start(cast.worker, at=5 * 3600)
    start(cast.worker2)
    answer = as_("lead").get(GRIDS)
    walkers = day_of(as_("lead"))["walkers"]
    assert {row["name"]: (row["am"], row["pm"]) for row in walkers} == {
        c.NAMES["worker"]: ("done", "under_way"),
        c.NAMES["lead"]: (None, None),
    }
    assert set(walkers[0]) == {"person", "name", "am", "pm"}
    assert not any(word in answer.text for word in ('"lat"', '"lon"', "place", "minutes", "seconds"))
    assert answer.json["as_of"].startswith("2026-11-18T14:10:00")


def test_rounds_of_yesterday_are_not_todays(as_: Any, cast: c.Cast) -> None:
    start(cast.worker)
    clock.freeze(ms(24 * 3600))
    assert {(row["am"], row["pm"]) for row in day_of(as_("lead"))["walkers"]} == {(None, None)}


def test_what_nobody_took_and_whistles_nobody_answered_stand_there_until_somebody_does(
    as_: Any, cast: c.Cast
) -> None:
    plain = ops.report(cast.worker)
    elsewhere = ops.report(cast.worker2, area=c.GRID2)
    urgent = ops.report(cast.worker, urgency="emergency", escalate=True)
    ops.move(cast.lead, plain, "whistle", to=[f"unit:{c.ENFORCEMENT}"], text="请来看看")
    grid = day_of(as_("lead"))
    assert (grid["untaken"], grid["emergencies"]) == ([plain.id], [urgent.id])
    (call,) = grid["calls"]
    assert (call["matter"], call["unit_name"]) == (plain.id, "综合执法队")
    assert elsewhere.id not in str(grid)
    ops.move(cast.dept, plain, "attend")
    ops.move(cast.worker, plain, "take")
    ops.move(cast.worker, urgent, "void", reason="mistake")
    grid = day_of(as_("lead"))
    assert (grid["untaken"], grid["emergencies"], grid["calls"]) == ([], [], [])


def test_a_sentence_waits_for_a_yes_or_no_and_a_no_needs_one_of_its_own(as_: Any, cast: c.Cast) -> None:
    patrol = start(cast.worker)
    which = gap(cast.worker, patrol, 600, 1800, "explained", "地下车库")
    gap(cast.lead, start(cast.lead), 0, 600, "explained", "开会")  # nobody judges their own
    (waiting,) = day_of(as_("lead"))["explanations"]
    assert (waiting["patrol"], waiting["gap"], waiting["text"]) == (patrol, which, "地下车库")
    path = f"/api/v1/patrols/{patrol}/gaps/{which}"
    for text in (None, "", "  "):
        refused = as_("lead").post(path, json={"agrees": False, **({} if text is None else {"text": text})})
        assert refused.status_code == 422
        assert refused.json["errors"][0]["field"] == "text"
    assert len(day_of(as_("lead"))["explanations"]) == 1
    assert as_("lead").post(path, json={"agrees": False, "text": "那天车库关门"}).status_code == 200
    assert day_of(as_("lead"))["explanations"] == []
    changes = as_("worker").get("/api/v1/changes?since=").json["changes"]
    (told,) = [row["data"] for row in changes if row["kind"] == "patrol" and row["id"] == patrol]
    judged = told["explanations"][0]["judged"]
    assert (judged["agrees"], judged["text"], judged["by"]["name"]) == (
        False,
        "那天车库关门",
        c.NAMES["lead"],
    )


def test_buildings_nobody_was_at_for_long_stand_there_the_longest_ago_first(as_: Any, cast: c.Cast) -> None:
    patrol = start(cast.worker)
    mark(cast.worker, patrol, c.BUILDING, at=60)
    clock.freeze(ms(3600))
    unvisited = day_of(as_("lead"))["unvisited"]
    assert (unvisited["seen"], unvisited["all"]) == (1, 2)
    assert [row["code"] for row in unvisited["buildings"]] == [c.BUILDING2]
    clock.freeze(ms(60 * 24 * 3600))
    assert [row["code"] for row in day_of(as_("lead"))["unvisited"]["buildings"]] == [c.BUILDING2, c.BUILDING]


def test_a_guide_over_the_community_sees_every_grid_by_itself(as_: Any, cast: c.Cast) -> None:
    Post.create(id=str(uuid.uuid4()), person=cast.lead, area=c.COMMUNITY, role="grid_guide")
    grids = as_("lead").get(GRIDS).json["grids"]
    assert [grid["area"] for grid in grids] == [c.GRID, c.GRID2, c.DEDICATED]
    assert {row["name"] for row in grids[1]["walkers"]} == {c.NAMES["worker2"]}


def test_an_explanation_that_came_by_no_op_is_answered_under_the_name_the_list_gives_it(
    as_: Any, cast: c.Cast, noon: None
) -> None:
    walked = start(cast.worker)
    gap(cast.worker, walked, 100, 400, "explained", "地下车库")
    (waiting,) = day_of(as_("lead"))["explanations"]
    assert waiting["gap"].startswith("entry-") or uuid.UUID(waiting["gap"])
    address = f"/api/v1/patrols/{walked}/gaps/"
    Gap.update(id="entry-1372").where(Gap.id == waiting["gap"]).execute()
    assert as_("lead").post(address + "entry-999", json={"agrees": True}).status_code == 404
    assert as_("outsider").post(address + "entry-1372", json={"agrees": True}).status_code == 404
    assert as_("lead").post(address + "entry-1372", json={"agrees": True}).status_code == 200
    assert day_of(as_("lead"))["explanations"] == []


def test_what_nobody_took_stands_in_the_order_of_what_runs_out(as_: Any, cast: c.Cast, noon: None) -> None:
    ids = [ops.report(cast.worker, text=text).id for text in ("一", "二", "三")]
    ops.put(Matter.id == ids[0], due=clock.now() + 9_000_000)
    ops.put(Matter.id == ids[1], due=clock.now() + 1_000_000)
    ops.put(Matter.id == ids[2], due=None)
    assert day_of(as_("lead"))["untaken"] == [ids[1], ids[0], ids[2]]
