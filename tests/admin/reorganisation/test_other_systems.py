"""Sources, linked platforms and reading keys of what ends go on with one area: chosen where several take over, and back with the plan."""

from __future__ import annotations

from typing import Any

import pytest

from app.admin.reorganisation import agreements, plans, preview, taking_back, verbs
from app.admin.reorganisation.models import AGREED, Reorganisation
from app.areas.access.reach import reach_of
from app.areas.models import Area, Post
from app.core import ids
from app.core.problems.problem import Problem
from app.gateways import sources
from app.gateways.commands import SourceBody
from app.gateways.models import Source
from app.gateways.reading import grants
from app.gateways.reading.commands import KeyBody
from app.gateways.reading.models import ReadingKey
from app.gateways.systems import agreements as systems
from app.gateways.systems.commands import SystemBody
from app.gateways.systems.models import System
from app.ledger.models import Entry
from tests import cast as c
from tests.admin.reorganisation.days import NEW1, NEW2, agreed, morning, tomorrow

pytestmark = pytest.mark.both
KEYS = {"source:meters", "system:city", "reading_key:screen"}


@pytest.fixture
def linked(cast: c.Cast) -> None:
    """A source, a platform and a reading key of the first grid, and an ended source there."""
    sources.open_source(None, SourceBody(code="meters", name="烟感", kind="machine", area=c.GRID))
    sources.open_source(None, SourceBody(code="old", name="旧平台", kind="people", area=c.GRID))
    sources.end(None, Source.get_by_id("old"))
    systems.open_system(None, SystemBody(code="city", name="市平台", area=c.GRID))
    grants.give(None, KeyBody(code="screen", name="大屏", role="dispatcher", area=c.GRID))


@pytest.fixture
def halves(cast: c.Cast) -> plans.Plan:
    """The first grid in two, a building in each."""
    area = Area.get_by_id(c.GRID)
    return plans.split(area, [(NEW1, "东"), (NEW2, "西")], {c.BUILDING: 0, c.BUILDING2: 1})


def where() -> dict[str, str]:
    """The area of each, by key."""
    tables: dict[str, Any] = {"source": Source, "system": System, "reading_key": ReadingKey}
    return {f"{kind}:{row.code}": row.area for kind, table in tables.items() for row in table.select()}


def test_where_several_take_over_nothing_is_agreed_before_each_has_its_place(
    cast: c.Cast, linked: None, halves: plans.Plan
) -> None:
    row = verbs.draft(cast.admin, ids.uuid7(), "拆", "大", tomorrow(), halves)
    assert preview.preview(halves, row.day).counts()["agreements"] == 3  # what has ended does not count
    with pytest.raises(Problem) as refused:
        verbs.agree(cast.admin, row)
    assert refused.value.errors[0][1] == "whither" and Reorganisation.get().state != AGREED
    with pytest.raises(Problem) as refused:
        verbs.send_agreements(cast.admin, row, {"source:meters": c.GRID2})
    assert refused.value.errors[0][:2] == ("goes-source:meters", "not-a-choice")
    with pytest.raises(Problem):
        verbs.send_agreements(cast.desk, row, {"source:meters": NEW1})
    given = {"source:meters": NEW2, "system:city": c.COMMUNITY, "reading_key:screen": NEW1}
    for _ in range(2):
        verbs.send_agreements(cast.admin, row, given)
        verbs.agree(cast.admin, row)
    assert where()["source:meters"] == c.GRID
    morning(row)
    assert {**where(), "source:old": ""} == {**given, "source:old": ""}
    assert Source.get_by_id("old").area == c.GRID
    changed = Entry.select().where(
        Entry.verb == "changed", Entry.kind.in_(("source", "system", "reading_key"))
    )
    assert {f"{one.kind}:{one.subject}" for one in changed} == KEYS
    assert reach_of(cast.worker) and ReadingKey.get_by_id("screen").reach().sees_area(c.BUILDING)
    Source.update(area=c.GRID2).where(Source.code == "meters").execute()  # somebody put it elsewhere since
    for _ in range(2):
        taking_back.take_back(cast.admin, Reorganisation.get_by_id(row.id))
    assert where() == {
        "source:meters": c.GRID2, "source:old": c.GRID, "system:city": c.GRID, "reading_key:screen": c.GRID,
    }  # fmt: skip


def test_where_one_takes_over_they_go_there_unasked(cast: c.Cast, linked: None) -> None:
    plan = plans.merge([Area.get_by_id(c.GRID), Area.get_by_id(c.GRID2)], NEW1, "并")
    row = agreed(cast.admin, plan)
    morning(row)
    assert {where()[key] for key in KEYS} == {NEW1}


def test_one_that_was_made_after_it_was_agreed_goes_on_with_the_first(
    cast: c.Cast, halves: plans.Plan
) -> None:
    row = agreed(cast.admin, halves)
    grants.give(None, KeyBody(code="late", name="后来的", role="dispatcher", area=c.GRID))
    morning(row)
    assert where() == {"reading_key:late": NEW1}


def test_the_area_above_is_offered_to_whoever_administers_it_alone(
    cast: c.Cast, linked: None, halves: plans.Plan
) -> None:
    Post.create(id="p-small", person=cast.outsider, area=c.GRID, role="admin")
    (key, *_) = agreements.standing_in(halves)
    assert agreements.offered(key, halves, reach_of(cast.admin)) == [NEW1, NEW2, c.COMMUNITY]
    assert agreements.offered(key, halves, reach_of(cast.outsider)) == [NEW1, NEW2]


def test_the_page_asks_and_says_what_is_missing(cast: c.Cast, linked: None, as_: Any) -> None:
    from tests.admin.reorganisation.test_pages import planned, split_form

    admin = as_("admin")
    at = planned(admin, **split_form())
    page = admin.get(at).text
    assert "烟感" in page and "旧平台" not in page and "范围更大" in page
    answer = admin.post(f"{at}/agree", data={"goes-source:meters": NEW1})
    assert answer.status_code == 422 and "以后属于哪里" in answer.text and "checked" in answer.text
    given = {f"goes-{key}": NEW2 for key in KEYS}
    assert admin.post(f"{at}/posts", data=given).status_code == 303
    assert admin.post(f"{at}/agree").status_code == 303
    assert set(Reorganisation.get().plan["agreements"].values()) == {NEW2}
