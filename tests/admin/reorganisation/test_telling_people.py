"""Whose post changes is told when it is agreed, and again when it is dropped or taken back: once each, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import plans, taking_back, verbs
from app.admin.reorganisation.models import Reorganisation
from app.areas.models import Area, Post
from app.core import clock, ids
from app.core.problems.problem import Problem
from app.notify.inbox import notices
from app.notify.models import INBOX, Notice
from app.notify.pipeline import collect
from app.people.models import Person
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning, tomorrow

pytestmark = pytest.mark.both


@pytest.fixture
def halves(cast: c.Cast) -> plans.Plan:
    """The first grid in two, a building in each; nobody has been told anything so far."""
    collect.collect()
    area = Area.get_by_id(c.GRID)
    return plans.split(area, [(NEW1, "第1网格东"), (NEW2, "第1网格西")], {c.BUILDING: 0, c.BUILDING2: 1})


def told(cast: c.Cast) -> dict[str, list[str]]:
    """By name of the cast the sentences of what was told of posts, in order."""
    collect.collect()
    names = {person.id: name for name, person in cast.people.items()}
    rows = Notice.select().where(Notice.channel == INBOX, Notice.subject.startswith("reorganisation:"))
    found: dict[str, list[str]] = {}
    for row in rows.order_by(Notice.id):
        found.setdefault(names[row.recipient], []).append(row.kind)
    return found


def latest(person: Person, language: str = "zh") -> list[str]:
    """What stands in the person's inbox."""
    return [one.sentence for one in notices.page(person, language=language)[0]]


def test_a_draft_tells_nobody_nor_does_what_was_refused(cast: c.Cast, halves: plans.Plan) -> None:
    row = verbs.draft(cast.admin, ids.uuid7(), "拆", "大", tomorrow(), halves)
    with pytest.raises(Problem):
        verbs.agree(cast.desk, row)
    assert told(cast) == {}
    verbs.drop(cast.admin, row)
    assert told(cast) == {}


def test_those_whose_post_changes_read_which_grid_from_which_day_once(
    cast: c.Cast, halves: plans.Plan, as_: Any
) -> None:
    row = verbs.draft(cast.admin, ids.uuid7(), "拆", "大", tomorrow(), halves)
    post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    verbs.send_posts(cast.admin, row, {post.id: (NEW1,)})
    for _ in range(2):
        verbs.agree(cast.admin, row)
        assert told(cast) == {"worker": ["post_redrawn"], "lead": ["post_redrawn"]}
    assert latest(cast.worker) == [f"区划要调整，您的岗位跟着换：第1网格 → 第1网格东 · {tomorrow()} 零点起"]
    assert latest(cast.lead) == [
        f"区划要调整，您的岗位跟着换：第1网格 → 第1网格东、第1网格西 · {tomorrow()} 零点起"
    ]
    (english,) = latest(cast.worker, "en")
    assert english.endswith(f"第1网格 → 第1网格东 · from 0:00 on {tomorrow()}")
    assert "您的岗位跟着换" in as_("worker").get("/notices").text
    for name in ("worker2", "head", "desk", "city", "outsider"):
        assert latest(cast.people[name]) == [], name
    changes = as_("worker").get("/api/v1/changes").json["changes"]
    (told_phone,) = [one["data"] for one in changes if one["kind"] == "notice"]
    assert told_phone["matter"] == "" and "第1网格东" in told_phone["about"]


def test_whoever_is_sent_elsewhere_after_it_was_agreed_is_told_and_nobody_else(
    cast: c.Cast, halves: plans.Plan
) -> None:
    row = agreed(cast.admin, halves)
    post = Post.get(Post.person == cast.worker, Post.area == c.GRID)
    for _ in range(2):
        verbs.send_posts(cast.admin, row, {post.id: (NEW2,)})
    assert told(cast) == {"worker": ["post_redrawn", "post_redrawn"], "lead": ["post_redrawn"]}
    assert "第1网格 → 第1网格西 ·" in latest(cast.worker)[0]


def test_dropped_they_read_that_all_stays_as_it_is_once(cast: c.Cast, halves: plans.Plan) -> None:
    row = agreed(cast.admin, halves)
    for _ in range(2):
        verbs.drop(cast.admin, row)
    assert told(cast) == {
        "worker": ["post_redrawn", "post_stays"],
        "lead": ["post_redrawn", "post_stays"],
    }
    assert latest(cast.worker) == ["区划调整取消了，您的岗位照旧：第1网格"]


def test_taken_back_they_read_that_all_is_as_it_was_once(cast: c.Cast, halves: plans.Plan) -> None:
    row = agreed(cast.admin, halves)
    morning(row)
    for _ in range(2):
        taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    morning(row, 10)
    assert told(cast)["worker"] == ["post_redrawn", "post_back"]
    assert latest(cast.lead)[0] == "区划调整撤回了，您的岗位和以前一样：第1网格"
    assert {
        post.area_id
        for post in Post.select().where(Post.person == cast.lead, Post.ends >= clock.today().isoformat())
    } == {c.GRID}
